"""Wards and named local areas side by side: every profile counted from one multiplication.

Wards do not overlap and local areas may, so each place is a row of noughts and ones over the small
areas of the cube, and all places are counted at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from towpath.analysis import change, dispersion
from towpath.assessment import small_areas
from towpath.assessment.changes import comparison
from towpath.foundation import Area, Level, Period
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from towpath.analysis.change import Change
    from towpath.assessment.study import Study
    from towpath.sources.reference.measures import Counts

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ground:
    """Places of the edition's area: wards first, then its local areas. `inside`: (places, rows)."""

    study: Study
    places: tuple[Area, ...]
    inside: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.places)

    @property
    def wards(self) -> int:
        """How many of them are wards."""
        return sum(one.level is Level.WARD for one in self.places)

    def monthly(self, words: str) -> Integers:
        """Incidents of a category by month of the cube: (places, months)."""
        own = self.inside.any(axis=0)
        chosen = self.study.cube.counts[own][:, self.study.kinds(words)].sum(axis=1)
        return np.asarray(np.rint(self.inside[:, own] @ chosen), dtype=np.int64)

    def counts(self, words: str, period: Period | None = None) -> Integers:
        """Incidents of a category in a period: (places,)."""
        span = self.study.span(period or self.study.period)
        return np.asarray(self.monthly(words)[:, span].sum(axis=1))

    def summed(self, counts: Counts) -> Floats:
        """A count of the reference pack, summed over each place: (places,); nan where unknown.

        The part of a ward that is no small area of the vintage at all adds nothing.
        """
        pack, vintage = self.study.pack, counts.vintage
        own = pack.small_areas(self.study.area, vintage)
        ward_of = pack.membership(Level.WARD, vintage)
        wards = counts.by_area({code: ward_of[code] for code in own})
        return np.array([
            wards.get(one.code, 0.0) if one.level is Level.WARD
            else counts.of(pack.small_areas(one, vintage)).sum()
            for one in self.places
        ])  # fmt: skip

    @cached_property
    def residents(self) -> Floats:
        """Residents of each place in the year held nearest."""
        return self.summed(self._residents)

    @cached_property
    def residents_source(self) -> str:
        """Whose count of residents it is."""
        return f"{self._residents.kind}, {self._residents.year}"

    @cached_property
    def _residents(self) -> Counts:
        return self.study.pack.residents(self.study.vintage, self.study.period.start.year)

    @cached_property
    def change(self) -> tuple[Change, Floats] | None:
        """How recorded crime changed in each place, and its dispersion; None if not comparable.

        Judged as categories are: by each place's own ups and downs, and by how many are judged.
        """
        study = self.study
        if not all(study.holds(one) for one in (*study.baseline.periods, study.period)):
            return None
        monthly, run = self.monthly(ALL_CRIME), study.unbroken
        months = np.array(run.month_starts, dtype="datetime64[M]")
        spread = dispersion.of(monthly[:, study.span(run)], months)
        before = np.sum([self.counts(ALL_CRIME, one) for one in study.baseline.periods], axis=0)
        years = len(study.baseline.periods)
        worked = change.between(
            before.astype(float),
            self.counts(ALL_CRIME).astype(float),
            days=(study.baseline.days * years, float(study.period.days)),
            periods=(years, 1),
            spread=spread,
            materiality=comparison.MATERIAL_PERCENT,
        )
        return worked, np.broadcast_to(spread.value, before.shape).astype(float)

    @cached_property
    def ranks(self) -> Integers:
        """The rank of each ward among the wards by crime per resident; 0 for local areas."""
        found = np.zeros(len(self), dtype=np.int64)
        wards = self.wards
        with np.errstate(divide="ignore", invalid="ignore"):
            rates = np.nan_to_num(self.counts(ALL_CRIME)[:wards] / self.residents[:wards])
        found[:wards] = 1 + (rates[:, None] < rates[None, :]).sum(axis=1)
        return found


def of(study: Study) -> Ground:
    """Every ward of the edition's area, and every local area of the home that lies in it."""
    return study.remembered("ground", _made)


def _made(study: Study) -> Ground:
    wards = small_areas.of(study, Level.WARD)
    rows = [wards.place == place for place in range(len(wards))]
    places = [wards.area(place) for place in range(len(wards))]
    own = study.codes(study.area)
    for slug, local in study.pack.local.items():
        area = Area(Level.LOCAL, slug, 0, local.name)
        codes = study.codes(area)
        if codes and codes <= own:
            places.append(area)
            rows.append(study.chosen(area))
    return Ground(study, tuple(places), np.array(rows, dtype=np.float64))
