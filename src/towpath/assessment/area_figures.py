"""The figures of areas side by side: the same as `measures` makes one at a time, reckoned at once.

A ward's count or rate made here and made by `measures` is one figure with one id.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from towpath.analysis import rates
from towpath.assessment import measures
from towpath.foundation import Figure
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from towpath.assessment.small_areas import Areas, Floats, Words

Figures = tuple[Figure, ...]


def counts(areas: Areas, words: Words = ALL_CRIME, places: Iterable[int] | None = None) -> Figures:
    """Recorded incidents in the study's period, of each area or of those at some places."""
    missing, seen = measures.missing_months(areas.study, areas.study.period), areas.counts(words)
    return tuple(
        measures.figure(
            areas.study,
            "recorded-incidents",
            None if missing else int(seen[place]),
            area=areas.area(place),
            category=measures.named(words),
            missing=missing,
        )
        for place in _places(areas, places)
    )


def crude_rates(
    areas: Areas,
    words: Words = ALL_CRIME,
    base: str = "residents",
    places: Iterable[int] | None = None,
) -> Figures:
    """Recorded incidents per 1,000 residents or households, with Byar's limits; as `counts`.

    Each area is reckoned by itself: a whole array at once may differ in the last bit, and then a
    figure made here would not be the one that `measures` makes.
    """
    study, people, source = areas.study, *_base(areas, base)
    seen = areas.counts(words)
    missing = measures.missing_months(study, study.period)
    found = []
    for place in _places(areas, places):
        known = bool(people[place] > 0)
        worked = rates.crude(seen[place], people[place]) if known and not missing else None
        one = measures.figure(
            study,
            f"rate-{base}",
            float(worked.rate) if worked else None,
            low=worked.low if worked else None,
            high=worked.high if worked else None,
            numerator=int(seen[place]),
            denominator=people[place] if known else None,
            area=areas.area(place),
            category=measures.named(words),
            base=source,
            missing=missing or f"The {base} are not known.",
        )
        found.append(one)
    return tuple(found)


def _places(areas: Areas, chosen: Iterable[int] | None) -> Iterable[int]:
    return range(len(areas)) if chosen is None else chosen


def _base(areas: Areas, base: str) -> tuple[Floats, str]:
    if base == "residents":
        return areas.residents, areas.residents_source
    counted = areas.study.pack.households()
    return areas.households, f"households, {counted.year}"


def shares(areas: Areas, words: Words = ALL_CRIME) -> Figures:
    """Each area's share of the incidents of the edition's area, in per cent."""
    study, seen = areas.study, areas.counts(words)
    whole = study.total(words)
    return tuple(
        measures.share(
            study,
            int(part),
            whole,
            "share-of-area",
            area=areas.area(place),
            category=measures.named(words),
            of=study.area.key,
        )
        for place, part in enumerate(seen)
    )
