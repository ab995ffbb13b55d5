"""ProMap: every burglary endangers its neighbours, less with each metre and each week.

Bowers, Johnson & Pease 2004 (British Journal of Criminology 44); Johnson et al. 2009 (Crime
Prevention and Community Safety 11).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from towpath.analysis.arrays import Floats
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.events import Events
from towpath.analysis.grids import Grid
from towpath.analysis.prospective import walking

_WEEK = 7
_REACH, _REACH_IN_CELLS = 400.0, 8.0


@dataclass(frozen=True)
class Promap:
    """Risk of a cell: the sum of 1/(1 + d) · 1/(1 + w) over events within `reach` and `weeks`.

    w: weeks passed, whole ones on cells (0 in the first). d: in half cells, as in the paper, or in
    units of `unit` metres. `on_cells` False: from the event itself to the centre of the cell,
    within 400 m. `on_cells` True: from the centre of the event's own cell, in whole units (its own
    cell 0, the next 2, the next across a corner 2), within eight cells. The paper does not say
    where its "complete half cells" are counted from: this is our reading. O(events in those weeks ×
    cells in reach).
    """

    on_cells: bool = False
    reach: float | None = None
    weeks: int = 8
    unit: float | None = None

    def __post_init__(self) -> None:
        lengths = [given for given in (self.reach, self.unit) if given is not None]
        if not (1 <= self.weeks < math.inf and all(0 < given < math.inf for given in lengths)):
            raise ImpossibleNumbers(
                "The reach in space or time is nought.", "Give metres, and one week or more."
            )

    @property
    def slug(self) -> str:
        """promap, or promap-grid."""
        return "promap-grid" if self.on_cells else "promap"

    @property
    def label(self) -> str:
        """For print."""
        return "ProMap on cells" if self.on_cells else "ProMap"

    def fit(self, events: Events, grid: Grid, as_of: float) -> Mapped:  # noqa: ARG002
        """Nothing is estimated: lengths that were left open come from the size of a cell."""
        usual = _REACH_IN_CELLS * grid.size if self.on_cells else _REACH
        unit = self.unit or grid.size / 2
        return Mapped(grid, self.on_cells, self.reach or usual, self.weeks, unit)


@dataclass(frozen=True)
class Mapped:
    """ProMap over a grid."""

    grid: Grid
    on_cells: bool
    reach: float
    weeks: int
    unit: float

    def risks(self, events: Events, first: float, days: int = 1) -> Floats:
        """(days, cells): the sum itself, as the paper has it."""
        lag = np.arange(1, self.weeks * _WEEK + 1)
        week = (lag - 1) // _WEEK if self.on_cells else lag / _WEEK
        circle = walking.Circle(self.reach, self.unit, self.on_cells)
        return walking.faded(self.grid, events, first, days, 1 / (1 + week), circle)

    def daily(self, events: Events, first: float, days: int) -> Floats:
        """(days, cells): the risks, scaled to the events expected in all; see Forecaster."""
        levels = walking.level(events, self.grid, first, days)
        return walking.scaled(self.risks(events, first, days), levels)

    def settings(self) -> dict[str, float]:
        """Metres, weeks, and the metres of one unit of distance."""
        return {"reach": self.reach, "weeks": float(self.weeks), "unit": self.unit}
