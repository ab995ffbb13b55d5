"""Tables and maps of a forecast: the areas to walk, and the squares by share of the ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from towpath.documents.blocks import Align, Cell, Column, Map, Table
from towpath.foundation import Unit
from towpath.places import cells, rounds
from towpath.places.walks import SHARES

if TYPE_CHECKING:
    from towpath.analysis.patrols import Patrol
    from towpath.places.foreseen import Foreseen

# The squares drawn: the tenth of the ground that is likeliest, in classes of the shares scored.
DRAWN = tuple(one for one in SHARES if one <= 0.1)
CODE, CLASS, EXPECTED = "Cell", "Part of the ground", "Expected"
# Half of a tie flagged is flagged.
MOSTLY = 0.5


def class_words(share: float) -> str:
    """A class in the key: "to 2 %"."""
    first = "likeliest" if share == DRAWN[0] else "to"
    return f"{first} {100 * share:g}\N{NO-BREAK SPACE}%"


def walked(told: Foreseen) -> Table:
    """The areas to walk, by what is expected in them."""
    columns = (
        Column(rounds.AREA, Align.LEFT),
        Column(rounds.WHERE, Align.LEFT),
        Column(EXPECTED),
        Column("Share"),
        Column("Times the mean"),
        Column("Days for one"),
        Column("Last year"),
        Column("Hectares"),
        Column("Minutes round"),
    )
    rows = tuple(_walk(told, one) for one in told.patrols)
    where = rounds.OF_NETWORK if told.network else rounds.OF_WHERE
    note = f"{where} {NOTE.format(label=told.here.label)}"
    return Table("patrol-areas", f"Areas to walk on {told.when}", columns, rows, (note,))


NOTE = (
    "Expected: events on the days foreseen. Times the mean: how many times as thick as over the "
    "whole area. Days for one: how many such days it takes, in the mean, for one event to come. "
    "Last year: {label} recorded there in the year before. Minutes: to walk round its edge at "
    "4.8 km an hour."
)


def _walk(told: Foreseen, one: Patrol) -> tuple[Cell, ...]:
    basis = {"place": str(one.rank), "areas": str(len(told.patrols))}
    total = float(told.expected.sum())
    return (
        str(one.rank),
        rounds.where(told.here, one),
        told.figure("forecast-area-expected", one.held, Unit.MEAN_COUNT, **basis),
        told.figure(
            "forecast-area-share", 100 * one.share, Unit.PER_CENT, numerator=one.held,
            denominator=total, **basis,
        ),
        told.figure("forecast-area-times", one.times, Unit.RATIO, **basis),
        told.figure(
            "forecast-area-wait", round(told.wanted.days / one.held), Unit.COUNT, **basis
        ),
        told.figure("forecast-area-past", one.events, Unit.COUNT, **basis),
        told.figure("forecast-area-hectares", one.area / 1e4, Unit.SCORE, **basis),
        told.figure("forecast-area-minutes", round(one.round_minutes), Unit.COUNT, **basis),
    )  # fmt: skip


def cell_table(told: Foreseen) -> Table:
    """The likeliest tenth of the squares: class, events expected, and how many times the mean."""
    which = np.flatnonzero(told.flagged[len(DRAWN) - 1] >= MOSTLY)
    place = np.argmax(told.flagged[: len(DRAWN), which] >= MOSTLY, axis=0)
    kept = np.zeros(told.grid.cells, dtype=bool)
    kept[which] = True
    mean = float(told.expected.mean())
    rows = tuple(
        (
            code,
            class_words(DRAWN[at]),
            told.figure("forecast-cell-expected", told.expected[n], Unit.MEAN_COUNT, place=code),
            told.figure("forecast-cell-times", told.expected[n] / mean, Unit.RATIO, place=code),
        )
        for code, at, n in zip(cells.codes(told.grid, kept), place, which, strict=True)
    )
    columns = (
        Column(CODE, Align.LEFT), Column(CLASS, Align.LEFT), Column(EXPECTED),
        Column("Times the mean"),
    )  # fmt: skip
    return Table("cells", cells.caption(told.grid), columns, rows, appendix=True)


def cells_map(told: Foreseen, table: Table) -> Map:
    """The squares by class, and the areas to walk with their numbers above."""
    which = told.flagged[len(DRAWN) - 1] >= MOSTLY
    where = rounds.around(told.here, told.patrols[0]) if told.patrols else "where it is darkest"
    return Map(
        title=f"Likeliest {where}" if not told.switched_off else f"Most last year {where}",
        alt=(
            f"Map of {told.here.area} in cells of {told.grid.size:g} m: the tenth of the ground "
            f"where {told.here.noun} {told.here.does('is', 'are')} likeliest on {told.when}, "
            f"darker where more so; {len(told.patrols)} areas to walk are outlined and numbered."
        ),
        table=table,
        shapes=cells.shapes(told.grid, which, told.here.border.credit),
        code=CODE,
        value=CLASS,
        context=told.here.wards,
        order=tuple(map(class_words, DRAWN)),
        graded=True,
        ground=told.here.wards,
        marked=rounds.outlines(told.here, told.patrols),
    )
