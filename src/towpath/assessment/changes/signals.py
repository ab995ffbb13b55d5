"""2d: this month's signals, and how many would ring by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import control
from towpath.assessment import caveats, measures, wording
from towpath.assessment.changes import monthly
from towpath.assessment.findings import Finding
from towpath.documents.blocks import Align, Chart, ChartKind, Column, Spans, Table
from towpath.foundation import Figure, Period, categories
from towpath.foundation.periods import month_name

if TYPE_CHECKING:
    from datetime import date

    from towpath.analysis.control import Signals
    from towpath.assessment.study import Study

# Limits rest on two years where they are held, on one at least; at most a year is watched.
LIMITS_FROM = 24
LIMITS_AT_LEAST = 12
WATCHED = 12
SAID = {1: "above", -1: "below", 0: ""}


@dataclass(frozen=True)
class Watch:
    """The categories watched (crime, ASB, then the others) and what the limits said of them."""

    words: tuple[str, ...]
    months: tuple[date, ...]
    found: Signals

    @property
    def now(self) -> tuple[tuple[str, int], ...]:
        """The categories that signal in the last month, and which way."""
        last = self.found.signal[:, -1].tolist()
        return tuple((w, way) for w, way in zip(self.words, last, strict=True) if way)


def watch(study: Study) -> Watch:
    """Each category's last months against what it usually does; NoSuchData below 13 months."""
    return study.remembered("signals", _watch)


def _watch(study: Study) -> Watch:
    run = monthly.whole_run(study, LIMITS_AT_LEAST + 1)
    watched = min(WATCHED, max(1, run.months - LIMITS_FROM))
    words = study.all_categories
    counted = np.array([study.series(word, run) for word in words])
    months = np.array(run.month_starts, dtype="M8[M]")
    found = control.signals(counted, months, watch=watched, baseline=LIMITS_FROM)
    return Watch(words, run.month_starts[-watched:], found)


def find(study: Study) -> Finding:
    """Small multiples with limits, the signals of the last month, and the chance of false ones."""
    seen = watch(study)
    finding = Finding(sentence(study, seen), (_drawn(study, seen),), signals=_signals(seen))
    names = ("recording", "several-tests", "covid", "unplaced", "short-run")
    return finding.with_caveats(*caveats.named(study, *names))


def _chance(study: Study, seen: Watch) -> Figure:
    """False alarms to expect in the last month, were nothing to change anywhere."""
    return measures.figure(
        study,
        "false-alarms",
        seen.found.false_alarms / len(seen.months),
        period=Period.of_months(seen.months[-1], 1),
        series=len(seen.words),
    )


def sentence(study: Study, seen: Watch) -> Spans:
    """How many signalled in the last month, which, and how many would have by chance."""
    month, number = month_name(seen.months[-1]), _number(study, seen)
    words = (
        "{n} of {all} series signalled in {month}{which}. By chance alone, {chance} would be "
        "expected to."
    )
    if not seen.now:
        words = (
            "None of the {all} series watched was out of its ordinary range in {month}. By chance "
            "alone, {chance} would be expected to be."
        )
    return wording.spans(
        words,
        n=number,
        all=_watched(study, seen),
        month=month,
        which=_which(seen),
        chance=_chance(study, seen),
    )


def _which(seen: Watch) -> str:
    each = [f"{categories.get(word).label} {SAID[way]} its limit" for word, way in seen.now]
    return ": " + ", ".join(each) if each else ""


def _number(study: Study, seen: Watch) -> Figure:
    month = Period.of_months(seen.months[-1], 1)
    return measures.figure(study, "series-signalling", len(seen.now), period=month, of="signals")


def _watched(study: Study, seen: Watch) -> Figure:
    month = Period.of_months(seen.months[-1], 1)
    return measures.figure(study, "series-signalling", len(seen.words), period=month, of="watched")


def _signals(seen: Watch) -> tuple[Spans, ...]:
    month = month_name(seen.months[-1])
    return tuple(
        (f"{categories.get(word).label} was {SAID[way]} its usual range in {month}.",)
        for word, way in seen.now
    )


def _drawn(study: Study, seen: Watch) -> Chart:
    found = seen.found
    rows = tuple(
        (
            categories.get(word).label,
            month,
            _adjusted(study, word, month, *(_at(one, place, at) for one in _limits(found))),
            SAID[int(found.signal[place, at])],
        )
        for place, word in enumerate(seen.words)
        for at, month in enumerate(seen.months)
    )
    columns = (
        Column("Category", Align.LEFT),
        Column("Month", Align.LEFT),
        Column("Incidents, adjusted"),
        Column("Signal", Align.LEFT),
    )
    season = {"none": "length of month", "yearly wave": "length of month and season"}
    adjusted = season.get(found.season, "length of month and season")
    table = Table("signals", f"Months against their limits, adjusted for {adjusted}", columns, rows)
    title = "What rang this month" if seen.now else "No series rang this month"
    alt = f"{title}: each series' last months with the band in which a month is unremarkable."
    return Chart(
        ChartKind.MULTIPLES, title, alt, table, x="Month", y="Incidents, adjusted",
        series="Category", mark="Signal", y_title=f"Incidents a month, adjusted for {adjusted}",
    )  # fmt: skip


def _limits(found: Signals) -> tuple[np.ndarray, ...]:
    return found.value, found.low, found.high


def _at(values: np.ndarray, place: int, at: int) -> float:
    return float(values[place, at])


def _adjusted(
    study: Study, word: str, month: date, value: float, low: float, high: float
) -> Figure:
    return measures.figure(
        study,
        "adjusted-incidents",
        value,
        low=low,
        high=high,
        period=Period.of_months(month, 1),
        category=word,
        run=study.run.key,
        limits="unremarkable from",
    )
