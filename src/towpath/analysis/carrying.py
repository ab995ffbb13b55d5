"""Can these events carry an analysis of near repeats at all?

It lives on the day and the spot. Dates known to the month, or points moved to the middle of a
street so that no house can be told, make repeats where there are none and hide those there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Bools, metres
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

FEW = 0.05
_DATED = ("day", "hour", "minute")


@dataclass(frozen=True)
class Pile:
    """The point with the most events: where it is, how many, what share; `caveat` where large."""

    xy: tuple[float, float]
    events: int
    share: float
    caveat: str


def require_near_repeats(precision: ArrayLike, snapped: ArrayLike) -> Bools:
    """Which events have a day and a spot of their own; refuses where too few do.

    precision: (events,) words, or one for all: month, day, hour, minute; snapped: (events,) or one
    for all: the point is an anonymised stand-in. Gives a mask (events,): up to one in twenty may
    lack either and is left out. Raises NotEnoughData beyond that, with what to ask for.
    """
    dated = np.atleast_1d(np.isin(np.asarray(precision, dtype=str), _DATED))
    moved = np.atleast_1d(np.asarray(snapped, dtype=bool))
    try:
        dated, moved = np.broadcast_arrays(dated, moved)
    except ValueError as error:
        raise ImpossibleNumbers(
            "The columns are of different lengths.", "Give one precision and one mark an event."
        ) from error
    if not dated.size:
        raise NotEnoughData("There are no events.", "Choose a longer period.")
    require_shares(float(np.mean(~dated)), float(np.mean(moved)))
    return np.asarray(dated & ~moved)


def require_shares(by_month: float, snapped: float) -> None:
    """The same from two shares, 0 to 1: dated no better than by the month; at snapped points."""
    if not (0 <= by_month <= 1 and 0 <= snapped <= 1):
        raise ImpossibleNumbers("A share lies outside 0 to 1.", "Give 0.05 for 5 %.")
    faults = []
    if by_month > FEW:
        faults.append(f"{_percent(by_month)} are dated by the month alone")
    if snapped > FEW:
        faults.append(f"{_percent(snapped)} stand at an anonymised point instead of their own")
    if faults:
        raise NotEnoughData(
            "Near repeats need the day and the spot of each event; of these, "
            + " and ".join(faults)
            + ".",
            "Ask for the force's own extract with dates and coordinates.",
        )


def pile(xy: ArrayLike, *, large: float = 0.02) -> Pile:
    """The point that bears the most events, and a caveat where it bears a `large` share.

    xy: (events, 2) metres, to the decimetre. A police station, a hospital or "address not known"
    as a point makes pairs of events that have nothing to do with one another. Raises NotEnoughData
    without events. O(n log n).
    """
    points = metres(xy).round(1)
    if not len(points):
        raise NotEnoughData("There are no events.", "Choose a longer period.")
    places, number = np.unique(points, axis=0, return_counts=True)
    worst = int(np.argmax(number))
    events, share = int(number[worst]), float(number[worst] / len(points))
    x, y = (float(one) for one in places[worst])
    caveat = (
        f"{events:,} of {len(points):,} events stand at one point ({x:.0f}, {y:.0f}): "
        "see whether it is a real address before believing repeats there."
    )
    return Pile((x, y), events, share, caveat if share >= large and events > 2 else "")


def _percent(share: float) -> str:
    return "all" if share == 1 else f"{100 * share:.0f} %"
