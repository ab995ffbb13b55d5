"""Bytes to plain UTF-8: hash a file while looking at it, and copy it only where it must change.

One pass hashes at the disk's speed and finds the encoding, NULs and line ends. A clean UTF-8 file
is then used where it lies; another encoding is written anew and the remark says so.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from towpath.sources.parts import DeliveryRefused

CHUNK = 1 << 20
Step = Callable[[int], None]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same bytes
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_REMARKS = {
    "utf-8-sig": "It begins with a byte order mark (UTF-8), which was left out.",
    "utf-16": "It was read as UTF-16.",
    "utf-16-le": "It was read as UTF-16 (little-endian, without a byte order mark).",
    "utf-16-be": "It was read as UTF-16 (big-endian, without a byte order mark).",
    "cp1252": "It is not UTF-8 and was read as Windows-1252 (CP1252).",
}


@dataclass(frozen=True)
class Nature:
    """What one pass over a file found."""

    sha256: str
    size: int
    encoding: str
    nul_at: int = -1  # the first NUL byte's offset, where the encoding should have none
    only_carriage_returns: bool = False

    @property
    def plain(self) -> bool:
        """Whether an engine can read the file as it lies."""
        return self.encoding == "utf-8" and not self.only_carriage_returns

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the manifest must say of how the file was read."""
        ends = "Its lines end in carriage returns only; they were read as line ends."
        said = (_REMARKS.get(self.encoding, ""), ends if self.only_carriage_returns else "")
        return tuple(one for one in said if one)


def inspect(stream: IO[bytes], sink: IO[bytes] | None = None, step: Step | None = None) -> Nature:
    """Hash a stream and find its nature; copy it to `sink` on the way where one is given."""
    digest, size, nul_at = hashlib.sha256(), 0, -1
    encoding, decoder = "", codecs.getincrementaldecoder("utf-8")()
    feeds_line = returns = False
    pending = False  # whether the decoder holds part of a character
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        if sink is not None:
            sink.write(chunk)
        if not size:
            encoding = _declared(chunk)
        if encoding == "utf-8" and (pending or not chunk.isascii()):
            encoding, pending = _still_utf8(decoder, chunk)
        if nul_at < 0 and (found := chunk.find(0)) >= 0:
            nul_at = size + found
        feeds_line = feeds_line or b"\n" in chunk
        returns = returns or b"\r" in chunk
        size += len(chunk)
        if step is not None:
            step(len(chunk))
    if pending:
        encoding = "cp1252"
    wide = encoding.startswith("utf-16")
    return Nature(
        digest.hexdigest(), size, encoding or "utf-8", -1 if wide else nul_at,
        returns and not feeds_line and not wide,
    )  # fmt: skip


def _declared(first: bytes) -> str:
    for mark, encoding in _BOMS:
        if first.startswith(mark):
            return encoding
    sample = first[:2000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    # Latin text in UTF-16 has a NUL in every other byte; a stray NUL in UTF-8 has not.
    if odd > len(sample) * 0.3 and not even:
        return "utf-16-le"
    if even > len(sample) * 0.3 and not odd:
        return "utf-16-be"
    return "utf-8"


def _still_utf8(decoder: codecs.IncrementalDecoder, chunk: bytes) -> tuple[str, bool]:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return "cp1252", False
    return "utf-8", bool(decoder.getstate()[0])


def require_readable(nature: Nature, name: str, path: Path) -> None:
    """Refuse what is no text at all: empty, UTF-32, or with NUL bytes in it."""
    if nature.size == 0:
        raise DeliveryRefused(f"{name} is empty.", "Ask for it again, or leave it out.")
    if nature.encoding == "utf-32":
        raise DeliveryRefused(f"{name} is in UTF-32.", "Save it as CSV in UTF-8.")
    if nature.nul_at >= 0:
        raise DeliveryRefused(
            f"{name} holds a NUL byte in line {_line_at(path, nature.nul_at)}: "
            "it is damaged, or no text file.",
            "Ask for it again, saved as CSV in UTF-8.",
        )


def rewrite(nature: Nature, name: str, source: Path, target: Path) -> None:
    """Write `target` in UTF-8 with ordinary line ends; refuse what cannot be decoded."""
    only_returns = nature.only_carriage_returns
    try:
        with (
            source.open(encoding=nature.encoding, newline="") as old,
            target.open("w", encoding="utf-8", newline="") as new,
        ):
            while text := old.read(CHUNK):
                only_returns = only_returns and "\n" not in text
                new.write(text.replace("\r", "\n") if only_returns else text)
    except UnicodeError as error:
        raise DeliveryRefused(
            f"{name} cannot be read as {nature.encoding.upper()}: {_plainly(error)}.",
            "Save it as CSV in UTF-8 and deliver it again.",
        ) from error


def _plainly(error: UnicodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.object[error.start]:#04x} stands for no character"
    return str(error).rstrip(".")


def _line_at(path: Path, offset: int) -> int:
    line = 1
    with path.open("rb") as stream:
        while offset > 0 and (chunk := stream.read(min(CHUNK, offset))):
            line += chunk.count(b"\n")
            offset -= len(chunk)
    return line
