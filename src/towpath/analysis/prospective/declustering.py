"""Stochastic declustering: which events were set off by others, and what does that say of both?

Mohler, Short, Brantingham, Schoenberg & Tita 2011 (Journal of the American Statistical Association
106), after Zhuang, Ogata & Vere-Jones 2002; here by expectation and maximisation over all pairs
within reach instead of by drawing one family tree after another, so no chance enters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from towpath.analysis.arrays import Floats, Integers
from towpath.analysis.events import Events
from towpath.analysis.prospective import background, triggering

_ROUNDS, _STEPS = 3, 6
_LEAST = 1e-9


@dataclass(frozen=True)
class Declustered:
    """What declustering found.

    `bandwidths`: metres, of the background's ladder; `share`: (bandwidths + 1,) of the background
    that each carries, the last spread evenly; `sure`: (events,) how surely each was set off by no
    other; `pairs`: how many pairs were within reach.
    """

    trigger: triggering.Trigger
    bandwidths: tuple[float, ...]
    share: Floats
    sure: Floats
    pairs: int


@dataclass(frozen=True)
class Pairs:
    """Pairs within reach: see kernels. `order`: the events by box, which the rest goes by."""

    order: Integers
    upto: Integers
    code: NDArray[np.uint16]


def fit(
    events: Events, even: Floats, record: tuple[float, float], held: triggering.Held
) -> Declustered:
    """Separate background from offspring, and learn both, each from the other.

    events: one or more; even: (events,) the density per m² of the even background at each, above
    nought; record: the day on which it begins and that on which it ends.
    Two events of one day are never parent and child, for dates do not tell which came first. Each
    round smooths the background anew, with every event judged by the others alone, then takes six
    steps of expectation and maximisation. O(events + pairs within 400 m and 60 days).
    """
    from towpath.analysis.kernels import self_exciting_pairs

    pairs = close_pairs(events)
    xy = events.xy[pairs.order]
    ladder = background.ladder(xy)
    left = _days_left(events, record[1])
    length = max(record[1] - record[0], 1.0)
    trigger = triggering.start(held)
    sure = np.full(len(xy), 0.9)
    share = np.full(len(ladder) + 1, 1 / (len(ladder) + 1))
    for _ in range(_ROUNDS):
        total = max(float(sure.sum()), _LEAST)
        smooth = [rung.density(sure) / total for rung in ladder]
        ground = np.stack([*smooth, even[pairs.order]])
        for _ in range(_STEPS):
            rate = share * float(sure.sum()) / length
            table = trigger.table()
            sure, credited, credit = self_exciting_pairs.expect(
                pairs.upto, pairs.code, table, ground, rate
            )
            share = np.maximum(credited / credited.sum(), _LEAST)
            by_lag = credit.reshape(triggering.DAYS, triggering.RINGS)
            trigger = triggering.refitted(trigger, held, by_lag, left)
    back = np.empty(len(xy))
    back[pairs.order] = sure
    widths = tuple(rung.bandwidth for rung in ladder)
    return Declustered(trigger, widths, share / share.sum(), back, len(pairs.code))


def _days_left(events: Events, ends: float) -> Floats:
    """(DAYS + 1,): how many events have 0, 1, … and at least 60 days after them in the record."""
    left = math.ceil(ends) - 1 - np.floor(events.day).astype(np.int64)
    kept = np.minimum(left, triggering.DAYS)
    return np.bincount(kept, minlength=triggering.DAYS + 1).astype(np.float64)


def close_pairs(events: Events) -> Pairs:
    """Each later event with each earlier one within 400 m and 60 days. O(events + pairs)."""
    from towpath.analysis.kernels import self_exciting_pairs

    reach = triggering.REACH
    place = np.floor((events.xy - events.xy.min(axis=0)) / reach).astype(np.int64) + 1
    across = int(place[:, 0].max()) + 2
    boxes = (int(place[:, 1].max()) + 2) * across
    box = place[:, 1] * across + place[:, 0]
    order = np.argsort(box, kind="stable")
    begins = np.zeros(boxes + 1, dtype=np.int64)
    np.cumsum(np.bincount(box, minlength=boxes), out=begins[1:])
    day = np.floor(events.day).astype(np.int64)
    law = (reach, triggering.DAYS, triggering.RINGS, across)
    upto, code = self_exciting_pairs.pairs(events.xy[order], day[order], box[order], begins, law)
    return Pairs(order, upto, code)
