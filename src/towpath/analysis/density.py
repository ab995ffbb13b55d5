"""Density: how many events per km² around each cell, and how many per household.

A kernel spreads each event over its surroundings. Nothing here says whether a high place is higher
than chance: that is `hotspots`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis import asked
from towpath.analysis.arrays import Floats, divide, metres
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData
from towpath.analysis.grids import Grid

Shape = Literal["gaussian", "quartic"]
_KM2 = 1e6
# A Gaussian beyond four bandwidths holds 3 events in 10,000.
_REACH = 4.0
# Cells to a bandwidth from which linear binning is close enough.
_FINE = 2.5
_MOST_FINE_CELLS = 20_000_000
_MOST_CELLS = 100_000_000  # 800 MB
_POINTS_AT_A_TIME = 8_192


@dataclass(frozen=True)
class Density:
    """`per_km2`: (cells,) at each cell's centre; `bandwidth`: in metres; `shape`: of the kernel.

    `held`: the share of the events' weight that lies on the cells of the grid; the rest was spread
    over its edge or lay outside. `warning`: a sentence, or "".
    """

    per_km2: Floats
    bandwidth: float
    shape: Shape
    held: float
    warning: str


@dataclass(frozen=True)
class Dual:
    """Events for each unit of base: (cells,) each; nan where the base is below the floor.

    `ratio`: events ÷ base (per household, per resident); `events`, `base`: their densities per km²;
    `floor`: the base per km² below which no ratio is given; `unjudged`: the share of events there.
    """

    ratio: Floats
    events: Floats
    base: Floats
    floor: float
    unjudged: float


def kernel(
    xy: ArrayLike,
    grid: Grid,
    bandwidth: float,
    *,
    shape: Shape = "gaussian",
    weights: ArrayLike | None = None,
    correct_edge: bool = False,
) -> Density:
    """Events per km² at the centre of each cell, by a Gaussian or a quartic kernel.

    xy: (events, 2) metres; events outside the grid count as far as the kernel reaches. bandwidth:
    in metres: the Gaussian's standard deviation, or the quartic's radius (2.65 times as long for
    the same smoothness). weights: (events,) or none. Without `correct_edge` the edge is low, as
    nothing is known beyond it; with it, each cell is divided by the share of its kernel that lies
    on the grid (Diggle 1985, Applied Statistics 34). Gaussian: linear binning and a separable
    filter whose width allows for the binning (Wand 1994, J Comput Graph Stat 3), within 1.1 % of
    the exact sum's peak (1.5 % for a lone event); O(events + cells · bandwidth / size).
    Quartic: the exact sum (Chainey & Ratcliffe 2005), O(events · (bandwidth / size)²).
    """
    points, held = _points(xy, weights)
    if not (math.isfinite(bandwidth) and bandwidth > 0):
        raise ImpossibleNumbers("The bandwidth is not above nought.", "Give it in metres.")
    if shape not in get_args(Shape):
        raise ImpossibleNumbers(f"There is no kernel called {shape}.", "Take gaussian or quartic.")
    _require_held(grid, bandwidth)
    spread = _gaussian if shape == "gaussian" else _quartic
    values = spread(points, held, grid, bandwidth)
    if correct_edge:
        everywhere = np.ones(grid.cells)
        values = values / (spread(grid.centres, everywhere, grid, bandwidth) * grid.cell_area)
    kept = float(values.sum() * grid.cell_area / held.sum()) if held.sum() > 0 else 0.0
    warning = _warning(bandwidth if shape == "gaussian" else bandwidth / 2.65, grid.size)
    return Density(values * _KM2, float(bandwidth), shape, kept, warning)


def dual(events: Density, base: Density, *, floor: float | None = None) -> Dual:
    """Events per unit of base, cell by cell: the ratio of two densities.

    events, base: of one grid and of one shape; a base of homes or residents is a `kernel` of
    their places with their numbers as weights. floor: base per km² below which a cell is not judged
    (a tenth of the mean of the cells with any base, unless given): division by nearly nothing makes
    a hotspot of every empty field. Bithell 1990 (Statistics in Medicine 9). O(cells).
    """
    if events.per_km2.shape != base.per_km2.shape:
        raise ImpossibleNumbers("The two densities are of different cells.", "Use one grid.")
    there = base.per_km2 > 0
    if not there.any():
        raise NotEnoughData("There is no base on these cells.", "Choose another base.")
    least = 0.1 * float(base.per_km2[there].mean()) if floor is None else float(floor)
    judged = there & (base.per_km2 >= least)
    ratio = np.where(judged, divide(events.per_km2, base.per_km2), np.nan)
    total = float(events.per_km2.sum())
    lost = float(events.per_km2[~judged].sum()) / total if total > 0 else 0.0
    return Dual(ratio, events.per_km2, base.per_km2, least, lost)


def silverman(xy: ArrayLike) -> float:
    """A Gaussian bandwidth in metres by the rule of thumb for two dimensions: σ n^(−1/6).

    xy: (events, 2) metres. σ is the smaller of the mean standard deviation and of the
    interquartile range ÷ 1.349 (Silverman 1986, 4.3.2). Made for a single hump: over a whole city
    it is far too smooth, so take it as the upper end. Raises NotEnoughData below two places.
    """
    points, _ = _points(xy, None)
    if len(np.unique(points, axis=0)) < 2:
        raise NotEnoughData("A bandwidth needs two places.", "Choose a longer period.")
    deviation = float(np.sqrt(points.var(axis=0, ddof=1).mean()))
    quarter, rest = np.percentile(points, [25, 75], axis=0)
    middle = float(np.mean(rest - quarter)) / 1.349
    width = min(deviation, middle) if middle > 0 else deviation
    return float(width * len(points) ** (-1 / 6))


def neighbourly(xy: ArrayLike, k: int = 20) -> float:
    """A bandwidth in metres: the mean distance from an event to its k-th nearest other.

    xy: (events, 2) metres; k: how many events a place should be judged by. Williamson and others
    1999 (Crime Mapping Case Studies). Raises NotEnoughData for k events or fewer. O(n log n).
    """
    from scipy.spatial import cKDTree

    points, _ = _points(xy, None)
    if len(points) <= asked.whole(k, "neighbours"):
        raise NotEnoughData(
            f"{len(points)} events do not each have {k} others.", "Choose a longer period."
        )
    distance, _ = cKDTree(points).query(points, k=[k + 1])
    return float(np.mean(distance))


def _points(xy: ArrayLike, weights: ArrayLike | None) -> tuple[Floats, Floats]:
    points = metres(xy)
    held = np.ones(len(points)) if weights is None else np.asarray(weights, dtype=np.float64)
    if held.shape != (len(points),) or not np.isfinite(held).all():
        raise ImpossibleNumbers("An event has no weight.", "Give each event one, or leave it out.")
    return points, held


def _require_held(grid: Grid, bandwidth: float) -> None:
    """Both kernels lay the grid with a margin as wide as they reach."""
    margin = 2 * (_REACH * bandwidth / grid.size + 1)
    cells = (grid.rows + margin) * (grid.columns + margin)
    if cells > _MOST_CELLS:
        raise ImpossibleNumbers(
            f"A bandwidth of {bandwidth:g} m reaches over {cells:,.0f} cells of {grid.size:g} m.",
            "Choose larger cells or a shorter bandwidth.",
        )


def _warning(bandwidth: float, size: float) -> str:
    if bandwidth >= size:
        return ""
    return (
        f"The bandwidth ({bandwidth:.0f} m) is below the cell ({size:g} m): the map shows cells, "
        "not surroundings. Choose smaller cells or a longer bandwidth."
    )


def _gaussian(points: Floats, weights: Floats, grid: Grid, bandwidth: float) -> Floats:
    """(cells,) per square metre."""
    from scipy.ndimage import correlate1d

    fine = _finer(bandwidth / grid.size, grid.inside.size)
    width = bandwidth / grid.size * fine
    pad = fine * (math.ceil(_REACH * width / fine) + 1)
    binned = _binned(points, weights, grid, fine, pad)
    # Sharing a point among four centres blurs it by a variance of 1/6; take that off the kernel.
    narrowed = math.sqrt(max(width**2 - 1 / 6, 0.05))
    taps = np.exp(-0.5 * (np.arange(1 - pad, pad) / narrowed) ** 2)
    taps /= taps.sum() * grid.size / fine
    ours = slice(pad + fine // 2, -pad, fine)
    up = correlate1d(binned, taps, axis=0, mode="constant")[ours]
    both = correlate1d(up, taps, axis=1, mode="constant")[:, ours]
    return np.asarray(both[grid.inside])


def _finer(width: float, cells: int) -> int:
    """Into how many (an odd number, so that centres stay centres) each cell is cut for binning.

    Few cells to a bandwidth make the binning coarse. Below half a cell the map warns anyway.
    """
    if width >= _FINE:
        return 1
    wanted = min(2 * math.ceil(_FINE / width) - 1, 5)
    return wanted if cells * wanted**2 <= _MOST_FINE_CELLS else 1


def _binned(points: Floats, weights: Floats, grid: Grid, fine: int, pad: int) -> Floats:
    """The grid, each cell cut into fine × fine and `pad` more laid around: (rows, columns).

    Each point is shared among the four centres around it, by its nearness to each.
    """
    rows, columns = grid.rows * fine + 2 * pad, grid.columns * fine + 2 * pad
    total = np.zeros(rows * columns)
    # A few at a time: columns that stay in the processor's cache, and no large ones to allocate.
    for start in range(0, len(points), _POINTS_AT_A_TIME):
        some = slice(start, start + _POINTS_AT_A_TIME)
        x = (points[some, 0] - grid.west) * (fine / grid.size) + (pad - 0.5)
        y = (points[some, 1] - grid.south) * (fine / grid.size) + (pad - 0.5)
        near = (x >= 0) & (x < columns - 1) & (y >= 0) & (y < rows - 1)
        x, y, held = x[near], y[near], weights[some][near]
        column, row = x.astype(np.int64), y.astype(np.int64)
        cell = row * columns + column
        east, north = (x - column) * held, (y - row) * held
        both = (x - column) * north
        np.add.at(total, cell, held - east - north + both)
        np.add.at(total, cell + 1, east - both)
        np.add.at(total, cell + columns, north - both)
        np.add.at(total, cell + columns + 1, both)
    return total.reshape(rows, columns)


def _quartic(points: Floats, weights: Floats, grid: Grid, radius: float) -> Floats:
    """(cells,) per square metre: 3/(πr²) · (1 − d²/r²)², for every cell and point in reach."""
    reach = math.ceil(radius / grid.size) + 1
    rows, columns = grid.rows + 4 * reach, grid.columns + 4 * reach
    corner = np.array([grid.west, grid.south]) - 2 * reach * grid.size
    place = (points - corner) / grid.size
    # A margin of `reach` more, so that no step leads off the raster.
    near = ((place >= reach) & (place < [columns - reach, rows - reach])).all(axis=1)
    place, weights = place[near], weights[near]
    total = np.zeros(rows * columns)
    steps = _within(radius / grid.size, reach)
    scale = (grid.size / radius) ** 2
    for start in range(0, len(place), _POINTS_AT_A_TIME):
        some = slice(start, start + _POINTS_AT_A_TIME)
        x, y = place[some].T
        column, row = x.astype(np.int64), y.astype(np.int64)
        cell = row * columns + column
        right, above = column + 0.5 - x, row + 0.5 - y
        for up, along in steps:
            share = 1 - ((right + along) ** 2 + (above + up) ** 2) * scale
            share = np.maximum(share, 0) ** 2 * weights[some]
            np.add.at(total, cell + (up * columns + along), share)
    inner = total.reshape(rows, columns)[2 * reach : -2 * reach, 2 * reach : -2 * reach]
    return np.asarray(inner[grid.inside] * (3 / (math.pi * radius**2)))


def _within(radius: float, reach: int) -> list[tuple[int, int]]:
    """Steps to cells whose centre may lie within `radius` cells of a point in the middle one."""
    steps = np.arange(-reach, reach + 1)
    up, along = np.meshgrid(steps, steps, indexing="ij")
    close = np.hypot(np.maximum(np.abs(up) - 0.5, 0), np.maximum(np.abs(along) - 0.5, 0)) < radius
    return list(zip(up[close].tolist(), along[close].tolist(), strict=True))
