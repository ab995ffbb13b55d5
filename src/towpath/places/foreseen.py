"""A day foreseen: the method fitted to what was known before it, judged, and drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.analysis import patrols, scoring, walk_forward
from towpath.foundation import Figure, NoSuchData, NotUnderstood, Period, Unit
from towpath.foundation.periods import day_name
from towpath.places import kept, methods, on_streets, rounds, scorecards, walks
from towpath.places.methods import Choice

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from towpath.analysis.arrays import Floats
    from towpath.analysis.events import Events
    from towpath.analysis.grids import Grid
    from towpath.analysis.patrols import Patrol
    from towpath.analysis.prospective import Forecaster, Method
    from towpath.analysis.streets import Network
    from towpath.evidence.held import Held
    from towpath.places.ground import Ground
    from towpath.places.kept import Judgement
    from towpath.places.walks import Asked, Walk

MOST_DAYS, MOST_AREAS = 28, 20
# A forecast is never judged on less than this, and says that it is on trial below 90.
LEAST_DAYS = 14


@dataclass(frozen=True)
class Wanted:
    """What kind of forecast: by which method, of how many days, for which part of the ground.

    `anyway`: draw the method even where it has been switched off; `network`: a file of street
    centre lines, for the map of who walks.
    """

    choice: Choice = field(default_factory=Choice)
    days: int = 1
    share: float = 0.02
    anyway: bool = False
    network: Path | None = None


def foresee(held: Held, asked: Asked, wanted: Wanted) -> Foreseen:
    """The forecast with all that is kept of it. Nothing is written here."""
    if not 1 <= wanted.days <= MOST_DAYS:
        raise NotUnderstood(
            f"{wanted.days} days cannot be foreseen so.", f"Say 1 to {MOST_DAYS} days."
        )
    method = wanted.choice.made()
    here = walks.history(held, asked)
    network = on_streets.read(wanted.network) if wanted.network else None
    told = Foreseen(here, wanted, method, _trial(here, method), network)
    if told.silent_days >= walk_forward.TRIAL_DAYS:
        raise NoSuchData(
            f"No {here.noun} is held of the {told.silent_days} days before {told.as_of}.",
            "Load what has happened since, or name an earlier day: --as-of.",
        )
    return told


def _trial(here: Ground, method: Method) -> Walk:
    """The last 90 days walked by the method and the plain map; half of the record where short."""
    known = int(walks.number_of(here.period.end) - here.events.day[0])
    days = min(walk_forward.TRIAL_DAYS, known // 2)
    return walks.walk(here, [method], max(days, LEAST_DAYS))


@dataclass(frozen=True)
class Foreseen:
    """A forecast, fitted and judged: `method` is the one asked for, `drawn` the one on the map."""

    here: Ground
    wanted: Wanted
    method: Method
    trial: Walk
    network: Network | None = None

    @property
    def grid(self) -> Grid:
        """The squares that it is drawn on."""
        return self.trial.grid

    @property
    def as_of(self) -> date:
        """The first day foreseen."""
        return self.here.period.end

    @property
    def silent_days(self) -> int:
        """Days since the last event known."""
        return int(walks.number_of(self.as_of) - math.floor(self.here.events.day[-1])) - 1

    @cached_property
    def days(self) -> Period:
        """The days foreseen."""
        return Period(self.as_of, self.as_of + timedelta(days=self.wanted.days))

    @property
    def when(self) -> str:
        """These days in a sentence: "1 January 2026", "the 7 days from 1 January 2026"."""
        first = day_name(self.as_of)
        return first if self.wanted.days == 1 else f"the {self.wanted.days} days from {first}"

    @cached_property
    def judgement(self) -> Judgement:
        """Whether the method is on: by the verdict of this quarter, or by one given now."""
        home, key = self.here.held.home, {**self.card, "method": self.wanted.choice.said}
        standing = kept.judgement(home, key, self.as_of)
        if standing is not None:
            return standing
        found = self.trial.verdicts[self.method.slug]
        return kept.Judgement(found.on, str(found.reason), self.as_of, "")

    @property
    def plain(self) -> Method:
        """The plain map."""
        return methods.plain()

    @property
    def switched_off(self) -> bool:
        """Whether last year's counts are drawn in the method's place."""
        return not self.judgement.on and not self.wanted.anyway

    @property
    def drawn(self) -> Method:
        """The method on the map."""
        return self.plain if self.switched_off else self.method

    @cached_property
    def known(self) -> Events:
        """What was known in the morning: events whose span had ended by then."""
        return self.here.events.only(self.here.until <= walks.number_of(self.as_of))

    @cached_property
    def fitted(self) -> Forecaster:
        """The method on the map with its parameters settled."""
        return self._fitted(self.drawn)

    def _fitted(self, method: Method) -> Forecaster:
        return method.fit(self.known, self.grid, walks.number_of(self.as_of))

    @cached_property
    def daily(self) -> Floats:
        """(days, cells): events expected. The later days rest on the same morning."""
        return self._daily(self.fitted)

    def _daily(self, fitted: Forecaster) -> Floats:
        return fitted.daily(self.known, walks.number_of(self.as_of), self.wanted.days)

    @cached_property
    def expected(self) -> Floats:
        """(cells,): events expected on all days together."""
        return np.asarray(self.daily.sum(axis=0))

    @cached_property
    def flagged(self) -> Floats:
        """(shares, cells): to what part each cell is flagged at each share of the ground."""
        return scoring.cut(self.expected).holds(self.expected)

    @cached_property
    def patrols(self) -> tuple[Patrol, ...]:
        """The share of the ground that is asked for, as areas to walk with their streets."""
        if not self.expected.any():
            raise NoSuchData(
                f"{self.drawn.label} expects nothing anywhere on {self.when}.",
                "Name another method, or give it a longer memory: --set.",
            )
        size = self.grid.size
        largest = max(patrols.Wanted.largest, 4 * size**2)
        many = round(self.wanted.share * self.grid.cells * size**2 / largest)
        want = patrols.Wanted(
            areas=min(max(many, 1), MOST_AREAS), across=max(patrols.Wanted.across, 3 * size),
            largest=largest,
        )  # fmt: skip
        drawn = patrols.draw(self.expected, self.grid, want)
        year = self.here.events.day >= walks.number_of(self.as_of) - 365
        named = patrols.named(drawn, self.here.events.xy[year], self.here.streets[year])
        return tuple(rounds.with_streets(one, self.network) for one in named)

    @property
    def card(self) -> dict[str, Any]:
        """What a verdict on this ground is known by."""
        return scorecards.key_of(self.here, self.grid)

    @property
    def kept(self) -> kept.Forecast:
        """The forecast to keep."""
        question = {
            **self.card, "snapshot": self.here.snapshot, "as_of": self.as_of.isoformat(),
            "days": self.wanted.days, "asked": self.wanted.choice.said, "method": self.drawn.slug,
            "by_hand": {} if self.switched_off else dict(self.wanted.choice.by_hand),
            "history": self.here.period.start.isoformat(), "grid": kept.grid_key(self.grid),
        }  # fmt: skip
        found = {
            "label": self.drawn.label, "settings": self.fitted.settings(),
            "on": self.judgement.on, "reason": self.judgement.reason, "known": len(self.known),
            "expected": float(self.expected.sum()),
        }  # fmt: skip
        plain = self._daily(self._fitted(self.plain))
        return kept.Forecast(question, found, self.grid, self.daily, plain)

    @property
    def scorecard(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Question and verdict of the trial, to be kept as a scorecard."""
        said_as = {self.method.slug: self.wanted.choice.said}
        return scorecards.record(self.trial, said_as)

    def figure(self, slug: str, value: float, unit: Unit, **grounds: Any) -> Figure:
        """A figure of the days foreseen: method and cell are part of what was asked."""
        basis = {
            "period": self.days, "method": self.drawn.slug, "cell": f"{self.grid.size:g} m",
            "history": f"known since {self.here.period.start}",
            "by hand": self.wanted.choice.said if self.wanted.choice.by_hand else "",
        }  # fmt: skip
        return self.here.figure(slug, value, unit, **{**basis, **grounds})
