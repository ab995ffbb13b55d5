"""The command, run as a script runs it, on one loaded home of the small world."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import worlds
from towpath.cli import main
from towpath.evidence.homes import Home


@dataclass(frozen=True)
class Said:
    """What a run of the command said, and the code it left with."""

    out: str
    err: str
    code: int

    @property
    def json(self) -> Any:
        """Its result, for a script."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture(autouse=True)
def open_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of a request, or of a file that it streams, must not end the test's connection."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda _self: None)


@pytest.fixture
def towpath(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command: `towpath("loads", home=…)`; piped output is as wide as it needs to be."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def run(*words: str | Path, home: Path | None = None) -> Said:
        before = ["--home", str(home)] if home else []
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([*before, *map(str, words)])
        said = capsys.readouterr()
        return Said(said.out, said.err, int(left.value.code or 0))

    return run


@pytest.fixture(scope="session")
def aldermere(
    loaded_home: tuple[Home, worlds.World], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, worlds.World]:
    """A copy of the loaded home, for commands that write what they printed into it."""
    home, world = loaded_home
    return shutil.copytree(home.path, tmp_path_factory.mktemp("command") / "home"), world
