"""Hexagons over an area: cells whose neighbours all share a side and lie equally far away.

They take the place of a square `grids.Grid` wherever a method asks for `grids.Cells`. They do not
nest in the National Grid's squares: counts of the one never add up to counts of the other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Bools, Floats, Integers, Words, metres
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.grids import counted, linked, require_cells, require_extent

if TYPE_CHECKING:
    from scipy import sparse
    from shapely import MultiPolygon, Polygon


@dataclass(frozen=True)
class Hexagons:
    """Hexagons that stand on a corner, in rows from the south, each row from the west.

    `west`, `south`: the corner of the whole, in metres; `size`: across, from side to side, in
    metres; `inside`: (rows, columns), the cells of the area. Odd rows lie half a cell to the east.
    """

    west: float
    south: float
    size: float
    inside: Bools = field(repr=False)

    def __post_init__(self) -> None:
        require_cells(self.inside, self.size)

    @cached_property
    def cells(self) -> int:
        """How many hexagons belong to the area."""
        return int(np.count_nonzero(self.inside))

    @property
    def cell_area(self) -> float:
        """Of one hexagon, in square metres: √3/2 × size²."""
        return math.sqrt(3) / 2 * self.size**2

    @property
    def rise(self) -> float:
        """From one row of centres to the next, in metres."""
        return _rise(self.size)

    @cached_property
    def number(self) -> Integers:
        """(rows, columns): the place of each hexagon among those inside, −1 outside."""
        numbered = np.full(self.inside.shape, -1, dtype=np.int64)
        numbered[self.inside] = np.arange(self.cells)
        return numbered

    @cached_property
    def centres(self) -> Floats:
        """(cells, 2) metres."""
        row, column = np.nonzero(self.inside)
        return self._centre(row, column)

    def cell_of(self, xy: ArrayLike) -> Integers:
        """(events,): the hexagon of each point, −1 for a point outside the area or not known (nan).

        That of the nearest centre; a point on an edge goes to the southern or eastern one.
        """
        every = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
        rows, columns = self.inside.shape
        low = np.array([self.west, self.south])
        far = [(columns + 1) * self.size, (rows + 2) * self.rise]
        # While they are floats: what nan or 1e300 becomes as an integer depends on the processor.
        near = np.flatnonzero(((every >= low) & (every < low + far)).all(axis=1))
        found = np.full(len(every), -1, dtype=np.int64)
        found[near] = self._nearest(every[near])
        return found

    def _nearest(self, points: Floats) -> Integers:
        lower = np.floor((points[:, 1] - self._first_centre) / self.rise).astype(np.int64)
        row, column = self._in_row(points, lower)
        above, beside = self._in_row(points, lower + 1)
        near = ((points - self._centre(row, column)) ** 2).sum(axis=1)
        far = ((points - self._centre(above, beside)) ** 2).sum(axis=1)
        row, column = np.where(far < near, [above, beside], [row, column])
        rows, columns = self.inside.shape
        there = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        found = np.full(len(points), -1, dtype=np.int64)
        found[there] = self.number[row[there], column[there]]
        return found

    def count(self, xy: ArrayLike, weights: ArrayLike | None = None) -> Floats:
        """(cells,): how many points fall in each hexagon, or the sum of their weights."""
        return counted(self.cell_of(xy), self.cells, weights)

    def neighbours(self, *, corners: bool = True) -> sparse.csr_array:  # noqa: ARG002
        """(cells, cells) sparse: 1 where two hexagons share a side. O(cells).

        Hexagons that share a corner share a side, so `corners` changes nothing here.
        """
        row, column = np.nonzero(self.inside)
        odd = row % 2
        across = [(row, column - 1), (row, column + 1)]
        slanted = [(row + up, column + odd - west) for up in (-1, 1) for west in (0, 1)]
        return linked(self.number, across + slanted)

    def outlines(self) -> Words:
        """(cells,): each hexagon as a polygon in well-known binary (bytes), in metres. O(cells)."""
        import shapely

        angle = np.deg2rad(30 + 60 * np.arange(7))
        side = self.size / math.sqrt(3)
        corner = side * np.column_stack([np.cos(angle), np.sin(angle)])
        shapes = shapely.polygons(self.centres[:, None, :] + corner)
        return np.asarray(shapely.to_wkb(shapes), dtype=object)

    @property
    def _first_centre(self) -> float:
        return self.south + self.size / math.sqrt(3)

    def _centre(self, row: Integers, column: Integers) -> Floats:
        x = self.west + (column + 0.5 + 0.5 * (row % 2)) * self.size
        return np.column_stack([x, self._first_centre + row * self.rise])

    def _in_row(self, points: Floats, row: Integers) -> tuple[Integers, Integers]:
        along = (points[:, 0] - self.west) / self.size - 0.5 * (row % 2)
        return row, np.floor(along).astype(np.int64)


def _rise(size: float) -> float:
    return math.sqrt(3) / 2 * size


def over(west: float, south: float, east: float, north: float, size: float) -> Hexagons:
    """Hexagons that cover a rectangle, laid so that two sheets of one `size` always agree.

    Raises ImpossibleNumbers for a rectangle of no extent or of more than 25 million hexagons.
    """
    require_extent((west, south, east, north), size, 4 * size)
    # Rows come in pairs, so that an odd row is odd on every sheet.
    pair = 2 * _rise(size)
    first_column, first_pair = math.floor(west / size) - 1, math.floor(south / pair) - 1
    columns = math.floor(east / size) - first_column + 2
    rows = 2 * (math.floor(north / pair) - first_pair + 2)
    whole = np.ones((rows, columns), dtype=bool)
    return Hexagons(first_column * size, first_pair * pair, size, whole)


def around(xy: ArrayLike, size: float, reach: float) -> Hexagons:
    """The hexagons whose centre lies within `reach` metres of any of the points (events, 2)."""
    from scipy.spatial import cKDTree

    points = np.unique(metres(xy), axis=0)
    if not len(points):
        raise ImpossibleNumbers("There are no points to lay cells around.", "Give at least one.")
    (west, south), (east, north) = points.min(axis=0) - reach, points.max(axis=0) + reach
    whole = over(west, south, east, north, size)
    distance, _ = cKDTree(points).query(whole.centres, distance_upper_bound=reach * (1 + 1e-12))
    return replace(whole, inside=np.isfinite(distance).reshape(whole.inside.shape))


def within(outline: Polygon | MultiPolygon, size: float) -> Hexagons:
    """The hexagons whose centre lies within an outline: a shapely (multi)polygon, in metres."""
    import shapely

    west, south, east, north = shapely.bounds(outline)
    whole = over(west, south, east, north, size)
    held = np.asarray(shapely.contains_xy(outline, *whole.centres.T))
    return replace(whole, inside=held.reshape(whole.inside.shape))
