"""A look as anybody may have it: nothing about it says more than its published numbers do.

The gate takes numbers; what was decided on exact ones beside them would still tell: the order of
rows, which area a title names, a verdict, a month outside its limits (rule R4).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from towpath.assessment import publishing
from towpath.assessment.looks import months, places
from towpath.documents.blocks import Cell, Table, Tile, Tiles
from towpath.foundation import Figure, Unit

if TYPE_CHECKING:
    from towpath.assessment.looks.looking import Seen
    from towpath.assessment.study import Study

VERDICT = "Verdict"


def of(study: Study, seen: Seen) -> Seen:
    """The look before the gate; one on open data is itself."""
    if study.handling.open:
        return seen
    listed = _ordered(_unjudged(seen.areas)) if seen.areas else None
    drawn = places.named_again(seen.drawn, listed) if seen.drawn and listed else None
    return replace(
        seen,
        tiles=Tiles(tuple(_bare(one) for one in seen.tiles.tiles)),
        months=months.plain(study, seen.wanted.category),
        areas=listed,
        drawn=drawn,
        kinds=_unjudged(seen.kinds) if seen.kinds else None,
    )


def _bare(tile: Tile) -> Tile:
    return tile if publishing.figure(tile.figure).supplied else replace(tile, remark=())


def _ordered(listed: Table) -> Table:
    """The areas by their published counts, and of one count by name."""
    at = [one.heading for one in listed.columns].index(places.COUNT)

    def place(row: tuple[Cell, ...]) -> tuple[float, str]:
        count = row[at]
        assert isinstance(count, Figure)  # as places.table puts it there
        return -(publishing.figure(count).value or 0), str(row[0])

    return replace(listed, rows=tuple(sorted(listed.rows, key=place)))


def _unjudged(given: Table) -> Table:
    """Without a verdict on a change that is not published."""
    at = [one.heading for one in given.columns].index(VERDICT)
    rows = ((*row[:at], None if _withheld(row) else row[at], *row[at + 1 :]) for row in given.rows)
    return replace(given, rows=tuple(rows))


def _withheld(row: tuple[Cell, ...]) -> bool:
    changes = [one for one in row if isinstance(one, Figure) and one.unit is Unit.CHANGE]
    return not all(publishing.figure(one).supplied for one in changes)
