"""A whole home as one file, taken while people write, and put back whole or not at all.

For a moment nobody loads: logs are copied, the site takes its database aside (`Beside`), all other
files are linked, since they are never changed in place. Packing comes after, at leisure. The last
thing in an archive is its manifest, which names every file with its hash: an archive without one
was cut off. A backup gets its name, and a restored home its place, by one rename.
"""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import hashlib
import json
import os
import shutil
import tarfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol, cast

from towpath import __version__
from towpath.evidence import registers, sealing
from towpath.evidence.homes import Busy, Home, sync_folder
from towpath.foundation import ExitCode, NotUnderstood, TowpathError

FORMAT = 1
DATABASE = "database.jsonl"
_MANIFEST = "manifest.json"
_ASIDE = ".backing-up"
# Made again by whoever needs it, or taken by the site in its own way.
_LEFT_OUT = (_ASIDE, ".incoming", ".static", ".lock", ".backup.lock", "fetched", "keys", "logs")
_PATIENCE = 600


class Broken(TowpathError):
    """A file is not a backup, or not a whole one."""

    exit_code = ExitCode.NO_SUCH_DATA


class Beside(Protocol):
    """What is kept beside the evidence: the site's database."""

    def take(self, folder: Path) -> None:
        """Hold fast how it stands, at once: nobody loads until this returns."""

    def write(self, folder: Path) -> Mapping[str, Any]:
        """Write it into the folder as DATABASE; what the manifest shall say of it."""


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself."""

    name: str
    made: str
    version: str
    snapshot: str
    keys: bool
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    site: Mapping[str, Any] = field(default_factory=dict)


def make(
    home: Home, target: Path, *, at: datetime, passphrase: str = "", beside: Beside | None = None
) -> Manifest:
    """Write the archive of a home; keys are in it only under a passphrase."""
    if target.exists():
        raise NotUnderstood(f"{target} is there already.", "Give the backup another name.")
    with _alone(home), _aside(home) as aside:
        with _nobody_loads(home):
            said = _manifest(home, at, keys=bool(passphrase))
            (aside / "home").mkdir()
            _copy_logs(home, aside / "home")
            if beside:
                beside.take(aside)
            _link(home.path, aside / "home")
        if passphrase and (home.path / "keys").is_dir():
            shutil.copytree(home.path / "keys", aside / "home" / "keys")
        site = beside.write(aside) if beside else {}
        return _pack(aside, target, said | {"site": site}, passphrase)


def unpack(file: Path, folder: Path, passphrase: str = "") -> Manifest:
    """Unpack an archive into an empty folder; Broken where a file of it is missing or changed."""
    found: dict[str, tuple[int, str]] = {}
    try:
        with _opened(file, passphrase) as stream, tarfile.open(fileobj=stream, mode="r|gz") as tar:
            for member in tar:
                found[member.name] = _extract(tar, member, folder)
        said = json.loads((folder / _MANIFEST).read_text("utf-8"))
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise Broken(f"{file.name} is not a whole backup.", "Take another copy of it.") from error
    found.pop(_MANIFEST)
    if said["format"] != FORMAT or {k: list(v) for k, v in found.items()} != said["files"]:
        raise Broken(f"{file.name} is not what it was when it was made.", "Take another copy.")
    (folder / _MANIFEST).unlink()
    return Manifest(**{key: said[key] for key in Manifest.__dataclass_fields__})


@contextlib.contextmanager
def restoring(target: Path) -> Iterator[Path]:
    """A folder beside the new home that becomes it at the end of the block, or is gone."""
    target = target.expanduser().resolve()
    if target.exists() and any(target.iterdir()):
        raise NotUnderstood(f"{target} is not empty.", "Restore into a folder that is not there.")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.restoring")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700)
    try:
        yield aside
        (aside / "home").rename(target)
        sync_folder(target.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _manifest(home: Home, at: datetime, *, keys: bool) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "name": str(home.settings.get("name", "")),
        "made": at.isoformat(timespec="seconds"),
        "version": __version__,
        "snapshot": registers.in_force(home).id,
        "keys": keys,
    }


@contextlib.contextmanager
def _alone(home: Home) -> Iterator[None]:
    """One backup at a time; a death lets go."""
    with (home.path / ".backup.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy("A backup is being made already.", "Wait for its end.") from error
        yield


@contextlib.contextmanager
def _aside(home: Home) -> Iterator[Path]:
    """A folder in the home, so that files can be linked into it; what a death left is swept."""
    folder = home.path / _ASIDE
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _nobody_loads(home: Home) -> Iterator[None]:
    """Hold the home once whoever loads has finished."""
    until = time.monotonic() + _PATIENCE
    with contextlib.ExitStack() as held:
        while True:
            try:
                held.enter_context(home.writing())
                break
            except Busy:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)
        yield


def _copy_logs(home: Home, into: Path) -> None:
    """Logs grow in place, so they are copied; a line that is being written is left out."""
    for path in sorted((home.path / "logs").glob("**/*")):
        if path.is_file():
            copy = into / path.relative_to(home.path)
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_bytes()
            copy.write_bytes(text[: text.rfind(b"\n") + 1])


def _link(home: Path, into: Path) -> None:
    for path in home.rglob("*"):
        inside = path.relative_to(home)
        if inside.parts[0] in _LEFT_OUT or inside.parts[0].startswith("site.sqlite3"):
            continue
        with contextlib.suppress(FileNotFoundError):  # somebody's half-sent file is gone by now
            if path.is_dir():
                (into / inside).mkdir(parents=True, exist_ok=True)
            elif path.is_file():
                _one(path, into / inside)


def _one(path: Path, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        copy.hardlink_to(path)
    except OSError:
        shutil.copy2(path, copy)


def _pack(aside: Path, target: Path, said: dict[str, Any], passphrase: str) -> Manifest:
    """Pack what lies aside under another name, then give it its own."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            with _closed(out, passphrase) as stream:
                said["files"] = _fill(aside, stream, said)
            out.flush()
            os.fsync(out.fileno())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(target.absolute().parent)
    return Manifest(**{key: said[key] for key in Manifest.__dataclass_fields__})


@contextlib.contextmanager
def _closed(out: IO[bytes], passphrase: str) -> Iterator[IO[bytes]]:
    if not passphrase:
        yield out
        return
    with sealing.Seal(out, passphrase) as sealed:
        yield cast(IO[bytes], sealed)


def _fill(aside: Path, stream: IO[bytes], said: dict[str, Any]) -> dict[str, list[Any]]:
    held: dict[str, list[Any]] = {}
    with (
        gzip.GzipFile("", "wb", compresslevel=3, fileobj=cast(Any, stream)) as pressed,
        tarfile.open(fileobj=pressed, mode="w|") as tar,
    ):
        for path in sorted(aside.rglob("*")):
            name = path.relative_to(aside).as_posix()
            if path.is_dir():
                tar.add(path, name, recursive=False)
                held[name] = [0, ""]
            else:
                held[name] = _add(tar, path, name)
        whole = aside / _MANIFEST
        whole.write_text(json.dumps(said | {"files": held}, ensure_ascii=False), "utf-8")
        _add(tar, whole, _MANIFEST)
    return held


def _add(tar: tarfile.TarFile, path: Path, name: str) -> list[Any]:
    with path.open("rb") as stream:
        info = tar.gettarinfo(arcname=name, fileobj=stream)
        info.type, info.linkname = tarfile.REGTYPE, ""  # linked aside, a file of its own in here
        info.size = os.fstat(stream.fileno()).st_size
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        counted = _Hashed(stream)
        tar.addfile(info, cast(IO[bytes], counted))
    return [info.size, counted.hash.hexdigest()]


class _Hashed:
    """A stream that hashes what is read of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.hash = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.hash.update(data)
        return data


@contextlib.contextmanager
def _opened(file: Path, passphrase: str) -> Iterator[IO[bytes]]:
    with file.open("rb") as stream:
        if not sealing.is_sealed(stream):
            yield stream
        elif passphrase:
            yield cast(IO[bytes], sealing.Opened(stream, passphrase))
        else:
            raise NotUnderstood("This backup is sealed.", "Give --passphrase-file.")


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> tuple[int, str]:
    """One file or folder of the archive, and nothing else: no links, no way out of the folder."""
    inside = PurePosixPath(member.name)
    if inside.is_absolute() or ".." in inside.parts or not (member.isreg() or member.isdir()):
        raise Broken(f"{member.name} has no place in a backup.", "Ask who made this file.")
    path = folder / inside
    if member.isdir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return 0, ""
    path.parent.mkdir(parents=True, exist_ok=True)
    source = tar.extractfile(member)
    assert source is not None  # it is a file
    digest = hashlib.sha256()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, member.mode & 0o700 | 0o600)
    with os.fdopen(handle, "wb") as out:
        while piece := source.read(1 << 20):
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return member.size, digest.hexdigest()
