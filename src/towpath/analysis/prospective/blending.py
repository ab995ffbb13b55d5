"""A blend of memories: long and short, sharp and smooth, in the proportions that foretold best.

The plain count map remembers everything, cell by cell; the Trafford method forgets after three
weeks and sees 400 m around. Neither is right everywhere, so the area's own last year settles how
much of each goes into the blend.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from towpath.analysis.arrays import Floats, Integers
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.events import Events
from towpath.analysis.grids import Grid
from towpath.analysis.prospective import background, walking

MEMORIES = (math.inf, 365.0, 120.0, 30.0, 7.0)
WIDTHS = (0.0, 200.0, 400.0, 1000.0)
EVENTS_AT_LEAST = 100
_STEPS = 300
_SETTLED = 1e-4
# Memory of everything at the cell itself: the plain count map.
_PLAIN = 0


@dataclass(frozen=True)
class Blend:
    """Σ wₖ Sₖ(cell, day), wₖ ≥ 0: the maps Sₖ are events per day under one memory and one width.

    A memory of m days counts an event of age a for e^(−a/m); one of ∞ counts all alike. A width of
    0 m keeps an event in its cell, another spreads it as a Gaussian. With an even map added, the
    weights are those under which the last `learns` days before the fit were most likely, each of
    these days foretold from what came before it alone (Poisson, by expectation and maximisation,
    as in a self-exciting process whose kernels are set and whose proportions are not). Half the
    record where that is shorter; below a hundred events there, the plain counts.
    O(events × steps + days × cells).
    """

    learns: int = 365

    def __post_init__(self) -> None:
        if self.learns < 1:
            raise ImpossibleNumbers("There is no day to learn from.", "Give one or more.")

    @property
    def slug(self) -> str:
        """blend."""
        return "blend"

    @property
    def label(self) -> str:
        """For print."""
        return "Blend of memories"

    def fit(self, events: Events, grid: Grid, as_of: float) -> Blended:
        """Learn the weights from the days before `as_of`."""
        known = events.before(as_of)
        parts = len(MEMORIES) * len(WIDTHS) + 1
        weights = np.zeros(parts)
        weights[_PLAIN] = 1.0
        if not len(known):
            return Blended(grid, as_of, weights, learned=False)
        begins = float(math.floor(known.day[0]))
        days = min(self.learns, int(as_of - begins) // 2)
        lived = known.between(as_of - days, as_of)
        cell = grid.cell_of(lived.xy)
        if np.count_nonzero(cell >= 0) < EVENTS_AT_LEAST:
            return Blended(grid, begins, weights, learned=False)
        row = -walking.lags(lived, as_of - days)
        seen, totals = [], np.zeros(parts)
        for day, (state, scale) in enumerate(_mornings(known, grid, begins, as_of - days, days)):
            today = cell[row == day]
            seen.append(state[:, today[today >= 0]] * scale[:, None])
            totals[:-1] += state.sum(axis=1) * scale
        totals[-1] = days
        even = np.full((1, np.count_nonzero(cell >= 0)), 1 / grid.cells)
        return Blended(
            grid, begins, likeliest(np.vstack([np.hstack(seen), even]), totals), learned=True
        )


@dataclass(frozen=True)
class Blended:
    """The blend. `weights`: (memories × widths + 1,), the last of the even map."""

    grid: Grid
    begins: float
    weights: Floats = field(repr=False)
    learned: bool

    def daily(self, events: Events, first: float, days: int) -> Floats:
        """(days, cells): see Forecaster."""
        walking.mornings(first, days)
        states = _mornings(events, self.grid, self.begins, first, days)
        even = self.weights[-1] / max(self.grid.cells, 1)
        return np.stack([(self.weights[:-1] * scale) @ state + even for state, scale in states])

    def settings(self) -> dict[str, float]:
        """The weight of each memory and width that carries a thousandth or more of the whole."""
        times = ["all time" if math.isinf(m) else f"{m:g} days" for m in MEMORIES]
        names = [f"{time}, {width:g} m" for time in times for width in WIDTHS] + ["even"]
        pairs = zip(names, self.weights.tolist(), strict=True)
        held = {name: weight for name, weight in pairs if weight >= 1e-3}
        return {**held, "fallback": float(not self.learned)}


def _mornings(
    events: Events, grid: Grid, begins: float, first: float, days: int
) -> Iterator[tuple[Floats, Floats]]:
    """For each morning what each memory holds (maps, cells), and its scale to a rate (maps,).

    maps: memories × widths; the array is written over for the next morning.
    """
    state = _remembered(events.before(first), grid, first)
    cell = grid.cell_of(events.xy)
    upto = np.searchsorted(events.day, first + np.arange(days), "left")
    for day in range(days):
        passed = max(first + day - begins, 1.0)
        # Of a record no longer than the memory, a rate over what the memory could hold.
        scale = [1 / (passed if math.isinf(m) else _held(m, passed)) for m in MEMORIES]
        yield state.reshape(-1, grid.cells), np.repeat(scale, len(WIDTHS))
        if day + 1 < days:
            today = slice(upto[day], upto[day + 1])
            new = _spread(grid, events.xy[today], cell[today])
            for place, memory in enumerate(MEMORIES):
                if not math.isinf(memory):
                    state[place] *= math.exp(-1 / memory)
            state += new


def _held(memory: float, passed: float) -> float:
    keep = math.exp(-1 / memory)
    return float((1 - keep**passed) / (1 - keep))


def _spread(grid: Grid, xy: Floats, cell: Integers) -> Floats:
    """(widths, cells): the events of one day, spread by each width."""
    total = np.zeros((len(WIDTHS), grid.cells))
    np.add.at(total[0], cell[cell >= 0], 1)
    for row, width in enumerate(WIDTHS[1:], 1):
        onto = np.full(len(xy), row)
        walking.blurred(total, grid, xy, (onto, 1.0), width)
    return total


def _remembered(events: Events, grid: Grid, first: float) -> Floats:
    """(memories, widths, cells): what each memory holds on the first morning."""
    from towpath.analysis import kernels

    age = walking.lags(events, first) - 1.0

    def held(part: tuple[float, float]) -> Floats:
        memory, width = part
        weight = np.exp(-age / memory)
        # What has faded to a millionth is gone.
        kept = weight > 1e-6
        if not width:
            return grid.count(events.xy[kept], weight[kept])
        return background.smoothed(grid, events.xy[kept], weight[kept], width)

    maps = kernels.over(held, product(MEMORIES, WIDTHS))
    return np.stack(maps).reshape(len(MEMORIES), len(WIDTHS), grid.cells)


def likeliest(seen: Floats, totals: Floats) -> Floats:
    """Weights (parts,) that make the events most likely; seen: (parts, events) maps under each."""
    kept = totals > 0
    maps, sums = seen[kept], totals[kept]
    weights = np.full(len(sums), seen.shape[1] / sums.sum())
    for _ in range(_STEPS):
        old = weights
        # Not a product by BLAS: it would start its threads anew for each of hundreds of these.
        expected = np.maximum(np.einsum("p,pe->e", weights, maps), 1e-300)
        weights = weights * np.einsum("pe,e->p", maps, 1 / expected) / sums
        if np.abs(weights - old).sum() < _SETTLED * weights.sum():
            break
    found = np.zeros(len(totals))
    found[kept] = weights
    return found
