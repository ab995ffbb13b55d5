"""Near repeats: are events close in space closer in time than chance would have them?

Knox's test. The places and the days of the events are kept as they are, and only which day belongs
to which place is left to chance. So it asks neither where crime is high nor when, but whether one
event is followed by another nearby, sooner than the ground and the season explain.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from towpath.analysis import asked, knox_tables
from towpath.analysis import bands as bands_of_pairs
from towpath.analysis.arrays import Bools, Floats, Integers, divide
from towpath.analysis.bands import AS_SAID, Bands, Rules
from towpath.analysis.events import Events

# How many times the window's ratio a band must reach to be named beside it.
_FAR_ABOVE = 1.5


@dataclass(frozen=True)
class Knox:
    """Knox's table. All arrays (distances + 1, times + 1): the last row and column are beyond.

    `observed` pairs; `expected`: their mean over the permutations; `ratio`: of the two; `p`: one
    sided, of as many pairs or more; `p_any`: the same, corrected for having looked at every band
    (Westfall & Young 1993, nan beyond the bands). `whole_days`: no time of day was known.
    """

    bands: Bands
    observed: Integers
    expected: Floats
    ratio: Floats
    p: Floats
    p_any: Floats
    permutations: int
    events: int
    whole_days: bool


@dataclass(frozen=True)
class Moments:
    """The exact mean and variance of each cell of the table over all permutations, and z."""

    bands: Bands
    observed: Integers
    mean: Floats
    variance: Floats
    z: Floats


@dataclass(frozen=True)
class Window:
    """Where and how long the risk is raised after an event: from `beyond` to `metres`, for `days`.

    `ratio`: observed over expected pairs within; nan, and metres and days 0, where none is found.
    """

    beyond: float
    metres: float
    days: float
    ratio: float
    sentence: str


def knox(
    events: Events,
    distances: Sequence[float],
    times: Sequence[float],
    rng: np.random.Generator,
    *,
    permutations: int = 999,
    rules: Rules = AS_SAID,
) -> Knox:
    """Knox's test over bands of distance and time (Knox 1964; Johnson et al. 2007, JQC 23).

    distances: upper edges in metres, rising, a first 0 for the same place; times: upper edges in
    days; rng: which permutations; rules: how pairs are measured. One edge each is the single test
    of old. p = (1 + permutations with as many pairs or more) / (permutations + 1). Times of day
    are kept to the second. Raises NotEnoughData for fewer than four events, ImpossibleNumbers for
    edges that do not rise or no permutations. O(n + close pairs) a permutation; 4 bytes a close
    pair, 256 an event.
    """
    asked.whole(permutations, "permutations")
    study = knox_tables.study(events, bands_of_pairs.of(distances, times, rules))
    tables = knox_tables.permuted(study, permutations + 1, asked.chance(rng))
    observed, chance = tables[0], tables[1:]
    expected = chance.mean(axis=0)
    p = (1 + (chance >= observed).sum(axis=0)) / (permutations + 1)
    ratio = divide(observed.astype(np.float64), expected)
    whole = study.per_day == 1
    return Knox(study.bands, observed, expected, ratio, p, _p_any(tables), permutations,
                len(events), whole)  # fmt: skip


def moments(
    events: Events,
    distances: Sequence[float],
    times: Sequence[float],
    *,
    rules: Rules = AS_SAID,
) -> Moments:
    """The exact mean and variance of Knox's table, with no permutations (Barton & David 1966).

    As `knox`. z = (observed − mean) / √variance: nan where nothing can vary. For bands with fewer
    than some ten pairs expected the distribution is skew: there, take the p-values of `knox`.
    Exact rational arithmetic inside. O(n log n + close pairs).
    """
    study = knox_tables.study(events, bands_of_pairs.of(distances, times, rules))
    observed = knox_tables.observed(study)
    mean, variance = knox_tables.barton_david(study)
    spread = np.where(variance > 0, np.sqrt(variance), np.nan)
    return Moments(study.bands, observed, mean, variance, (observed - mean) / spread)


def risk_window(found: Knox, *, after: str = "an event", level: float = 0.05) -> Window:
    """The largest run of bands, from day 0 on, in which the risk is raised, and a sentence.

    Every band of it has more pairs than expected with p at most `level`, and at least one holds
    after the correction for having looked at all (so that a window is found in no more than one of
    twenty files without near repeats). Largest in bands; then the one of higher ratio.
    """
    raised = (found.p <= level) & (found.ratio > 1)
    sure = found.p_any <= level
    best = (0, 0.0, 0, 0, 0)
    rows, columns = (size - 1 for size in raised.shape)
    for top in range(rows):
        for bottom in range(top + 1, rows + 1):
            for last in range(1, columns + 1):
                cells = np.s_[top:bottom, :last]
                if raised[cells].all() and sure[cells].any():
                    ratio = _ratio(found, cells)
                    best = max(best, ((bottom - top) * last, ratio, top, bottom, last))
    return _window(found, best, after, sure & raised)


def _p_any(tables: Integers) -> Floats:
    """How often the most surprising band of a table is as surprising as this one (max of z)."""
    inside = tables[:, :-1, :-1].astype(np.float64)
    spread = inside.std(axis=0)
    z = divide(inside - inside.mean(axis=0), np.where(spread > 0, spread, np.inf))
    highest = z.max(axis=(1, 2))
    p = np.full(tables.shape[1:], np.nan)
    p[:-1, :-1] = (highest[:, None, None] >= z[0] - 1e-12).mean(axis=0)
    return p


def _ratio(found: Knox, cells: tuple[slice, slice]) -> float:
    expected = float(found.expected[cells].sum())
    return float(found.observed[cells].sum()) / expected if expected else math.inf


def _window(found: Knox, best: tuple[int, float, int, int, int], after: str, sure: Bools) -> Window:
    size, ratio, top, bottom, last = best
    if not size:
        return Window(0, 0, 0, math.nan, f"No raised risk was found near {after}.")
    edges, days = found.bands.distances, found.bands.times[last - 1]
    beyond, metres = edges[top - 1] if top else 0.0, edges[bottom - 1]
    if metres == 0:
        where = "at the same place"
    elif beyond > 0:
        where = f"between {beyond:g} and {metres:g} m"
    else:
        where = f"{'elsewhere ' if top else ''}within {metres:g} m"
    much = f"{ratio:.1f} times" if math.isfinite(ratio) else "many times"
    spell = "1 day" if days == 1 else f"{days:g} days"
    sentence = f"After {after}, the risk {where} is {much} the usual for {spell}."
    return Window(beyond, metres, days, ratio, sentence + _highest(found, ratio, sure))


def _highest(found: Knox, ratio: float, sure: Bools) -> str:
    """Where the risk is far above that of the window: on many events the widest run is the tamest.

    Nothing where no band is sure to be half as high again.
    """
    ratios = np.where(sure & np.isfinite(found.ratio), found.ratio, 0.0)
    row, column = np.unravel_index(int(ratios.argmax()), ratios.shape)
    if not math.isfinite(ratio) or ratios[row, column] < _FAR_ABOVE * ratio:
        return ""
    where, spell = found.bands.distance_names()[row], found.bands.time_names()[column]
    place = "at the same place" if where == "same place" else f"at {where}"
    return f" It is highest {place}, {spell}: {ratios[row, column]:.1f} times."
