"""Hot over time: which hot spots are new, emerging, persistent, intermittent, fading or gone.

The desktop's "emerging hot spot analysis" asks the same, but tests every cell in every period and
every trend at 5 % each, so that a quiet map shows hundreds. Here both questions hold the false
discovery rate. `persistence` asks something simpler, who is in the top tenth each year: it needs no
neighbours, and cannot say whether the top tenth is hot at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from towpath.analysis import asked, false_discovery, hotspots, trend
from towpath.analysis.arrays import Bools, Floats, Integers, Words, counts
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

PERIODS_AT_LEAST = 4
_PAIRS_AT_A_TIME = 2_000_000


@dataclass(frozen=True)
class OverTime:
    """Per cell, in the order given.

    `kind`: "new", "emerging", "persistent", "intermittent", "fading", "gone" or "never hot"; `hot`:
    (cells, periods); `z`: (cells, periods) Gi* of each period; `periods_hot`; `trend`: Mann–Kendall
    z of the cell's Gi* over the periods, nan where it was never hot; `adjusted`: its two-sided p by
    false discovery rate among the cells that were ever hot.
    """

    kind: Words
    hot: Bools
    z: Floats
    periods_hot: Integers
    trend: Floats
    adjusted: Floats


def classify(
    events: ArrayLike,
    base: ArrayLike,
    neighbours: sparse.csr_array,
    *,
    alpha: float = 0.05,
    persistent: float = 0.8,
) -> OverTime:
    """Sort cells by how hot they were, period by period.

    events: (cells, periods) counts of equal periods, oldest first (whole years, or the same season
    of each: a season that moves about the map is read as a trend); base: (cells,) or (cells,
    periods); neighbours: (cells, cells) as of `hotspots.find`. A cell is hot in a period if its Gi*
    is high and its p, adjusted over all cells and all periods together, is at most `alpha`. Then,
    first that fits: *new*: hot in the last period alone; *emerging*: hot in the last, and Gi*
    rising (Mann 1945; Kendall 1975); *fading*: falling, whether or not hot in the last; *gone*: hot
    before, not in the last; *persistent*: hot in a share `persistent` of the periods;
    *intermittent*: the rest. Trends are tested only where a cell was ever hot: being picked depends
    on which values it had, not on their order, so the tests stay true. What is compared is the map
    of each period with itself: a rise everywhere alike moves nothing. Raises NotEnoughData below
    four periods.
    O(cells × periods²).
    """
    asked.level(alpha, "false discovery rate")
    (seen,) = counts(events)
    if seen.ndim != 2 or seen.shape[1] < PERIODS_AT_LEAST:
        raise NotEnoughData(
            f"A trend of hot spots needs {PERIODS_AT_LEAST} periods at least.",
            "Cut the time shorter, or load more.",
        )
    if not 0 < persistent <= 1:
        raise ImpossibleNumbers("The share for persistent is not of 0 to 1.", "Give 0.8, say.")
    people = np.asarray(base, dtype=np.float64)
    people = np.broadcast_to(people[:, None] if people.ndim == 1 else people, seen.shape)
    found = [
        hotspots.find(seen[:, period], people[:, period], neighbours, alpha=alpha)
        for period in range(seen.shape[1])
    ]
    z = np.column_stack([one.z for one in found])
    together = false_discovery.adjust(np.column_stack([one.p for one in found]))
    hot = (np.nan_to_num(together, nan=1.0) <= alpha) & (z > 0)
    slope, adjusted = _trends(z, np.asarray(hot.any(axis=1)))
    moving = np.sign(np.nan_to_num(slope)) * (np.nan_to_num(adjusted, nan=1.0) <= alpha)
    often = hot.sum(axis=1)
    return OverTime(_kinds(hot, moving, persistent), hot, z, often, slope, adjusted)


def _trends(z: Floats, asked: Bools) -> tuple[Floats, Floats]:
    """Mann–Kendall of each cell asked for, and its adjusted p; nan elsewhere: (cells,) each."""
    slope = np.full(len(z), np.nan)
    cells = np.flatnonzero(asked)
    p = np.full(len(z), np.nan)
    # Every pair of periods of a cell is held at once, so a few cells at a time.
    step = max(_PAIRS_AT_A_TIME // z.shape[1] ** 2, 1)
    for start in range(0, cells.size, step):
        some = cells[start : start + step]
        found = trend.mann_kendall(z[some], period=1)
        slope[some], p[some] = found.z, found.p
    return slope, np.atleast_1d(false_discovery.adjust(p))


def _kinds(hot: Bools, moving: Floats, persistent: float) -> Words:
    ever, now, before = hot.any(axis=1), hot[:, -1], hot[:, :-1].any(axis=1)
    enough = hot.mean(axis=1) >= persistent - 1e-9
    cases = [~ever, now & ~before, now & (moving > 0), moving < 0, ~now, enough]
    names = ["never hot", "new", "emerging", "fading", "gone", "persistent"]
    return np.select(cases, names, default="intermittent")
