"""The change of each category between the period and its baseline, with a verdict.

One reckoning for the command `towpath change`, for finding 2a and for the board summary.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.analysis import change, dispersion
from towpath.analysis.arrays import Floats
from towpath.assessment import measures
from towpath.foundation import Baseline, Figure, NoSuchData, categories
from towpath.foundation.periods import add_months

if TYPE_CHECKING:
    from towpath.assessment.study import Study

# A change smaller than this is not called one, however certain: nobody would act on it.
MATERIAL_PERCENT = 2.0


@dataclass(frozen=True)
class Row:
    """One category's change. Counts of a mean baseline are means; `repeats` are before counting."""

    category: str
    before: Figure
    after: Figure
    rows_before: Figure
    rows_after: Figure
    change: Figure
    exact: tuple[float, float]
    per_day: Figure
    verdict: str
    per_day_verdict: str
    dispersion: float

    @property
    def label(self) -> str:
        """The category as it is printed."""
        return categories.get(self.category).label

    @property
    def clear(self) -> bool:
        """Whether it clearly rose or fell."""
        return self.verdict != change.Verdict.NO_CLEAR_CHANGE.value


@dataclass(frozen=True)
class Comparison:
    """All categories of a study: crime first, ASB second, then the others; and how they were told.

    `unheld` are the sentences for windows that are not wholly held.
    """

    rows: tuple[Row, ...]
    baseline: Baseline
    unheld: tuple[str, ...]

    def __getitem__(self, category: str) -> Row:
        return next(row for row in self.rows if row.category == category)

    @property
    def of_categories(self) -> tuple[Row, ...]:
        """The crime categories alone, without the two headlines."""
        return self.rows[2:]


@lru_cache(maxsize=32)
def of(study: Study, baseline: Baseline | None = None) -> Comparison:
    """Compare the study's period with a baseline (its own unless another is given).

    Raises NoSuchData where nothing at all is held of one of the windows.
    """
    against = baseline or study.baseline
    windows = (*against.periods, study.period)
    for window in windows:
        if len(study.missing_months(window)) == window.months:
            raise NoSuchData(
                f"Nothing of {window} has been loaded for {study.area}.",
                "`towpath loads` shows which months are held; load the others or choose again.",
            )
    unheld = tuple(filter(None, (measures.missing_months(study, one) for one in windows)))
    words = study.all_categories
    before = np.array([[study.total(w, p) for p in against.periods] for w in words]).sum(axis=1)
    after = np.array([study.total(word) for word in words], dtype=float)
    reckoned = _reckon(study, against, before, after)
    rows = tuple(_row(study, against, reckoned, place, not unheld) for place in range(len(words)))
    return Comparison(rows, against, unheld)


def whole(study: Study, baseline: Baseline | None = None) -> Comparison:
    """The comparison, or NoSuchData where a month of either window is not held."""
    told = of(study, baseline)
    if told.unheld:
        raise NoSuchData(" ".join(told.unheld), "Load these months, or choose other periods.")
    return told


def spread(study: Study) -> dispersion.Dispersion:
    """How much each category's own months vary, trend and season taken out."""
    # A period may reach beyond what is held; its changes are not told then, but reckoned.
    run = study.unbroken.up_to(add_months(study.months[-1], 1))
    monthly = np.array([study.series(word, run) for word in study.all_categories])
    return dispersion.of(monthly, np.array(run.month_starts, dtype="datetime64[M]"))


@dataclass(frozen=True)
class _Reckoned:
    change: change.Change
    spread: dispersion.Dispersion


def _reckon(study: Study, against: Baseline, before: Floats, after: Floats) -> _Reckoned:
    varied, years = spread(study), len(against.periods)
    days = (against.days * years, float(study.period.days))
    worked = change.between(
        before, after, days=days, periods=(years, 1), spread=varied, materiality=MATERIAL_PERCENT
    )
    return _Reckoned(worked, varied)


def _row(study: Study, against: Baseline, reckoned: _Reckoned, place: int, whole: bool) -> Row:
    word, worked = study.all_categories[place], reckoned.change
    daily = worked.per_day
    assert daily is not None  # days were given
    spread = float(np.broadcast_to(reckoned.spread.value, worked.before.shape)[place])
    missing = "" if whole else "A month of one of the periods is not held."
    grounds: dict[str, Any] = {
        "against": against,
        "category": word,
        "dispersion": f"{spread:.2f}",
        "numerator": float(worked.after[place]),
        "denominator": float(worked.before[place]),
        "missing": missing or "There were none before.",
    }

    def told(definition: str, values: change.Change | change.PerDay) -> Figure:
        value = float(values.percent[place]) if whole else None
        low, high = (float(one[place]) if whole else None for one in (values.low, values.high))
        return measures.figure(study, definition, value, low=low, high=high, **grounds)

    return Row(
        category=word,
        before=_before(study, against, word),
        after=measures.count(study, word),
        rows_before=_rows(study, against, word),
        rows_after=_rows(study, Baseline.of(study.period), word),
        change=told("change-in-count", worked),
        exact=(float(worked.exact_low[place]), float(worked.exact_high[place])),
        per_day=told("change-per-day", daily),
        verdict=str(worked.verdict[place].value) if whole else "not comparable",
        per_day_verdict=str(daily.verdict[place].value) if whole else "not comparable",
        dispersion=spread,
    )


def _before(study: Study, against: Baseline, word: str) -> Figure:
    if len(against.periods) == 1:
        return measures.count(study, word, period=against.periods[0])
    lacking = [measures.missing_months(study, one) for one in against.periods]
    counted = [study.total(word, one) for one in against.periods]
    missing = next(filter(None, lacking), "")
    value = None if missing else sum(counted) / len(counted)
    return measures.figure(
        study,
        "mean-of-years",
        value,
        period=None,
        against=against,
        category=word,
        missing=missing,
        numerator=sum(counted),
        denominator=len(counted),
    )


def _rows(study: Study, periods: Baseline, word: str) -> Figure:
    rows = [study.rows(word, one) for one in periods.periods]
    mean = sum(rows) / len(rows)
    value = rows[0] if len(rows) == 1 else mean
    one = periods.periods[0] if len(rows) == 1 else None
    return measures.figure(
        study, "recorded-rows", value, period=one, against=None if one else periods, category=word
    )
