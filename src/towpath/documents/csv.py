"""Open-data CSV: one file a table, and one of every figure with its grounds (RFC 4180, UTF-8)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from towpath.documents import contents, grounds, numbers
from towpath.documents.audience import Readable
from towpath.documents.blocks import Cell, Quote, Table

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|")

Plain = str | int | float | date | None


def table(shown: Table) -> str:
    """A table, numbers unrounded; beside the columns that hold figures, one of their ids."""
    return _written(header(shown), records(shown))


def figures(document: Readable) -> str:
    """Every figure of the document, one a line, with its grounds."""
    found = contents.figures(document.document)
    return _written(grounds.COLUMNS, (grounds.record(figure) for figure in found))


def header(shown: Table) -> list[str]:
    """The table's headings, then one "… figure" for each column that holds figures."""
    headings = [column.heading for column in shown.columns]
    return headings + [f"{headings[index]} figure" for index in figure_columns(shown)]


def records(shown: Table) -> list[list[Plain]]:
    """The rows for a machine: plain values, then the ids of their figures."""
    numbered = figure_columns(shown)
    return [_values(row) + _ids(row, numbered) for row in shown.rows]


def _values(row: Sequence[Cell]) -> list[Plain]:
    return [numbers.raw(cell) for cell in row]


def _ids(row: Sequence[Cell], numbered: Sequence[int]) -> list[Plain]:
    figures = (numbers.figure_of(row[index]) for index in numbered)
    return [figure.id if figure else None for figure in figures]


def figure_columns(shown: Table) -> list[int]:
    """Which columns hold figures."""
    return [
        index
        for index in range(len(shown.columns))
        if any(_is_number(row[index]) for row in shown.rows)
    ]


def _is_number(cell: Cell) -> bool:
    limits_alone = isinstance(cell, Quote) and cell.between
    return numbers.figure_of(cell) is not None and not limits_alone


def _written(header: Sequence[str], rows: Iterable[Sequence[Plain]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_harmless(heading) for heading in header])
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return out.getvalue()


def _harmless(value: Plain) -> Plain:
    """Words that a spreadsheet would take for a formula are quoted; numbers are left alone."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value.isoformat() if isinstance(value, date) else value
