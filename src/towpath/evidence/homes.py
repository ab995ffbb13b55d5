"""The home folder of one partnership: its paths, its settings and its owner."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from towpath.foundation import ExitCode, Grant, TowpathError

SETTINGS = "towpath.toml"
_FOLDERS = ("reference", "deliveries", "loads", "registers", "results", "editions",
            "definitions", "logs")  # fmt: skip


class NoHome(TowpathError):
    """There is no partnership's home where one was looked for."""

    exit_code = ExitCode.WRONG_USE


class Busy(TowpathError):
    """Somebody else is writing to the same home."""

    exit_code = ExitCode.WRONG_USE


@dataclass(frozen=True)
class Home:
    """One home, one partnership. Paths only; what lies in them is read elsewhere."""

    path: Path

    @classmethod
    def create(cls, path: Path, settings: Mapping[str, Any]) -> Home:
        """Make the folders and write the settings; an existing home is refused."""
        home = cls(path.expanduser().resolve())
        if home.settings_file.exists():
            raise NoHome(
                f"{path} is a partnership's home already.",
                "Choose another folder with --home, or go on with this one.",
            )
        for name in _FOLDERS:
            (home.path / name).mkdir(parents=True, exist_ok=True)
        home.write_settings(settings)
        return home

    @classmethod
    def open(cls, path: Path) -> Home:
        """The home at a path; NoHome where there is none."""
        home = cls(path.expanduser().resolve())
        if not home.settings_file.is_file():
            raise NoHome(
                f"There is no partnership's home at {path}.",
                "Make one with `towpath init AREA`, or say where it is with --home.",
            )
        return home

    @property
    def settings_file(self) -> Path:
        """Where the partnership's name, area, colours and settings are written."""
        return self.path / SETTINGS

    @property
    def reference(self) -> Path:
        """The reference pack."""
        return self.path / "reference"

    @property
    def local_areas(self) -> Path:
        """The partnership's own local areas, if it has named any."""
        return self.path / "local_areas.toml"

    @property
    def deliveries(self) -> Path:
        """Manifests, refusals and mappings."""
        return self.path / "deliveries"

    @property
    def loads(self) -> Path:
        """Parquet, one folder a load."""
        return self.path / "loads"

    @property
    def incoming(self) -> Path:
        """What is being made at this moment, on the same disk; a death leaves it to be swept."""
        return self.path / ".incoming"

    @property
    def register_file(self) -> Path:
        """The loads in force."""
        return self.path / "register.json"

    @property
    def registers(self) -> Path:
        """Every register that was once in force, by snapshot id."""
        return self.path / "registers"

    @property
    def editions(self) -> Path:
        """Frozen assessments and their files."""
        return self.path / "editions"

    @property
    def results(self) -> Path:
        """Forecasts and scorecards."""
        return self.path / "results"

    @property
    def definitions(self) -> Path:
        """The partnership's own indicators."""
        return self.path / "definitions"

    @property
    def feeds(self) -> Path:
        """The partnership's own declarations of feeds."""
        return self.definitions / "feeds"

    @property
    def trail(self) -> Path:
        """The audit trail."""
        return self.path / "logs" / "audit.jsonl"

    @property
    def spark_log(self) -> Path:
        """What Spark's own processes say."""
        return self.path / "logs" / "spark.log"

    @property
    def settings(self) -> dict[str, Any]:
        """What `towpath.toml` says, overlaid by `TOWPATH_*` from the environment."""
        try:
            said = tomllib.loads(self.settings_file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise NoHome(f"{self.settings_file} cannot be read: {error}.", "Mend it.") from error
        return said | {
            key[8:].lower(): value
            for key, value in os.environ.items()
            if key.startswith("TOWPATH_") and key != "TOWPATH_HOME"
        }

    def write_settings(self, settings: Mapping[str, Any]) -> None:
        """Replace the settings; tables one level deep, as TOML."""
        plain = {key: value for key, value in settings.items() if not isinstance(value, Mapping)}
        lines = [_line(key, value) for key, value in plain.items()]
        for key, table in settings.items():
            if isinstance(table, Mapping):
                lines += ["", f"[{key}]", *(_line(name, value) for name, value in table.items())]
        replace(self.settings_file, "\n".join(lines) + "\n")

    def owner(self) -> Grant:
        """The grant under which the command runs: whoever owns the home, for its own agency."""
        settings = self.settings
        person = str(settings.get("owner") or getpass.getuser())
        return Grant.of_owner(person, str(settings.get("agency", "partnership")))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the home for writing; Busy where somebody else does. A death lets go of it."""
        import fcntl

        with (self.path / ".lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Busy(
                    f"Somebody is loading into {self.path} at this moment.",
                    "Wait until they have finished, and try again.",
                ) from error
            yield

    @contextmanager
    def making(self) -> Iterator[Path]:
        """The folder `incoming`, empty, for as long as something is made in it."""
        shutil.rmtree(self.incoming, ignore_errors=True)
        self.incoming.mkdir()
        try:
            yield self.incoming
        finally:
            shutil.rmtree(self.incoming, ignore_errors=True)


def replace(path: Path, text: str) -> None:
    """Put a text in place so that a reader, or a crash, sees the old one or the new one.

    Who may read it stays as it was: settings may hold a password.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("w", encoding="utf-8") as stream:
        if path.exists():
            shutil.copymode(path, fresh)
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make a file's bytes durable."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _line(key: str, value: Any) -> str:
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"  # JSON scalars and lists are TOML
