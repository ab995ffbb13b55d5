"""The diary of a walk forward: in which cell each event fell, and where its days begin and end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from towpath.analysis.arrays import Floats, Integers
from towpath.analysis.events import Events
from towpath.analysis.grids import Grid


@dataclass(frozen=True)
class Diary:
    """Days in a row over the events inside a grid.

    `day`: (days,); `cell`: (inside,) of each event inside, in order of time; `start`, `end`,
    `base`: (days,) places in `cell` where a day begins, where it ends, and where the time before
    that it looks back on begins; `outside`: (days,) events that fell off the grid.
    """

    day: Floats
    cell: Integers
    start: Integers
    end: Integers
    base: Integers
    outside: Floats
    cells: int

    @property
    def events(self) -> Floats:
        """(days,): how many fell inside."""
        return (self.end - self.start).astype(np.float64)

    @property
    def before(self) -> Floats:
        """(days,): how many had fallen inside in the base period of each day."""
        return (self.start - self.base).astype(np.float64)

    def on(self, i: int) -> Integers:
        """The cells of the events of day i."""
        return self.cell[self.start[i] : self.end[i]]

    def past(self) -> Iterator[Floats]:
        """(cells,) counts of the base period of each day in turn; one array, changed in place."""
        held = np.bincount(self.cell[self.base[0] : self.start[0]], minlength=self.cells)
        counted = held.astype(np.float64)
        for i in range(self.day.size):
            if i:
                np.subtract.at(counted, self.cell[self.base[i - 1] : self.base[i]], 1.0)
                np.add.at(counted, self.on(i - 1), 1.0)
            yield counted


def of(events: Events, grid: Grid, first: float, days: int, *, base_days: float) -> Diary:
    """The diary of `days` whole days from `first`, each looking back on `base_days` before it.

    O(events).
    """
    day = first + np.arange(days, dtype=np.float64)
    cell = grid.cell_of(events.xy)
    inside = cell >= 0
    when = events.day[inside]
    start, end = np.searchsorted(when, day), np.searchsorted(when, day + 1)
    happened = np.searchsorted(events.day, day + 1) - np.searchsorted(events.day, day)
    outside = (happened - (end - start)).astype(np.float64)
    base = np.searchsorted(when, day - base_days)
    return Diary(day, cell[inside], start, end, base, outside, grid.cells)
