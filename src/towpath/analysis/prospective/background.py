"""The ground on which events fall whether or not anything happened: smooth at several scales.

A kernel estimate of one bandwidth is too smooth for a town centre or too rough for its villages.
Here the estimates of a ladder of bandwidths are mixed, each event judged by the others alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import ndimage, sparse

from towpath.analysis.arrays import Floats
from towpath.analysis.grids import Grid
from towpath.analysis.prospective import walking

BANDWIDTHS = (75.0, 150.0, 400.0, 2000.0)
_FINER = 1.5
_TAPS = 6
_MOST_NODES = 4_000_000


@dataclass(frozen=True)
class Rung:
    """Events laid on a lattice finer than one bandwidth, once, to be smoothed many times.

    `sharing`: (events, nodes), each event among the four nodes around it in proportion to its
    nearness (linear binning); the same reads the surface back. `own`: (events,) what each event, at
    weight 1, would read of itself.
    """

    bandwidth: float
    step: float
    shape: tuple[int, int]
    sharing: sparse.csr_array
    taps: Floats
    own: Floats

    def density(self, weight: Floats) -> Floats:
        """(events,): the weight per m² that the other events put at each event."""
        image = (self.sharing.T @ weight).reshape(self.shape)
        for axis in (0, 1):
            image = ndimage.correlate1d(image, self.taps, axis, mode="constant")
        read = self.sharing @ image.ravel() - weight * self.own
        return np.asarray(np.maximum(read, 0) / self.step**2)


def ladder(xy: Floats) -> list[Rung]:
    """Rungs for events (events, 2); over a wide area the finest are left out to save memory."""
    extent = np.ptp(xy, axis=0) + BANDWIDTHS[-1]
    finest = _FINER * np.sqrt(np.prod(extent) / _MOST_NODES)
    widths = [width for width in BANDWIDTHS if width >= finest] or [float(finest)]
    return [rung(xy, width) for width in widths]


def rung(xy: Floats, bandwidth: float) -> Rung:
    """Events (events, 2) ready for a Gaussian of one bandwidth, in metres. O(events)."""
    step = bandwidth / _FINER
    spot = xy / step - np.floor(xy.min(axis=0) / step)
    low = np.floor(spot).astype(np.int64)
    columns, rows = (low.max(axis=0) + 2).tolist()
    # Sharing out and reading back each add a sixth of a step squared to the variance.
    taps = np.exp(-0.5 * np.arange(-_TAPS, _TAPS + 1) ** 2 / (_FINER**2 - 1 / 3))
    taps /= taps.sum()
    x, y = (spot - low).T
    node = (low[:, 1] * columns + low[:, 0])[:, None] + np.array([0, 1, columns, columns + 1])
    share = np.stack([(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y], axis=1)
    begins = np.arange(0, 4 * len(xy) + 1, 4)
    shape = (len(xy), rows * columns)
    sharing = sparse.csr_array((share.ravel(), node.ravel(), begins), shape=shape)
    own = _own(x, taps) * _own(y, taps)
    return Rung(bandwidth, step, (rows, columns), sharing, taps, own)


def _own(near: Floats, taps: Floats) -> Floats:
    """What an event shared between two nodes reads of itself, along one axis."""
    both = 2 * near * (1 - near)
    return np.asarray(taps[_TAPS] * (1 - both) + taps[_TAPS + 1] * both)


def smoothed(
    grid: Grid, xy: Floats, weight: Floats, bandwidth: float, exact: float = 2.0
) -> Floats:
    """(cells,): the weight of events under a Gaussian that falls in each cell of a grid.

    exact: cells to a bandwidth below which every event is integrated exactly; above, all are binned
    first, which is coarse for a lone event and true on average.
    O(events + cells × bandwidth in cells), or events × few cells where exact.
    """
    if bandwidth < exact * grid.size:
        total = np.zeros((1, grid.cells))
        row = np.zeros(len(xy), dtype=np.int64)
        walking.blurred(total, grid, xy, (row, weight), bandwidth)
        return np.asarray(total[0])
    pad = math.ceil(4 * bandwidth / grid.size) + 1
    column, row = ((xy - [grid.west, grid.south]) / grid.size - 0.5 + pad).T
    rows, columns = grid.rows + 2 * pad, grid.columns + 2 * pad
    near = (column >= 0) & (column < columns - 1) & (row >= 0) & (row < rows - 1)
    column, row, held = column[near], row[near], weight[near]
    left, low = column.astype(np.int64), row.astype(np.int64)
    place, east, north = low * columns + left, (column - left) * held, row - low
    image = np.zeros(rows * columns)
    for step, share in ((0, held - east), (1, east)):
        image += np.bincount(place + step, share * (1 - north), minlength=image.size)
        image += np.bincount(place + step + columns, share * north, minlength=image.size)
    # Sharing out adds a sixth of a cell squared to the variance, a cell's width takes a twelfth.
    sigma = np.sqrt((bandwidth / grid.size) ** 2 - 1 / 12)
    taps = np.exp(-0.5 * (np.arange(-pad, pad + 1) / sigma) ** 2)
    taps /= taps.sum()
    whole = image.reshape(rows, columns)
    up = ndimage.correlate1d(whole, taps, axis=0, mode="constant")[pad:-pad]
    both = ndimage.correlate1d(up, taps, axis=1, mode="constant")[:, pad:-pad]
    return np.asarray(both[grid.inside])
