"""Changes of several series at once, each with its limits and a verdict over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from towpath.analysis import change, dispersion
from towpath.assessment import measures
from towpath.assessment.changes.by_category import RECORDED_OTHERWISE
from towpath.assessment.changes.comparison import MATERIAL_PERCENT
from towpath.assessment.looks import care
from towpath.documents.blocks import Cell, Quote
from towpath.foundation import Area, Baseline, Figure, Period
from towpath.foundation.periods import add_months

if TYPE_CHECKING:
    from towpath.assessment.study import Study

Integers = NDArray[np.int64]
NOT_COMPARABLE = "not comparable"
NOT_HELD = "A month of one of the periods is not held."


@dataclass(frozen=True)
class Told:
    """One series before and after: three figures, and whether it clearly rose or fell."""

    area: Area
    category: str
    before: Figure
    after: Figure
    change: Figure
    verdict: str

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Before, now, change, its limits, verdict; no bare percentage where recording changed."""
        if self.verdict == RECORDED_OTHERWISE:
            return self.before, self.after, None, None, self.verdict
        limits = Quote(self.change, between=True)
        return self.before, self.after, self.change, limits, self.verdict


def whole(study: Study) -> Period:
    """All months of the cube, held or not."""
    return Period(study.months[0], add_months(study.months[-1], 1))


def of(study: Study, series: Sequence[tuple[Area, str]], monthly: Integers) -> tuple[Told, ...]:
    """The change of each series: what it is of, and its months over `whole`: (series, months).

    The limits of one do not depend on which others are told; the verdicts do (false discovery).
    """
    if not len(series):
        return ()
    windows = study.baseline.periods
    complete = study.holds(study.period) and all(study.holds(one) for one in windows)
    before = np.sum([_summed(study, monthly, one) for one in windows], axis=0)
    after = _summed(study, monthly, study.period)
    worked, spread = _reckoned(study, monthly, before, after)
    doubtful = {s for s in {c for _, c in series} if complete and care.recorded_otherwise(study, s)}
    return tuple(
        Told(
            area,
            category,
            _before(study, area, category, int(before[at])),
            _count(study, area, category, study.period, int(after[at])),
            _change(study, area, category, _At(worked, spread, at, complete)),
            _verdict(worked, at, complete, category in doubtful),
        )
        for at, (area, category) in enumerate(series)
    )


def _verdict(worked: change.Change, at: int, complete: bool, otherwise: bool) -> str:
    if not complete:
        return NOT_COMPARABLE
    return RECORDED_OTHERWISE if otherwise else str(worked.verdict[at].value)


def _summed(study: Study, monthly: Integers, period: Period) -> Integers:
    return np.asarray(monthly[:, study.span(period)].sum(axis=1))


def _reckoned(
    study: Study, monthly: Integers, before: Integers, after: Integers
) -> tuple[change.Change, NDArray[np.float64]]:
    run, years = study.unbroken.up_to(whole(study).end), len(study.baseline.periods)
    span = study.span(run)  # a period may reach back beyond what is held
    varied = dispersion.of(monthly[:, span], study.cube.months[span])
    worked = change.between(
        before.astype(float),
        after.astype(float),
        days=(study.baseline.days * years, float(study.period.days)),
        periods=(years, 1),
        spread=varied,
        materiality=MATERIAL_PERCENT,
    )
    return worked, np.broadcast_to(np.asarray(varied.value, dtype=float), before.shape)


@dataclass(frozen=True)
class _At:
    """Where in the reckoning one series stands."""

    worked: change.Change
    spread: NDArray[np.float64]
    place: int
    complete: bool


def _change(study: Study, area: Area, category: str, at: _At) -> Figure:
    value, low, high = (
        float(one[at.place]) if at.complete else None
        for one in (at.worked.percent, at.worked.low, at.worked.high)
    )
    return measures.figure(
        study,
        "change-in-count",
        value,
        low=low,
        high=high,
        area=area,
        against=study.baseline,
        category=category,
        dispersion=f"{at.spread[at.place]:.2f}",
        numerator=float(at.worked.after[at.place]),
        denominator=float(at.worked.before[at.place]),
        missing="There were none before." if at.complete else NOT_HELD,
    )


def _before(study: Study, area: Area, category: str, counted: int) -> Figure:
    against: Baseline = study.baseline
    if len(against.periods) == 1:
        return _count(study, area, category, against.periods[0], counted)
    lacking = next(filter(None, (measures.missing_months(study, p) for p in against.periods)), "")
    years = len(against.periods)
    return measures.figure(
        study,
        "mean-of-years",
        None if lacking else counted / years,
        period=None,
        against=against,
        area=area,
        category=category,
        missing=lacking,
        numerator=counted,
        denominator=years,
    )


def _count(study: Study, area: Area, category: str, period: Period, counted: int) -> Figure:
    lacking = measures.missing_months(study, period)
    return measures.figure(
        study,
        "recorded-incidents",
        None if lacking else counted,
        period=period,
        area=area,
        category=category,
        missing=lacking,
    )
