"""Repeats: how much of the crime comes back to the same address, and how soon.

Two things make repeats: some places are always riskier, and an event itself raises the risk for a
while. The time course tells them apart, because permuted dates keep the first and lose the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis import asked, pairs
from towpath.analysis.arrays import Floats, Integers, divide, metres
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

WEEKS = tuple(range(7, 85, 7))


@dataclass(frozen=True)
class Extent:
    """How much is repeated in the window.

    `places` had `events`; `repeat_places` had two or more. `places_share`: of the places with any,
    those with two or more; `events_share`: of the events, those that were not the first at their
    place; `borne_share`: of the events, those at places with two or more. `by_number`: (5,) places
    with one, two, three, four, five or more. `even_share`: the `events_share` that even risk over
    all places at risk gives, nan where their number is not known.
    """

    places: int
    events: int
    repeat_places: int
    places_share: float
    events_share: float
    borne_share: float
    by_number: Integers
    even_share: float


@dataclass(frozen=True)
class Course:
    """The time from an event to the next at the same place. All arrays (steps,).

    A step runs from `since` to `until` days after an event. `repeats`: events that came next in
    it; `exposure`: days that places were watched in it; `rate`: repeats in 100 such days, with 95 %
    limits `low`, `high`; `within`: share of events followed by another before `until`, as if all
    had been watched so long. `expected`: repeats if the dates were dealt out at random among the
    same places; `ratio`: of repeats to it.
    """

    since: Floats
    until: Floats
    repeats: Integers
    exposure: Integers
    rate: Floats
    low: Floats
    high: Floats
    within: Floats
    expected: Floats
    ratio: Floats


def places(xy: ArrayLike, same_place: float = 0.1) -> Integers:
    """(events,): a number for each place; points within `same_place` metres are one.

    xy: (events, 2). Where an address or UPRN is known, use it instead: a block of flats is one
    point and many homes.
    """
    from scipy import sparse

    n = len(metres(xy))
    first, second, _ = pairs.near(xy, [same_place]).each()
    links = sparse.coo_array((np.ones(first.size, dtype=np.int8), (first, second)), shape=(n, n))
    _, number = sparse.csgraph.connected_components(links, directed=False)
    return np.asarray(number, dtype=np.int64)


def extent(place: ArrayLike, *, at_risk: int | None = None) -> Extent:
    """How much is repeated. place: (events,) of any words or numbers; at_risk: all places.

    Depends on the window: an event near its end has no time to be repeated, so shares of windows
    of unequal length must not be compared; `course` can be. Even risk over N places leaves
    N(1 − (1 − 1/N)ⁿ) of them with any of n events. Raises NotEnoughData without events.
    """
    number = np.unique(np.asarray(place), return_counts=True)[1]
    if not number.size:
        raise NotEnoughData("There are no events.", "Choose a longer period.")
    events, held = int(number.sum()), int(number.size)
    if at_risk is not None and at_risk < held:
        raise ImpossibleNumbers(
            "More places had events than there are places.", "Check the number of places at risk."
        )
    repeated = number >= 2
    touched = np.nan if at_risk is None else at_risk * (1 - (1 - 1 / at_risk) ** events)
    return Extent(
        held,
        events,
        int(repeated.sum()),
        float(repeated.mean()),
        1 - held / events,
        float(number[repeated].sum() / events),
        np.bincount(np.minimum(number, 5) - 1, minlength=5),
        float(1 - touched / events),
    )


def course(
    place: ArrayLike,
    day: ArrayLike,
    window: tuple[float, float],
    rng: np.random.Generator,
    *,
    steps: Sequence[int] = WEEKS,
    permutations: int = 99,
) -> Course:
    """How soon the next event comes at the same place, corrected for the end of the window.

    place: (events,); day: (events,) within `window`, from its first day up to, not including, its
    end; steps: rising numbers of whole days after an event. Each event is watched until the next
    at its place, or until the window ends (Kaplan & Meier 1958, JASA 53; why it must be: Farrell,
    Sousa & Weisel 2002, Crime Prevention Studies 13; the course itself: Polvi et al. 1991, BJC 31).
    A day after an event counts once it was watched whole. Limits of the rate are Poisson's exact
    ones (Garwood 1936). O(permutations × n log n).
    """
    at, when = np.unique(np.asarray(place), return_inverse=True)[1], np.asarray(day, np.float64)
    edges = np.array([0, *(asked.whole(step, "days") for step in steps)], dtype=np.int64)
    _require(at, when, window, edges)
    dealt = range(asked.whole(permutations, "permutations", 0))
    rng, last = asked.chance(rng), int(edges[-1])
    failed, watched = _lags(at, when, window[1], last)
    hazard = divide(failed.astype(np.float64), watched.astype(np.float64))
    followed = 1 - np.cumprod(1 - np.where(watched > 0, hazard, 0.0))
    # Beyond the longest wait in the window nothing is known.
    followed[watched == 0] = np.nan
    repeats, exposure = (np.add.reduceat(of_lag, edges[:-1]) for of_lag in (failed, watched))
    chance = [
        np.add.reduceat(_lags(at, rng.permutation(when), window[1], last)[0], edges[:-1])
        for _ in dealt
    ]
    expected = np.mean(chance, axis=0) if chance else np.full(repeats.shape, np.nan)
    low, high = _garwood(repeats)
    hundreds = exposure / 100
    return Course(
        since=edges[:-1].astype(np.float64),
        until=edges[1:].astype(np.float64),
        repeats=repeats,
        exposure=exposure,
        rate=divide(repeats.astype(np.float64), hundreds),
        low=divide(low, hundreds),
        high=divide(high, hundreds),
        within=followed[edges[1:] - 1],
        expected=expected,
        ratio=divide(repeats.astype(np.float64), expected),
    )


def _lags(place: Integers, day: Floats, end: float, longest: int) -> tuple[Integers, Integers]:
    """(longest,) twice: next events so many days after one, and events still watched then."""
    order = np.lexsort((day, place))
    at, when = place[order], day[order]
    gap = np.full(when.size, np.inf)
    same = at[1:] == at[:-1]
    gap[:-1][same] = np.diff(when)[same]
    whole = np.floor(end - when)  # days of watching, had nothing come
    lag = np.where(np.floor(gap) < whole, np.floor(gap), np.inf)
    failed = np.bincount(lag[lag < longest].astype(np.int64), minlength=longest)
    until = np.minimum(np.minimum(lag + 1, whole), longest).astype(np.int64)
    left = np.bincount(until, minlength=longest + 1)[: longest + 1]
    return failed, when.size - np.cumsum(left)[:longest]


def _garwood(number: Integers) -> tuple[Floats, Floats]:
    from scipy import special

    low = np.where(number > 0, special.gammaincinv(np.maximum(number, 1), 0.025), 0.0)
    return low, np.asarray(special.gammaincinv(number + 1.0, 0.975))


def _require(place: Integers, day: Floats, window: tuple[float, float], edges: Integers) -> None:
    if place.shape != day.shape:
        raise ImpossibleNumbers(
            "The columns of the events are of different lengths.", "Give each a place and a day."
        )
    if not place.size:
        raise NotEnoughData("There are no events.", "Choose a longer period.")
    if not (day.min() >= window[0] and day.max() < asked.day(window[1])):
        raise ImpossibleNumbers(
            "An event lies outside the window.", "Give the first day, and the day after the last."
        )
    if edges.size < 2 or (np.diff(edges) <= 0).any():
        raise ImpossibleNumbers("The steps do not rise.", "Give days such as 7, 14, 21.")
