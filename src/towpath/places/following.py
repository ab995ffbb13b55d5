"""What follows what: all that is worked out of the events of a ground for the command `repeats`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.analysis import chains, near_repeat, repeats
from towpath.analysis import events as happened
from towpath.analysis.chains import Kind
from towpath.analysis.events import Events
from towpath.foundation import Figure, Unit

if TYPE_CHECKING:
    from towpath.analysis.arrays import Integers
    from towpath.analysis.near_repeat import Knox, Window
    from towpath.analysis.repeats import Course, Extent
    from towpath.places.ground import Ground

DISTANCES = (0.0, 100.0, 200.0, 300.0, 400.0)
TIMES = (7.0, 14.0, 21.0, 28.0)
PERMUTATIONS = 999
LEVEL = 0.05
DEALS = 5  # enough for a mean of thousands of events


@dataclass(frozen=True)
class Bands:
    """Upper edges of the bands: metres (a first 0 is the same place) and days."""

    distances: tuple[float, ...] = DISTANCES
    times: tuple[float, ...] = TIMES
    permutations: int = PERMUTATIONS

    @property
    def said(self) -> str:
        """The bands in one line."""
        metres, days = (", ".join(f"{e:g}" for e in one) for one in (self.distances, self.times))
        return f"{metres} m; {days} days"


@dataclass(frozen=True)
class Followed:
    """All that is worked out of what follows what."""

    here: Ground
    bands: Bands

    @cached_property
    def days(self) -> Events:
        """The events on whole days: the middle of the span in which each happened."""
        return Events(self.here.events.xy, np.floor(self.here.events.day))

    @cached_property
    def knox(self) -> Knox:
        """Knox's test over the bands."""
        bands = self.bands
        return near_repeat.knox(
            self.days, bands.distances, bands.times, self._chance("knox"),
            permutations=bands.permutations,
        )  # fmt: skip

    @cached_property
    def window(self) -> Window:
        """Where, and how long, the risk is raised after an event."""
        return near_repeat.risk_window(self.knox, level=LEVEL)

    @cached_property
    def place(self) -> Integers:
        """(events,): a number for each place."""
        return repeats.places(self.here.events.xy)

    @cached_property
    def extent(self) -> Extent:
        """How much came back to the same place."""
        return repeats.extent(self.place)

    @cached_property
    def course(self) -> Course:
        """How soon the next one came at the same place."""
        first, end = self.here.days_of_period
        day = np.clip(self.days.day, first, end - 1)
        return repeats.course(self.place, day, (first, end), self._chance("course"))

    @property
    def reach(self) -> tuple[float, float]:
        """Metres and days within which one event is taken to follow another."""
        window, bands = self.window, self.bands
        if window.days:
            return window.metres, window.days
        return bands.distances[min(2, len(bands.distances) - 1)], bands.times[-1]

    @cached_property
    def kinds(self) -> dict[Kind, int]:
        """How many events began a run, repeated one, came near one, or stood alone."""
        return self._kinds(self.days)

    @cached_property
    def kinds_by_chance(self) -> dict[Kind, float]:
        """The same in the mean, the days dealt out anew among the same places."""
        rng = self._chance("kinds")
        events = self.days
        x, y = events.xy.T
        tried = [self._kinds(happened.of(x, y, rng.permutation(events.day))) for _ in range(DEALS)]
        return {kind: sum(one[kind] for one in tried) / DEALS for kind in Kind}

    def _kinds(self, events: Events) -> dict[Kind, int]:
        found = chains.of(events, *self.reach).kind
        return {kind: int((found == kind).sum()) for kind in Kind}

    def _chance(self, what: str) -> np.random.Generator:
        """Which permutations: the same for the same question of the same snapshot."""
        here = self.here
        words = (what, here.snapshot, here.feed, here.area.key, here.period.key, here.label)
        digest = hashlib.sha256("\n".join(words).encode()).hexdigest()
        return np.random.default_rng(int(digest[:12], 16))

    def figure(self, slug: str, value: float, unit: Unit, **grounds: Any) -> Figure:
        """A figure of repeats: the bands are part of what was asked."""
        return self.here.figure(slug, value, unit, bands=self.bands.said, **grounds)

    def share(self, slug: str, part: int, whole: int, **grounds: Any) -> Figure:
        """A share in per cent with Wilson's limits."""
        return self.here.share(slug, part, whole, bands=self.bands.said, **grounds)
