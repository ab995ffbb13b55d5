"""Monthly counts as figures, for the lines of charts and the tables behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.assessment import measures
from towpath.foundation import Area, Figure, NoSuchData, Period
from towpath.foundation.periods import month_name

if TYPE_CHECKING:
    from datetime import date

    from towpath.assessment.study import Study

# What a sparkline shows, where as much is held.
MONTHS_SHOWN = 24


def figures(
    study: Study, words: str, period: Period, area: Area | None = None
) -> tuple[tuple[date, Figure], ...]:
    """The count of each month of a period, by its first day; not supplied where not held."""
    counted = study.series(words, period, area).tolist()
    return tuple(
        (month, _figure(study, words, month, count, area))
        for month, count in zip(period.month_starts, counted, strict=True)
    )


def _figure(study: Study, words: str, month: date, count: int, area: Area | None) -> Figure:
    held = month in study.months_held
    return measures.figure(
        study,
        "recorded-incidents",
        count if held else None,
        period=Period.of_months(month, 1),
        area=area or study.area,
        category=measures.named(words),
        missing="" if held else f"Nothing of {month_name(month)} has been loaded.",
    )


def whole_run(study: Study, at_least: int) -> Period:
    """The unbroken run up to the period's end; NoSuchData where it is shorter, or not all held."""
    lacking = measures.missing_months(study, study.period)
    if lacking:
        raise NoSuchData(lacking, "Load these months, or choose an earlier period.")
    run = study.run
    if run.months < at_least:
        raise NoSuchData(
            f"Only {run.length} in a row are held at the end of the period, of {at_least} needed.",
            "Load the months before.",
        )
    return run


def latest(study: Study, months: int = MONTHS_SHOWN) -> Period:
    """The last months of the unbroken run up to the period's end, at most so many."""
    run = study.run
    return run if run.months <= months else Period.of_months(run.month_starts[-months], months)
