"""Make something costly once for all the workers of a test run."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

Make = Callable[[Path], object]
PATIENCE = 300  # seconds that a worker waits for another's work


def shared_folder(factory: pytest.TempPathFactory, worker: str) -> Path:
    """The folder that all workers of this run have in common."""
    base = factory.getbasetemp()
    return base if worker == "master" else base.parent


def made(folder: Path, make: Make) -> Path:
    """`folder`, filled by `make`: by whichever worker comes first, and only read afterwards."""
    done, taken = folder.with_suffix(".done"), folder.with_suffix(".taken")
    try:
        taken.mkdir(parents=True)
    except FileExistsError:
        _wait(done)
        return folder
    folder.mkdir()
    make(folder)
    done.touch()
    return folder


def _wait(done: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not done.exists():
        if time.monotonic() > until:
            raise TimeoutError(f"another worker never finished {done.stem}")
        time.sleep(0.05)
