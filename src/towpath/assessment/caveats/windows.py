"""Caveats about the two windows: are they held alike, and alike in kind?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.analysis import months as calendar
from towpath.assessment import measures, wording
from towpath.assessment.changes import comparison
from towpath.documents.blocks import Caveat
from towpath.foundation import Baseline, Figure, Period, categories
from towpath.foundation.periods import month_name

if TYPE_CHECKING:
    from datetime import date

    from towpath.assessment.study import Study

# From two years on the season can be told from the noise.
MONTHS_FOR_SEASON = 24


@dataclass(frozen=True)
class Window:
    """One side of a comparison: one period, or the several whose mean it is."""

    side: str
    name: str
    periods: tuple[Period, ...]

    def __str__(self) -> str:
        return wording.the(self.name)

    @property
    def grounds(self) -> dict[str, Any]:
        """The period, or the several, as a figure's ground."""
        if len(self.periods) == 1:
            return {"period": self.periods[0], "against": None}
        return {"period": None, "against": Baseline(self.name, self.periods)}

    @property
    def months(self) -> tuple[date, ...]:
        """The first of each of its months, in order of time."""
        return tuple(sorted({month for one in self.periods for month in one.month_starts}))


def sides(study: Study, baseline: Baseline | None = None) -> tuple[Window, Window]:
    """The baseline (the edition's own unless another is given) and the edition's period."""
    against = baseline or study.baseline
    before = Window("before", against.name, against.periods)
    return before, Window("after", study.period.name, (study.period,))


def windows(study: Study) -> tuple[Period, ...]:
    """The baseline's periods and the edition's own, in time order."""
    return (*study.baseline.periods, study.period)


def share(
    study: Study, definition: str, part: int, whole: int, window: Window, **basis: Any
) -> Figure:
    """A share in one window, in per cent."""
    return measures.share(study, part, whole, definition, **window.grounds, **basis)


def coverage(study: Study) -> Caveat | None:
    """Months that are not held make a comparison impossible."""
    lacking = [s for s in (measures.missing_months(study, one) for one in windows(study)) if s]
    if not lacking:
        return None
    return Caveat("Months missing", (" ".join(lacking),), grave=True)


def days(study: Study) -> Caveat | None:
    """Windows equal in months may be unequal in days, and that may alter a verdict."""
    before, after = study.baseline.days, study.period.days
    if before == after or not all(study.holds(one) for one in windows(study)):
        return None
    told = [row for row in comparison.of(study).rows if row.verdict != row.per_day_verdict]
    now = wording.capital(wording.the(study.period))
    words = (
        f"{now} has {after} days, {wording.the(study.baseline)} {before:g}, so the change "
        "per day stands beside the change. "
    )
    if not told:
        return Caveat("Unequal days", (words, "It alters no verdict."))
    said = "; ".join(f"{row.label}: {row.verdict}, per day {row.per_day_verdict}" for row in told)
    return Caveat("Unequal days", (words, f"It alters the verdict on {said}."))


def covid(study: Study) -> Caveat | None:
    """A window under COVID restrictions is no ordinary one."""
    under = {window.side: restricted(window) for window in sides(study)}
    if not any(under.values()):
        return None
    said = " and ".join(
        f"{under[window.side]} months of {window}" for window in sides(study) if under[window.side]
    )
    first, last = (month_name(month.astype("M8[D]").item()) for month in calendar.COVID)
    words = (
        f"{wording.capital(said)} fell under COVID restrictions ({first} to {last}), when much "
        "crime was far lower than usual and some was higher. A change from or to such months is "
        "partly the end, or the start, of lockdown; the comparison with the time before COVID "
        "stands beside it where it is held."
    )
    return Caveat("COVID months", (words,))


def restricted(window: Window) -> int:
    """How many of its months fell under COVID restrictions."""
    return int(calendar.covid(np.array(window.months, dtype="M8[M]")).sum())


def vintage(study: Study) -> Caveat | None:
    """Windows on small areas of different vintages are compared on stable areas only."""
    found = {
        load.vintage
        for load in study.loads(study.feed)
        if load.vintage and any(window.contains(load.first) for window in windows(study))
    }
    if len(found) < 2:
        return None
    years = " and ".join(str(year) for year in sorted(found))
    words = (
        f"The small areas of these months are of {years}. Where their boundaries differ they are "
        "joined until both agree; a small area is never compared with another shape of itself."
    )
    return Caveat("Small areas of two vintages", (words,))


def short_run(study: Study) -> Caveat | None:
    """Too few months in a row to know how much a series moves by itself."""
    months = study.unbroken.months
    if months >= MONTHS_FOR_SEASON:
        return None
    words = (
        f"Only {months} months in a row are held around the period, too few to take the season out "
        "when judging how much a series moves by itself."
    )
    return Caveat("Short run of months", (words,))


def several_tests(study: Study) -> Caveat | None:
    """Many categories looked at together turn up changes by chance."""
    told = len(comparison.of(study).rows)
    words = (
        f"{told} categories are compared at once. With that many, chance alone would call some of "
        "them changed; the verdicts are adjusted for it, so that at most one in twenty of the "
        "changes called is expected to be false."
    )
    return Caveat("Several tests at once", (words,))


def small_numbers(study: Study) -> Caveat | None:
    """Categories too small to say much about."""
    few = [
        categories.get(row.category).label
        for row in comparison.of(study).rows
        if max(row.before.value or 0, row.after.value or 0) < FEW
    ]
    if not few:
        return None
    words = (
        f"Fewer than {FEW} incidents in either window: {', '.join(few)}. A handful more or less "
        "makes a large percentage."
    )
    return Caveat("Small numbers", (words,))


FEW = 20


def few(counts: dict[str, int], kind: str) -> Caveat | None:
    """The caveat for areas, by name and count, of which some counted fewer than 20."""
    below = sum(count < FEW for count in counts.values())
    if not below:
        return None
    words = (
        f"{below} of {len(counts)} {kind} counted fewer than {FEW} incidents. Their rates move a "
        "good deal by chance; read the limits, not the rank."
    )
    return Caveat("Small numbers", (words,))


CAVEATS = {
    "coverage": coverage,
    "covid": covid,
    "days": days,
    "vintage": vintage,
    "short-run": short_run,
    "several-tests": several_tests,
    "small-numbers": small_numbers,
}
