"""Pairs of events that lie close together, found by cells instead of all against all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from towpath.analysis.arrays import Bools, Floats, Integers, metres
from towpath.analysis.errors import ImpossibleNumbers

_MOST = 600_000_000  # 2.4 GB of neighbours
_AT_A_TIME = 4_000_000
_CHUNKS = 16


@dataclass(frozen=True)
class Near:
    """Every pair within the furthest limit once, by row: memory 4 bytes a pair.

    `order`: (n,) the event at each position, neighbours on the ground near one another; `start`:
    (n × bands + 1,) where the later neighbours of each position in each band begin in `other`,
    (pairs,) positions.
    """

    order: Integers = field(repr=False)
    start: Integers = field(repr=False)
    other: NDArray[Any] = field(repr=False)
    bands: int

    def __len__(self) -> int:
        return int(self.other.size)

    @property
    def counts(self) -> Integers:
        """(bands,): pairs in each band."""
        return np.asarray(np.diff(self.start).reshape(-1, self.bands).sum(axis=0))

    @property
    def live(self) -> Bools:
        """(n,) by position: has a neighbour."""
        found = np.diff(self.start[:: self.bands]) > 0
        found[self.other] = True
        return found

    def degrees(self) -> Integers:
        """(n, bands) by position: how many neighbours each has."""
        found = np.diff(self.start)
        for _, second, band in self._pieces():
            found += np.bincount(second * self.bands + band, minlength=found.size)
        return np.asarray(found.reshape(-1, self.bands))

    def each(self) -> tuple[Integers, Integers, Integers]:
        """(pairs,) three times: the events of each pair, the earlier in the file first; its band.

        24 bytes a pair: for pairs that are few.
        """
        pieces = list(self._pieces())
        first, second, band = (np.concatenate(column) for column in zip(*pieces, strict=True))
        one, two = self.order[first], self.order[second]
        return np.minimum(one, two), np.maximum(one, two), band

    def _pieces(self) -> Iterator[tuple[Integers, Integers, Integers]]:
        """Whole rows, some millions of pairs at a time: position, position of the other, band."""
        marks = np.arange(_AT_A_TIME, len(self), _AT_A_TIME)
        cuts = [0, *np.searchsorted(self.start, marks).tolist(), self.start.size - 1]
        for begin, end in pairwise(cuts):
            row = np.repeat(np.arange(begin, end), np.diff(self.start[begin : end + 1]))
            other = self.other[self.start[begin] : self.start[end]].astype(np.int64)
            yield row // self.bands, other, row % self.bands


def near(xy: ArrayLike, limits: ArrayLike, *, blocks: bool = False) -> Near:
    """The pairs of points no further apart than the last of the limits, by band.

    xy: (n, 2) metres; limits: (bands,) metres, rising, each included in its band; blocks: measure
    along streets on a square plan. Cell lists: O(n + pairs). Raises ImpossibleNumbers for more
    than 600 million pairs.
    """
    from towpath.analysis import kernels
    from towpath.analysis.kernels import near_repeat as loops

    points, reach = metres(xy), np.array(limits, dtype=np.float64)
    if not (reach[0] >= 0 and np.isfinite(reach).all() and (np.diff(reach) > 0).all()):
        raise ImpossibleNumbers("The limits do not rise from nought.", "Give metres: 100, 200.")
    order, cells = _cells(points, float(reach[-1]))
    placed = points[order]
    edges = reach if blocks else reach**2
    n, bands = len(points), reach.size
    cuts = np.unique(np.linspace(0, n, min(_CHUNKS, n) + 1).astype(np.int64)).tolist()
    chunks = list(pairwise(cuts))

    def walk(start: Integers, other: NDArray[Any]) -> None:
        kernels.over(
            lambda rows: loops.near(placed, cells, edges, blocks, rows, (start, other)), chunks
        )

    start = np.zeros(n * bands + 1, dtype=np.int64)
    walk(start, np.empty(0, dtype=np.int32))
    start[1:] = np.cumsum(start[:-1])
    start[0] = 0
    other = np.empty(_affordable(int(start[-1])), dtype=np.int32)
    if other.size:
        walk(start, other)
    return Near(order, start, other, bands)


def _cells(points: Floats, reach: float) -> tuple[Integers, tuple[Integers, Integers, int]]:
    """The order by cell, and for the kernel: cell of each, where each begins, cells in a row."""
    if not len(points):
        return np.empty(0, np.int64), (np.empty(0, np.int64), np.zeros(1, np.int64), 3)
    corner = points.min(axis=0)
    width, height = points.max(axis=0) - corner
    # No more cells than points, nor a cell so tight that rounding puts neighbours two apart.
    least = max(np.sqrt(width * height / len(points)), max(width, height) / len(points))
    size = max(reach, least, 1e-9) * (1 + 1e-9)
    column, row = np.floor((points - corner) / size).astype(np.int64).T
    # An empty cell at either end of a row, and an empty row above: no edge to look out for.
    across, up = int(column.max()) + 3, int(row.max()) + 2
    cell = row * across + column + 1
    order = np.argsort(cell, kind="stable")
    held = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=across * up))])
    return order, (cell[order], held.astype(np.int64), across)


def _affordable(pairs: int) -> int:
    if pairs > _MOST:
        raise ImpossibleNumbers(
            f"{pairs:,} pairs of events lie within the furthest distance.",
            "Choose shorter distances or a shorter period, and look for piled points.",
        )
    return pairs
