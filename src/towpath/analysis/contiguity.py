"""Contiguity: which small areas are neighbours, by touching borders or by nearest centres.

Islands (areas that touch none) are named, and joined to their nearest area only when asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from towpath.analysis.arrays import Floats, Integers, floats
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Contiguity:
    """`weights`: (areas, areas), 1 for a neighbour, no self; `islands`: codes that touch none.

    An island stays listed when it has been joined to its nearest area (`joined` is then true), so
    that a page can say so.
    """

    weights: sparse.csr_array
    islands: tuple[str, ...]
    joined: bool = False


def require(neighbours: sparse.csr_array, areas: int) -> sparse.csr_array:
    """Neighbours as methods take them: of so many areas, self left out, every weight a number."""
    if getattr(neighbours, "shape", None) != (areas, areas):
        raise ImpossibleNumbers(
            "The neighbour list is not of the same areas as the counts.",
            "Build it from the same list of areas, in the same order.",
        )
    found = sparse.csr_array(neighbours)
    if found.diagonal().any():
        raise ImpossibleNumbers(
            "An area is listed as its own neighbour.", "Leave each area out of its own list."
        )
    if not (np.isfinite(found.data).all() and (found.data >= 0).all()):
        raise ImpossibleNumbers("A neighbour's weight is not from 0 up.", "Give 1, or a share.")
    return found


def queen(
    polygons: Sequence[BaseGeometry],
    codes: Sequence[str],
    *,
    gap: float = 0.0,
    join_islands: bool = False,
) -> Contiguity:
    """Neighbours share a border or a corner, or come within `gap` of each other.

    polygons: (areas,) Shapely geometries in metres (British National Grid), generalised together so
    that borders still meet; codes: (areas,) in the same order; gap: metres, for borders that
    simplification has pulled apart. Symmetric. An STR tree: O(areas log areas + candidate pairs).
    """
    import shapely

    shapes = np.array(polygons, dtype=object)
    _same_length(len(shapes), len(codes))
    if any(shape is None or shape.is_empty for shape in shapes):
        raise ImpossibleNumbers("An area has no boundary.", "Leave it out, or load its boundary.")
    tree = shapely.STRtree(shapes)
    if gap > 0:
        left, right = tree.query(shapes, predicate="dwithin", distance=gap)
    else:
        left, right = tree.query(shapes, predicate="intersects")
    links = _matrix(left, right, len(shapes))
    centres = shapely.get_coordinates(shapely.point_on_surface(shapes))
    return _finish(links, codes, centres, join_islands)


def nearest(
    easting: ArrayLike, northing: ArrayLike, codes: Sequence[str], k: int = 6
) -> Contiguity:
    """Each area's `k` nearest centres; ties are settled by the areas' order.

    easting, northing: (areas,) metres; codes: (areas,). Not symmetric: a lone area's nearest may
    have nearer ones of its own. There are no islands. O(areas log areas).
    """
    east, north = floats(easting, northing)
    centres = np.column_stack([east, north])
    _same_length(len(centres), len(codes))
    if not np.all(np.isfinite(centres)):
        raise ImpossibleNumbers("An area has no centre.", "Leave it out, or load its boundary.")
    if not 1 <= k < len(centres):
        raise NotEnoughData(
            f"{len(centres)} areas cannot each have {k} neighbours.",
            "Ask for fewer neighbours.",
        )
    left = np.repeat(np.arange(len(centres)), k)
    return Contiguity(_matrix(left, _closest(centres, k).ravel(), len(centres)), ())


def _closest(centres: Floats, k: int) -> Integers:
    """The k nearest others of each centre; itself is left out by index, as centres may coincide."""
    from scipy import spatial

    tree = spatial.KDTree(centres)
    _, found = tree.query(centres, k=k + 1)
    index: Integers = np.asarray(found, dtype=np.int64)
    own = index == np.arange(len(centres))[:, None]
    # Where many centres coincide, a centre may be missing from its own answer: drop the farthest.
    own[~own.any(axis=1), -1] = True
    return np.asarray(index[~own]).reshape(len(centres), k)


def _finish(
    links: sparse.csr_array, codes: Sequence[str], centres: Floats, join: bool
) -> Contiguity:
    lonely = np.flatnonzero(np.diff(links.indptr) == 0)
    islands = tuple(codes[int(i)] for i in lonely)
    if not join or not islands or len(codes) < 2:
        return Contiguity(links, islands)
    mainland = _closest(centres, 1).ravel()[lonely]
    bridges = _matrix(np.r_[lonely, mainland], np.r_[mainland, lonely], len(codes))
    joined = sparse.csr_array(((links + bridges) > 0).astype(np.float64))
    return Contiguity(joined, islands, joined=True)


def _matrix(left: Integers, right: Integers, size: int) -> sparse.csr_array:
    other = left != right
    ones = np.ones(int(other.sum()))
    matrix = sparse.csr_array((ones, (left[other], right[other])), shape=(size, size))
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    matrix.sort_indices()
    return matrix


def _same_length(shapes: int, codes: int) -> None:
    if shapes != codes:
        raise ImpossibleNumbers(
            f"{shapes} areas were given with {codes} codes.",
            "Give one code for each area.",
        )
