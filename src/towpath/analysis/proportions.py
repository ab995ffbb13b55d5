"""Proportions: what share, how sure, and is one share different from another?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from towpath.analysis.arrays import Floats, counts, divide, floats, plain
from towpath.analysis.errors import ImpossibleNumbers


@dataclass(frozen=True)
class Share:
    """Shares between 0 and 1 with their limits; nan where there is nothing to share."""

    share: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Comparison:
    """``value``: a difference (first − second) or a ratio (first ÷ second), with its limits."""

    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class WeightedShare:
    """A survey's share, 0–1, with limits that allow for unequal weights.

    ``design_effect``: 1 for equal weights; ``effective``: answers it is worth.
    """

    share: float
    low: float
    high: float
    answers: int
    effective: float
    design_effect: float


def wilson(part: ArrayLike, whole: ArrayLike, *, level: float = 0.95) -> Share:
    """Share ``part ÷ whole`` with Wilson's score interval (1927), without continuity correction.

    ``part``, ``whole``: counts of one shape (fractions allowed, for effective sample sizes),
    part ≤ whole. Stays within 0–1, answers for 0 and for all; nan, 0, 1 where whole is 0. Newcombe
    (1998, Statistics in Medicine 17, 857) recommends it. Raises ImpossibleNumbers.
    """
    some, everything = counts(part, whole)
    if np.any(some > everything):
        raise ImpossibleNumbers(
            "A part is larger than its whole.", "Check which column is the total."
        )
    z = special.ndtri((1 + level) / 2)
    share = divide(some, everything)
    middle = some + z * z / 2
    reach = z * np.sqrt(np.where(everything > 0, some - some * share, 0.0) + z * z / 4)
    low, high = (
        (middle - reach) / (everything + z * z),
        (middle + reach) / (everything + z * z),
    )
    return Share(
        plain(share),
        plain(np.where(some == 0, 0.0, low)),
        plain(np.where(some == everything, 1.0, high)),
    )


def difference(
    first: tuple[ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike],
    *,
    level: float = 0.95,
) -> Comparison:
    """Difference of two independent shares, first − second, between −1 and 1.

    ``first``, ``second``: (part, whole). Newcombe's hybrid score interval (1998, Statistics in
    Medicine 17, 873, method 10), built from the two Wilson intervals. nan where a whole is 0.
    """
    one, two = wilson(*first, level=level), wilson(*second, level=level)
    value = np.asarray(one.share - two.share)
    below = np.sqrt((one.share - one.low) ** 2 + (two.high - two.share) ** 2)
    above = np.sqrt((one.high - one.share) ** 2 + (two.share - two.low) ** 2)
    return Comparison(plain(value), plain(value - below), plain(value + above))


def ratio(
    first: tuple[ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike],
    *,
    level: float = 0.95,
) -> Comparison:
    """Ratio of two independent shares, first ÷ second (a disparity; 1 = none).

    ``first``, ``second``: (part, whole). Donner and Zou's interval by recovered variances (2012)
    from the two Wilson intervals: answers for a first share of 0; the upper limit is infinite
    for a second share of 0, and the ratio itself is then infinite, or nan for 0 ÷ 0. For rates
    per resident, where events are no part of the base, use ``rates.disparity``.
    """
    one, two = wilson(*first, level=level), wilson(*second, level=level)
    product = np.asarray(one.share * two.share)
    lower = one.low * (2 * one.share - one.low)
    upper = one.high * (2 * one.share - one.high)
    under = two.low * (2 * two.share - two.low)
    over = two.high * (2 * two.share - two.high)
    low = divide(lower, product + np.sqrt(np.maximum(product**2 - lower * over, 0)))
    high = divide(product + np.sqrt(np.maximum(product**2 - upper * under, 0)), np.asarray(under))
    value = divide(np.asarray(one.share), np.asarray(two.share))
    low, high = (
        np.where(one.share == 0, 0.0, low),
        np.where(two.share == 0, np.inf, high),
    )
    unknown = np.isnan(value)
    return Comparison(
        plain(value),
        plain(np.where(unknown, 0.0, low)),
        plain(np.where(unknown, np.inf, high)),
    )


def weighted(answers: ArrayLike, weights: ArrayLike, *, level: float = 0.95) -> WeightedShare:
    """The weighted share of those who said yes, from respondent-level answers.

    ``answers``: 1 for yes, 0 for no, (respondents,); ``weights``: 0 or more, same shape. Kish's
    design effect of weighting (1965), ``n Σw² ÷ (Σw)²``, turns the sample into an effective one
    whose Wilson interval is taken. It allows for unequal weights only: clustering and quotas
    widen the truth further. Raises ImpossibleNumbers where nobody has weight.
    """
    said, weight = counts(answers, weights)
    mass = float(weight.sum())
    if mass == 0:
        raise ImpossibleNumbers("No answer carries any weight.", "Check the weights column.")
    used = int(np.count_nonzero(weight))
    effective = mass**2 / float((weight**2).sum())
    share = float((weight * said).sum()) / mass
    limits = wilson(share * effective, effective, level=level)
    low, high = float(limits.low), float(limits.high)
    return WeightedShare(share, low, high, used, effective, used / effective)


def percent(share: ArrayLike) -> Floats:
    """A share of 0–1 as per cent."""
    (value,) = floats(share)
    return plain(100 * value)
