"""Kernel density as a forecast: the count map, each event spread over its surroundings."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from towpath.analysis import density
from towpath.analysis.arrays import Floats, Integers
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.events import Events
from towpath.analysis.grids import Grid
from towpath.analysis.prospective import background, walking

BANDWIDTHS = (100.0, 150.0, 250.0, 400.0, 600.0, 1000.0)
USUAL = 250.0
_JUDGED_DAYS = 56.0
_JUDGED_AT_LEAST = 30
# A quartic kernel is as smooth as a Gaussian of its radius over this.
_QUARTIC = 2.65


@dataclass(frozen=True)
class Smooth:
    """Events of the last `window` days (None: all) under a Gaussian or quartic kernel, per day.

    `bandwidth`: the Gaussian's standard deviation or the quartic's radius, in metres; None: the one
    of six, 100 m to 1 km (for a quartic 2.65 times as much), under which the events before the last
    eight weeks best foretold where those of the eight weeks fell; 250 m where those were under
    thirty. O(events + cells × bandwidth in cells).
    """

    bandwidth: float | None = None
    window: float | None = None
    shape: density.Shape = "gaussian"

    def __post_init__(self) -> None:
        if self.bandwidth is not None and not 0 < self.bandwidth < math.inf:
            raise ImpossibleNumbers("The bandwidth is not above nought.", "Give it in metres.")
        if self.window is not None and not 1 <= self.window < math.inf:
            raise ImpossibleNumbers("The window has no days.", "Give one day or more.")

    @property
    def slug(self) -> str:
        """density, or density-90, or density-quartic-90."""
        shape = "" if self.shape == "gaussian" else f"-{self.shape}"
        return f"density{shape}" + ("" if self.window is None else f"-{self.window:g}")

    @property
    def label(self) -> str:
        """For print."""
        shape = "Density" if self.shape == "gaussian" else "Quartic density"
        return shape + ("" if self.window is None else f" of {self.window:g} days")

    def fit(self, events: Events, grid: Grid, as_of: float) -> Smoothed:
        """Choose the bandwidth, unless it was set by hand."""
        known = events.before(as_of)
        begins = math.floor(known.day[0]) if len(known) else as_of - 1
        wide = self.bandwidth or _foretold(known, grid, as_of, self)
        return Smoothed(grid, wide, self.window, self.shape, float(begins))


@dataclass(frozen=True)
class Smoothed:
    """The kernel at its bandwidth, kept up day by day. `begins`: the first day of the record."""

    grid: Grid
    bandwidth: float
    window: float | None
    shape: density.Shape
    begins: float

    def daily(self, events: Events, first: float, days: int) -> Floats:
        """(days, cells): see Forecaster."""
        passed = np.maximum(walking.mornings(first, days) - self.begins, 1)
        if self.window is None:
            start = surface(events.before(first), self.grid, self.bandwidth, self.shape)
            new = self._by_day(events.between(first, first + days - 1), first, days - 1)
            held = np.cumsum(np.concatenate([start[None], new]), axis=0)
            return np.asarray(held / passed[:, None])
        ages = math.floor(self.window)
        length = np.minimum(passed, ages)
        recent = events.between(first - ages, first + days - 1)
        if days == 1:
            return np.asarray(surface(recent, self.grid, self.bandwidth, self.shape) / length)[None]
        rows = self._by_day(recent, first - ages, ages + days - 1)
        return np.asarray(walking.moving(np.ones(ages), days) @ rows / length[:, None])

    def settings(self) -> dict[str, float]:
        """Metres, and the days of the window."""
        window = {} if self.window is None else {"window": self.window}
        return {"bandwidth": self.bandwidth, **window}

    def _by_day(self, events: Events, first: float, rows: int) -> Floats:
        total = np.zeros((rows, self.grid.cells))
        row: Integers = -walking.lags(events, first)
        if self.shape == "gaussian":
            walking.blurred(total, self.grid, events.xy, (row, 1.0), self.bandwidth)
            return total
        for day in np.unique(row):
            today = events.only(row == day)
            total[day] = surface(today, self.grid, self.bandwidth, self.shape)
        return total


def surface(events: Events, grid: Grid, bandwidth: float, shape: density.Shape) -> Floats:
    """(cells,): how many of the events fall in each cell, once they are spread."""
    if shape == "gaussian":
        return background.smoothed(grid, events.xy, np.ones(len(events)), bandwidth)
    spread = density.kernel(events.xy, grid, bandwidth, shape=shape).per_km2
    return np.asarray(spread * grid.cell_area / 1e6)


def _foretold(known: Events, grid: Grid, as_of: float, method: Smooth) -> float:
    times = 1.0 if method.shape == "gaussian" else _QUARTIC
    split = as_of - _JUDGED_DAYS
    cell = grid.cell_of(known.between(split, as_of).xy)
    cell = cell[cell >= 0]
    earlier = known.before(split)
    if method.window is not None:
        earlier = earlier.between(split - method.window, split)
    if len(cell) < _JUDGED_AT_LEAST or not len(earlier):
        return USUAL * times
    gain = [_gain(surface(earlier, grid, w * times, method.shape), cell) for w in BANDWIDTHS]
    return BANDWIDTHS[int(np.argmax(gain))] * times


def _gain(surface: Floats, cell: Integers) -> float:
    """Log-likelihood of where events fell; a hundredth part even, so that no cell is impossible."""
    total = float(surface.sum())
    share = surface / total if total > 0 else surface
    return float(np.log(0.99 * share[cell] + 0.01 / len(surface)).sum())
