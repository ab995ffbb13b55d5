"""Counting events by place: on cells, or by the code of a small area; and what could not be placed.

Streets count for themselves (`streets.place`). Rates per head with their limits are `rates.crude`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Floats
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.grids import Cells, counted


@dataclass(frozen=True)
class Counted:
    """`counts`: (places,), in their order; `unplaced`: the weight of events in none of them."""

    counts: Floats
    unplaced: float


def on_cells(xy: ArrayLike, cells: Cells, *, weights: ArrayLike | None = None) -> Counted:
    """Events on the cells of a grid or on hexagons.

    xy: (events, 2) metres; weights: (events,) or none. O(events + cells).
    """
    points = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    held = _weights(weights, len(points))
    found = cells.count(points, held)
    return Counted(found, float(held.sum() - found.sum()))


def by_area(codes: ArrayLike, areas: ArrayLike, *, weights: ArrayLike | None = None) -> Counted:
    """Events by small area, from the code that each carries.

    codes: (events,) words, "" or any other code for none of them; areas: (areas,) the codes to
    count by, each once; weights: (events,) or none. Raises ImpossibleNumbers for an area listed
    twice. O((events + areas) · log areas).
    """
    carried, listed = np.asarray(codes, dtype=np.str_), np.asarray(areas, dtype=np.str_)
    held = _weights(weights, carried.size)
    order = np.argsort(listed, kind="stable")
    ordered = listed[order]
    if (ordered[1:] == ordered[:-1]).any():
        raise ImpossibleNumbers("An area is listed twice.", "List each code once.")
    if not ordered.size:
        return Counted(np.zeros(0), float(held.sum()))
    place = np.minimum(np.searchsorted(ordered, carried), ordered.size - 1)
    number = np.where(ordered[place] == carried, order[place], -1)
    found = counted(number, listed.size, held)
    return Counted(found, float(held[number < 0].sum()))


def per_km2(counts: ArrayLike, square_metres: ArrayLike, *, years: float = 1.0) -> Floats:
    """Events per km² and year: counts (places,) over areas in m² (one, or one for each place)."""
    area = np.asarray(square_metres, dtype=np.float64)
    if not years > 0 or not np.all(area > 0):
        raise ImpossibleNumbers("An area or the time is nought.", "Give both above nought.")
    return np.asarray(counts, dtype=np.float64) / (area / 1e6) / years


def _weights(weights: ArrayLike | None, events: int) -> Floats:
    held = np.ones(events) if weights is None else np.asarray(weights, dtype=np.float64)
    if held.shape != (events,) or not np.isfinite(held).all():
        raise ImpossibleNumbers("There is not one weight for each event.", "Give one each.")
    return held
