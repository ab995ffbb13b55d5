"""The months up to a look's period, between the limits in which a month is unremarkable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import control, series
from towpath.analysis.arrays import Floats
from towpath.assessment import measures
from towpath.assessment.changes import monthly
from towpath.assessment.changes.signals import LIMITS_AT_LEAST, LIMITS_FROM, WATCHED
from towpath.documents.blocks import Align, Cell, Chart, ChartKind, Column, Spans, Table
from towpath.foundation import Figure, Period, categories
from towpath.foundation.periods import add_months

if TYPE_CHECKING:
    from towpath.analysis.control import Signals
    from towpath.assessment.study import Study

SHOWN = 24
SAID = {1: "above its limits", -1: "below its limits", 0: ""}
MONTH, COUNT, ADJUSTED, SIGNAL = "Month", "Incidents", "Adjusted", "Signal"


def chart(study: Study, category: str) -> Chart:
    """The last two years, or as much as is held: the line, its band and what lies outside it."""
    seen, label = _watched(study, category), categories.get(category).label
    counted = monthly.figures(study, category, _window(study))
    if seen is None:
        note = ("Limits need thirteen months in a row up to the end of the period.",)
        return _plain(label, str(study.area), counted, note)
    marks = zip(seen.found.months, seen.found.signal[0], strict=True)
    signals = {_day(month): SAID[int(one)] for month, one in marks}
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (month, count, _adjusted(study, category, seen, month), signals.get(month, ""))
        for month, count in counted
    )
    columns = (
        Column(MONTH, Align.LEFT), Column(COUNT),
        Column(ADJUSTED, note="for the length of the month and the season"),
        Column(SIGNAL, Align.LEFT),
    )  # fmt: skip
    out = sum(bool(words) for words in signals.values())
    title = _title(label, out, len(signals))
    return Chart(
        ChartKind.LINES,
        title,
        f"{label} in {study.area} by month, {_window(study)}; the last {len(signals)} between "
        f"limits learnt from the months before. {title}.",
        Table("months", f"{label} in {study.area} by month", columns, rows),
        x=MONTH, y=ADJUSTED, mark=SIGNAL,
        y_title="Incidents a month, adjusted for length of month and season",
    )  # fmt: skip


def _title(label: str, out: int, watched: int) -> str:
    if watched == 1:
        return f"{label}: the last month lies {'outside' if out else 'within'} its limits"
    if not out:
        return f"{label}: none of the last {watched} months lies outside its limits"
    lie = "lies" if out == 1 else "lie"
    return f"{label}: {out} of the last {watched} months {lie} outside the limits"


def plain(study: Study, category: str) -> Chart:
    """Counts alone: limits are learnt from exact numbers, and say something about them."""
    counted = monthly.figures(study, category, _window(study))
    return _plain(categories.get(category).label, str(study.area), counted)


def _plain(
    label: str, where: str, counted: tuple[tuple[date, Figure], ...], note: Spans = ()
) -> Chart:
    columns = (Column(MONTH, Align.LEFT), Column(COUNT))
    table = Table("months", f"{label} in {where} by month", columns, counted, note)
    title = f"{label} by month"
    return Chart(ChartKind.LINES, title, f"{title} in {where}.", table, x=MONTH, y=COUNT)


def _window(study: Study) -> Period:
    """The months shown: up to the end of the period, no further back than anything is held."""
    end = study.period.end
    return Period(max(add_months(end, -SHOWN), min(study.months[0], add_months(end, -1))), end)


@dataclass(frozen=True)
class _Watched:
    """The run adjusted month by month, and its last months against their limits."""

    first: date
    adjusted: Floats
    found: Signals


def _watched(study: Study, category: str) -> _Watched | None:
    """Judged as the monthly signals are; None where too few months are held in a row."""
    run = study.run
    if study.missing_months(study.period) or run.months < LIMITS_AT_LEAST + 1:
        return None
    watch = min(WATCHED, max(1, run.months - LIMITS_FROM))
    months = np.array(run.month_starts, dtype="datetime64[M]")
    counted = study.series(category, run)[None, :]
    held = series.adjust(counted, months, known=run.months - watch)
    found = control.signals(counted, months, watch=watch, baseline=LIMITS_FROM)
    return _Watched(run.start, held.adjusted[0], found)


def _adjusted(study: Study, category: str, seen: _Watched, month: date) -> Figure | None:
    """A month of the run; with its limits, if it is one of those watched."""
    at = (month.year - seen.first.year) * 12 + month.month - seen.first.month
    if at < 0:
        return None
    known = len(seen.adjusted) - len(seen.found.months)
    low, high = (
        float(one[0, at - known]) if at >= known else None
        for one in (seen.found.low, seen.found.high)
    )
    return measures.figure(
        study,
        "adjusted-incidents",
        float(seen.adjusted[at]),
        low=low,
        high=high,
        period=Period.of_months(month, 1),
        category=category,
        run=study.run.key,
        watched=len(seen.found.months),
        limits="unremarkable from",
    )


def _day(month: np.datetime64) -> date:
    day: date = month.astype("datetime64[D]").item()
    return day
