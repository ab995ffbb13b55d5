"""Which areas are like ours: five measures from the reference pack, side by side for a whole level.

The police's most-similar groups are not open, so likeness is reckoned in the open: each measure in
standard deviations over all areas of the level, the plain distance between them, and a table of
what sets them apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import neighbours
from towpath.assessment import small_areas
from towpath.foundation import Level, NoSuchData
from towpath.sources.reference.measures import Counts

if TYPE_CHECKING:
    from towpath.analysis.arrays import Floats
    from towpath.analysis.neighbours import Neighbours
    from towpath.assessment.small_areas import Areas
    from towpath.assessment.study import Study

LEVELS = (Level.DISTRICT, Level.CSP)
MOST = 15  # as many as the police's own groups have
CENSUS, AGES = 2021, 2011  # the small areas on which each is counted
OLDEST = 90
DEPRIVED_DECILES = 2
# Density is far from symmetrical: a city is tens of times a county, not a few points more.
LOGARITHMIC = frozenset({"residents-per-km2"})


@dataclass(frozen=True, eq=False)
class Likeness:
    """All areas of our level with their measures: `table` is (areas, measures), nan if not held.

    `own` is our row; `slugs` are the measures that our area has, by their definitions.
    """

    areas: Areas
    own: int
    slugs: tuple[str, ...]
    table: Floats

    @cached_property
    def nearest(self) -> Neighbours:
        """The areas most like ours, nearest first."""
        scaled = self.table.copy()
        for place, slug in enumerate(self.slugs):
            if slug in LOGARITHMIC:
                scaled[:, place] = np.log10(scaled[:, place])
        others = int(np.isfinite(scaled).all(axis=1).sum()) - 1
        return neighbours.nearest(scaled, self.slugs, self.own, k=max(1, min(MOST, others)))


def of(study: Study) -> Likeness:
    """Our area among all of its level, by every measure that the reference pack has of it.

    Raises NoSuchData where the area is no district or partnership, or nothing of it is held.
    """
    return study.remembered("likeness", _of)


def _of(study: Study) -> Likeness:
    if study.area.level not in LEVELS:
        raise NoSuchData(
            f"{study.area} is a {study.area.level.label}: only districts and community safety "
            "partnerships are compared.",
            "Compile an edition of the district, or of the partnership.",
        )
    areas = small_areas.everywhere(study, study.area.level)
    if study.area.code not in areas.codes:
        raise NoSuchData(
            f"Which small areas are {study.area}'s alone is not said in the reference pack.",
            "Compile an edition of the district, or add a lookup that tells them apart.",
        )
    own = areas.codes.index(study.area.code)
    columns = {slug: _measured(areas, slug) for slug in MEASURES}
    known = {slug: one for slug, one in columns.items() if one is not None and _tells(one, own)}
    if not known:
        raise NoSuchData(
            f"The reference pack holds no measure of {study.area} to compare it by.",
            "Add residents, households or deprivation and build the pack anew.",
        )
    return Likeness(areas, own, tuple(known), np.column_stack(list(known.values())))


def _tells(values: Floats, own: int) -> bool:
    """Whether our area has the measure and it tells areas apart."""
    return bool(np.isfinite(values[own]) and np.nanstd(values) > 0)


def _measured(areas: Areas, slug: str) -> Floats | None:
    """One measure of every area; None where the pack holds nothing for it."""
    try:
        part, whole = MEASURES[slug](areas)
    except NoSuchData:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(part / whole)


def _density(areas: Areas) -> tuple[Floats, Floats]:
    import shapely

    residents = areas.study.pack.residents(CENSUS)
    shapes = areas.study.pack.shapes(Level.LSOA, tuple(residents.by_code), CENSUS)
    ground = (shapely.area(shapely.from_wkb(list(shapes.wkb))) / 1e6).tolist()
    extent = dict(zip(shapes.codes, ground, strict=True))
    return areas.summed(residents), areas.summed(Counts("km²", CENSUS, CENSUS, extent))


def _aged(first: int, last: int, areas: Areas) -> tuple[Floats, Floats]:
    pack = areas.study.pack
    year = areas.study.period.start.year
    ages = (pack.residents(AGES, year, band) for band in ((first, last), (0, OLDEST)))
    part, whole = map(areas.summed, ages)
    return part, whole


def _household_size(areas: Areas) -> tuple[Floats, Floats]:
    households = areas.study.pack.households()
    residents = areas.study.pack.residents(households.vintage)
    return areas.summed(residents), areas.summed(households)


def _deprived(areas: Areas) -> tuple[Floats, Floats]:
    """By the income domain: the whole index contains crime, so it may not explain crime."""
    pack = areas.study.pack
    deciles = pack.deprivation(CENSUS, "income_decile")
    residents = pack.residents(CENSUS)
    deprived = {
        code: people * (deciles.by_code.get(code, np.nan) <= DEPRIVED_DECILES)
        for code, people in residents.by_code.items()
        if code in deciles.by_code
    }
    part = Counts("residents of deprived small areas", CENSUS, residents.year, deprived)
    return areas.summed(part), areas.summed(residents)


# Each measure of likeness, by the slug of its definition: a part and what it is divided by.
MEASURES: dict[str, Callable[[Areas], tuple[Floats, Floats]]] = {
    "residents-per-km2": _density,
    "aged-15-to-24": partial(_aged, 15, 24),
    "aged-65-and-over": partial(_aged, 65, OLDEST),
    "residents-per-household": _household_size,
    "deprived-fifth": _deprived,
}
