"""Tables and maps of hotspots: the areas to walk, the cells, and the picture of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from towpath.documents.blocks import Align, Cell, Column, Map, Table
from towpath.foundation import Figure, Unit
from towpath.places import cells, rounds

if TYPE_CHECKING:
    from typing import Any

    from towpath.analysis.patrols import Patrol
    from towpath.places.gathering import Gathered

CLASSES = ("hot, and lasting", "hot, and new", "hot, but fading")
CODE, KIND = "Cell", "Hot"
DENSE = 2.0  # times the area's mean density: what is shaded at least
SHARES = (0.4, 0.7, 0.88, 0.97, 1.0)  # of the cells, by class: few stand out
PER_KM2 = "per km²"
OVER_TIME = (
    "Times denser: than the whole area. Minutes: to walk round its edge at 4.8 km an hour. Course: "
    "whether its part of the whole grew or shrank from the first half of the period to the second "
    "by more than chance; else it is lasting."
)


def figure(told: Gathered, slug: str, value: float, unit: Unit, **grounds: Any) -> Figure:
    """A figure of hotspots: cell and bandwidth are part of what was asked."""
    return told.here.figure(slug, value, unit, **_basis(told), **grounds)


def share(told: Gathered, slug: str, part: int, whole: int, **grounds: Any) -> Figure:
    """A share in per cent with Wilson's limits."""
    return told.here.share(slug, part, whole, **_basis(told), **grounds)


def _basis(told: Gathered) -> dict[str, str]:
    return {"cell": f"{told.grid.size:g} m", "bandwidth": f"{told.bandwidth:g} m"}


def walked(told: Gathered) -> Table:
    """The areas to walk, ranked by what happened in them."""
    rows = tuple(
        _walk(told, place, one, over_time)
        for place, (one, over_time) in enumerate(zip(told.patrols, told.over_time, strict=True), 1)
    )
    columns = (
        Column(rounds.AREA, Align.LEFT),
        Column(rounds.WHERE, Align.LEFT),
        Column(told.here.label),
        Column("Share"),
        Column("Times denser"),
        Column("Hectares"),
        Column("Minutes round"),
        Column("Course", Align.LEFT),
    )
    note = (f"{rounds.OF_NETWORK if told.network else rounds.OF_WHERE} {OVER_TIME}",)
    caption = f"Areas to walk, by {told.here.noun} in {told.here.when}"
    return Table("patrol-areas", caption, columns, rows, note)


def _walk(told: Gathered, rank: int, one: Patrol, over_time: str) -> tuple[Cell, ...]:
    basis = {"place": str(rank), "areas": str(told.method.areas)}
    events, hectares = int(one.events), one.area / 1e4
    extent = told.here.outline.area
    times = (events / one.area) / (len(told.here) / extent)
    whole = len(told.here)
    return (
        str(rank),
        rounds.where(told.here, one),
        figure(told, "patrol-events", events, Unit.COUNT, **basis),
        share(told, "patrol-share", events, whole, **basis),
        figure(told, "patrol-density", times, Unit.RATIO, **basis),
        figure(told, "patrol-hectares", hectares, Unit.SCORE, **basis),
        figure(told, "patrol-minutes", round(one.round_minutes), Unit.COUNT, **basis),
        over_time,
    )


def density_map(told: Gathered, table: Table) -> Map:
    """How many per km², and the areas to walk with their numbers above."""
    shown = _shown(told)
    near = f" {rounds.around(told.here, told.patrols[0])}" if told.patrols else ""
    gathers = told.here.does("gathers", "gather")
    return Map(
        title=f"{told.here.label} {gathers}{near}",
        alt=(
            f"Map of {told.here.area} in cells of {told.grid.size:g} m, shaded by "
            f"{told.here.noun} per square kilometre in {told.here.when}; "
            f"{len(told.patrols)} areas to walk are outlined and numbered."
        ),
        table=table,
        shapes=cells.shapes(told.grid, shown, told.here.border.credit),
        code=CODE,
        value=_per_km2(told),
        context=told.here.wards,
        shares=SHARES,
        ground=told.here.border,
        marked=rounds.outlines(told.here, told.patrols),
    )


def hot_map(told: Gathered, table: Table) -> Map:
    """The cells that stand out more than chance, by how they moved."""
    hot = np.asarray(told.kind != "")
    many = int(hot.sum())
    return Map(
        title=f"{many:,} cells stand out with their neighbours" if many else "No cell stands out",
        alt=(
            f"Map of the cells of {told.here.area} in which {told.here.noun} stands higher, with "
            "the cells around, than chance would have it: lasting, new and fading ones."
        ),
        table=table,
        shapes=cells.shapes(told.grid, _shown(told), told.here.border.credit),
        code=CODE,
        value=KIND,
        context=told.here.wards,
        order=CLASSES,
        ground=told.here.border,
    )


def _per_km2(told: Gathered) -> str:
    return f"{told.here.label} {PER_KM2}"


def _shown(told: Gathered) -> np.typing.NDArray[np.bool_]:
    """Cells worth a row: where something happened, is hot, or is denser than the area's mean."""
    mean = len(told.here) / (told.grid.cells * told.grid.cell_area / 1e6)
    dense = told.density.per_km2 > DENSE * mean
    return np.asarray((told.counts > 0) | (told.kind != "") | dense)


def cell_table(told: Gathered) -> Table:
    """Each cell worth a row: its count, its density, Gi*, and whether it is hot."""
    which = np.flatnonzero(_shown(told))
    codes = cells.codes(told.grid, _shown(told))
    said = dict(zip(("lasting", "new", "fading"), CLASSES, strict=True))
    rows = tuple(
        (
            code,
            figure(told, "cell-events", told.counts[n], Unit.COUNT, place=code),
            figure(told, "cell-density", told.density.per_km2[n], Unit.MEAN_COUNT, place=code),
            figure(told, "cell-standing-out", told.stand_out[n], Unit.SCORE, place=code),
            said.get(str(told.kind[n]), "none"),
        )
        for code, n in zip(codes, which.tolist(), strict=True)
    )
    columns = (
        Column(CODE, Align.LEFT),
        Column(told.here.label),
        Column(_per_km2(told)),
        Column("Gi*"),
        Column(KIND, Align.LEFT),
    )
    return Table("cells", cells.caption(told.grid), columns, rows, appendix=True)
