"""Breaks: has a category's share of all records jumped, as a change of recording makes it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from towpath.analysis import dispersion, false_discovery
from towpath.analysis.arrays import Bools, Floats, counts, divide
from towpath.analysis.dispersion import Dispersion
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

_MONTHS_AT_LEAST = 12
_STRETCH_AT_LEAST = 3
_MATERIAL_POINTS = 3.0
_MATERIAL_ODDS = 1.25


@dataclass(frozen=True)
class Break:
    """The likeliest break: the share is ``before`` until ``at`` (excluded), then ``after``.

    ``at``: index of the first month of the new share. Shares 0–1. ``p``: of no break anywhere.
    """

    at: int
    before: float
    after: float
    p: float
    dispersion: float


@dataclass(frozen=True)
class Jumps:
    """A category's share of all records in two windows; all arrays (categories,), shares 0–1.

    ``points``: change in percentage points, with limits; ``elsewhere``: the same change in the
    areas compared with (nan without them). ``jumped``: beyond chance and material. ``recording``:
    jumped, and elsewhere moved the same way materially, so that recording, not the area, is the
    likely cause.
    """

    before: Floats
    after: Floats
    points: Floats
    low: Floats
    high: Floats
    p_adjusted: Floats
    jumped: Bools
    elsewhere: Floats
    recording: Bools


def find(part: ArrayLike, whole: ArrayLike) -> Break:
    """The likeliest single break in a monthly share, and whether it is more than chance.

    ``part``, ``whole``: counts (months,), 12 or more, part ≤ whole. For every cut that leaves
    three months or more on each side the two shares are compared by their z-score; the greatest
    is judged by the maximally selected chi-square of Miller and Siegmund (1982), with the
    overdispersion that is left inside the two stretches. Slow drift also counts as a break: look
    at the picture. Raises NotEnoughData. Cost: linear in the months.
    """
    some, total = _checked(part, whole)
    months = some.size
    if months < _MONTHS_AT_LEAST:
        raise NotEnoughData("A break needs at least 12 months to show.", "Load more months.")
    cuts = np.arange(_STRETCH_AT_LEAST, months - _STRETCH_AT_LEAST + 1)
    running = np.cumsum(total)[cuts - 1]
    cuts = cuts[(running > 0) & (running < total.sum())]
    if cuts.size == 0:
        raise NotEnoughData("All records lie at one end of the series.", "Load more months.")
    left, all_left = np.cumsum(some)[cuts - 1], np.cumsum(total)[cuts - 1]
    right, all_right = some.sum() - left, total.sum() - all_left
    overall = some.sum() / total.sum()
    error = np.sqrt(overall * (1 - overall) * (1 / all_left + 1 / all_right))
    z = np.abs(divide(left / all_left - right / all_right, error))
    best = int(np.nanargmax(z)) if np.any(z > 0) else 0
    at = int(cuts[best])
    spread = _within(some, total, at)
    height = float(z[best]) / float(np.sqrt(spread.value)) if np.any(z > 0) else 0.0
    ends = all_left[[0, -1]] / total.sum()
    shares = float(left[best] / all_left[best]), float(right[best] / all_right[best])
    return Break(at, *shares, _maximal(height, spread, ends), float(spread.value))


def _maximal(height: float, spread: Dispersion, ends: Floats) -> float:
    """Miller and Siegmund's tail of the largest z over cuts between the two shares ``ends``."""
    tail = dispersion.tail_probability(spread, np.asarray(height))
    b = -float(special.ndtri(max(float(tail), 1e-300) / 2))
    if b < 1:
        return 1.0
    density = np.exp(-b * b / 2) / np.sqrt(2 * np.pi)
    odds = ends[1] * (1 - ends[0]) / (ends[0] * (1 - ends[1]))
    return float(min(1.0, 4 * density / b + density * (b - 1 / b) * np.log(odds)))


def _within(some: Floats, total: Floats, at: int) -> Dispersion:
    """Dispersion of the monthly share once each stretch has a share of its own."""
    chi, degrees = 0.0, some.size - 2
    for stretch in (slice(0, at), slice(at, None)):
        chi += _chi_square(some[stretch], total[stretch])
    return Dispersion(max(1.0, chi / degrees), float(degrees))


def _chi_square(some: Floats, total: Floats) -> float:
    share = some.sum() / total.sum() if total.sum() else 0.0
    variance = total * share * (1 - share)
    kept = variance > 0
    return float(np.sum((some - total * share)[kept] ** 2 / variance[kept]))


def find_all(part: ArrayLike, whole: ArrayLike, *, alpha: float = 0.01) -> tuple[Break, ...]:
    """Every break in a monthly share, in order of time, by splitting at the likeliest and again.

    Binary segmentation (Vostrikova 1981): each stretch of 12 months or more is searched with
    ``find`` and split while p is at most ``alpha``. ``at`` counts from the start of the series.
    """
    some, total = _checked(part, whole)
    found: list[Break] = []
    stretches = [(0, some.size)]
    while stretches:
        start, end = stretches.pop()
        if end - start < _MONTHS_AT_LEAST or some[start:end].sum() == 0:
            continue  # nothing there to split
        one = find(some[start:end], total[start:end])
        if one.p <= alpha:
            at = start + one.at
            found.append(Break(at, one.before, one.after, one.p, one.dispersion))
            stretches += [(start, at), (at, end)]
    return tuple(sorted(found, key=lambda one: one.at))


def jumps(
    before: ArrayLike,
    after: ArrayLike,
    *,
    elsewhere: tuple[ArrayLike, ArrayLike] | None = None,
    alpha: float = 0.01,
) -> Jumps:
    """Which categories' shares of all records jumped between two windows, with or without a gap.

    ``before``, ``after``: counts (categories, months), all categories of the feed, so that each
    column sums to all records; the windows may differ in length and be years apart.
    ``elsewhere``: the same pair for the areas compared with, such as the rest of the force. The
    difference of the two pooled shares is judged by its normal standard error, widened by how
    much the monthly share varies inside the windows; p-values are adjusted over categories
    (Benjamini and Hochberg 1995). Material: 3 points or more, and odds changed by a quarter or
    more. Raises ImpossibleNumbers, or NotEnoughData below three months in all.
    """
    first, second = (np.atleast_2d(counts(table)[0]) for table in (before, after))
    if first.shape[0] != second.shape[0] or not first.sum() or not second.sum():
        raise ImpossibleNumbers(
            "The two windows hold different categories, or one is empty.",
            "Give the same categories in the same order.",
        )
    one, two = first.sum(axis=1) / first.sum(), second.sum(axis=1) / second.sum()
    spread = _window_spread(first, second)
    pooled = (first.sum(axis=1) + second.sum(axis=1)) / (first.sum() + second.sum())
    null = np.sqrt(spread.value * pooled * (1 - pooled) * (1 / first.sum() + 1 / second.sum()))
    own = one * (1 - one) / first.sum() + two * (1 - two) / second.sum()
    reach = 100 * dispersion.normal_quantile(spread, 0.95) * np.sqrt(spread.value * own)
    p = dispersion.tail_probability(spread, np.nan_to_num(divide(two - one, null)))
    adjusted = np.asarray(false_discovery.adjust(p))
    jumped = (adjusted <= alpha) & _material(one, two)
    there, same = _same_elsewhere(elsewhere, two - one)
    points = 100 * (two - one)
    return Jumps(
        before=one,
        after=two,
        points=points,
        low=points - reach,
        high=points + reach,
        p_adjusted=adjusted,
        jumped=jumped,
        elsewhere=there,
        recording=jumped & same,
    )


def _same_elsewhere(pair: tuple[ArrayLike, ArrayLike] | None, here: Floats) -> tuple[Floats, Bools]:
    if pair is None:
        return np.full(here.shape, np.nan), np.zeros(here.shape, dtype=bool)
    first, second = (np.atleast_2d(counts(table)[0]).sum(axis=1) for table in pair)
    one, two = divide(first, first.sum()), divide(second, second.sum())
    return 100 * (two - one), _material(one, two) & (np.sign(two - one) == np.sign(here))


def _material(one: Floats, two: Floats) -> Bools:
    odds = divide(two * (1 - one), one * (1 - two))
    large = (odds >= _MATERIAL_ODDS) | (odds <= 1 / _MATERIAL_ODDS)
    return np.asarray((100 * np.abs(two - one) >= _MATERIAL_POINTS) & large)


def _window_spread(first: Floats, second: Floats) -> Dispersion:
    degrees = first.shape[1] + second.shape[1] - 2
    if degrees < 1:
        raise NotEnoughData("Two windows need three months in all.", "Widen the windows.")
    chi = [
        sum(_chi_square(table[k], table.sum(axis=0)) for table in (first, second))
        for k in range(first.shape[0])
    ]
    return Dispersion(np.maximum(1.0, np.array(chi) / degrees), float(degrees))


def _checked(part: ArrayLike, whole: ArrayLike) -> tuple[Floats, Floats]:
    some, total = counts(part, whole)
    if some.ndim != 1 or np.any(some > total) or not total.sum():
        raise ImpossibleNumbers(
            "A share needs a part within its whole, month by month.", "Check the two columns."
        )
    return some, total
