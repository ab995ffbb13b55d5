"""The tables behind Knox's test: counted, permuted, and their moments over all permutations."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from towpath.analysis import bands as bands_of_pairs
from towpath.analysis import pairs
from towpath.analysis.arrays import Floats, Integers
from towpath.analysis.bands import Bands
from towpath.analysis.errors import NotEnoughData
from towpath.analysis.events import Events

_LEAST = 4


@dataclass(frozen=True)
class Study:
    """Close pairs, ticks by position, and what the margins of the table are."""

    bands: Bands
    near: pairs.Near
    ticks: NDArray[Any] = field(repr=False)
    limits: Integers
    per_day: int


def study(events: Events, bands: Bands) -> Study:
    """Find the close pairs. Raises NotEnoughData for fewer than four events."""
    if len(events) < _LEAST:
        raise NotEnoughData(
            f"There are {len(events)} events.", "Choose a longer period or a wider category."
        )
    ticks, per_day = bands_of_pairs.ticked(events.day)
    xy = events.xy.astype(np.float32) if bands.rules.coarse else events.xy
    near = pairs.near(xy, bands.metres, blocks=bands.rules.blocks)
    narrow = np.int16 if ticks.max() <= np.iinfo(np.int16).max else np.int32
    limits = np.minimum(bands.ticks(per_day), np.iinfo(narrow).max)
    return Study(bands, near, ticks[near.order].astype(narrow), limits, per_day)


def permuted(study: Study, tables: int, rng: np.random.Generator) -> Integers:
    """(tables, distances + 1, times + 1): the first of the days as they are, the others dealt out.

    Sixty-four at a time, on as many threads as there are processors; one seed for each.
    """
    from towpath.analysis import kernels
    from towpath.analysis.kernels import near_repeat as loops

    batches = -(-tables // loops.LANES)
    seeds = rng.integers(0, 2**63 - 1, batches).tolist()
    live = np.flatnonzero(study.near.live).astype(np.int32)

    def count(batch: int) -> Integers:
        wide = np.empty((study.ticks.size, loops.LANES), dtype=study.ticks.dtype)
        loops.shuffle(study.ticks, live, seeds[batch], int(batch == 0), wide)
        return _within(study, wide)

    cumulative = np.concatenate(kernels.over(count, range(batches)))[:tables]
    return _complete(study, np.diff(cumulative, axis=2, prepend=0))


def observed(study: Study) -> Integers:
    """(distances + 1, times + 1): the pairs of the days as they are."""
    from towpath.analysis.kernels import near_repeat as loops

    wide = np.repeat(study.ticks[:, None], loops.LANES, axis=1)
    first = np.diff(_within(study, wide)[:1], axis=2, prepend=0)
    return np.asarray(_complete(study, first)[0])


def barton_david(study: Study) -> tuple[Floats, Floats]:
    """(distances + 1, times + 1) twice: exact mean and variance over all permutations.

    Barton & David 1966, from how many neighbours each event has in each band; rational arithmetic,
    since the squares of a large table have more digits than a float.
    """
    near = _with_beyond(study.near.degrees())
    soon = _with_beyond(_degrees_in_time(study))
    both = [[_moments(a, b, study.ticks.size) for b in soon.T] for a in near.T]
    mean = np.array([[float(cell[0]) for cell in row] for row in both])
    return mean, np.array([[float(cell[1]) for cell in row] for row in both])


def _within(study: Study, wide: NDArray[Any]) -> Integers:
    """(lanes, distances, times): close pairs no further apart in time than each limit."""
    from towpath.analysis.kernels import near_repeat as loops

    near, found = study.near, []
    for begin in range(0, study.limits.size, loops.BANDS):
        some = study.limits[begin : begin + loops.BANDS]
        limits = np.full(loops.BANDS, -1, dtype=wide.dtype)
        limits[: some.size] = some
        counted = np.zeros((near.bands, loops.BANDS, loops.LANES), dtype=np.int64)
        loops.close(near.start, near.other, wide, limits, counted)
        found.append(counted[:, : some.size])
    return np.moveaxis(np.concatenate(found, axis=1), 2, 0)


def _complete(study: Study, inside: Integers) -> Integers:
    """The tables with what lies beyond the bands, which the margins give: none needs counting."""
    n = study.ticks.size
    by_distance = study.near.counts
    by_time = _degrees_in_time(study).sum(axis=0) // 2
    tables, rows, columns = inside.shape
    whole = np.empty((tables, rows + 1, columns + 1), dtype=np.int64)
    whole[:, :rows, :columns] = inside
    whole[:, :rows, columns] = by_distance - inside.sum(axis=2)
    whole[:, rows, :columns] = by_time - inside.sum(axis=1)
    elsewhere = n * (n - 1) // 2 - int(by_distance.sum()) - int(by_time.sum())
    whole[:, rows, columns] = elsewhere + inside.sum(axis=(1, 2))
    return whole


def _degrees_in_time(study: Study) -> Integers:
    """(n, times), in the order of days: how many other events fall in each band of time."""
    ticks = np.sort(study.ticks).astype(np.int64)
    reach = [
        np.searchsorted(ticks, ticks + limit, "right") - np.searchsorted(ticks, ticks - limit) - 1
        if limit >= 0
        else np.zeros(ticks.size, dtype=np.int64)
        for limit in study.limits
    ]
    return np.diff(np.column_stack(reach), axis=1, prepend=0)


def _with_beyond(degrees: Integers) -> Integers:
    rest = len(degrees) - 1 - degrees.sum(axis=1, keepdims=True)
    return np.hstack([degrees, rest])


def _moments(near: Integers, soon: Integers, n: int) -> tuple[Fraction, Fraction]:
    """Mean and variance of the pairs that two graphs on n points share, one's points permuted.

    E X² counts couples of pairs: one and the same, with an event in common, with none.
    """
    edges = [int(degree.sum()) // 2 for degree in (near, soon)]
    joined = [int((degree * (degree - 1)).sum()) for degree in (near, soon)]
    apart = [e * e - e - j for e, j in zip(edges, joined, strict=True)]
    couples = n * (n - 1)
    mean = Fraction(2 * math.prod(edges), couples)
    square = (
        mean
        + Fraction(math.prod(joined), couples * (n - 2))
        + Fraction(4 * math.prod(apart), couples * (n - 2) * (n - 3))
    )
    return mean, square - mean**2
