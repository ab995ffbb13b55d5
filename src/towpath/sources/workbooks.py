"""Workbooks (XLSX): each visible sheet is a table, written out as plain CSV.

A formula is refused, since its value is whatever somebody's Excel last thought; so are merged
cells, since nobody can say to which rows a merged heading belongs.
"""

from __future__ import annotations

import csv
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from towpath.foundation import TowpathError
from towpath.sources import archives, headers
from towpath.sources.declarations import Feed, Type
from towpath.sources.parts import DeliveryRefused

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as AnyCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    Cell = AnyCell | MergedCell

# A workbook is XML: it packs far better than CSV, and one sheet ends at 1,048,576 rows.
LIMITS = archives.Limits(entries=5000, entry_bytes=1 << 30, total_bytes=2 << 30)
_ISO = {Type.MONTH: "%Y-%m", Type.DATE: "%Y-%m-%d", Type.TIME: "%H:%M:%S"}


@dataclass(frozen=True)
class Sheet:
    """A sheet: its title, its header, and the rows that follow, still in the workbook."""

    title: str
    header: headers.Header
    rows: Iterator[Sequence[Cell]]
    workbook: str


def is_workbook(path: Path, name: str) -> bool:
    """Whether a zip archive is an XLSX workbook."""
    with archives.opened(path, name) as archive:
        return "xl/workbook.xml" in archive.namelist()


def sheets(path: Path, name: str) -> Iterator[Sheet]:
    """Each visible sheet that holds anything; DeliveryRefused where one cannot be trusted."""
    from openpyxl import load_workbook

    with archives.opened(path, name, LIMITS) as archive:
        _require_unmerged(archive, name)
    with path.open("rb") as stream:  # by its content, since a part's own name says nothing
        with _plainly(name):
            book = load_workbook(stream, read_only=True, data_only=False, keep_links=False)
        try:
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    yield from _sheet(sheet.title, _rows(sheet, name), name)
        finally:
            book.close()


def _rows(sheet: Worksheet, name: str) -> Iterator[Sequence[Cell]]:
    with _plainly(name):
        yield from sheet.iter_rows()


@contextmanager
def _plainly(name: str) -> Iterator[None]:
    """What openpyxl raises, which is whatever its parsers do, as one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of styles and extensions it leaves out
            yield
    except (TowpathError, OSError, GeneratorExit):
        raise
    except Exception as error:
        raise DeliveryRefused(
            f"{name} is a workbook that cannot be read ({type(error).__name__}).",
            "Open it in Excel, save it anew, or save it as CSV.",
        ) from error


def _sheet(title: str, rows: Iterator[Sequence[Cell]], name: str) -> Iterator[Sheet]:
    numbered = enumerate(rows, 1)
    for line, row in numbered:
        if any(cell.value is not None for cell in row):
            columns = _trimmed([_text(cell, "", name) for cell in row])
            headers.require_usable(columns, f"{name}!{title}")
            following = (cells for _, cells in numbered)
            first = next(following, None)
            rest = chain([] if first is None else [first], following)
            header = headers.Header(columns, ",", line + 1, first is not None)
            yield Sheet(title, header, rest, name)
            return


def _trimmed(columns: list[str]) -> tuple[str, ...]:
    while columns and not columns[-1].strip():
        columns.pop()
    return tuple(columns)


def write(sheet: Sheet, target: Path, feed: Feed, columns: Mapping[str, str]) -> None:
    """Write a sheet as CSV. A date cell is unambiguous and is written in the feed's own format."""
    formats = _formats(sheet.header.columns, feed, columns)
    width = len(formats)
    blank = 0  # rows since the last that held anything: written only if another follows
    with target.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(sheet.header.columns)
        for cells in sheet.rows:
            row = _row(cells, formats, sheet.workbook)
            if not any(row):
                blank += 1
                continue
            out.writerows([[""] * width] * blank)
            blank = 0
            out.writerow(row if any(row[width:]) else row[:width])


def _row(cells: Sequence[Cell], formats: Sequence[str], name: str) -> list[str]:
    known = len(formats)
    return [_text(cell, formats[at] if at < known else "", name) for at, cell in enumerate(cells)]


def _formats(header: Sequence[str], feed: Feed, columns: Mapping[str, str]) -> list[str]:
    field_of = {column: feed.field(name) for name, column in columns.items()}
    found = (field_of.get(column) for column in header)
    return [(field.format or _ISO.get(field.type, "")) if field else "" for field in found]


def _text(cell: Cell, form: str, name: str) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise DeliveryRefused(
            f"{name} holds a formula in cell {getattr(cell, 'coordinate', '')}.",
            "Paste the sheet as values, or save it as CSV, and deliver that.",
        )
    if isinstance(value, datetime | date | time):
        return _moment(value, form)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _moment(value: datetime | date | time, form: str) -> str:
    if isinstance(value, datetime) and not form:
        whole_day = value.time() == time(0)
        return value.date().isoformat() if whole_day else value.isoformat(sep=" ")
    return value.strftime(form) if form else value.isoformat()


def _require_unmerged(archive: ZipFile, name: str) -> None:
    for entry in archive.namelist():
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", entry) and _merged(archive, entry):
            raise DeliveryRefused(
                f"{name} has merged cells, so that nobody can say which rows they belong to.",
                "Unmerge them, with one heading a column, and deliver it again.",
            )


def _merged(archive: ZipFile, entry: str) -> bool:
    tail = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(1 << 20):
            if b"<mergeCell" in tail + chunk or b":mergeCell" in tail + chunk:
                return True
            tail = chunk[-20:]
    return False
