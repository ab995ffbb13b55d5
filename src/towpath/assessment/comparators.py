"""Who we may be compared with: the areas most like ours, those of our own force, and who is held.

Only areas whose own force has delivered every month of the windows are compared. Those of our own
force stand apart from those that are most like us, since forces record differently.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from towpath.assessment import likeness
from towpath.foundation import Level, NoSuchData, Period
from towpath.sources import forces as force_files

if TYPE_CHECKING:
    from datetime import date

    from towpath.analysis.arrays import Bools
    from towpath.assessment.likeness import Likeness
    from towpath.assessment.small_areas import Areas
    from towpath.assessment.study import Study

SAME, LIKE = "areas of our own force", "areas most like us"


@dataclass(frozen=True, eq=False)
class Comparators:
    """The areas to compare with, by their row in `likeness.areas`.

    `held`: (areas,) whether every month of the windows is held; `same_force`: (areas,).
    """

    likeness: Likeness
    held: Bools
    same_force: Bools

    @property
    def own(self) -> int:
        """Our own row."""
        return self.likeness.own

    @property
    def areas(self) -> Areas:
        """All areas of our level."""
        return self.likeness.areas

    @property
    def like_us(self) -> tuple[int, ...]:
        """The areas most like ours, nearest first, held or not."""
        return tuple(self.likeness.nearest.index.tolist())

    @cached_property
    def compared(self) -> tuple[int, ...]:
        """The others that can be compared: of our force, then most like us; all held."""
        ours = [place for place in np.flatnonzero(self.same_force) if place != self.own]
        every = dict.fromkeys([*map(int, ours), *self.like_us])
        return tuple(place for place in every if self.held[place])

    @property
    def groups(self) -> dict[str, tuple[int, ...]]:
        """The comparisons that can be made, the likest first; an area may be in both."""
        like = tuple(place for place in self.like_us if self.held[place])
        same = tuple(place for place in self.compared if self.same_force[place])
        return {name: found for name, found in ((LIKE, like), (SAME, same)) if found}

    def group(self, place: int) -> str:
        """Why an area is compared."""
        return SAME if self.same_force[place] else LIKE


def of(study: Study, *windows: Period) -> Comparators:
    """The comparators of a study over some windows (its own period unless they are named).

    Raises NoSuchData where our area is no district or partnership, or where no other area is held.
    """
    asked = windows or (study.period,)
    found = study.remembered(f"comparators {asked}", lambda one: _made(one, asked))
    if not found.compared:
        raise NoSuchData(
            f"No other area's recorded crime is held for all of {asked[-1]}. "
            f"The areas most like {study.area} lie in: {', '.join(_forces(found))}.",
            "Load those forces' files: `towpath fetch police`.",
        )
    return found


def _forces(found: Comparators) -> list[str]:
    """The forces of the areas most like ours, nearest first."""
    codes, names = found.areas.lying_in(Level.FORCE), found.areas.study.pack.names(Level.FORCE)
    return list(dict.fromkeys(names.get(codes[n], codes[n]) for n in found.like_us[:5]))


def _made(study: Study, windows: tuple[Period, ...]) -> Comparators:
    alike = likeness.of(study)
    forces = np.array(alike.areas.lying_in(Level.FORCE))
    same = (forces == forces[alike.own]) & (forces != "")
    return Comparators(alike, _held(study, alike, forces.tolist(), windows), same)


def _held(study: Study, alike: Likeness, forces: list[str], windows: tuple[Period, ...]) -> Bools:
    """Whether an area's own force has delivered every month; a neighbour's file holds a few rows.

    Where agencies do not bear the names of forces, an area counts as held where every month has
    something in it.
    """
    wanted = {month for window in windows for month in window.month_starts}
    delivered: dict[str, set[date]] = {}
    for load in study.held.loads:
        if load.feed == study.feed:
            delivered.setdefault(load.agency, set()).add(load.first)
    names = study.pack.names(Level.FORCE)
    agencies = [force_files.slug(names.get(code, "")) for code in forces]
    if agencies[alike.own] in delivered:
        return np.array([wanted <= delivered.get(agency, set()) for agency in agencies])
    monthly = [alike.areas.series(period=window) for window in windows]
    return np.asarray((np.concatenate(monthly, axis=1) > 0).all(axis=1))
