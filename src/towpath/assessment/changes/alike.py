"""The crime whose recording did not change, told together where the headline cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import change, dispersion
from towpath.assessment import measures
from towpath.assessment.caveats import recording
from towpath.assessment.changes import comparison
from towpath.foundation import Figure, categories
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from towpath.assessment.study import Study


@dataclass(frozen=True)
class Alike:
    """The change of the crime categories `kept`: all but those `without`, by their labels."""

    without: tuple[str, ...]
    kept: tuple[str, ...]
    before: Figure
    after: Figure
    change: Figure
    verdict: str


def of(study: Study) -> Alike | None:
    """The headline without what was recorded otherwise; None where the headline itself stands."""
    if not recording.blocked(study, ALL_CRIME):
        return None
    doubtful = recording.drift(study).recorded_otherwise
    kept = tuple(one for one in study.crime_categories if one not in doubtful)
    left = tuple(categories.get(one).label for one in study.crime_categories if one in doubtful)
    years = study.baseline.periods
    was, now = [sum(study.total(kept, one) for one in years)], [study.total(kept)]
    months = np.array(study.unbroken.month_starts, dtype="M8[M]")
    found = change.between(
        was, now,
        periods=(len(years), 1),
        spread=dispersion.of(np.array([study.series(kept, study.unbroken)]), months),
        materiality=comparison.MATERIAL_PERCENT,
    )  # fmt: skip
    value, low, high = (float(np.ravel(one)[0]) for one in (found.percent, found.low, found.high))
    told = measures.figure(
        study, "change-in-count", value, low=low, high=high, against=study.baseline,
        category=measures.named(kept), numerator=now[0], denominator=was[0] / len(years),
    )  # fmt: skip
    return Alike(left, kept, _before(study, kept, was[0]), measures.count(study, kept), told,
                 str(np.ravel(found.verdict)[0].value))  # fmt: skip


def _before(study: Study, kept: tuple[str, ...], total: int) -> Figure:
    years = study.baseline.periods
    if len(years) == 1:
        return measures.count(study, kept, period=years[0])
    return measures.figure(
        study, "mean-of-years", total / len(years), period=None, against=study.baseline,
        category=measures.named(kept), numerator=total, denominator=len(years),
    )  # fmt: skip
