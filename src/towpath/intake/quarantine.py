"""Where delivered files lie until somebody has decided: HOME/files/quarantine, one folder each.

Whoever works on a delivery holds its lock; a death lets go of it, so that a lock that can be had
says that nobody is at work. What no row names is swept.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from towpath.evidence import homes
from towpath.evidence.homes import Home

_HOUR = 3600
_ID = "-".join("[0-9a-f]" * length for length in (8, 4, 4, 4, 12))


@dataclass(frozen=True)
class Arrived:
    """A file that has arrived whole, and what was found of it on the way."""

    name: str
    path: Path
    size: int
    sha256: str


def home() -> Home:
    """The partnership's home."""
    return Home(Path(settings.HOME))


def folder() -> Path:
    """Where all of it lies."""
    return Path(settings.HOME) / "files" / "quarantine"


def arriving() -> Path:
    """Where files lie while they are being sent."""
    path = folder() / "arriving"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def place(id: str) -> Path:
    """A delivery's own folder."""
    return folder() / id


def rehearsal(id: str) -> Path:
    """Where a delivery's check keeps what it refused."""
    return folder() / "checks" / id


@contextmanager
def held(id: str) -> Iterator[bool]:
    """Hold a delivery's lock; False where somebody else does."""
    path = folder() / "locks" / f"{id}.lock"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a") as lock:
        yield take(lock)


def take(file: IO[str] | IO[bytes]) -> bool:
    """Lock an open file for as long as it is open; False where somebody else has."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def receive(id: str, files: Sequence[Arrived]) -> None:
    """Put files that have arrived into a delivery's folder, durably, under their own names."""
    target = place(id)
    for number, one in enumerate(files, 1):
        own = target / str(number)
        own.mkdir(parents=True, mode=0o700)
        homes.sync_file(one.path)
        one.path.rename(own / one.name)
        homes.sync_folder(own)
    homes.sync_folder(target)
    homes.sync_folder(folder())


def paths(id: str) -> list[Path]:
    """A delivery's files, in the order in which they were handed over."""
    if not place(id).exists():
        return []
    numbered = sorted(place(id).iterdir(), key=lambda path: int(path.name))
    return [file for own in numbered for file in own.iterdir()]


def discard(id: str, *, refusals: bool = True) -> None:
    """Delete a delivery's files, and the rows that its check refused."""
    shutil.rmtree(place(id), ignore_errors=True)
    if refusals:
        discard_rehearsal(id)


def discard_rehearsal(id: str) -> None:
    """Delete what a check left."""
    shutil.rmtree(rehearsal(id), ignore_errors=True)


def sweep(keeps_files: Callable[[str], bool], keeps_refusals: Callable[[str], bool]) -> None:
    """Delete what nobody is at and no row names: half-sent files, folders of a dead handing-over,
    the refused rows of deliveries whose time is over, and the locks of what is done."""
    for path in arriving().iterdir():
        with suppress(FileNotFoundError), path.open("rb") as file:
            if take(file):
                path.unlink()
    for path in folder().glob(_ID):
        _sweep(path, keeps_files)
    for path in (folder() / "checks").glob(_ID):
        _sweep(path, keeps_refusals)
    for path in (folder() / "locks").glob(f"{_ID}.lock"):
        if _is_old(path) and not keeps_files(path.stem):
            path.unlink(missing_ok=True)


def _sweep(path: Path, keeps: Callable[[str], bool]) -> None:
    if _is_old(path) and not keeps(path.name):
        shutil.rmtree(path, ignore_errors=True)


def _is_old(path: Path) -> bool:
    """Whether its row would have been written by now."""
    return time.time() - path.stat().st_mtime > _HOUR


def free_bytes() -> int:
    """How much room the disk has."""
    return shutil.disk_usage(arriving()).free


def private(path: Path) -> int:
    """Open a new file that nobody else on the machine reads."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
