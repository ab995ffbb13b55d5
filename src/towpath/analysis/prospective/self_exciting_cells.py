"""The self-exciting process on a grid: each cell a level of its own, raised by each event in it.

Mohler et al. 2015 (Journal of the American Statistical Association 110), the form of their field
trials; here in whole days, for the dates of records rarely come with a time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from towpath.analysis.arrays import Floats, Integers
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.events import Events
from towpath.analysis.grids import Grid
from towpath.analysis.prospective import walking
from towpath.analysis.prospective.triggering import BRANCHING_AT_MOST

EVENTS_AT_LEAST = 100
DELAY_AT_MOST = 60.0
_STEPS = 100
_SETTLED = 1e-3


@dataclass(frozen=True)
class SelfExcitingCells:
    """λ(cell, day) = μ(cell) + θ Σ (1 − k) k^(day − dayᵢ − 1), over the cell's earlier days.

    The geometric delay is the exponential one of the paper, day by day: e^(−ω) = k, and θ is the
    events set off by one. `branching` (θ), `delay` (1/(1 − k), in days): None is estimated by
    expectation and maximisation over all cells. Events of one day do not set off one another. θ is
    held to 0.75, the mean delay to 60 days; below a hundred events θ is 0 unless set by hand.
    """

    branching: float | None = None
    delay: float | None = None

    def __post_init__(self) -> None:
        if self.branching is not None and not 0 <= self.branching <= BRANCHING_AT_MOST:
            raise ImpossibleNumbers(
                f"A branching ratio of {self.branching:g} is outside 0 to {BRANCHING_AT_MOST:g}.",
                "At one and above, a forecast grows without end.",
            )
        if self.delay is not None and not 1 <= self.delay <= DELAY_AT_MOST:
            raise ImpossibleNumbers(
                f"A mean delay of {self.delay:g} days is outside 1 to {DELAY_AT_MOST:g}.",
                "Give whole days from an event to what it sets off.",
            )

    @property
    def slug(self) -> str:
        """self-exciting-grid."""
        return "self-exciting-grid"

    @property
    def label(self) -> str:
        """For print."""
        return "Self-exciting process on cells"

    def fit(self, events: Events, grid: Grid, as_of: float) -> ExcitingCells:
        """Estimate the background of each cell, θ and the delay. O(events log events)."""
        known = events.before(as_of)
        cell = grid.cell_of(known.xy)
        day = np.floor(known.day[cell >= 0]).astype(np.int64)
        cell = cell[cell >= 0]
        if not len(cell):
            return ExcitingCells(grid, as_of, 0.0, np.zeros(grid.cells), 0.0, 0.0, 0)
        length = max(as_of - math.floor(known.day[0]), 1.0)
        ground = np.zeros(grid.cells)
        branching, keep = self._settled(*_sorted(cell, day), ground, (as_of, length))
        return ExcitingCells(grid, as_of, length, ground, branching, keep, len(cell))

    def _settled(
        self, cell: Integers, day: Integers, ground: Floats, record: tuple[float, float]
    ) -> tuple[float, float]:
        """θ and k, and in `ground` the background events of each cell.

        record: the day on which it ends, and its days.
        """
        from towpath.analysis.kernels import self_exciting_cells

        learns = self.branching is None and len(cell) >= EVENTS_AT_LEAST
        branching = 0.2 if learns else self.branching or 0.0
        keep = 1 - 1 / (self.delay or 10.0)
        sure = np.full(len(cell), 1 - branching)
        ground += np.bincount(cell, sure, minlength=len(ground))
        ends, length = record
        left = np.bincount(math.ceil(ends) - 1 - day)
        for _ in range(_STEPS if branching > 0 else 0):
            old = branching, keep
            law = (length, branching, keep)
            born, delays = self_exciting_cells.step(cell, day, sure, ground, law)
            unseen = keep ** np.arange(len(left))
            seen = max(float(left @ (1 - unseen)), 1e-9)
            if self.delay is None and born > 0:
                # What comes late is seen least at the end of the record: a hair of the mean, which
                # each step would otherwise take off again.
                late = float(left @ (np.arange(len(left)) * unseen)) / seen
                keep = 1 - 1 / min(max(delays / born + late, 1.0), DELAY_AT_MOST)
            if learns:
                branching = min(born / seen, BRANCHING_AT_MOST)
            if abs(branching - old[0]) < _SETTLED * old[0] and abs(keep - old[1]) < _SETTLED:
                break
        return branching, keep


@dataclass(frozen=True)
class ExcitingCells:
    """The fitted process. `ground`: (cells,) background events of `length` days before `as_of`."""

    grid: Grid
    as_of: float
    length: float
    ground: Floats = field(repr=False)
    branching: float
    keep: float
    events: int

    def daily(self, events: Events, first: float, days: int) -> Floats:
        """(days, cells): see Forecaster.

        Each event since the fit joins the background by the share that was expected of it.
        """
        walking.mornings(first, days)
        lead = max(int(first - self.as_of), 0)
        start = first - lead
        known = events.before(first + days - 1)
        cell, lag = self.grid.cell_of(known.xy), walking.lags(known, start)
        old = lag >= 1
        danger = self.grid.count(known.xy[old], self.keep ** (lag[old] - 1.0))
        new = np.bincount(
            (-lag * self.grid.cells + cell)[~old & (cell >= 0)],
            minlength=(lead + days - 1) * self.grid.cells,
        ).reshape(-1, self.grid.cells)
        return self._walk(danger, new, lead + days)[lead:]

    def _walk(self, danger: Floats, new: Integers, days: int) -> Floats:
        """(days, cells), day after day: forecast, see, fade."""
        expected = np.zeros((days, self.grid.cells))
        ground, length = self.ground, self.length
        for day in range(days):
            mu = ground / max(length, 1.0)
            expected[day] = mu + self.branching * (1 - self.keep) * danger
            if day + 1 == days:
                break
            seen = expected[day] > 0
            share = np.divide(mu, expected[day], out=np.ones(len(mu)), where=seen)
            ground = ground + new[day] * share
            length += 1
            danger = self.keep * danger + new[day]
        return expected

    def settings(self) -> dict[str, float]:
        """Branching ratio and mean delay in days; `fallback` 1: too few events to learn θ."""
        return {
            "branching": self.branching,
            "delay": 1 / (1 - self.keep),
            "capped": float(self.branching == BRANCHING_AT_MOST),
            "fallback": float(self.events < EVENTS_AT_LEAST),
        }


def _sorted(cell: Integers, day: Integers) -> tuple[Integers, Integers]:
    """By cell, then day: one sort of one number for both."""
    origin = day.min()
    span = day.max() - origin + 1
    both = np.sort(cell * span + (day - origin))
    sorted_cell = both // span
    return sorted_cell, both - sorted_cell * span + origin
