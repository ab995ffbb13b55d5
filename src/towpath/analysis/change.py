"""Change between two periods: did it rise, did it fall, or can nobody tell?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from towpath.analysis import dispersion, false_discovery
from towpath.analysis.arrays import Bools, Floats, Words, counts, divide, floats, plain, words
from towpath.analysis.dispersion import POISSON, Dispersion

Pair = tuple[ArrayLike, ArrayLike]
_CALLED = 0.05


class Verdict(StrEnum):
    """What may be said of a change."""

    FELL = "fell"
    ROSE = "rose"
    NO_CLEAR_CHANGE = "no clear change"


@dataclass(frozen=True)
class Ratio:
    """After over before (1 = the same), its limits, and the p-value of "no change"."""

    value: Floats
    low: Floats
    high: Floats
    p: Floats


@dataclass(frozen=True)
class PerDay:
    """The change in events per day, per cent; ``alters``: it leads to another verdict."""

    percent: Floats
    low: Floats
    high: Floats
    verdict: Words
    alters: Bools


@dataclass(frozen=True)
class Change:
    """One or many changes; every field has the shape of the counts.

    Percentages are signed (−10.54 = a fall). ``percent`` is nan where nothing was counted before.
    ``exact_low``/``exact_high``: chance alone; ``low``/``high``: the series' own dispersion too,
    on which ``p``, ``p_adjusted`` and ``verdict`` rest.
    """

    before: Floats
    after: Floats
    percent: Floats
    low: Floats
    high: Floats
    exact_low: Floats
    exact_high: Floats
    p: Floats
    p_adjusted: Floats
    material: Bools
    verdict: Words
    per_day: PerDay | None


def percent(before: ArrayLike, after: ArrayLike) -> Floats:
    """Relative change, per cent: 100 × (after − before) ÷ before; nan where before is 0."""
    earlier, later = floats(before, after)
    known = np.where(earlier == 0, np.nan, earlier)
    return plain(100 * (later - known) / known)


def points(before: ArrayLike, after: ArrayLike) -> Floats:
    """Change between two percentages in percentage points: after − before."""
    earlier, later = floats(before, after)
    return plain(later - earlier)


def ratio(
    before: ArrayLike,
    after: ArrayLike,
    *,
    exposures: Pair = (1.0, 1.0),
    spread: Dispersion = POISSON,
    level: float = 0.95,
) -> Ratio:
    """Ratio of two counts, or of two rates, with its exact conditional interval.

    ``before``, ``after``: counts, any shape. ``exposures``: days or residents behind each, in
    that order; with the default 1 the totals are compared. Given the sum, the later count is
    binomial (Przyborowski and Wilenski 1940), so Clopper and Pearson's limits for its share turn
    into limits for the ratio (Krishnamoorthy and Thomson 2004 discuss the test). With ``spread``
    above 1 the counts are first divided by it: a quasi-Poisson interval, which for large counts
    is ``ratio × exp(± t √(dispersion (1/before + 1/after)))`` and still answers for zeros.

    ``value`` is nan for 0/0 and infinite for x/0. ``p`` is twice the smaller tail (1 for 0/0) and
    is below 1 − level exactly when the interval leaves 1 out. Raises ImpossibleNumbers.
    """
    earlier, later, time_before, time_after, phi = counts(
        before, after, exposures[0], exposures[1], spread.value
    )
    first, second = earlier / phi, later / phi
    share = divide(time_after, time_before + time_after)
    tail = special.ndtr(-dispersion.normal_quantile(spread, level))
    low, high = _share_limits(first, second, tail)
    p = 2 * np.minimum(_at_least(second, first, share), _at_least(first, second, 1 - share))
    z = -special.ndtri(np.minimum(p, 1.0) / 2)
    scale = divide(time_before, time_after)
    return Ratio(
        plain(divide(later, earlier) * scale),
        plain(divide(low, 1 - low) * scale),
        plain(divide(high, 1 - high) * scale),
        plain(dispersion.tail_probability(spread, z)),
    )


def _share_limits(first: Floats, second: Floats, tail: Floats) -> tuple[Floats, Floats]:
    low = special.betaincinv(np.maximum(second, 1e-300), first + 1, tail)
    high = special.betaincinv(second + 1, np.maximum(first, 1e-300), 1 - tail)
    return np.where(second > 0, low, 0.0), np.where(first > 0, high, 1.0)


def _at_least(events: Floats, others: Floats, share: Floats) -> Floats:
    """Chance of ``events`` or more among all, each falling here with probability ``share``."""
    tail = special.betainc(np.maximum(events, 1e-300), others + 1, share)
    return np.where(events > 0, tail, 1.0)


def between(
    before: ArrayLike,
    after: ArrayLike,
    *,
    days: tuple[float, float] | None = None,
    periods: tuple[float, float] = (1.0, 1.0),
    spread: Dispersion = POISSON,
    materiality: float = 0.0,
) -> Change:
    """The change of one or many categories, with a verdict that noise alone rarely earns.

    ``before``, ``after``: counts of equal shape, one entry a category. ``days``: length of the
    two in days; gives the change per day as well. ``periods``: how many equal periods each count
    spans; (3, 1) sets a year against the mean of three, and ``before`` comes back as that mean.
    ``spread``: dispersion of each category's own monthly series (``dispersion.of``).
    ``materiality``: per cent below which a change is not called one, however certain. A verdict
    other than "no clear change" needs a quasi-Poisson p-value, adjusted over all categories given
    (Benjamini and Hochberg 1995), of at most 0.05, and a material change. Limits are of 95 per
    cent. Raises ImpossibleNumbers.
    """
    earlier, later = counts(before, after)
    exact = ratio(earlier, later, exposures=periods)
    wide = ratio(earlier, later, exposures=periods, spread=spread)
    adjusted = false_discovery.adjust(wide.p)
    material = np.abs(_as_percent(wide.value)) >= materiality
    verdict = _verdict(wide.value, adjusted, material)
    daily = None
    if days is not None:
        per_day = ratio(earlier, later, exposures=days, spread=spread)
        daily = _per_day(per_day, verdict, materiality)
    return Change(
        before=plain(earlier / periods[0]),
        after=plain(later / periods[1]),
        percent=percent(earlier / periods[0], later / periods[1]),
        low=_as_percent(wide.low),
        high=_as_percent(wide.high),
        exact_low=_as_percent(exact.low),
        exact_high=_as_percent(exact.high),
        p=wide.p,
        p_adjusted=adjusted,
        material=plain(material),
        verdict=verdict,
        per_day=daily,
    )


def _per_day(daily: Ratio, verdict: Words, materiality: float) -> PerDay:
    change = _as_percent(daily.value)
    known = np.where(np.isinf(change), np.nan, change)
    adjusted = false_discovery.adjust(daily.p)
    own = _verdict(daily.value, adjusted, np.abs(change) >= materiality)
    low, high = _as_percent(daily.low), _as_percent(daily.high)
    return PerDay(plain(known), low, high, own, plain(np.not_equal(own, verdict)))


def _as_percent(value: Floats) -> Floats:
    return plain(100 * (np.asarray(value) - 1))


def _verdict(value: Floats, p: Floats, material: Bools) -> Words:
    clear = (np.asarray(p) <= _CALLED) & material
    said = words(clear.shape, Verdict.NO_CLEAR_CHANGE)
    said[clear & (np.asarray(value) < 1)] = Verdict.FELL
    said[clear & (np.asarray(value) > 1)] = Verdict.ROSE
    return plain(said)


def against(
    ours: Pair,
    theirs: Pair,
    *,
    spreads: tuple[Dispersion, Dispersion] = (POISSON, POISSON),
    level: float = 0.95,
) -> Ratio:
    """Our change over theirs: a ratio of two ratios (1 = we moved as they did).

    ``ours``, ``theirs``: (before, after) counts, the areas apart (theirs must not contain ours).
    The logarithm is taken as normal with variance Σ dispersion ÷ count over the four counts (the
    delta method; with dispersion 1, Woolf 1955). Where any count is 0 every field is nan: too
    few events to compare changes. Raises ImpossibleNumbers.
    """
    a, b, c, d = counts(*ours, *theirs)
    here, there = floats(spreads[0].value, spreads[1].value)
    known = np.where((a > 0) & (b > 0) & (c > 0) & (d > 0), 1.0, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.log(b / a) - np.log(d / c) + np.log(known)
        error = np.sqrt(here * (1 / a + 1 / b) + there * (1 / c + 1 / d))
    fewest = Dispersion(1.0, np.minimum(spreads[0].degrees, spreads[1].degrees))
    reach = dispersion.normal_quantile(fewest, level) * error
    p = dispersion.tail_probability(fewest, log / error)
    with np.errstate(over="ignore"):
        low, high = np.exp(log - reach), np.exp(log + reach)
    return Ratio(plain(np.exp(log)), plain(low), plain(high), plain(p))
