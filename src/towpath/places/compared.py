"""Compared: events of plots month by month, before something was done and after, and what of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.analysis import dispersion, displacement, interrupted, power
from towpath.analysis.displacement import Pair
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData
from towpath.foundation import Figure, Level, NoSuchData, NotUnderstood, Period, Unit
from towpath.foundation.periods import add_months, month_name
from towpath.places import ground, plots

if TYPE_CHECKING:
    from datetime import date

    from towpath.analysis.arrays import Bools, Floats, Months
    from towpath.analysis.displacement import Difference, Quotient
    from towpath.analysis.interrupted import ByItself, Interrupted
    from towpath.evidence.held import Held
    from towpath.places.ground import Ground, Question
    from towpath.places.plots import Plot, Plots

BACK = 24  # months before the first that is compared, for the series, where they are held
PLACES_AT_LEAST = 10
NEEDED = 0.8
MOSTLY = 0.5  # of a small area that lies in a plot, for it to count as chosen


@dataclass(frozen=True)
class Compared:
    """The events of all plots. `run`: the months of the series, of which `before` and `after`."""

    here: Ground
    plots: Plots
    before: Period
    after: Period

    @property
    def run(self) -> Period:
        """The months that are held in a row, up to the last one compared."""
        return self.here.period

    @property
    def span(self) -> Period:
        """From the first month compared to the last."""
        return Period(self.before.start, self.after.end)

    @property
    def months(self) -> Months:
        """(months,): of the run."""
        return np.array(self.run.month_starts, dtype="datetime64[M]")

    @cached_property
    def monthly(self) -> dict[str, Floats]:
        """By role, (months,): events of the run in the plot."""
        month = self.here.events.day.astype("datetime64[D]").astype("datetime64[M]")
        place = (month - self.months[0]).astype(np.int64)
        kept = (place >= 0) & (place < self.months.size)
        return {
            one.role: np.bincount(
                place[kept & self._inside(one)], minlength=self.months.size
            ).astype(np.float64)
            for one in self.plots
        }  # fmt: skip

    def _inside(self, plot: Plot) -> Bools:
        import shapely

        shapely.prepare(plot.outline)
        return np.asarray(shapely.contains_xy(plot.outline, *self.here.events.xy.T))

    def _of(self, period: Period) -> Bools:
        first, end = (np.datetime64(one, "M") for one in (period.start, period.end))
        return np.asarray((self.months >= first) & (self.months < end))

    def pair(self, plot: Plot) -> Pair:
        """Events of a plot before and after."""
        seen = self.monthly[plot.role]
        return Pair(float(seen[self._of(self.before)].sum()),
                    float(seen[self._of(self.after)].sum()))  # fmt: skip

    @cached_property
    def difference(self) -> Difference:
        """The weighted displacement difference, per time of the length of the time after.

        Its limits are widened by how much more than chance the months of all plots vary.
        """
        beside = [self.pair(one) for one in (self.plots.buffer, self.plots.buffer_control) if one]
        length = (self.before.months / self.after.months, 1.0)
        plain = displacement.difference(
            self.pair(self.plots.treated), self.pair(self.plots.control), *beside, time=length
        )
        wider = math.sqrt(self.spread)
        reach = (plain.high - plain.low) / 2 * wider
        return replace(
            plain, local_error=plain.local_error * wider, moved_error=plain.moved_error * wider,
            error=plain.error * wider, z=plain.z / wider, low=plain.total - reach,
            high=plain.total + reach,
        )  # fmt: skip

    @cached_property
    def spread(self) -> float:
        """How many times more than by chance the months of all plots varied; 1 or more.

        Before anything was done, lest a fall be taken for a whim of the months.
        """
        earlier = self.months < np.datetime64(self.after.start, "M")
        seen = np.sum(list(self.monthly.values()), axis=0)[earlier]
        return max(1.0, float(np.max(dispersion.of(seen, self.months[earlier]).value)))

    @cached_property
    def quotient(self) -> Quotient | None:
        """The weighted displacement quotient; None without a buffer, or an empty control."""
        if self.plots.buffer is None:
            return None
        given = (self.plots.treated, self.plots.buffer, self.plots.control)
        try:
            return displacement.quotient(*(self.pair(one) for one in given))
        except ImpossibleNumbers:
            return None

    @property
    def gap(self) -> int:
        """Months between before and after, which belong to neither."""
        return Period(self.before.start, self.after.start).months - self.before.months

    @cached_property
    def series(self) -> Interrupted | None:
        """The series of the treated plot beside its control's; None where it cannot be told."""
        if self.gap:
            return None
        treated, control = (self.monthly[one] for one in (plots.TREATED, plots.CONTROL))
        start = str(np.datetime64(self.after.start, "M"))
        try:
            return interrupted.series(treated, self.months, start, control=control)
        except (ImpossibleNumbers, NotEnoughData):
            return None

    @cached_property
    def by_itself(self) -> ByItself | None:
        """What places that stood so high would have had anyway; None where it did not stand high.

        Against the wards for a ward, where there are ten; else the small areas, those that lie
        for the greater part in the plot being chosen.
        """
        found = self._candidates()
        if found is None:
            return None
        counted, chosen = found
        if counted[chosen].mean() <= counted.mean():
            return None
        return interrupted.by_itself(counted, chosen)

    @cached_property
    def among(self) -> Level:
        """The level of the places that it is held against: wards for a ward, else small areas."""
        wards = self.here.held.pack.shapes(Level.WARD, self.here.area)
        of_wards = {one.level for one in self.plots.treated.areas} == {Level.WARD}
        return Level.WARD if of_wards and len(wards) >= PLACES_AT_LEAST else Level.LSOA

    def _candidates(self) -> tuple[Floats, Bools] | None:
        """(places,): events before in all that could have been chosen, and which were."""
        import shapely

        treated = self.plots.treated
        found = self.here.held.pack.shapes(self.among, self.here.area)
        drawn = shapely.from_wkb(list(found.wkb))
        shared = shapely.area(shapely.intersection(drawn, treated.outline)) / shapely.area(drawn)
        chosen = np.asarray(shared > MOSTLY)
        if drawn.size < PLACES_AT_LEAST or not chosen.any() or chosen.all():
            return None
        first, end = ground.days_of(self.before)
        day = self.here.events.day
        xy = self.here.events.xy[(day >= first) & (day < end)]
        _, shape = shapely.STRtree(drawn).query(shapely.points(xy), predicate="intersects")
        counted = np.bincount(shape, minlength=drawn.size).astype(np.float64)
        return (counted, chosen) if counted.any() else None

    @cached_property
    def could_show(self) -> float:
        """The smallest fall, as a share, that a comparison of this size sees four times in five."""
        design = self.design(self.before, self.after.months)
        return power.pilot(design, 0.5, needed=NEEDED).detectable

    def design(self, before: Period, months: int) -> power.Design:
        """A pilot of so many months with the events a month that a period before had."""
        rate = {
            role: float(seen[self._of(before)].sum()) / before.months
            for role, seen in self.monthly.items()
        }
        beside = (rate.get(plots.BUFFER, 0.0), rate.get(plots.BUFFER_CONTROL, 0.0))
        if not all(beside):
            beside = (0.0, 0.0)
        return power.Design(
            rate[plots.TREATED], rate[plots.CONTROL], before=before.months, after=months,
            dispersion=self.spread, buffer=beside[0], buffer_control=beside[1],
        )  # fmt: skip

    def figure(self, slug: str, value: float | None, unit: Unit, **grounds: Any) -> Figure:
        """A figure of the comparison: its plots and its two periods are part of what was asked."""
        basis = {one.role: one.key for one in self.plots}
        grounds.setdefault("period", self.after)
        return self.here.figure(
            slug, value, unit, **basis, before=self.before.key, after=self.after.key, **grounds
        )


def load(held: Held, question: Question, asked: plots.Asked, before: Period) -> Compared:
    """The comparison of two periods, `question.period` being the one after.

    NoSuchData where a month of either is not held, or where a drawn plot would need points that the
    feed does not have.
    """
    after = question.period
    _require_order(before, after)
    laid = plots.lay(held, question.area, asked)
    here = _events(held, question, laid, Period(before.start, after.end))
    return Compared(here, laid, before, after)


def planned(held: Held, question: Question, asked: plots.Asked, months: int) -> Compared:
    """A comparison to come of so many months, as if `question.period` were the time before it."""
    before = question.period
    after = Period.of_months(before.end, months)
    _require_order(before, after)
    laid = plots.lay(held, question.area, asked)
    return Compared(_events(held, question, laid, before), laid, before, after)


def _events(held: Held, question: Question, laid: Plots, span: Period) -> Ground:
    """The events of a span, and of the months before it that are held in a row."""
    of_span = replace(question, period=span)
    feed = question.feed or ground.feed_of(held, of_span, fine=laid.drawn)
    run = Period(_first_month(held, feed, span), span.end)
    here = ground.load(held, replace(of_span, feed=feed, period=run))
    if laid.drawn:
        ground.require_fine(here)
    return here


def _require_order(before: Period, after: Period) -> None:
    if not before.months or not after.months:
        raise NotUnderstood(
            "Before and after are compared by whole months.", 'Say "12 months to March 2025".'
        )
    if before.end > after.start:
        raise NotUnderstood(
            f"{before} is not over when {after} begins.", "Choose periods that do not overlap."
        )


def _first_month(held: Held, feed: str, span: Period) -> date:
    """The first of the months that are held in a row and end with the span, some time back."""
    months = {load.first for load in held.loads if load.feed == feed}
    missing = [one for one in span.month_starts if one not in months]
    if missing:
        some = ", ".join(month_name(one) for one in missing[:3])
        raise NoSuchData(
            f"{feed} holds nothing of {some}{' and more' if len(missing) > 3 else ''}.",
            "Load those months, or compare others: `towpath loads` lists what is held.",
        )
    first = span.start
    while add_months(first, -1) in months and first > add_months(span.start, -BACK):
        first = add_months(first, -1)
    return first
