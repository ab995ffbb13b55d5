"""Where it was is where it will be: the plain count map, which every other method must beat."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from towpath.analysis.arrays import Floats
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.events import Events
from towpath.analysis.grids import Grid
from towpath.analysis.prospective import walking

YEAR = 365.0


@dataclass(frozen=True)
class Counts:
    """Events of each cell in the last `window` days (None: all there are), per day.

    A cell that had none expects none. O(events + days × cells).
    """

    window: float | None = None

    def __post_init__(self) -> None:
        if self.window is not None and not 1 <= self.window < math.inf:
            raise ImpossibleNumbers("The window has no days.", "Give one day or more.")

    @property
    def slug(self) -> str:
        """counts, or counts-365."""
        return "counts" if self.window is None else f"counts-{self.window:g}"

    @property
    def label(self) -> str:
        """For print."""
        if self.window == YEAR:
            return "Last year's counts"
        return "All counts" if self.window is None else f"Counts of {self.window:g} days"

    def fit(self, events: Events, grid: Grid, as_of: float) -> Counted:
        """Nothing to settle but the day on which the record begins."""
        known = events.before(as_of)
        begins = float(np.floor(known.day[0])) if len(known) else as_of - 1
        return Counted(grid, self.window, begins)


@dataclass(frozen=True)
class Counted:
    """The count map, kept up day by day. `begins`: the first day of the record."""

    grid: Grid
    window: float | None
    begins: float

    def daily(self, events: Events, first: float, days: int) -> Floats:
        """(days, cells): see Forecaster."""
        morning = walking.mornings(first, days)
        known = events.before(float(morning[-1]))
        cell, lag = self.grid.cell_of(known.xy), walking.lags(known, first)
        held = walking.running(cell, lag, (days, self.grid.cells), self.window)
        passed = np.maximum(morning - self.begins, 1)
        length = passed if self.window is None else np.minimum(passed, self.window)
        return np.asarray(held / length[:, None])

    def settings(self) -> dict[str, float]:
        """The window in days; of all history, the days of it when it was fitted are not fixed."""
        return {} if self.window is None else {"window": self.window}
