"""Who bears it: the kinds of area in which the flagged ground lies, beside people and crime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import disparity, gradient, scoring
from towpath.analysis.errors import NotEnoughData
from towpath.documents.blocks import Align, Caveat, Cell, Column, Quote, Spans, Table
from towpath.documents.wording import spans as said
from towpath.foundation import Figure, Level, NoSuchData, Unit
from towpath.places import walks

if TYPE_CHECKING:
    from towpath.analysis.arrays import Floats, Integers, Words
    from towpath.analysis.disparity import Disparity
    from towpath.places.walks import Walk
    from towpath.sources.reference import Pack

VINTAGE = 2021
TENTHS, FIFTHS = 10, 5
# Below this many small areas, fifths in place of tenths.
MANY = 100


@dataclass(frozen=True)
class Borne:
    """The report for one method: `name` is what the groups are called."""

    walk: Walk
    slug: str
    found: Disparity
    name: str


def of(walk: Walk, slug: str) -> Borne | None:
    """How the ground that a method flagged on the first day scored lies; None without a reference.

    The events it is set against are those of the days after, which it was not made from.
    """
    try:
        people, group = _people(walk)
        method = next(one for one in walk.methods if one.slug == slug)
        fitted = method.fit(walk.here.events, walk.grid, walk.first)
        forecast = fitted.daily(walk.here.events, walk.first, 1)[0]
        flagged = scoring.cut(forecast).holds(forecast)[walks.at_share(walks.JUDGED)]
        later = walk.here.events.between(walk.first, walk.first + walk.days)
        found = disparity.report(flagged, people, walk.grid.count(later.xy), group)
    except (NoSuchData, NotEnoughData):
        return None
    parts = len(set(group.tolist()))
    return Borne(walk, slug, found, "tenth" if parts > FIFTHS else "fifth")


def _people(walk: Walk) -> tuple[Floats, Words]:
    """(cells,): residents, spread evenly over each small area's cells, and its group."""
    pack = walk.here.held.pack
    small = pack.small_areas(walk.here.area, VINTAGE)
    residents = pack.residents(VINTAGE, walk.period.start.year).of(small)
    rank = pack.deprivation(VINTAGE).of(small)
    if not (np.isfinite(residents).all() and np.isfinite(rank).all()):
        raise NoSuchData("Residents or deprivation are not held.", "Build the pack with both.")
    parts = TENTHS if len(small) >= MANY else FIFTHS
    # Rank 1 is the most deprived: turned over, so that group 1 is.
    group = gradient.quantiles(-rank, parts) + 1
    place = _small_area_of_cells(walk, pack, small)
    cells = np.bincount(place, minlength=len(small))
    # A small area too small to be nearest to any cell lends its people to none.
    spread = residents[place] / cells[place]
    words = np.array([_group_word(number, parts) for number in group[place]])
    return spread, words


def _group_word(number: int, parts: int) -> str:
    ends = {1: " (most deprived)", parts: " (least deprived)"}
    return f"{number:2d}{ends.get(int(number), '')}"


def _small_area_of_cells(walk: Walk, pack: Pack, small: tuple[str, ...]) -> Integers:
    """(cells,): which small area each cell's middle lies in, or is nearest to."""
    import shapely

    shapes = pack.shapes(Level.LSOA, small, VINTAGE)
    tree = shapely.STRtree(shapely.from_wkb(list(shapes.wkb)))
    x, y = walk.grid.centres.T
    nearest: Integers = np.asarray(tree.nearest(shapely.points(x, y)))
    at = {code: place for place, code in enumerate(small)}
    own = np.array([at[code] for code in shapes.codes], dtype=np.int64)
    return np.asarray(own[nearest])


def sentence(borne: Borne) -> Spans:
    """The group that carries most for its people, with its three shares."""
    found, walk = borne.found, borne.walk
    ratio = np.where(np.isfinite(found.per_resident), found.per_resident, -1.0)
    most = int(np.argmax(ratio))
    return said(
        "By deprivation, the {name} that carries most for its people is {group}: {carried} of the "
        "ground that {method} flags, with {people} of the residents and {recorded} of the {noun} "
        "that came after.",
        name=borne.name, group=str(found.groups[most]).strip(),
        method=walk.result.track(borne.slug).label, noun=walk.here.noun,
        **{name: _share(borne, name, most) for name in ("carried", "people", "recorded")},
    )  # fmt: skip


def _share(borne: Borne, name: str, place: int) -> Figure:
    found = borne.found
    values = {"carried": found.carried, "people": found.residents, "recorded": found.recorded}
    return borne.walk.figure(
        f"forecast-burden-{name}", 100 * float(values[name][place]), Unit.PER_CENT,
        method=borne.slug, group=str(found.groups[place]).strip(),
    )  # fmt: skip


NOTE = (
    "Shares of each column's whole; 1 is in proportion. By the Income domain of the index of "
    "deprivation, since the whole index contains crime."
)


def table(borne: Borne) -> Table:
    """Shares of flagged ground, residents and recorded events by group, and their ratios."""
    found = borne.found
    rows = tuple(_row(borne, place) for place in range(len(found.groups)))
    columns = (
        Column(f"Deprivation {borne.name}", Align.LEFT), Column("Flagged ground"),
        Column("Residents"), Column("Recorded after"), Column("Flagged per resident"),
        Column("Flagged per recorded"), Column("95 % limits", Align.LEFT),
    )  # fmt: skip
    return Table("burden", "Which kinds of area the flagged ground lies in", columns, rows, (NOTE,))


def _row(borne: Borne, place: int) -> tuple[Cell, ...]:
    found, walk = borne.found, borne.walk
    group = str(found.groups[place]).strip()
    basis = {"method": borne.slug, "group": group}
    event = (found.per_event.value, found.per_event.low, found.per_event.high)
    value, low, high = (float(one[place]) for one in event)
    per_event = walk.figure(
        "forecast-burden-per-event", value, Unit.RATIO, low=low, high=high,
        missing="Nothing was recorded there.", **basis,
    )  # fmt: skip
    return (
        group,
        *(_share(borne, name, place) for name in ("carried", "people", "recorded")),
        walk.figure(
            "forecast-burden-per-resident", float(found.per_resident[place]), Unit.RATIO,
            missing="Nobody lives there.", **basis,
        ),
        per_event,
        Quote(per_event, between=True),
    )  # fmt: skip


def caveat() -> Caveat:
    """What such a table must not be used for."""
    return Caveat("Not a clean bill", (RECORD,))


RECORD = (
    "A group in proportion to its recorded crime is not thereby treated fairly: where fewer people "
    "report, or patrols look more, the record itself is uneven, and a forecast hands that on."
)
NOT_FOR = disparity.NOT_FOR
