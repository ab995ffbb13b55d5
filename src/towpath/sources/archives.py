"""Zip archives, opened with suspicion: nothing is believed that an archive says of itself.

Entries are never written under their own names, so that a path cannot climb out; but an archive
that tries is refused all the same, since it was not made by anybody who wished well.
"""

from __future__ import annotations

import os
import stat
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from towpath.sources.parts import DeliveryRefused

_ENCRYPTED = 0x1
_MADE_ON_UNIX = 3
_HEAD = struct.Struct(
    "<18sI4xHH"
)  # of a file in an archive: packed size, lengths of name and extra
_FOLDERS_AHEAD = 20
_JUNK = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Limits:
    """How much an archive may hold. The whole of data.police.uk since 2010 is within them."""

    entries: int = 50_000
    entry_bytes: int = 16 << 30
    total_bytes: int = 64 << 30
    ratio: int = 200  # unpacked to packed; CSV of incidents packs about 1 to 10
    ratio_from: int = 16 << 20  # bytes below which the ratio is nobody's harm


DEFAULT_LIMITS = Limits()


@contextmanager
def opened(path: Path, name: str, limits: Limits = DEFAULT_LIMITS) -> Iterator[ZipFile]:
    """An archive whose entries have all been looked at; DeliveryRefused says what is wrong."""
    try:
        with ZipFile(path) as archive:
            _require_safe(archive, name, limits)
            yield archive
    except (BadZipFile, EOFError, zlib.error) as error:
        raise DeliveryRefused(
            f"{name} is a damaged or cut-off zip archive ({error}).", "Fetch or ask for it again."
        ) from error
    except NotImplementedError as error:
        raise DeliveryRefused(
            f"{name} is packed in a way that cannot be opened ({error}).",
            "Pack it again as an ordinary zip such as any computer makes.",
        ) from error


def first_name(path: Path) -> str:
    """What an archive calls its first file, by that file's own head; empty where it is no archive.

    Nothing is unpacked, and its directory, which may be as large as anybody likes, is not read.
    """
    with path.open("rb") as stream:
        for _ in range(_FOLDERS_AHEAD):
            head = stream.read(_HEAD.size)
            if len(head) < _HEAD.size or not head.startswith(b"PK\x03\x04"):
                return ""
            _, packed, name, extra = _HEAD.unpack(head)
            said = stream.read(name).decode("utf-8", "replace")
            if not said.endswith("/"):
                return said
            stream.seek(extra + packed, os.SEEK_CUR)
    return ""


def tables(archive: ZipFile) -> tuple[list[ZipInfo], list[str]]:
    """The entries to be read, and the names of those that are none of ours (folders aside)."""
    kept, left = [], []
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        (left.append(entry.filename) if is_junk(entry.filename) else kept.append(entry))
    return sorted(kept, key=lambda entry: entry.filename), sorted(left)


def is_junk(name: str) -> bool:
    """Whether a file is what an operating system leaves behind, not what somebody delivered."""
    parts = PurePosixPath(name).parts
    return any(part in _JUNK or part.startswith("._") for part in parts)


def _require_safe(archive: ZipFile, name: str, limits: Limits) -> None:
    entries = archive.infolist()
    _require_small(entries, name, limits)
    for info in entries:
        if fault := _fault(info, limits):
            raise DeliveryRefused(
                f"{name} is refused: {info.filename[:120]!r} {fault}.",
                "Pack the plain files anew and deliver that.",
            )
    twice = [key for key, times in Counter(info.filename for info in entries).items() if times > 1]
    if twice:
        raise DeliveryRefused(
            f"{name} holds {twice[0][:120]!r} twice, and nobody can say which is meant.",
            "Pack the plain files anew and deliver that.",
        )


def _require_small(entries: list[ZipInfo], name: str, limits: Limits) -> None:
    total = sum(info.file_size for info in entries)
    if len(entries) > limits.entries or total > limits.total_bytes:
        raise DeliveryRefused(
            f"{name} would unpack to {len(entries):,} files and {total:,} bytes, "
            "more than is ever opened at once.",
            "Deliver it in smaller archives, a year or a force each.",
        )
    if not entries:
        raise DeliveryRefused(f"{name} is an archive with nothing in it.", "Ask for it again.")


def _fault(info: ZipInfo, limits: Limits) -> str:
    """What is wrong with an entry, as the end of a sentence; nothing where it is sound."""
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if _climbs(info.orig_filename):
        return "has a path that leads out of the archive"
    if info.create_system == _MADE_ON_UNIX and stat.S_ISLNK(info.external_attr >> 16):
        return "is a link, not a file"
    if info.file_size > limits.entry_bytes or _swells(info, limits):
        return f"would swell from {info.compress_size:,} to {info.file_size:,} bytes"
    return ""


def _climbs(name: str) -> bool:
    plain = name.replace("\\", "/")
    drive = len(plain) > 1 and plain[1] == ":"
    return plain.startswith("/") or drive or ".." in plain.split("/") or "\0" in plain


def _swells(info: ZipInfo, limits: Limits) -> bool:
    packed = max(info.compress_size, 1)
    return info.file_size > limits.ratio_from and info.file_size / packed > limits.ratio
