"""A part: one table of one delivery, opened down to plain UTF-8 CSV that an engine can read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from towpath.foundation import ExitCode, TowpathError
from towpath.sources.declarations import Feed


class DeliveryRefused(TowpathError):
    """The whole delivery cannot be read; nothing of it was taken in."""

    exit_code = ExitCode.REFUSED


@dataclass(frozen=True)
class Part:
    """One table: a plain UTF-8 CSV file on disk, what it was, and how it became so.

    `columns` maps the feed's field names to the header as it stands in the file. `first_line` is
    the line (or sheet row) of the first data row in the *delivered* file, so that a refused row
    is named by the line its owner sees. `remarks` go into the manifest: a BOM, an encoding.
    """

    name: str  # as delivered: "west-mercia-2024.zip!2024-01/2024-01-west-mercia-street.csv"
    path: Path
    feed: Feed
    agency: str
    month: date | None  # the month in the file's name, where it has one
    sha256: str  # of the delivered bytes of this part; of a sheet, of the table in it
    columns: dict[str, str] = field(default_factory=dict)
    header: tuple[str, ...] = ()  # every column of the file, in order, as it is spelled there
    delimiter: str = ","
    first_line: int = 2
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """What an agency handed over, once: the files as given, with their hashes, and their parts.

    `remarks` name what was left out and why (a read-me in an archive, the same file twice).
    """

    files: tuple[tuple[str, str, int], ...]  # name, SHA-256, bytes
    parts: tuple[Part, ...]
    workspace: Path  # a temporary folder that holds the parts; whoever opened it removes it
    remarks: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """One hash for the whole delivery."""
        return hashlib.sha256("\n".join(sha for _, sha, _ in self.files).encode()).hexdigest()
