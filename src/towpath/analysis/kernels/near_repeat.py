"""Close pairs of points, and how near in time they are under many permutations at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from towpath.analysis.arrays import Floats, Integers
from towpath.analysis.kernels import compiled

Small = NDArray[Any]  # whole numbers of whatever width holds them

LANES = 64  # permutations side by side: the days of one event are one or two cache lines
BANDS = 4  # of time, counted in one sweep
_FULL = 32_767  # the most that a lane of int16 can count
_LINES = 16  # permutations drawn before they are laid side by side
_BLOCK = 256  # numbers drawn at a time, so that drawing becomes vectors
_GOLDEN, _MIX, _STIR = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


@compiled
def near(
    xy: Floats,
    cells: tuple[Integers, Integers, int],
    limits: Floats,
    blocks: bool,
    rows: tuple[int, int],
    into: tuple[Integers, Small],
) -> None:
    """Count the later neighbours of the positions `rows`[0] to `rows`[1], or write them down.

    xy: (n, 2) in the order of cells; cells: the cell of each, where each cell begins, and how many
    lie in a row; limits: (bands,), of the squared distance unless `blocks`. into: (n × bands + 1,)
    counts, taken while the (pairs,) beside them are empty; afterwards they say where each position
    and band begins among the pairs.
    """
    cell, held, across = cells
    start, other = into
    bands = limits.size
    for i in range(rows[0], rows[1]):
        cursor = start[i * bands : i * bands + bands].copy()
        for part in range(2):
            # The rest of this cell and the next one; then the three cells of the row above.
            begin = held[cell[i] + across - 1] if part else i + 1
            end = held[cell[i] + across + 2] if part else held[cell[i] + 2]
            for j in range(begin, end):
                dx, dy = abs(xy[j, 0] - xy[i, 0]), abs(xy[j, 1] - xy[i, 1])
                apart = dx + dy if blocks else dx * dx + dy * dy
                if apart <= limits[bands - 1]:
                    band = 0
                    while apart > limits[band]:
                        band += 1
                    if other.size:
                        other[cursor[band]] = j
                    cursor[band] += 1
        if not other.size:
            start[i * bands : i * bands + bands] = cursor


@compiled
def shuffle(day: Small, live: Small, seed: int, kept: int, wide: Small) -> None:
    """Fill `wide` (n, lanes) with permutations of `day` (n,); the first `kept` lanes are as it is.

    Only the rows in `live` are filled. Fisher and Yates's shuffle, stopped once those have their
    days; chance is splitmix64 (Steele, Lea & Flood 2014), 53 bits a draw.
    """
    rows = live.size
    state = np.uint64(seed)
    line, drawn = day.copy(), np.empty((_LINES, rows), day.dtype)
    place = np.empty(_BLOCK, np.int64)
    for lane in range(0, wide.shape[1], _LINES):
        for row in range(_LINES):
            for begin in range(0, rows, _BLOCK):
                end = min(_BLOCK, rows - begin)
                _draw(state, begin, day.size, place[:end])
                state += np.uint64(_BLOCK) * np.uint64(_GOLDEN)
                for t in range(begin, begin + end):
                    j = place[t - begin]
                    taken = line[j]
                    line[j] = line[t]
                    line[t] = taken
                    drawn[row, t] = day[live[t]] if lane + row < kept else taken
        for t in range(rows):
            row_of = wide[live[t]]
            for row in range(_LINES):
                row_of[lane + row] = drawn[row, t]


@compiled
def _draw(state: np.uint64, begin: int, n: int, place: Integers) -> None:
    for t in range(place.size):
        mixed = state + np.uint64(t) * np.uint64(_GOLDEN)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(_MIX)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(_STIR)
        mixed ^= mixed >> np.uint64(31)
        part = np.int64(mixed >> np.uint64(11)) * 2.0**-53
        place[t] = begin + t + np.int64(part * (n - begin - t))


@compiled
def close(start: Integers, other: Small, wide: Small, limits: Small, found: Integers) -> None:
    """Add to `found` (bands, 4, lanes) the pairs of each band no further apart than each limit.

    wide: (n, lanes) days; limits: (4,), of its dtype.
    """
    bands = found.shape[0]
    number = wide.dtype.type
    la, lb, lc, ld = limits[0], limits[1], limits[2], limits[3]
    # Four arrays of their own, and sums no wider than the days: so the loop becomes vectors.
    a, b = np.zeros(LANES, wide.dtype), np.zeros(LANES, wide.dtype)
    c, d = np.zeros(LANES, wide.dtype), np.zeros(LANES, wide.dtype)
    for band in range(bands):
        room = _FULL
        for i in range(wide.shape[0]):
            k, end = start[i * bands + band], start[i * bands + band + 1]
            while k < end:
                stop = min(end, k + room)
                for pair in range(k, stop):
                    j = other[pair]
                    for lane in range(LANES):
                        gap = number(wide[j, lane] - wide[i, lane])
                        gap = number(max(gap, number(-gap)))
                        a[lane] = number(a[lane] + number(gap <= la))
                        b[lane] = number(b[lane] + number(gap <= lb))
                        c[lane] = number(c[lane] + number(gap <= lc))
                        d[lane] = number(d[lane] + number(gap <= ld))
                room -= stop - k
                k = stop
                if room == 0:
                    _pour((a, b, c, d), found[band])
                    room = _FULL
        _pour((a, b, c, d), found[band])


@compiled
def _pour(counted: tuple[Small, Small, Small, Small], into: Integers) -> None:
    for limit in range(BANDS):
        for lane in range(LANES):
            into[limit, lane] += counted[limit][lane]
            counted[limit][lane] = 0
