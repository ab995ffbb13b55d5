"""A walk forward over the ground of a question: every method, day after day, beside the plain map.

The protocol is the same for every partnership, so that nobody can choose the one that flatters:
squares that touch the area; parameters from before the first day scored; whole days, all pooled;
the verdict at 5 % of the ground over the last 90 days, once a quarter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.analysis import scoring, walk_forward
from towpath.documents.blocks import Spans
from towpath.documents.wording import spans as said
from towpath.foundation import Figure, NoSuchData, NotUnderstood, Period, Unit
from towpath.foundation.periods import add_months
from towpath.places import cells, ground, methods
from towpath.places.ground import Ground, Question
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from towpath.analysis.grids import Grid
    from towpath.analysis.prospective import Method
    from towpath.analysis.scoring import Measure
    from towpath.analysis.walk_forward import Comparison, Result, Score, Verdict
    from towpath.evidence.held import Held

EPOCH = date(1970, 1, 1)
CELL = 250.0
FEWEST = 50
SHARES = scoring.SHARES
JUDGED, TRIAL_DAYS = walk_forward.JUDGED, walk_forward.TRIAL_DAYS
BY_MONTH = (
    "Say `towpath places forecast --by month` for the coming month by small area, or `towpath "
    "places score --by month` for how good that is. For days, load a file with a day and a point "
    "of its own for each event: `towpath load FILE --feed event-extract`."
)


@dataclass(frozen=True)
class Asked:
    """What a forecast or a score is asked of: the kind of event, where, and up to which day.

    `as_of`: the first day that is not known; None for the day after the last event held.
    """

    question: Question
    as_of: date | None = None


def history(held: Held, asked: Asked) -> Ground:
    """All events before the day, with a day and a point of their own; NoSuchData without."""
    months = [load.first for load in held.of(Kind.INCIDENTS)]
    if not months:
        raise NoSuchData("No incidents are held.", "Load the partners' files: `towpath load`.")
    first, end = min(months), asked.as_of or add_months(max(months), 1)
    if end <= first:
        raise NoSuchData(f"Nothing is held from before {end}.", "Name a later day: --as-of.")
    question = asked.question
    sized = replace(question, period=Period(first, end), cell=question.cell or CELL)
    try:
        here = ground.load(held, sized, fine=True)
        ground.require_fine(here)
    except NoSuchData as error:
        if error.remedy != ground.SAY_INSTEAD:
            raise
        raise NoSuchData(error.sentence, BY_MONTH) from error
    if asked.as_of is None:
        latest = day_of(math.floor(here.events.day[-1]) + 1)
        return history(held, Asked(replace(question, feed=here.feed), latest))
    ground.require_enough(here, FEWEST)
    return here


def day_of(number: float) -> date:
    """The day of a number of days since 1970-01-01."""
    return EPOCH + timedelta(days=int(number))


def number_of(day: date) -> float:
    """Days since 1970-01-01."""
    return float((day - EPOCH).days)


def share_of(per_cent: float) -> float:
    """The share of the ground of --share, one of those that are scored."""
    for one in SHARES:
        if math.isclose(100 * one, per_cent):
            return one
    listed = ", ".join(f"{100 * one:g}" for one in SHARES)
    raise NotUnderstood(f"{per_cent:g} % of the ground is not scored.", f"Say one of {listed}.")


@dataclass(frozen=True)
class Walk:
    """Methods over the days of a ground, as walked; `period`: the days scored."""

    here: Ground
    grid: Grid
    methods: tuple[Method, ...]
    days: int

    @cached_property
    def first(self) -> float:
        """The first day scored."""
        return number_of(self.here.period.end) - self.days

    @cached_property
    def period(self) -> Period:
        """The days scored."""
        return Period(day_of(self.first), self.here.period.end)

    @cached_property
    def result(self) -> Result:
        """The walk itself."""
        return walk_forward.run(self.methods, self.here.events, self.grid, self.first, self.days)

    @cached_property
    def judged(self) -> Result:
        """Its last 90 days, which a verdict is given on."""
        return self.result.last(TRIAL_DAYS)

    @property
    def judged_period(self) -> Period:
        """These days."""
        days = min(self.days, TRIAL_DAYS)
        return Period(self.here.period.end - timedelta(days=days), self.here.period.end)

    @cached_property
    def scores(self) -> tuple[Score, ...]:
        """The marks of every method over all days."""
        return walk_forward.scores(self.result)

    @cached_property
    def judged_scores(self) -> tuple[Score, ...]:
        """The same over the days that are judged."""
        return walk_forward.scores(self.judged)

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """Of each method, whether it has earned its place beside the plain map."""
        plain = methods.plain().slug
        return {m.slug: walk_forward.verdict(self.result, m.slug, plain) for m in self.methods}

    @cached_property
    def compared(self) -> dict[str, Comparison]:
        """Each method against the plain map, over the days that are judged."""
        plain = methods.plain().slug
        return {m.slug: walk_forward.compare(self.judged, m.slug, plain) for m in self.methods}

    def figure(self, slug: str, value: float, unit: Unit, **grounds: Any) -> Figure:
        """A figure of a walk: the cell and the days scored are part of what was asked."""
        basis = {"period": self.period, "cell": f"{self.grid.size:g} m"}
        since = f"known since {self.here.period.start}"
        return self.here.figure(slug, value, unit, **{**basis, "history": since, **grounds})

    def caught(self, slug: str, share: float, *, judged: bool = False) -> Figure:
        """The share of events that a method caught in so much of the ground, in per cent."""
        walked, scores = self.result, self.scores
        if judged:
            walked, scores = self.judged, self.judged_scores
        found = next(one for one in scores if one.slug == slug)
        at = at_share(share)
        total = float(walked.events.sum())
        return self.figure(
            "forecast-caught", 100 * found.hit_rate.value[at], Unit.PER_CENT,
            numerator=found.hit_rate.value[at] * total, denominator=total,
            low=100 * found.hit_rate.low[at], high=100 * found.hit_rate.high[at],
            method=slug, ground=f"{100 * share:g} %",
            **({"period": self.judged_period} if judged else {}),
        )  # fmt: skip

    def difference(self, slug: str, share: float) -> Figure:
        """Points by which a method caught more than the plain map, over the days judged."""
        found, at = self.compared[slug].difference, at_share(share)
        return self.figure(
            "forecast-difference", 100 * found.value[at], Unit.POINTS,
            low=100 * found.low[at], high=100 * found.high[at],
            method=slug, ground=f"{100 * share:g} %", period=self.judged_period,
        )  # fmt: skip

    def comparison(self, slug: str, share: float) -> Spans:
        """The honest comparison: what it caught, what the plain map caught, and how sure."""
        label = self.result.track(slug).label
        days = str(self.judged_period.days)
        own = self.caught(slug, share, judged=True)
        if slug == methods.plain().slug:
            return said(
                "Over the last {days} days last year's counts caught {own!l} of {noun} in {share} "
                "of the ground: the plain map, which every forecast is measured by.",
                days=days, own=own, noun=self.here.noun, share=_per_cent(share),
            )  # fmt: skip
        away = self.difference(slug, share)
        return said(
            "{label} caught {own} of {noun} in {share} of the ground over the last {days} days; "
            "last year's counts caught {plain}; the difference of {away!l} {ending}.",
            label=label, own=own, noun=self.here.noun, share=_per_cent(share), days=days,
            plain=self.caught(methods.plain().slug, share, judged=True), away=away,
            ending=ending(away),
        )  # fmt: skip


def walk(here: Ground, which: Sequence[Method], days: int) -> Walk:
    """Walk methods over the last days of a ground; NoSuchData where there is no time before."""
    grid = cells.over(here)
    known = number_of(here.period.end) - math.floor(here.events.day[0])
    if known < days + 1:
        raise NoSuchData(
            f"The events held begin {known:g} days before {here.period.end}: too late to score "
            f"{days} days.",
            f"Score fewer: --days {max(int(known // 2), 2)}.",
        )
    return Walk(here, grid, tuple(dict.fromkeys([methods.plain(), *which])), days)


def at_share(share: float) -> int:
    """The place of a share among those scored."""
    return int(np.argmin(np.abs(np.array(SHARES) - share)))


def at(measure: Measure, place: int) -> tuple[float, float, float]:
    """One value of a measure with its limits."""
    return float(measure.value[place]), float(measure.low[place]), float(measure.high[place])


def ending(away: Figure) -> str:
    """What a difference with its limits says."""
    if away.low is None or away.high is None:
        return "rests on too few events to tell"
    if away.low > 0:
        return "is clear"
    return "is clear, and the wrong way" if away.high < 0 else "cannot be told from nothing"


def _per_cent(share: float) -> str:
    return f"{100 * share:g}\N{NO-BREAK SPACE}%"
