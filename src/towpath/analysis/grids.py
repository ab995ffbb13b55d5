"""Square cells over an area: where hotspots are counted, and forecasts are made and scored.

`Cells` is what squares and hexagons have in common, and all that most methods need.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import FARTHEST, Bools, Floats, Integers, Words, metres
from towpath.analysis.errors import ImpossibleNumbers

if TYPE_CHECKING:
    from scipy import sparse
    from shapely import MultiPolygon, Polygon

MOST_CELLS = 25_000_000
_SIDES = ((0, 1), (1, 0), (0, -1), (-1, 0))
_CORNERS = ((1, 1), (1, -1), (-1, 1), (-1, -1))


class Cells(Protocol):
    """Equal cells over an area; answers are of the cells inside, in their order: (cells,)."""

    @property
    def cells(self) -> int:
        """How many."""

    @property
    def size(self) -> float:
        """Across, from side to side, in metres."""

    @property
    def cell_area(self) -> float:
        """Of one, in square metres."""

    @property
    def centres(self) -> Floats:
        """(cells, 2) metres."""

    def cell_of(self, xy: ArrayLike) -> Integers:
        """(events,): the cell of each point (events, 2), −1 outside the area."""

    def count(self, xy: ArrayLike, weights: ArrayLike | None = None) -> Floats:
        """(cells,): points in each cell, or the sum of their weights."""

    def neighbours(self, *, corners: bool = True) -> sparse.csr_array:
        """(cells, cells): 1 where two cells share a side (or a corner), self left out."""

    def outlines(self) -> Words:
        """(cells,): each cell as a polygon in well-known binary, in metres."""


@dataclass(frozen=True)
class Grid:
    """Square cells, in rows from the south, each row from the west.

    `west`, `south`: the corner, in metres; `size`: of a cell's side, in metres; `inside`: (rows,
    columns), the cells that belong to the area studied. Answers of all methods are of the cells
    inside alone, in the order of rows: (cells,).
    """

    west: float
    south: float
    size: float
    inside: Bools = field(repr=False)

    def __post_init__(self) -> None:
        require_cells(self.inside, self.size)

    @property
    def rows(self) -> int:
        """From south to north."""
        return int(self.inside.shape[0])

    @property
    def columns(self) -> int:
        """From west to east."""
        return int(self.inside.shape[1])

    @cached_property
    def cells(self) -> int:
        """How many cells belong to the area."""
        return int(np.count_nonzero(self.inside))

    @property
    def cell_area(self) -> float:
        """Of one cell, in square metres."""
        return self.size**2

    @cached_property
    def number(self) -> Integers:
        """(rows, columns): the place of each cell among those inside, −1 outside."""
        numbered = np.full(self.inside.shape, -1, dtype=np.int64)
        numbered[self.inside] = np.arange(self.cells)
        return numbered

    @cached_property
    def centres(self) -> Floats:
        """(cells, 2) metres."""
        row, column = np.nonzero(self.inside)
        corner = np.array([self.west, self.south])
        return np.asarray(corner + (np.column_stack([column, row]) + 0.5) * self.size)

    def cell_of(self, xy: ArrayLike) -> Integers:
        """(events,): the cell of each point, −1 for a point outside the area or not known (nan).

        A point on an edge belongs to the cell to the north or east of it.
        """
        points = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
        column = np.floor((points[:, 0] - self.west) / self.size)
        row = np.floor((points[:, 1] - self.south) / self.size)
        # While they are floats: what nan or 1e300 becomes as an integer depends on the processor.
        there = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        found = np.full(len(points), -1, dtype=np.int64)
        place = row[there].astype(np.int64), column[there].astype(np.int64)
        found[there] = self.number[place]
        return found

    def count(self, xy: ArrayLike, weights: ArrayLike | None = None) -> Floats:
        """(cells,): how many points fall in each cell, or the sum of their weights."""
        return counted(self.cell_of(xy), self.cells, weights)

    def neighbours(self, *, corners: bool = True) -> sparse.csr_array:
        """(cells, cells) sparse: 1 where two cells share a side (the rook's step).

        With `corners`, where they share a corner too (the queen's). Self is left out; cells
        outside the area are nobody's neighbours. O(cells).
        """
        row, column = np.nonzero(self.inside)
        steps = _SIDES + _CORNERS if corners else _SIDES
        return linked(self.number, [(row + down, column + along) for down, along in steps])

    def outlines(self) -> Words:
        """(cells,): each cell as a polygon in well-known binary (bytes), in metres. O(cells)."""
        import shapely

        x, y = self.centres.T
        half = self.size / 2
        boxes = shapely.box(x - half, y - half, x + half, y + half)
        return np.asarray(shapely.to_wkb(boxes), dtype=object)

    def spread(self, values: ArrayLike, outside: float = 0.0) -> Floats:
        """(rows, columns): values of the cells inside on the whole rectangle."""
        whole = np.full(self.inside.shape, outside, dtype=np.float64)
        whole[self.inside] = np.asarray(values, dtype=np.float64)
        return whole


def counted(cell: Integers, cells: int, weights: ArrayLike | None = None) -> Floats:
    """(cells,): how often each cell is named in `cell` (events,), −1 being no cell.

    weights: (events,), summed in place of a count. O(events + cells).
    """
    kept = cell >= 0
    if weights is None:
        return np.bincount(cell[kept], minlength=cells).astype(np.float64)
    held = np.asarray(weights, dtype=np.float64)
    if held.shape != cell.shape or not np.isfinite(held).all():
        raise ImpossibleNumbers("An event has no weight.", "Give each event one, or leave it out.")
    return np.bincount(cell[kept], held[kept], minlength=cells).astype(np.float64)


def linked(number: Integers, steps: list[tuple[Integers, Integers]]) -> sparse.csr_array:
    """The neighbours of cells on a raster, as a sparse matrix of ones.

    number: (rows, columns), each cell's place among those inside, −1 outside; steps: for each
    direction the row and the column, (cells,) each, that one step from every cell leads to.
    """
    from scipy import sparse

    rows, columns = number.shape
    cells = int(number.max(initial=-1)) + 1
    left, right = [], []
    for row, column in steps:
        there = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        here = np.flatnonzero(there)
        found = number[row[here], column[here]]
        left.append(here[found >= 0])
        right.append(found[found >= 0])
    pairs = (np.concatenate(left), np.concatenate(right))
    matrix = sparse.csr_array((np.ones(pairs[0].size), pairs), shape=(cells, cells))
    matrix.sort_indices()
    return matrix


def over(west: float, south: float, east: float, north: float, size: float) -> Grid:
    """Every cell of a rectangle; corners fall on multiples of `size`, so that grids agree.

    Raises ImpossibleNumbers for a rectangle of no extent or of more than 25 million cells.
    """
    require_extent((west, south, east, north), size, size)
    first = np.floor(np.array([west, south]) / size)
    last = np.floor(np.array([east, north]) / size) + 1
    columns, rows = (last - first).astype(np.int64)
    corner = first * size
    return Grid(float(corner[0]), float(corner[1]), size, np.ones((rows, columns), dtype=bool))


def around(xy: ArrayLike, size: float, reach: float) -> Grid:
    """The cells whose centre lies within `reach` metres of any of the points (events, 2).

    For a study without an outline: the ground where anything has happened before. Raises
    ImpossibleNumbers where that is no cell at all.
    """
    from scipy.spatial import cKDTree

    points = np.unique(metres(xy), axis=0)
    if not len(points):
        raise ImpossibleNumbers("There are no points to lay a grid around.", "Give at least one.")
    (west, south), (east, north) = points.min(axis=0) - reach, points.max(axis=0) + reach
    whole = over(west, south, east, north, size)
    distance, _ = cKDTree(points).query(whole.centres, distance_upper_bound=reach * (1 + 1e-12))
    near = np.isfinite(distance).reshape(whole.inside.shape)
    return Grid(whole.west, whole.south, size, near)


def within(outline: Polygon | MultiPolygon, size: float) -> Grid:
    """The cells whose centre lies within an outline: a shapely (multi)polygon, in metres.

    Raises ImpossibleNumbers where that is no cell at all.
    """
    import shapely

    west, south, east, north = shapely.bounds(outline)
    whole = over(west, south, east, north, size)
    x, y = whole.centres.T
    held = np.asarray(shapely.contains_xy(outline, x, y)).reshape(whole.inside.shape)
    return Grid(whole.west, whole.south, size, held)


def require_cells(inside: Bools, size: float) -> None:
    """Refuse cells that are none: no method has anything to say of them."""
    if not inside.any():
        raise ImpossibleNumbers(
            f"No cell of {size:g} m has its centre within the area.", "Choose smaller cells."
        )


def require_extent(corners: tuple[float, float, float, float], size: float, reach: float) -> None:
    """Refuse a rectangle (west, south, east, north) or a cell that is none, or cells without end.

    reach: metres that the rows and columns may overstep the rectangle by.
    """
    west, south, east, north = corners
    known = (np.abs([*corners, size]) < FARTHEST).all()
    if not (known and size > 0 and east >= west and north >= south):
        raise ImpossibleNumbers(
            "The area or the cell has no size.", "Give corners in metres, and a cell above nought."
        )
    cells = ((east - west + reach) / size) * ((north - south + reach) / size)
    if cells > MOST_CELLS:
        raise ImpossibleNumbers(
            f"Cells of {size:g} m make {cells:,.0f} of them over this area.",
            "Choose larger cells, or a smaller area; a stray point far away will do this too.",
        )
