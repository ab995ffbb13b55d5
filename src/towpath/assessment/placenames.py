"""A small map of places by number, with the names beside it: a sheet has no room for both."""

from __future__ import annotations

from dataclasses import replace

from towpath.documents import numbers
from towpath.documents.blocks import Align, Block, Cell, Column, Listing, Map, Table
from towpath.foundation import Figure

MARKED = "priority place"


def small(drawn: Map, most: int) -> tuple[Block, ...]:
    """The map again with its highest places numbered, and the list that the numbers stand for."""
    first = _highest(drawn, most)
    number = {code: f"{place}" for place, (code, _) in enumerate(first, 1)}
    names = dict(zip(drawn.shapes.codes, drawn.shapes.names, strict=True))
    numbered = tuple(number.get(code, names[code]) for code in drawn.shapes.codes)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (code, names[code], MARKED if code in number else "") for code in drawn.shapes.codes
    )
    columns = tuple(Column(word, Align.LEFT) for word in ("Code", "Where", "Marked"))
    table = Table("board-places", "Priority places", columns, rows, appendix=True)
    listed = "; ".join(f"{number[code]} {names[code]}" for code, _ in first)
    small_map = replace(
        drawn, title="The highest scores, numbered as below; 100 is the mean",
        alt=f"The places with the highest scores: {listed}.", table=table, code="Code",
        value="Marked", shapes=replace(drawn.shapes, layer="numbered", names=numbered),
        labels=tuple(number[code] for code, _ in first),
    )  # fmt: skip
    items = tuple((names[code], ": ", figure) for code, figure in first)
    return small_map, Listing(items, numbered=True)


def _highest(drawn: Map, most: int) -> list[tuple[str, Figure]]:
    """Codes and figures of the highest values, as the map's table has them."""
    headings = [column.heading for column in drawn.table.columns]
    code, value = headings.index(drawn.code), headings.index(drawn.value)
    known = []
    for row in drawn.table.rows:
        figure = numbers.figure_of(row[value])
        if figure is not None and figure.value is not None:
            known.append((numbers.cell_text(row[code]), figure))
    held = [one for one in known if one[0] in drawn.shapes.codes]
    return sorted(held, key=lambda one: (-(one[1].value or 0), one[0]))[:most]
