"""The keys of a home: made on first start, kept apart from the database, read only by their owner.

What a backup of the database alone gives away is therefore neither a session nor a way to forge the
audit trail.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

from towpath.foundation import TowpathError


class UnsafeKey(TowpathError):
    """A key is not kept as a key must be."""


def folder(home: Path) -> Path:
    """Where a home keeps its keys."""
    return home / "keys"


def secret(home: Path, name: str) -> str:
    """The key of this name, 64 hexadecimal digits; made if it is not there yet."""
    path = folder(home) / f"{name}.key"
    if not path.exists():
        _make(path)
    _require_private(path)
    return path.read_text("utf-8").strip()


def given(home: Path, name: str, said: str) -> str:
    """A secret that somebody else issued: from the settings, or better from keys/NAME.secret."""
    path = folder(home) / f"{name}.secret"
    if said or not path.exists():
        return said
    _require_private(path)
    return path.read_text("utf-8").strip()


def _make(path: Path) -> None:
    """Write it aside and link it into place, so that of two first starts one wins whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(secrets.token_hex(32) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(fresh)
    fresh.unlink()


def _require_private(path: Path) -> None:
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UnsafeKey(
            f"Others than its owner can read the key {path.name}.",
            f"Run `chmod 600 {path}`, and ask who has read it.",
        )
