"""The header of a plain CSV file: its columns, delimiter and where the rows begin."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from towpath.sources.feeds.recognition import tidy
from towpath.sources.parts import DeliveryRefused

MOST_COLUMNS = 1000
LONGEST_HEADER = 1 << 18  # bytes
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Header:
    """The columns as they are spelled, what parts them, and the first line of rows."""

    columns: tuple[str, ...]
    delimiter: str
    first_line: int
    has_rows: bool


def read(path: Path, name: str) -> Header:
    """Read the header of a UTF-8 file; DeliveryRefused where there is none that can be used."""
    with path.open("rb") as stream:
        start = stream.read(LONGEST_HEADER)
        more = bool(stream.read(1))
    if more and b"\n" not in start:
        raise DeliveryRefused(
            f"The first line of {name} is longer than {LONGEST_HEADER:,} bytes.",
            "It is not a table with a header; ask for it again as CSV.",
        )
    text = start.decode("utf-8", errors="ignore")  # the cut may fall inside a character
    found = max((_parse(text, delimiter, name) for delimiter in _DELIMITERS), key=_width)
    require_usable(found.columns, name)
    rest = "\n".join(text.split("\n")[found.first_line - 1 :])
    return replace(found, has_rows=more or bool(rest.strip()))


def _width(header: Header) -> int:
    return len(header.columns)


def _parse(text: str, delimiter: str, name: str) -> Header:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = tuple(next(rows, []))
    except csv.Error as error:
        raise DeliveryRefused(
            f"The first line of {name} cannot be read as a header ({error}).",
            "Look for a quotation mark that is never closed.",
        ) from error
    return Header(columns, delimiter, rows.line_num + 1, has_rows=False)


def require_usable(columns: tuple[str, ...], name: str) -> None:
    """Refuse a header with nothing in it, with far too many columns, or with one name twice."""
    if not any(column.strip() for column in columns):
        raise DeliveryRefused(
            f"The first line of {name} is blank.", "Its first line must hold the column names."
        )
    if len(columns) > MOST_COLUMNS:
        raise DeliveryRefused(
            f"{name} has {len(columns):,} columns; no feed has more than {MOST_COLUMNS:,}.",
            "Ask for a file with one row an incident and one column a fact.",
        )
    twice = [key for key, times in Counter(map(tidy, columns)).items() if key and times > 1]
    if twice:
        raise DeliveryRefused(
            f'{name} has more than one column called "{twice[0][:60]}".',
            "Give each column a name of its own.",
        )
