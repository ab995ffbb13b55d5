"""Overlay: places that are hot for two agencies or more, where to work together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from towpath.documents import numbers
from towpath.documents.blocks import Align, Cell, Column, Map, Spans, Table
from towpath.documents.wording import listed
from towpath.documents.wording import spans as said
from towpath.foundation import NoSuchData, Unit
from towpath.places import answers, caveats, cells, rounds, sharing
from towpath.places.answers import Answer
from towpath.places.sharing import Overlaid, Shared

if TYPE_CHECKING:
    from towpath.analysis.arrays import Integers
    from towpath.evidence.held import Held
    from towpath.places.ground import Question

COUNTED = ("nothing", "one agency", "two agencies", "three agencies", "four agencies or more")
CODE, HOT_FOR, PLACE = "Cell", "Hot for", "Place"


def find(held: Held, question: Question, at_least: int = 2, areas: int = 8) -> Answer:
    """Places hot for several agencies; NoSuchData where points of one agency alone are held."""
    held_of = dict(sharing.grounds(held, question))
    if len(held_of) < at_least:
        named = ", ".join(held_of) or "none"
        raise NoSuchData(
            f"Of {at_least} agencies that an overlay needs, points are held of: {named}.",
            "Load what the council, the fire service or the ambulance service hand over.",
        )
    return _answer(Overlaid(held_of, at_least, areas))


def _answer(told: Overlaid) -> Answer:
    here, others = told.here, tuple(told.grounds.values())[1:]
    on, table = answers.standing(here.held, here, *others), _table(told)
    picture = _map(told)
    return Answer(
        command="overlay",
        title="Places that several agencies share",
        standing=on,
        sentences=(_lead(told),),
        tables=(table, _agencies(told)),
        picture=picture,
        caveats=tuple(dict.fromkeys(c for one in (here, *others) for c in caveats.of_events(one))),
        layers=(answers.layer(picture, "shared-cells", on),),
        how=((HOW,),),
        asked=(
            ("category", here.question.category.slug),
            ("agencies", ", ".join(told.grounds)),
            ("cell", f"{told.grid.size:g} m"),
            ("at least", str(told.at_least)),
            ("places", str(told.areas)),
        ),
    )


def _lead(told: Overlaid) -> Spans:
    here, found = told.here, told.found
    parts = {"area": str(here.area), "when": here.when, "whom": listed(told.grounds)}
    if not told.places:
        return said("In {area} in {when}, no cell is hot for more than one of {whom}.", **parts)
    shared = told.figure("shared-cells", found.shared, Unit.COUNT, least=told.at_least)
    usual = told.figure("shared-by-chance", found.by_chance, Unit.MEAN_COUNT, least=told.at_least)
    first = told.places[0]
    where = rounds.around(here, first.drawn)
    return said(
        "In {area} in {when}, {shared} cells of {size} m are hot for more than one of {whom} "
        "(by chance: {usual}); the place where most agree, {where}, is hot for {agencies}.",
        shared=shared, usual=usual, where=where, agencies=listed(first.agencies),
        size=f"{told.grid.size:g}", **parts,
    )  # fmt: skip


def _table(told: Overlaid) -> Table:
    """The shared places, those of most agencies first."""
    rows = tuple(
        (
            str(rank),
            rounds.where(told.here, place.drawn),
            ", ".join(place.agencies),
            told.figure("agencies-of-a-place", len(place.agencies), Unit.COUNT, place=rank),
            *(_excess(told, place, name, rank) for name in told.grounds),
            told.figure("place-hectares", place.drawn.area / 1e4, Unit.SCORE,
                        place=rank),
        )
        for rank, place in enumerate(told.places, 1)
    )  # fmt: skip
    columns = (
        Column(PLACE, Align.LEFT), Column(rounds.WHERE, Align.LEFT),
        Column("Hot for whom", Align.LEFT), Column("Agencies"),
        *(Column(name.capitalize()) for name in told.grounds),
        Column("Hectares"),
    )  # fmt: skip
    return Table(
        "shared-places",
        "Places to work on together, and how many times the usual each agency meets there",
        columns,
        rows,
        (rounds.OF_WHERE,),
    )


def _excess(told: Overlaid, place: Shared, name: str, rank: int) -> Cell:
    """How many times the agency's even share the place has; nothing where it is not hot for it."""
    if name not in place.excess:
        return ""
    return told.figure("place-excess", place.excess[name], Unit.RATIO, place=rank, agency=name)


def _agencies(told: Overlaid) -> Table:
    """What each agency's map was made of."""
    rows = tuple(
        (
            name.capitalize(), one.label, one.feed,
            one.figure("events-in-answer", len(one), Unit.COUNT),
            told.figure("hot-cells-of-agency", int(layer.hot.sum()), Unit.COUNT, agency=name),
        )
        for (name, one), layer in zip(told.grounds.items(), told.layers, strict=True)
    )  # fmt: skip
    columns = (
        Column("Agency", Align.LEFT), Column("Events of", Align.LEFT), Column("Feed", Align.LEFT),
        Column("Events"), Column("Hot cells"),
    )  # fmt: skip
    return Table("agencies", "The maps that were laid over each other", columns, rows)


def _map(told: Overlaid) -> Map:
    number: Integers = told.found.agencies
    which = np.asarray(number > 0)
    codes = cells.codes(told.grid, which)
    rows: list[tuple[Cell, ...]] = []
    for code, n in zip(codes, np.flatnonzero(which).tolist(), strict=True):
        whom = [one.agency for one in told.layers if one.hot[n]]
        counted = (
            told.figure("cell-events", one.seen[n], Unit.COUNT, place=code, agency=one.agency)
            for one in told.layers
        )
        rows.append((code, COUNTED[min(len(whom), 4)], ", ".join(whom), *counted))
    columns = (
        Column(CODE, Align.LEFT), Column(HOT_FOR, Align.LEFT), Column("Whom", Align.LEFT),
        *(Column(name.capitalize()) for name in told.grounds),
    )  # fmt: skip
    caption = f"Cells of {told.grid.size:g} m that are hot for an agency"
    credit = told.here.border.credit
    shared = told.found.shared
    return Map(
        title=f"{shared:,} cells are shared" if shared else "No cell is shared",
        alt=(
            f"Map of {told.here.area} in cells of {told.grid.size:g} m, shaded by for how many of "
            f"{numbers.sentence(listed(told.grounds))} each is hot; shared places are outlined "
            "and numbered."
        ),
        table=Table("shared-cells", caption, columns, tuple(rows), appendix=True),
        shapes=cells.shapes(told.grid, which, credit),
        code=CODE,
        value=HOT_FOR,
        context=told.here.wards,
        order=COUNTED[:0:-1],
        graded=True,
        ground=told.here.border,
        marked=rounds.outlines(told.here, (one.drawn for one in told.places), "shared-places"),
    )


HOW = (
    "Each agency's events are counted on the same square cells; a cell is hot for an agency by Gi* "
    "of the logarithm of shrunken counts, with the false discovery rate held at 5 %. Places are "
    "drawn where most agencies agree, in pieces that can be visited. Those of most agencies come "
    "first, then those with the highest excess over an even map, by the geometric mean of the "
    "agencies, so that a busy agency has no more say than a quiet one. By chance: as many cells as "
    "would be shared if each agency's hot cells lay anywhere alike."
)
