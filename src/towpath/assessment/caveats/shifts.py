"""Shares of all records by category, and their change points, here and in the rest of the force.

A large break that the whole force has in the same months, outside the COVID restrictions, is
likelier one of recording than of crime.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import breaks
from towpath.analysis import months as calendar
from towpath.analysis.arrays import Bools
from towpath.foundation import Area, Level, categories
from towpath.foundation.categories import ALL_ASB

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from towpath.assessment.study import Study

MONTHS_AT_LEAST = 12
# How many months apart two breaks may lie and still be the same one.
MONTHS_APART = 2
# As in `breaks.jumps`: odds changed by a quarter or more; a point suffices, being seen twice.
ODDS = 1.25
POINTS = 1.0
LARGE_POINTS = 3.0


@dataclass(frozen=True)
class Shift:
    """A break in a category's share: the first month of the new share, and both shares, 0 to 1.

    `elsewhere`: the rest of the force has it too, in the same direction; None where not known.
    """

    category: str
    month: date
    before: float
    after: float
    p: float
    elsewhere: bool | None

    @property
    def label(self) -> str:
        """The category as it is printed."""
        return categories.get(self.category).label

    @property
    def large(self) -> bool:
        """Whether the share moved as far as `breaks.jumps` asks of a jump."""
        return abs(self.after - self.before) >= LARGE_POINTS / 100

    @property
    def in_covid(self) -> bool:
        """Whether it falls under the restrictions, which moved every force's crime."""
        return bool(calendar.covid(np.array([self.month], dtype="M8[M]"))[0])


def parts(study: Study) -> tuple[str, ...]:
    """ASB and the crime categories: together they are all records."""
    return (ALL_ASB, *study.crime_categories)


def elsewhere(study: Study) -> tuple[Area | None, Bools]:
    """The police force, and which rows of the cube lie in it but not in the area."""
    code = min(study.codes(study.area))
    above = study.pack.parents(code, study.pack.vintages(code)[-1]).get(Level.FORCE, ())
    if not above:
        return None, np.zeros(len(study.cube.areas), dtype=bool)
    known = {one.code: one for one in study.pack.every(Level.FORCE)}
    force = known.get(above[0], Area(Level.FORCE, above[0], 0, above[0]))
    return force, study.chosen(force) & ~study.chosen(study.area)


def monthly(study: Study, where: Bools, months: Iterable[date]) -> NDArray[np.int64]:
    """Counts of each part by month, over rows of the cube: shape (parts, months)."""
    wanted = np.isin(study.cube.months, np.array(list(months), dtype="M8[M]"))
    slab = study.cube.counts[where][:, :, wanted].sum(axis=0)
    return np.array([slab[study.kinds(one)].sum(axis=0) for one in parts(study)])


def of(study: Study) -> tuple[Shift, ...]:
    """Every material break in the unbroken run of months, in order of time."""
    return study.remembered("shifts in shares", _found)


def shared(study: Study) -> tuple[Shift, ...]:
    """Those that the rest of the force has too."""
    return tuple(one for one in of(study) if one.elsewhere)


def of_recording(study: Study) -> tuple[Shift, ...]:
    """Those of the whole force that are as large as a change of recording makes them."""
    return tuple(one for one in shared(study) if one.large and not one.in_covid)


def _found(study: Study) -> tuple[Shift, ...]:
    months = study.run.month_starts
    if len(months) < MONTHS_AT_LEAST or not study.holds(study.period):
        return ()
    own = monthly(study, study.chosen(study.area), months)
    _, outside = elsewhere(study)
    there = monthly(study, outside, months)
    shifts: list[Shift] = []
    for place, slug in enumerate(parts(study)):
        beyond = _breaks(there[place], there.sum(axis=0)) if there.sum() else None
        for one in _breaks(own[place], own.sum(axis=0)):
            same = None if beyond is None else any(_same(one, other) for other in beyond)
            shifts.append(Shift(slug, months[one.at], one.before, one.after, one.p, same))
    return tuple(sorted(shifts, key=lambda shift: (shift.month, shift.category)))


def _breaks(part: NDArray[np.int64], whole: NDArray[np.int64]) -> list[breaks.Break]:
    if not part.sum():
        return []
    return [one for one in breaks.find_all(part, whole) if _material(one)]


def _material(one: breaks.Break) -> bool:
    if abs(one.after - one.before) < POINTS / 100:
        return False
    odds = one.after * (1 - one.before) / max(one.before * (1 - one.after), 1e-12)
    return odds >= ODDS or odds <= 1 / ODDS


def _same(one: breaks.Break, other: breaks.Break) -> bool:
    near = abs(one.at - other.at) <= MONTHS_APART
    return near and (one.after > one.before) == (other.after > other.before)
