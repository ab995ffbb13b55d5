"""Day after day: what each morning knows, as running sums rather than a recount a day."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis import asked
from towpath.analysis.arrays import Floats, Integers
from towpath.analysis.events import Events
from towpath.analysis.grids import Grid

LEVEL_DAYS = 56.0


@dataclass(frozen=True)
class Circle:
    """What an event lays around itself: 1/(1 + d), d in units of `unit` metres, up to `reach`.

    An infinite unit makes it even. `from_cells`: measured from the centre of the event's own cell,
    in whole units.
    """

    reach: float
    unit: float = math.inf
    from_cells: bool = False


def mornings(first: float, days: int) -> Floats:
    """(days,): the days that are forecast, from `first` on; one at least."""
    return asked.day(first) + np.arange(asked.whole(days, "days"), dtype=np.float64)


def lags(events: Events, first: float) -> Integers:
    """(events,): whole days from each event's day to day `first`; 1 for the day before it.

    An event at any time of a day counts from the start of that day, so that dates with and without
    a time of day give one answer.
    """
    return -np.floor(events.day - first).astype(np.int64)


def running(cell: Integers, lag: Integers, shape: tuple[int, int], window: float | None) -> Floats:
    """(days, cells): events held by each cell on each morning, those older than `window` let go.

    cell, lag: (events,) as of the first morning; cells of −1 are left out. O(events + answer).
    """
    enters = np.maximum(1 - lag, 0)
    change = _tally(cell, enters, shape)
    if window is not None:
        leaves = math.floor(window) + 1 - lag
        change -= _tally(cell, np.where(leaves > enters, leaves, enters), shape)
    return np.cumsum(change, axis=0)


def _tally(cell: Integers, row: Integers, shape: tuple[int, int]) -> Floats:
    days, cells = shape
    kept = (cell >= 0) & (row < days)
    place = row[kept] * cells + cell[kept]
    return np.bincount(place, minlength=days * cells).reshape(shape).astype(np.float64)


def faded(
    grid: Grid, events: Events, first: float, days: int, fading: Floats, circle: Circle
) -> Floats:
    """(days, cells): for each morning, what events spread over the cells, faded by their age.

    fading: (ages,), the weight of an event 1, 2, … days old; older ones weigh nothing. Each event
    is spread once; a product with the fading weights then gives every morning at once.
    O(events × cells in a circle + days × ages × cells).
    """
    ages = len(fading)
    recent = events.between(first - ages, first + days - 1)
    if days == 1:
        weight = fading[lags(recent, first) - 1]
        return stamped(grid, recent.xy, np.zeros(len(recent), np.int64), weight, 1, circle)
    row, span = ages - lags(recent, first), ages + days - 1
    seen = stamped(grid, recent.xy, row, np.ones(len(recent)), span, circle)
    return moving(fading, days) @ seen


def moving(fading: Floats, days: int) -> Floats:
    """(days, ages + days − 1): what each morning makes of each day's events, oldest day first."""
    ages = len(fading)
    weights = np.zeros((days, ages + days - 1))
    for day in range(days):
        weights[day, day : day + ages] = fading[::-1]
    return weights


def stamped(
    grid: Grid, xy: Floats, row: Integers, weight: Floats, rows: int, circle: Circle
) -> Floats:
    """(rows, cells): the circles of events laid onto the cells, each event onto its row."""
    from towpath.analysis.kernels import stamping

    spot = (xy - [grid.west, grid.south]) / grid.size
    if circle.from_cells:
        spot = np.floor(spot) + 0.5
    total = np.zeros((rows, grid.cells))
    law = (circle.reach / grid.size, grid.size / circle.unit, circle.from_cells)
    stamping.stamp(total, row, spot, weight, grid.number, law)
    return total


def blurred(
    total: Floats, grid: Grid, xy: Floats, onto: tuple[Integers, ArrayLike], width: float
) -> None:
    """Add to `total` (rows, cells) a Gaussian of `width` metres around each event, cut at four.

    onto: the row of each event and its weight, or one weight for all. Each cell gets what falls
    within it, exactly. O(events × cells under a Gaussian).
    """
    from towpath.analysis.kernels import stamping

    row, weight = onto
    spot = (xy - [grid.west, grid.south]) / grid.size
    weights = np.broadcast_to(np.asarray(weight, dtype=np.float64), row.shape).copy()
    stamping.blur(total, row, spot, weights, grid.number, width / grid.size)


def level(events: Events, grid: Grid, first: float, days: int) -> Floats:
    """(days,): events per day in the area over the eight weeks before each morning.

    Where less has passed since the first event, over what has passed.
    """
    morning = mornings(first, days)
    begins = math.floor(events.day[0]) if len(events) else first
    length = np.clip(morning - begins, 1, LEVEL_DAYS)
    recent = events.between(first - LEVEL_DAYS, first + days - 1)
    inside = recent.day[grid.cell_of(recent.xy) >= 0]
    upto = np.searchsorted(inside, morning, "left")
    since = np.searchsorted(inside, morning - length, "left")
    return np.asarray((upto - since) / length)


def scaled(surface: Floats, levels: Floats) -> Floats:
    """(days, cells): a surface of risk turned into events expected, `levels` of them on each day.

    A morning on which the surface is nought everywhere expects nothing anywhere: the method has
    nothing to say.
    """
    total = surface.sum(axis=1)
    factor = np.divide(levels, total, out=np.zeros(len(levels)), where=total > 0)
    return np.asarray(surface * factor[:, None])
