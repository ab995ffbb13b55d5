"""The Trafford method: 400 m around each burglary, for three weeks, in colours that fade.

The first forecast in daily use in Britain (Fielding & Jones 2012, Policing 6; after Ross & Pease
2007): an officer drew a circle around each burglary and coloured it by its age.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from towpath.analysis.arrays import Floats, Integers
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.events import Events
from towpath.analysis.grids import Grid
from towpath.analysis.prospective import walking

_WEEK = 7


@dataclass(frozen=True)
class Trafford:
    """Circles of `reach` metres, kept for `weeks` weeks, each week paler by one part in `weeks`.

    Three weeks: weight 1 in the first, 2/3 in the second, 1/3 in the third. Circles that overlap
    add up. O(events in those weeks × cells in a circle).
    """

    reach: float = 400.0
    weeks: int = 3

    def __post_init__(self) -> None:
        if not (0 < self.reach < math.inf and 1 <= self.weeks < math.inf):
            raise ImpossibleNumbers(
                "The circles have no size or do not last.", "Give metres, and one week or more."
            )

    @property
    def slug(self) -> str:
        """trafford."""
        return "trafford"

    @property
    def label(self) -> str:
        """For print."""
        return "Trafford method"

    def fit(self, events: Events, grid: Grid, as_of: float) -> Circles:  # noqa: ARG002
        """Nothing is estimated: the method was drawn by hand."""
        return Circles(grid, self.reach, self.weeks)


@dataclass(frozen=True)
class Circles:
    """The circles over a grid; a cell is inside one when its centre is."""

    grid: Grid
    reach: float
    weeks: int

    def weights(self, events: Events, first: float, days: int = 1) -> Floats:
        """(days, cells): the summed fading weight of the circles that cover each cell."""
        week = np.arange(self.weeks * _WEEK) // _WEEK
        return walking.faded(self.grid, events, first, days, 1 - week / self.weeks, self.circle)

    def bands(self, events: Events, day: float) -> Integers:
        """(cells,): the week of the freshest circle over each cell, 1 to `weeks`; 0 for none.

        The colour of the map: 1 red, 2 orange, 3 yellow.
        """
        recent = events.between(day - self.weeks * _WEEK, day)
        week = (walking.lags(recent, day) - 1) // _WEEK
        weight = np.ones(len(recent))
        covered = walking.stamped(
            self.grid, recent.xy, week, weight, self.weeks, self.circle
        ).astype(bool)
        return np.where(covered.any(axis=0), covered.argmax(axis=0) + 1, 0)

    @property
    def circle(self) -> walking.Circle:
        """Even within its reach."""
        return walking.Circle(self.reach)

    def daily(self, events: Events, first: float, days: int) -> Floats:
        """(days, cells): the weights, scaled to the events expected in all; see Forecaster."""
        levels = walking.level(events, self.grid, first, days)
        return walking.scaled(self.weights(events, first, days), levels)

    def settings(self) -> dict[str, float]:
        """Metres and weeks."""
        return {"reach": self.reach, "weeks": float(self.weeks)}
