"""The one gate between what is known and what is published (rules R1 to R4 and R11).

A document goes in with exact figures and comes out with what anyone may see. Figures on open data
stay as they are; all others pass `analysis.disclosure`: counts hidden to seven and rounded to five,
rates and changes made again from published counts, anything else withheld. Charts and maps draw
tables, so gating the tables gates the pictures, their words and their downloads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import singledispatch

from towpath.analysis import disclosure
from towpath.assessment import findings as found
from towpath.documents import audience
from towpath.documents.audience import Public
from towpath.documents.blocks import (
    Beside,
    Block,
    Caveat,
    Cell,
    Chart,
    Document,
    Listing,
    Map,
    Paragraph,
    Quote,
    Spans,
    Table,
    Tile,
    Tiles,
)
from towpath.foundation import Figure, Unit

WITHHELD = "not published"
# How many of the numerator's units one unit of a rate stands for.
PER = {
    Unit.PER_1000_RESIDENTS: 1_000,
    Unit.PER_1000_HOUSEHOLDS: 1_000,
    Unit.PER_100_000: 100_000,
}


def publish(document: Document) -> Public:
    """The document as anyone may read it."""
    return audience.released(document, gate)


def gate(document: Document) -> Document:
    """The same document with every closed figure passed through the disclosure rules."""
    return replace(document, blocks=tuple(block(one) for one in document.blocks))


def figure(given: Figure) -> Figure:
    """One figure as anyone may see it; an open one is itself."""
    if given.handling.open:
        return given
    if given.value is None:
        # What could not be divided was counted all the same: "there were none before" is a count.
        counted = given.numerator is not None or given.denominator is not None
        return _withheld(given, WITHHELD if counted else given.missing)
    again = _AGAIN.get(given.unit)
    return again(given) if again else _withheld(given, WITHHELD)


def _withheld(given: Figure, why: str) -> Figure:
    return replace(
        given, value=None, numerator=None, denominator=None, low=None, high=None, missing=why
    )


def _counted(count: float | None) -> int | None:
    return None if count is None else disclosure.publish(round(count)).value


def _count(given: Figure) -> Figure:
    shown = _counted(given.value)
    if shown is None:
        return _withheld(given, disclosure.HIDDEN_TEXT)
    return replace(given, value=shown, numerator=None, denominator=None, low=None, high=None)


def _rate(given: Figure) -> Figure:
    """Residents and households are public; only the numerator passes the gate."""
    shown = _counted(given.numerator)
    if shown is None or not given.denominator:
        return _withheld(given, WITHHELD)
    value = shown / given.denominator * PER[given.unit]
    return replace(given, value=value, numerator=shown, low=None, high=None)


def _share(given: Figure) -> Figure:
    part, whole = _counted(given.numerator), _counted(given.denominator)
    if part is None or whole is None:
        return _withheld(given, WITHHELD)
    value = min(part / whole, 1.0) * 100
    return replace(given, value=value, numerator=part, denominator=whole, low=None, high=None)


def _change(given: Figure) -> Figure:
    after, before = _counted(given.numerator), _counted(given.denominator)
    if after is None or before is None:
        return _withheld(given, WITHHELD)
    value = (after - before) / before * 100
    return replace(given, value=value, numerator=after, denominator=before, low=None, high=None)


# What can be made again from published counts; all else is withheld.
_AGAIN: dict[Unit, Callable[[Figure], Figure]] = {
    Unit.COUNT: _count,
    **dict.fromkeys(PER, _rate),
    Unit.PER_CENT: _share,
    Unit.CHANGE: _change,
}


def spans(given: Spans) -> Spans:
    """A sentence with its figures gated."""
    return tuple(_cell(one) for one in given)  # type: ignore[misc]  # a span in, a span out


def _cell(given: Cell) -> Cell:
    if isinstance(given, Quote):
        return replace(given, figure=figure(given.figure))
    return figure(given) if isinstance(given, Figure) else given


def table(given: Table) -> Table:
    """A table with its cells and note gated, and advice (R7) where too much of it is hidden."""
    given = _unnamed(given)
    rows = tuple(tuple(_cell(cell) for cell in row) for row in given.rows)
    note = spans(given.note)
    gated = found.table_figures(replace(given, rows=rows, note=note))
    hidden = [
        cell.value is None
        for was, cell in zip(found.table_figures(given), gated, strict=True)
        if was.value is not None
    ]
    if hidden and sum(hidden) / len(hidden) > disclosure.COARSEN_ABOVE:
        note = (*note, " Many small numbers are hidden; a coarser table would show more.")
    return replace(given, rows=rows, note=note)


def _unnamed(given: Table) -> Table:
    """The table without the columns that name people."""
    kept = [place for place, one in enumerate(given.columns) if not one.private]
    if len(kept) == len(given.columns):
        return given
    rows = tuple(tuple(row[place] for place in kept) for row in given.rows)
    return replace(given, columns=tuple(given.columns[place] for place in kept), rows=rows)


@singledispatch
def block(given: Block) -> Block:
    """A block as anyone may see it; blocks that hold no figures are themselves."""
    return given


@block.register
def _(given: Paragraph) -> Block:
    return replace(given, spans=spans(given.spans))


@block.register
def _(given: Caveat) -> Block:
    return replace(given, spans=spans(given.spans))


@block.register
def _(given: Tiles) -> Block:
    tiles = (Tile(one.label, figure(one.figure), spans(one.remark)) for one in given.tiles)
    return replace(given, tiles=tuple(tiles))


@block.register
def _(given: Table) -> Block:
    return table(given)


@block.register
def _(given: Chart) -> Block:
    reference = figure(given.reference) if given.reference else None
    return replace(given, table=table(given.table), reference=reference)


@block.register
def _(given: Map) -> Block:
    # Outlines that are marked on a map say where, whatever its table hides.
    return replace(given, table=table(given.table), marked=None)


@block.register
def _(given: Beside) -> Block:
    sides = tuple(tuple(block(one) for one in side) for side in given.sides)
    return replace(given, sides=sides)


@block.register
def _(given: Listing) -> Block:
    return replace(given, items=tuple(spans(item) for item in given.items))
