"""Persistence: which hot areas stay hot, which are new and which have faded, against chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Bools, Floats, Integers, Words, floats
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


@dataclass(frozen=True)
class Overlap:
    """Areas in both of two top groups, what chance alone would give, and its one-sided p."""

    both: int
    expected: float
    p: float


@dataclass(frozen=True)
class Persistence:
    """Per area: `hot` (areas, years), `kind` and `years_hot`; and how far it beats chance.

    `kind` is "persistent" (hot every year), "new" (hot in the last year only), "recurring" (hot in
    the last year and some, not all, before), "faded" (hot before, not in the last year) or "other".
    `always`: areas hot every year against chance; `consecutive`: each year with the next.
    """

    hot: Bools
    kind: Words
    years_hot: Integers
    always: Overlap
    consecutive: tuple[Overlap, ...]


def classify(values: ArrayLike, *, top: float = 0.1) -> Persistence:
    """Sort areas by how they moved in and out of the top group, year by year.

    values: (areas, years) counts or rates, oldest year first, on one stable set of areas; top: the
    share of areas that is the top group. An area is hot if its value is above nought and at least
    that of the last one in; ties all come in, so the group may be larger than its share. Chance:
    the groups are drawn anew each year, independently and evenly (hypergeometric; its chain over
    the years is exact). Raises NotEnoughData for fewer than two years. O(areas × years).
    """
    (seen,) = floats(values)
    if seen.ndim != 2 or seen.shape[1] < 2 or seen.shape[0] < 2:
        raise NotEnoughData(
            "Persistence needs two areas and two years at least.", "Load another year."
        )
    if not 0 < top < 1 or not np.all(np.isfinite(seen)):
        raise ImpossibleNumbers(
            "The share of the top group, or an area's value, is not usable.",
            "Give a share between 0 and 1, and a number for every area and year.",
        )
    hot = in_top(seen, top)
    years_hot = hot.sum(axis=1)
    sizes = hot.sum(axis=0)
    pairs = range(seen.shape[1] - 1)
    consecutive = tuple(
        _overlap(int((hot[:, y] & hot[:, y + 1]).sum()), sizes[y : y + 2], len(seen)) for y in pairs
    )
    always = _overlap(int(hot.all(axis=1).sum()), sizes, len(seen))
    return Persistence(hot, _kinds(hot, years_hot), years_hot, always, consecutive)


def in_top(values: Floats, top: float) -> Bools:
    """Where a value is in the top share of its column; (areas, years) in, the same shape out."""
    number = max(1, round(top * values.shape[0]))
    threshold = -np.sort(-values, axis=0)[number - 1]
    return np.asarray((values >= threshold) & (values > 0))


def chance_in_all(sizes: ArrayLike, areas: int) -> Floats:
    """Probability of 0, 1, … areas being in every one of several random groups.

    sizes: (years,) sizes of the groups; areas: how many there are to draw from. The number common
    to all years so far, given the year before, is hypergeometric. O(years × largest group²).
    """
    from scipy import stats

    groups = [int(s) for s in np.asarray(sizes)]
    common = np.zeros(max(groups) + 1)
    common[groups[0]] = 1.0
    held = np.arange(common.size)
    for size in groups[1:]:
        step = stats.hypergeom.pmf(held[None, :], areas, held[:, None], size)
        common = common @ np.nan_to_num(step)
    return np.asarray(common)


def _overlap(both: int, sizes: Integers, areas: int) -> Overlap:
    chance = chance_in_all(sizes, areas)
    expected = areas * float(np.prod(sizes / areas))
    return Overlap(both, expected, min(float(chance[both:].sum()), 1.0))


def _kinds(hot: Bools, years_hot: Integers) -> Words:
    now, before, years = hot[:, -1], hot[:, :-1].any(axis=1), hot.shape[1]
    kinds = [years_hot == years, now & ~before, now & before, ~now & before]
    return np.select(kinds, ["persistent", "new", "recurring", "faded"], default="other")
