"""Open-data CSV: one file a table, and one of every figure with its grounds (RFC 4180, UTF-8)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from towpath.documents import contents, grounds, numbers
from towpath.documents.audience import Readable
from towpath.documents.blocks import Cell, Quote, Table

# What a spreadsheet takes for the start of a formula, and what it passes over on the way to it.
_FORMULA_STARTS = ("=", "+", "-", "@", "%", "|")
_CONTROL = tuple(map(chr, range(32)))
_PASSED_OVER = "".join(_CONTROL) + " \u00a0\ufeff"

DIGITS = 12
_PIECE = 1_000  # lines

Plain = str | int | float | date | None


def table(shown: Table) -> str:
    """A table for a machine; limits as numbers, and beside figures a column of their ids."""
    return _written(header(shown), records(shown))


def figures(document: Readable) -> str:
    """Every figure of the document, one a line, with its grounds."""
    found = contents.figures(document.document)
    rows = ([_settled(value) for value in grounds.record(figure)] for figure in found)
    return _written(grounds.COLUMNS, rows)


def header(shown: Table) -> list[str]:
    """The table's headings; each column of figures has its limits and its ids behind the others.

    A column of limits alone is two columns of numbers, and stands where it stood.
    """
    headings = [column.heading for column in shown.columns]
    between, numbered, limited = _limits(shown), figure_columns(shown), _limited(shown)
    first = [
        one
        for index, heading in enumerate(headings)
        for one in (_ends(heading) if index in between else (heading,))
    ]
    ends = [one for index in limited for one in _ends(headings[index])]
    return first + ends + [f"{headings[index]} figure" for index in numbered]


def records(shown: Table) -> list[list[Plain]]:
    """The rows for a machine: plain values, then the ids of their figures."""
    between, numbered, limited = _limits(shown), figure_columns(shown), _limited(shown)
    return [
        _values(row, between)
        + [end for index in limited for end in _interval(row[index])]
        + _ids(row, numbered)
        for row in shown.rows
    ]


def sources(shown: Table) -> list[int | None]:
    """The table's column that each column of the records comes from; None for ids."""
    between = _limits(shown)
    first = [i for i in range(len(shown.columns)) for _ in range(1 + (i in between))]
    return [
        *first,
        *(i for i in _limited(shown) for _ in range(2)),
        *(None,) * len(figure_columns(shown)),
    ]


def _ends(heading: str) -> tuple[str, str]:
    return f"{heading} low", f"{heading} high"


def _values(row: Sequence[Cell], between: Sequence[int]) -> list[Plain]:
    return [
        value
        for index, cell in enumerate(row)
        for value in (_interval(cell) if index in between else (_settled(numbers.raw(cell)),))
    ]


def _interval(cell: Cell) -> tuple[Plain, Plain]:
    figure = numbers.figure_of(cell)
    return (_settled(figure.low), _settled(figure.high)) if figure else (None, None)


def _settled(value: Plain) -> Plain:
    """Twelve digits: more than any measure carries, fewer than the noise of binary fractions."""
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def _limits(shown: Table) -> list[int]:
    """Which columns hold limits alone."""
    return [
        index
        for index in range(len(shown.columns))
        if any(_is_limits(row[index]) for row in shown.rows)
    ]


def _limited(shown: Table) -> list[int]:
    """Which columns of figures have limits that no column of limits of the table gives."""
    given = {
        figure.id
        for index in _limits(shown)
        for row in shown.rows
        if (figure := numbers.figure_of(row[index]))
    }
    return [
        index
        for index in figure_columns(shown)
        if any(
            figure.low is not None and figure.id not in given
            for row in shown.rows
            if (figure := numbers.figure_of(row[index]))
        )
    ]


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
    return numbers.figure_of(cell) is not None and not _is_limits(cell)


def _is_limits(cell: Cell) -> bool:
    return isinstance(cell, Quote) and cell.between


def pieces(header: Sequence[str], rows: Iterable[Sequence[Plain]]) -> Iterator[str]:
    """Plain rows under their headings, a piece at a time: what is too long to be held whole."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_harmless(heading) for heading in header])
    for number, row in enumerate(rows, 1):
        writer.writerow([_harmless(value) for value in row])
        if number % _PIECE == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _written(header: Sequence[str], rows: Iterable[Sequence[Plain]]) -> str:
    return "".join(pieces(header, rows))


def _harmless(value: Plain) -> Plain:
    """Words that a spreadsheet would take for a formula are quoted; numbers are left alone."""
    if isinstance(value, str):
        formula = value.lstrip(_PASSED_OVER).startswith(_FORMULA_STARTS)
        return f"'{value}" if formula or value.startswith(_CONTROL) else value
    return value.isoformat() if isinstance(value, date) else value
