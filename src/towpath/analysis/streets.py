"""Streets: events on the segments of a network, how many to a kilometre, and on which.

A segment is a piece of street between two junctions. Counting on streets rather than on cells
follows the ground that people walk; it needs points that lie on the right street, which snapped
points do not promise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Floats, Integers, Words, divide, metres
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.grids import counted

if TYPE_CHECKING:
    import shapely
    from scipy import sparse
    from shapely import LineString, Polygon

REACH = 50.0  # metres: across a wide road and its front gardens


@dataclass(frozen=True)
class Network:
    """`lines`: (segments,) shapely LineStrings in metres; `names`: (segments,), "" where none."""

    lines: Words
    names: Words

    @cached_property
    def length(self) -> Floats:
        """(segments,) metres."""
        import shapely

        return np.asarray(shapely.length(self.lines), dtype=np.float64)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """To find segments near a place."""
        import shapely

        return shapely.STRtree(self.lines)


@dataclass(frozen=True)
class OnStreets:
    """`counts`, `per_km`: (segments,); `segment`: (events,), −1 where none was in reach.

    `unplaced`: the weight of the events that lie on no street; `away`: (events,) metres to the
    segment, nan for those.
    """

    counts: Floats
    per_km: Floats
    segment: Integers
    unplaced: float
    away: Floats


def network(lines: Sequence[LineString], names: Sequence[str]) -> Network:
    """A network of segments, cut where streets meet, with a name for each ("" where none).

    Raises ImpossibleNumbers for a segment that is no line or has no length, for degrees, and for
    other than one name each.
    """
    import shapely

    held = np.asarray(list(lines), dtype=object)
    words = np.asarray(list(names), dtype=np.str_)
    if held.shape != words.shape or not held.size:
        raise ImpossibleNumbers(
            "A network needs segments, and one name for each.", "Give '' for one without a name."
        )
    kinds = shapely.get_type_id(held)
    if not np.isin(kinds, [1]).all() or not (shapely.length(held) > 0).all():
        raise ImpossibleNumbers(
            "A segment is not a line, or has no length.",
            "Take multi-part lines apart, and leave out empty ones.",
        )
    if not np.isfinite(shapely.total_bounds(held)).all():
        raise ImpossibleNumbers("A segment has a corner that is not known.", "Leave it out.")
    if np.abs(shapely.total_bounds(held)).max() <= 180:
        raise ImpossibleNumbers("The network is in degrees.", "Convert it to metres first.")
    return Network(held, words)


def place(
    xy: ArrayLike, streets: Network, *, reach: float = REACH, weights: ArrayLike | None = None
) -> OnStreets:
    """Each event on its nearest segment, and events per km of each segment.

    xy: (events, 2) metres; reach: metres beyond which an event lies on no street; weights:
    (events,) or none. At a junction all arms are as near: the first in the network's order has it,
    so a junction's events are one segment's and no event counts twice. Events per km of a short
    segment say little: `hotspots.shrunken(counts, length)` draws them to the mean. An STR tree:
    O((events + segments) · log segments). Weisburd 2015 (Criminology 53) for the unit.
    """

    points = metres(xy)
    if not 0 < reach < math.inf:
        raise ImpossibleNumbers("The reach is no length.", "Give it in metres: 50.")
    event, near, gap = _nearest(points, streets, reach)
    segment = np.full(len(points), -1, dtype=np.int64)
    away = np.full(len(points), np.nan)
    # The last to be written wins, so write the first of the network's order last.
    order = np.lexsort((-near, event))
    segment[event[order]], away[event[order]] = near[order], gap[order]
    held = np.ones(len(points)) if weights is None else np.asarray(weights, dtype=np.float64)
    number = counted(segment, len(streets.lines), held)
    unplaced = float(held[segment < 0].sum())
    return OnStreets(number, divide(number, streets.length / 1000), segment, unplaced, away)


def neighbours(streets: Network, *, gap: float = 1.0) -> sparse.csr_array:
    """(segments, segments) sparse: 1 where an end of two segments meets, within `gap` metres.

    For `hotspots.find(counts, length, …)` and `moran.local`. O(segments · log segments).
    """
    import shapely
    from scipy import sparse
    from scipy.spatial import cKDTree

    if not 0 <= gap < math.inf:
        raise ImpossibleNumbers("The gap is no length.", "Give it in metres: 1.")
    ends = np.vstack(
        [shapely.get_coordinates(shapely.get_point(streets.lines, k)) for k in (0, -1)]
    )
    pairs = cKDTree(ends).query_pairs(gap, output_type="ndarray") % len(streets.lines)
    one, other = pairs[pairs[:, 0] != pairs[:, 1]].T
    left, right = np.r_[one, other], np.r_[other, one]
    shape = (len(streets.lines),) * 2
    links = sparse.csr_array((np.ones(left.size), (left, right)), shape=shape)
    links.sum_duplicates()
    links.data[:] = 1.0
    return links


def inside(streets: Network, outline: Polygon) -> tuple[str, ...]:
    """The names of the streets in an outline (metres), that of most metres in it first.

    For a patrol area: what lies in it whether or not anything happened there. O(log segments +
    those found).
    """
    import shapely

    found = np.sort(streets.tree.query(outline, predicate="intersects"))
    metres = shapely.length(shapely.intersection(streets.lines[found], outline))
    names, where = np.unique(streets.names[found], return_inverse=True)
    total = np.bincount(where, metres, minlength=names.size)
    order = np.argsort(-total, kind="stable")
    return tuple(str(names[i]) for i in order if names[i] and total[i] > 0)


def _nearest(points: Floats, streets: Network, reach: float) -> tuple[Integers, Integers, Floats]:
    """Events, their nearest segments (all of them where several are as near), and how far."""
    import shapely

    (event, near), gap = streets.tree.query_nearest(
        shapely.points(points), max_distance=reach, return_distance=True, all_matches=True
    )
    return np.asarray(event), np.asarray(near), np.asarray(gap)
