"""Areas below the edition's own, side by side as arrays: small areas, stable areas, wards.

Every count by place is made here: each row of the cube falls into at most one area of a level, and
an area without a boundary in the data (a ward, a district) is the sum of the small areas that lie
in it, its best fit. So a ward's incidents, residents and households are always of the same ground.

    wards = small_areas.of(study, Level.WARD)
    wards.counts("burglary") / wards.households
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from towpath.documents.blocks import Shapes
from towpath.foundation import Area, Level, NoSuchData, Period
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from towpath.assessment.study import Study
    from towpath.sources.reference.measures import Counts

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Words = str | Iterable[str]

VINTAGES = (2011, 2021)


@dataclass(frozen=True, eq=False)
class Areas:
    """Areas of one level in the order of their codes; every array of it is in that order.

    `vintage` is that of the small areas on which residents are summed. `place` says for each row
    of the study's cube which of the areas it falls in (−1: none of them). `inside` are the small
    areas that they are taken from (None: all): of an area across the border, only that part counts.
    """

    study: Study = field(repr=False)
    level: Level
    vintage: int
    codes: tuple[str, ...]
    names: tuple[str, ...]
    place: Integers = field(repr=False)
    inside: frozenset[str] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.codes)

    def counts(self, words: Words = ALL_CRIME, period: Period | None = None) -> Integers:
        """Incidents of a category in a period (the study's own): (areas,)."""
        return np.asarray(self.series(words, period or self.study.period).sum(axis=1))

    def series(self, words: Words = ALL_CRIME, period: Period | None = None) -> Integers:
        """The same by month (of the unbroken run, unless a period is named): (areas, months)."""
        study, inside = self.study, self.place >= 0
        span = study.span(period or study.run)
        monthly = study.cube.counts[:, study.kinds(words), span].sum(axis=1)[inside]
        found = np.zeros((len(self), monthly.shape[1]), dtype=np.int64)
        np.add.at(found, self.place[inside], monthly)
        return found

    @cached_property
    def residents(self) -> Floats:
        """Residents in the year held nearest to the period: (areas,); nan where not supplied."""
        return self.summed(self._residents)

    @property
    def residents_source(self) -> str:
        """Whose count of residents it is, as `Study.residents` says it."""
        return f"{self._residents.kind}, {self._residents.year}"

    @property
    def _residents(self) -> Counts:
        return self.study.pack.residents(self.vintage, self.study.period.start.year)

    @cached_property
    def households(self) -> Floats:
        """Households at the census: (areas,); nan where not supplied.

        They are counted on small areas of 2021: one of 2011 has them only if it is unchanged.
        """
        return self.summed(self.study.pack.households())

    def summed(self, counts: Counts) -> Floats:
        """Any count of the reference pack, summed over each area: (areas,)."""
        if self.level is Level.LSOA:
            return counts.of(self.codes)
        of_code = self.study.pack.membership(self.level, counts.vintage)
        if self.inside is not None:
            of_code = {code: of_code[code] for code in self.inside & of_code.keys()}
        found = counts.by_area(of_code)
        return np.array([found.get(code, np.nan) for code in self.codes])

    def lying_in(self, level: Level) -> tuple[str, ...]:
        """The code of the larger area that each lies in ("" where in none): its ward, say."""
        known = self._parents(level)
        return tuple(known.get(code, "") for code in self.codes)

    def _parents(self, level: Level) -> Mapping[str, str]:
        pack = self.study.pack
        small = pack.membership(level, self.vintage)
        if self.level is Level.LSOA:
            return small
        inside = pack.membership(self.level, self.vintage)
        return {inside[code]: small[code] for code in sorted(small, reverse=True)}

    def area(self, place: int) -> Area:
        """One of them as an `Area`, for the figures that stand for it."""
        if self.level is Level.LSOA:
            return Area(self.level, self.codes[place], self.vintage, self.names[place])
        return Area(self.level, self.codes[place], self._year, self.names[place])

    @cached_property
    def _year(self) -> int:
        return 0 if self.level is Level.STABLE else self.study.pack.areas(self.level)[0].vintage

    def outlines(self) -> Shapes:
        """Their shapes for a map, without those that nobody has drawn."""
        found = self.study.pack.shapes(self.level, self.codes, self.vintage)
        named = dict(zip(self.codes, self.names, strict=True))
        names = tuple(named[code] for code in found.codes)
        credit = " ".join(self.study.pack.credits)
        return Shapes(f"{self.level.value}s", found.codes, names, found.wkb, credit)


def of(
    study: Study,
    level: Level = Level.LSOA,
    *,
    within: Area | None = None,
    vintage: int | None = None,
) -> Areas:
    """The areas of a level inside an area, the edition's own unless another is named.

    Small areas are those of one vintage, the period's unless another is named; rows placed in a
    code of the other vintage fall in none of them. Every other level takes rows of both.
    """
    inside, year = within or study.area, vintage or study.vintage
    name = f"areas {level} {inside.key} {year}"
    return study.remembered(name, lambda asked: _made(asked, level, asked.codes(inside), year))


def everywhere(study: Study, level: Level) -> Areas:
    """All areas of a level that the reference pack knows, held or not: for comparators."""
    return study.remembered(f"areas {level}", lambda one: _made(one, level, None, one.vintage))


def _made(study: Study, level: Level, inside: frozenset[str] | None, vintage: int) -> Areas:
    of_code = _membership(study, level, vintage)
    if inside is not None:
        of_code = {code: of_code[code] for code in inside & of_code.keys()}
    codes = tuple(sorted(set(of_code.values()) - {""}))
    if not codes:
        raise NoSuchData(
            f"The reference pack knows no {level.label} in {study.area}.",
            "Add a lookup that has them and build the pack anew.",
        )
    at = {code: place for place, code in enumerate(codes)}
    place = [at.get(of_code.get(code, ""), -1) for code in study.cube.areas]
    names = study.pack.names(level, vintage if level is Level.LSOA else None)
    named = tuple(names.get(code) or code for code in codes)
    held = Areas(study, level, vintage, codes, named, np.array(place, dtype=np.int64), inside)
    if inside is None:
        return held
    parts = [study.partly(held.area(i)) for i in range(len(held))]
    told = tuple(f"{n} (part)" if part else n for n, part in zip(named, parts, strict=True))
    return replace(held, names=told)


def _membership(study: Study, level: Level, vintage: int) -> dict[str, str]:
    """The area of every small-area code; "" for one that lies in several, which one not being said.

    Neighbourhoods are drawn anew with the small areas, so theirs too are of one vintage.
    """
    if level is Level.LSOA:
        return {code: code for code in study.pack.table(vintage).texts("code")}
    merged: dict[str, str] = {}
    for year in (vintage,) if level is Level.MSOA else VINTAGES:
        merged |= study.pack.membership(level, year)
    return {code: "" if ";" in area else area for code, area in merged.items()}
