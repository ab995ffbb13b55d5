"""Patrol areas: the hottest ground drawn as a few whole areas that a team can walk round.

Scattered cells cannot be patrolled. Each area here is one connected piece, no wider than a walk,
and overlaps no other. It is chosen for what the map expects there; what lies between its streets (a
river, a railway, a locked gate) is for those who know the ground.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from towpath.analysis.arrays import Bools, Floats, Integers, floats, metres
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData
from towpath.analysis.grids import Cells

if TYPE_CHECKING:
    from shapely import Polygon

WALKING = 80.0  # metres a minute: 4.8 km/h
_STREETS = 4
_FREE = 0.9  # of the cells of a ring that an area may begin in
_PLACES_AT_LEAST, _PLACES_AN_AREA = 20_000, 1_000


@dataclass(frozen=True)
class Wanted:
    """What areas to draw.

    `areas`: how many at most; `across`: the widest an area may be, in metres; `smallest`,
    `largest`: its area in m²; `share`: stop once the areas hold this share of all that the map
    holds; `worth`: beyond the smallest area a cell is taken in while it holds this share of the
    mean of the cells so far. The defaults are for a team on foot: a round of 15 to 20 minutes.
    """

    areas: int = 8
    across: float = 600.0
    smallest: float = 60_000.0
    largest: float = 160_000.0
    share: float = 1.0
    worth: float = 0.35


@dataclass(frozen=True)
class Patrol:
    """One area to walk.

    `rank`: 1 for the one that holds most; `cells`: numbers of its cells; `outline`: a polygon in
    metres; `held`: the sum of the map's values in it; `share`: of all the map; `times`: how many
    times as thick there as over the whole ground; `area`: m²; `centre`: (x, y) of its weight;
    `round_minutes`: to walk round its edge; `events`: that happened in it, nan unless `named`;
    `streets`: the names most often given for those, most often first.
    """

    rank: int
    cells: Integers
    outline: Polygon
    held: float
    share: float
    times: float
    area: float
    centre: tuple[float, float]
    round_minutes: float
    events: float = math.nan
    streets: tuple[str, ...] = ()


def draw(values: ArrayLike, cells: Cells, wanted: Wanted | None = None) -> tuple[Patrol, ...]:
    """The areas to patrol, the fullest first.

    values: (cells,) what is expected in each cell: events of a forecast, a density, or counts
    (smoothed first: single counts are luck); cells: a grid or hexagons, small enough for four to an
    area. Over and over, the ring is found that holds most of what is not yet in an area; from its
    fullest cell an area grows by side and not by corner, taking the cell that adds most and leaves
    the outline short, until it is large enough or what is left is not worth the steps; holes are
    filled, spurs cut. A greedy search, as for the maximal covering problem (Church & ReVelle 1974).
    Raises ImpossibleNumbers for negative values and for cells too large for the area wanted,
    NotEnoughData for a map of noughts.
    O(areas × cells + cells × ring).
    """
    want = wanted or Wanted()
    (seen,) = floats(values)
    _require(seen, cells, want)
    search = _Search(seen, cells, want)
    drawn: list[Integers] = []
    while len(drawn) < want.areas and search.taken_share() < want.share:
        grown = search.next_area()
        if grown is None:
            break
        drawn.append(grown)
    drawn.sort(key=lambda area: -float(seen[area].sum()))
    outlines = _outlines(drawn, cells)
    return tuple(
        _patrol(rank, area, outline, seen, cells)
        for rank, (area, outline) in enumerate(zip(drawn, outlines, strict=True), 1)
    )


def named(
    patrols: tuple[Patrol, ...],
    xy: ArrayLike,
    names: ArrayLike,
    *,
    weights: ArrayLike | None = None,
) -> tuple[Patrol, ...]:
    """The same areas with the events that happened in them, and the streets these name.

    xy: (events, 2) metres; names: (events,) words, "" where none; weights: (events,) or none. Of
    streets named equally often the first by the alphabet leads. O(events).
    """
    import shapely

    points = metres(xy)
    words = np.asarray(names, dtype=np.str_)
    held = np.ones(len(points)) if weights is None else np.asarray(weights, dtype=np.float64)
    if not len(words) == len(held) == len(points):
        raise ImpossibleNumbers("There are not as many names as events.", "Give one each, or ''.")
    found = []
    for patrol in patrols:
        inside = shapely.contains_xy(patrol.outline, points[:, 0], points[:, 1])
        streets = _most_named(words[inside], held[inside])
        found.append(replace(patrol, events=float(held[inside].sum()), streets=streets))
    return tuple(found)


def _require(values: Floats, cells: Cells, want: Wanted) -> None:
    if values.shape != (cells.cells,) or not np.isfinite(values).all() or (values < 0).any():
        raise ImpossibleNumbers(
            "The map has a negative value, none, or not one for each cell.", "Give one for each."
        )
    if values.sum() == 0:
        raise NotEnoughData("The map is empty: there is nowhere to send anyone.", "Load more.")
    lengths = (want.across, want.smallest, want.largest)
    if not all(0 <= one < math.inf for one in lengths) or not (want.share > 0 and want.worth >= 0):
        raise ImpossibleNumbers(
            "What is wanted of the areas is no length or no share.", "Give metres, and 0 to 1."
        )
    if want.areas < 1 or 4 * cells.cell_area > want.largest or 2 * cells.size > want.across:
        raise ImpossibleNumbers(
            f"Cells of {cells.size:g} m are too large for areas {want.across:g} m across.",
            "Choose cells of a quarter of that or less, or larger areas.",
        )


class _Search:
    """The ground not yet given to an area, and the rings laid over it."""

    def __init__(self, values: Floats, cells: Cells, want: Wanted) -> None:
        self.values, self.want = values, want
        self.free: Bools = np.ones(values.size, dtype=bool)
        # Half of a cell's worth is that of the cells beside it: one busy address is no area.
        self.sides = sparse.csr_array(cells.neighbours(corners=False))
        beside = np.maximum(np.diff(self.sides.indptr), 1)
        self.worth = (values + self.sides @ values / beside) / 2
        self.least = max(math.ceil(want.smallest / cells.cell_area), 3)
        self.most = max(int(want.largest / cells.cell_area), self.least)
        # As wide as a round area of the largest size: wider rings would leave gaps between areas.
        self.width = max(min(want.across, 2 * math.sqrt(want.largest / math.pi)), 2 * cells.size)
        laid = _middles(cells, self.width)
        self.middles = laid[_promising(laid, values, cells, want)]
        self.rings = _rings(cells, self.middles, self.width)
        self.ring_cells = np.maximum(np.diff(self.rings.indptr), 1)
        self.cells = cells

    def taken_share(self) -> float:
        return float(self.values[~self.free].sum() / self.values.sum())

    def next_area(self) -> Integers | None:
        """The cells of the next area, which are then no longer free; none where nothing is left."""
        left = np.where(self.free, self.values, 0.0)
        # A ring mostly taken would leave a crescent around the areas already drawn.
        open_ = self.rings @ self.free.astype(np.float64) >= _FREE * self.ring_cells
        sums = np.where(open_, self.rings @ left, 0.0)
        best = int(np.argmax(sums))
        if sums[best] <= 0:
            return None
        wide = _rings(self.cells, self.middles[best : best + 1], self.want.across).indices
        first = self.rings.indices[self.rings.indptr[best] : self.rings.indptr[best + 1]]
        area = self._grown([int(c) for c in first if self.free[c]], wide[self.free[wide]].tolist())
        self.free[area] = False
        return area

    def _grown(self, ring: list[int], around: list[int]) -> Integers:
        allowed = set(around)
        area = {max(ring, key=lambda cell: (self.worth[cell], -cell))}
        held = sum(self.worth[cell] for cell in area)
        while len(area) < self.most:
            mean = held / len(area)
            edge = {n for cell in area for n in self._beside(cell) if n in allowed} - area
            gain = {cell: self._gain(cell, area, mean) for cell in edge}
            best = max(edge, key=lambda cell: (gain[cell], -cell), default=None)
            if best is None or (len(area) >= self.least and gain[best] < self.want.worth):
                break
            area.add(best)
            held += self.worth[best]
        self._fill(area, allowed)
        self._trim(area)
        return np.array(sorted(area), dtype=np.int64)

    def _gain(self, cell: int, area: set[int], mean: float) -> float:
        """What a cell adds, in means of the area, with a bonus for filling a corner or a bay."""
        touching = sum(n in area for n in self._beside(cell))
        return float(self.worth[cell] / mean if mean > 0 else 0.0) + 0.4 * (touching - 1)

    def _fill(self, area: set[int], allowed: set[int]) -> None:
        """Take in cells that the area surrounds, or all but surrounds."""
        for cell in sorted(allowed - area):
            beside = list(self._beside(cell))
            if len(area) < self.most and sum(n in area for n in beside) >= len(beside) - 1:
                area.add(cell)

    def _trim(self, area: set[int]) -> None:
        """Leave out single cells that stick out: a detour for little."""
        while len(area) > max(self.least, 8):
            loose = [c for c in sorted(area) if sum(n in area for n in self._beside(c)) <= 1]
            if not loose:
                break
            area.discard(min(loose, key=lambda cell: (self.worth[cell], cell)))

    def _beside(self, cell: int) -> Iterator[int]:
        start, stop = self.sides.indptr[cell : cell + 2]
        return (int(n) for n in self.sides.indices[start:stop])


def _middles(cells: Cells, across: float) -> Floats:
    """Where a ring may be laid: about centres for an odd number of squares, corners for an even."""
    if int(across / cells.size + 1e-9) % 2:
        return cells.centres
    pairs = sparse.coo_array(sparse.triu(cells.neighbours()))
    one, other = cells.centres[pairs.row], cells.centres[pairs.col]
    slanted = np.linalg.norm(one - other, axis=1) > 1.2 * cells.size
    if not slanted.any():
        return cells.centres
    return np.unique(np.round((one + other)[slanted] / 2, 3), axis=0)


def _promising(laid: Floats, values: Floats, cells: Cells, want: Wanted) -> Integers:
    """Which of the places for a ring to keep: those in the fullest of blocks as wide as a ring."""
    keep = max(_PLACES_AT_LEAST, want.areas * _PLACES_AN_AREA)
    if len(laid) <= keep:
        return np.arange(len(laid))
    low = np.minimum(laid.min(axis=0), cells.centres.min(axis=0))
    block, place = (
        ((xy - low) // want.across).astype(np.int64) + 1 for xy in (cells.centres, laid)
    )
    sums = np.zeros(tuple(np.maximum(block.max(axis=0), place.max(axis=0)) + 2))
    np.add.at(sums, tuple(block.T), values)
    around = sum(np.roll(sums, (i, j), axis=(0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1))
    fullest = np.argsort(-np.asarray(around)[tuple(place.T)], kind="stable")[:keep]
    return np.sort(fullest)


def _rings(cells: Cells, middles: Floats, across: float) -> sparse.csr_array:
    """(middles, cells): 1 where a cell lies wholly within `across` from side to side, and round."""
    from scipy.spatial import cKDTree

    near = cKDTree(middles).sparse_distance_matrix(
        cKDTree(cells.centres), across / 2 * (1 - 1e-9), output_type="coo_matrix"
    )
    reach = (across - cells.size) / 2 * (1 + 1e-9)
    gap = np.abs(middles[near.row] - cells.centres[near.col]).max(axis=1)
    held = gap <= reach
    shape = (len(middles), cells.cells)
    pairs = (near.row[held], near.col[held])
    return sparse.csr_array((np.ones(int(held.sum())), pairs), shape=shape)


def _outlines(areas: list[Integers], cells: Cells) -> list[Polygon]:
    """Each area's cells as one polygon with its steps rounded, never over another area's cells."""
    import shapely

    shapes = cells.outlines()
    raw = [shapely.union_all(shapely.from_wkb(shapes[area])) for area in areas]
    rounding = 0.45 * cells.size
    smooth: list[Polygon] = []
    for own, outline in enumerate(raw):
        soft = outline.buffer(rounding).buffer(-2 * rounding).buffer(rounding)
        others = [*raw[:own], *raw[own + 1 :], *smooth]
        clear = shapely.difference(soft.simplify(0.05 * cells.size), shapely.union_all(others))
        parts = shapely.get_parts(clear)
        smooth.append(parts[np.argmax(shapely.area(parts))])
    return smooth


def _patrol(rank: int, area: Integers, outline: Polygon, values: Floats, cells: Cells) -> Patrol:
    held = float(values[area].sum())
    share = held / float(values.sum())
    x, y = values[area] @ cells.centres[area] / held
    return Patrol(
        rank=rank,
        cells=area,
        outline=outline,
        held=held,
        share=share,
        times=share / (area.size / cells.cells),
        area=float(outline.area),
        centre=(float(x), float(y)),
        round_minutes=float(outline.length) / WALKING,
    )


def _most_named(words: np.typing.NDArray[np.str_], held: Floats) -> tuple[str, ...]:
    kept = words != ""
    streets, where = np.unique(words[kept], return_inverse=True)
    often = np.bincount(where, held[kept], minlength=streets.size)
    order = np.argsort(-often, kind="stable")[:_STREETS]
    return tuple(str(street) for street in streets[order])
