"""Hot small areas by theme: reckoned once for the finding, the ward profiles and the board.

Small areas across the edge of the edition's area count as neighbours where the same force's files
cover them, so that an area at the edge is not judged on half its surroundings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from towpath.assessment import small_areas
from towpath.foundation import Level, NoSuchData
from towpath.foundation.categories import ALL_ASB, ALL_CRIME

if TYPE_CHECKING:
    from scipy import sparse

    from towpath.assessment.small_areas import Areas, Floats, Integers
    from towpath.assessment.study import Study

# What a partnership sends people to: the headlines, then the kinds that gather in places; with
# the word that a narrow column has room for.
THEMES = {
    ALL_CRIME: "crime",
    ALL_ASB: "ASB",
    "violence-and-sexual-offences": "violence",
    "burglary": "burglary",
    "vehicle-crime": "vehicle crime",
    "criminal-damage-and-arson": "damage",
    "shoplifting": "shoplifting",
    "drugs": "drugs",
}
FEWEST = 20  # incidents of a theme, below which its map is chance
SHARE = 0.05  # of the areas called hot that may be so by chance alone


@dataclass(frozen=True, eq=False)
class Hot:
    """Which of the edition's small areas are hot for which themes: arrays (themes, areas).

    Hot is an area that stands out together with its neighbours (`z` is Gi* of the logarithm of
    shrunken rates) and has itself more than the usual rate. `few` are the themes too rare to judge.
    """

    areas: Areas
    themes: tuple[str, ...]
    hot: NDArray[np.bool_]
    z: Floats
    shrunken: Floats
    few: tuple[str, ...]

    def of(self, theme: str) -> list[int]:
        """The places of the theme's hot areas, most incidents first."""
        if theme not in self.themes:
            return []
        counted = self.areas.counts(theme)
        found = np.flatnonzero(self.hot[self.themes.index(theme)]).tolist()
        return sorted(found, key=lambda place: (-counted[place], place))

    def themes_of(self, place: int) -> tuple[str, ...]:
        """The themes for which an area is hot."""
        return tuple(one for one, hot in zip(self.themes, self.hot[:, place], strict=True) if hot)

    def said_of(self, place: int) -> str:
        """The same in words, "crime, ASB, drugs"; "none" where it is hot for none."""
        found = self.themes_of(place)
        every = len(found) == len(self.themes) > 1
        return "every theme" if every else ", ".join(THEMES[one] for one in found) or "none"

    @property
    def how_many(self) -> Integers:
        """For how many themes each area is hot: (areas,)."""
        return np.asarray(self.hot.sum(axis=0), dtype=np.int64)


def of(study: Study) -> Hot:
    """The hot small areas of the edition's area in its period."""
    return study.remembered("hot small areas", _found)


def _found(study: Study) -> Hot:
    own = small_areas.of(study)
    known = [slug for slug in THEMES if study.total(slug)]
    judged = [slug for slug in known if study.total(slug) >= FEWEST]
    if not judged:
        raise NoSuchData(
            f"Fewer than {FEWEST} incidents of any theme lie in {study.area}.",
            "Choose a longer period or a larger area.",
        )
    ground = judged_ground(study)
    worked = [_judged(ground, slug, len(own)) for slug in judged]
    hot, z, shrunken = (np.array(one) for one in zip(*worked, strict=True))
    few = tuple(slug for slug in known if slug not in judged)
    return Hot(own, tuple(judged), hot, z, shrunken, few)


@dataclass(frozen=True, eq=False)
class Ground:
    """The areas that are judged: their places among all, who lives there, who touches whom.

    `at` says where each judged area stands among the edition's own (−1: a neighbour beyond it).
    """

    everywhere: Areas
    places: Integers
    residents: Floats
    neighbours: sparse.csr_array
    at: Integers


def judged_ground(study: Study) -> Ground:
    """The edition's small areas and those of the same force that touch them."""
    own = small_areas.of(study)
    everywhere = small_areas.everywhere(study, Level.LSOA)
    force_of = study.pack.membership(Level.FORCE, study.vintage)
    forces = {force_of[code] for code in own.codes}
    people = everywhere.residents
    near = [
        place for place, code in enumerate(everywhere.codes)
        if force_of[code] in forces and people[place] > 0
    ]  # fmt: skip
    codes, links = touching(study, [everywhere.codes[place] for place in near])
    own_at = {code: place for place, code in enumerate(own.codes)}
    at = np.array([own_at.get(code, -1) for code in codes], dtype=np.int64)
    beside = np.asarray(links[at >= 0].sum(axis=0)).ravel() > 0
    kept = np.flatnonzero((at >= 0) | beside)
    place_of = dict(zip(everywhere.codes, range(len(everywhere)), strict=True))
    places = np.array([place_of[codes[one]] for one in kept], dtype=np.int64)
    return Ground(everywhere, places, people[places], links[kept][:, kept], at[kept])


def touching(study: Study, codes: Sequence[str]) -> tuple[tuple[str, ...], sparse.csr_array]:
    """Those of the small areas that have a boundary, and which of them touch."""
    import shapely

    from towpath.analysis import contiguity

    drawn = study.pack.shapes(Level.LSOA, codes, study.vintage)
    polygons = shapely.from_wkb(list(drawn.wkb))
    return drawn.codes, contiguity.queen(list(polygons), drawn.codes).weights


def _judged(ground: Ground, slug: str, size: int) -> tuple[NDArray[np.bool_], Floats, Floats]:
    """Hot or not, Gi* and shrunken rate of each of the edition's own areas for one theme."""
    from towpath.analysis import hotspots

    events = ground.everywhere.counts(slug)[ground.places]
    found = hotspots.find(events, ground.residents, ground.neighbours, alpha=SHARE)
    usual = events.sum() / ground.residents.sum()
    inside = ground.at >= 0
    hot, z, rate = np.zeros(size, dtype=bool), np.full(size, np.nan), np.full(size, np.nan)
    hot[ground.at[inside]] = ((found.kind == "hot") & (found.shrunken > usual))[inside]
    z[ground.at[inside]] = found.z[inside]
    rate[ground.at[inside]] = found.shrunken[inside]
    return hot, z, rate
