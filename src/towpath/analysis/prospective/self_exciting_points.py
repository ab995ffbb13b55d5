"""The self-exciting process in space and time, forecast on a grid."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from towpath.analysis.arrays import Floats
from towpath.analysis.events import Events
from towpath.analysis.grids import Grid
from towpath.analysis.prospective import background, declustering, triggering, walking

EVENTS_AT_LEAST = 100
# A background is of many events, so binning may be coarser than for one.
_EXACT = 0.75
_HARDLY = 1e-9


@dataclass(frozen=True)
class SelfExciting:
    """A background of several bandwidths, and offspring around each event for 60 days.

    λ(x, day) = μ(x) + Σ θ g(day − dayᵢ) h(x − xᵢ) (Mohler et al. 2011): see declustering. Below a
    hundred events nothing is learned about offspring: θ is 0 unless set by hand.
    """

    branching: float | None = None
    delay: float | None = None
    spread: float | None = None

    def __post_init__(self) -> None:
        self._held()

    @property
    def slug(self) -> str:
        """self-exciting."""
        return "self-exciting"

    @property
    def label(self) -> str:
        """For print."""
        return "Self-exciting process"

    def fit(self, events: Events, grid: Grid, as_of: float) -> Exciting:
        """Decluster the events before a day within 400 m of the grid's rectangle."""
        past = events.before(as_of)
        known = _beside(past, grid)
        if not len(known):
            return Exciting(grid, as_of, 0.0, np.zeros(grid.cells), triggering.start(self._held()))
        held = self._held(few=len(known) < EVENTS_AT_LEAST)
        begins = math.floor(past.day[0])
        found = declustering.fit(known, _even(known, grid), (begins, as_of), held)
        ground = _ground(known, grid, found)
        length = max(as_of - begins, 1.0)
        return Exciting(grid, as_of, length, ground, found.trigger, len(known))

    def _held(self, few: bool = False) -> triggering.Held:
        branching = 0.0 if few and self.branching is None else self.branching
        return triggering.Held(branching, self.delay, self.spread)


@dataclass(frozen=True)
class Exciting:
    """The fitted process. `ground`: (cells,) background events of `length` days before `as_of`."""

    grid: Grid
    as_of: float
    length: float
    ground: Floats = field(repr=False)
    trigger: triggering.Trigger
    events: int = 0

    def daily(self, events: Events, first: float, days: int) -> Floats:
        """(days, cells): see Forecaster.

        Events since the fit join the background by the share of all that it holds.
        """
        morning = walking.mornings(first, days)
        if not self.length:
            return np.zeros((days, self.grid.cells))
        trigger = self.trigger
        near = _beside(events, self.grid)
        recent = near.between(first - triggering.DAYS, first + days - 1)
        seen = self._blurred(recent, first - triggering.DAYS, triggering.DAYS + days - 1)
        fading = walking.moving(triggering.lag_masses(trigger.keep), days)
        ground = self._ground(near, morning)
        return np.asarray(ground + trigger.branching * (fading @ seen))

    def settings(self) -> dict[str, float]:
        """Branching ratio, mean delay in days and spread in metres; `fallback` 1: θ not learned."""
        return {
            "branching": self.trigger.branching,
            "delay": self.trigger.delay,
            "spread": self.trigger.spread,
            "capped": float(self.trigger.branching == triggering.BRANCHING_AT_MOST),
            "fallback": float(self.events < EVENTS_AT_LEAST),
        }

    def _blurred(self, events: Events, first: float, rows: int) -> Floats:
        """(rows, cells): the trigger's circles around events, each on the row of its day."""
        row = -walking.lags(events, first)
        total = np.zeros((rows, self.grid.cells))
        for width, part in zip(self.trigger.widths, self.trigger.mix, strict=True):
            walking.blurred(total, self.grid, events.xy, (row, part), float(width))
        return total

    def _ground(self, events: Events, morning: Floats) -> Floats:
        """(days, cells): background per day, new events of the days since the fit included."""
        length = np.maximum(morning - self.as_of, 0) + self.length
        since = events.between(self.as_of, float(morning[-1]))
        cell = self.grid.cell_of(since.xy)
        lag = walking.lags(since, float(morning[0]))
        new = walking.running(cell, lag, (morning.size, self.grid.cells), None)
        return np.asarray((self.ground + (1 - self.trigger.branching) * new) / length[:, None])


def _beside(events: Events, grid: Grid) -> Events:
    """Those that lie near enough to the grid's rectangle to matter."""
    low = np.array([grid.west, grid.south]) - triggering.REACH
    high = low + 2 * triggering.REACH + np.array([grid.columns, grid.rows]) * grid.size
    return events.only(np.all((events.xy >= low) & (events.xy <= high), axis=1))


def _even(events: Events, grid: Grid) -> Floats:
    """(events,) per m²: the even background lies on the cells, so it is no ground for the others.

    Not quite none: a lone event beside the grid must have come from somewhere.
    """
    inside = grid.cell_of(events.xy) >= 0
    return np.asarray(np.where(inside, 1.0, _HARDLY) / (grid.cells * grid.cell_area))


def _ground(events: Events, grid: Grid, found: declustering.Declustered) -> Floats:
    """(cells,): background events in each cell over the whole record."""
    total = float(found.sure.sum())
    ground = np.full(grid.cells, found.share[-1] * total / max(grid.cells, 1))
    for width, share in zip(found.bandwidths, found.share[:-1], strict=True):
        weight = share * found.sure
        ground += background.smoothed(grid, events.xy, weight, width, exact=_EXACT)
    return ground
