"""Control: is this month a signal, or the noise this series always makes?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from towpath.analysis import series
from towpath.analysis.arrays import Floats, Integers, Months
from towpath.analysis.errors import NotEnoughData

_BASELINE_AT_LEAST = 12
# Mean range of two normal values, in standard deviations (Shewhart's d2 for n = 2).
_D2 = 2 / np.sqrt(np.pi)
_SIGMAS = 3.0


@dataclass(frozen=True)
class Limits:
    """Centre line and limits of each month, in events per unit of exposure.

    ``stretch``: (..., 1), how many times wider than chance (u′), or one standard error (XmR).
    """

    centre: Floats
    low: Floats
    high: Floats
    stretch: Floats


@dataclass(frozen=True)
class Signals:
    """The months watched, each against the limits of the months before.

    All arrays (..., watched). ``value`` and limits: seasonally adjusted events per mean month.
    ``signal``: 1 above the upper limit, −1 below the lower, 0 within. ``false_alarms``: signals
    to expect in all of ``value`` if nothing had changed anywhere.
    """

    months: Months
    value: Floats
    centre: Floats
    low: Floats
    high: Floats
    signal: Integers
    false_alarms: float
    season: series.Method


def u_prime(events: ArrayLike, exposure: ArrayLike) -> Limits:
    """Laney's u′ limits (2002): Poisson limits stretched by how the series really moves.

    ``events``: (..., months), ``exposure``: days behind each month. The standard error of a month
    is ``√(ū/days)`` times the mean moving range of the z-scores ÷ 1.128; limits at ± 3. Unlike
    Laney's, the stretch is never below 1: a lucky stretch of months is no reason to trust less
    than chance. Raises NotEnoughData below 12 months.
    """
    seen, days = np.broadcast_arrays(np.asarray(events, dtype=float), np.asarray(exposure, float))
    _enough(seen)
    centre = seen.sum(axis=-1, keepdims=True) / days.sum(axis=-1, keepdims=True)
    chance = np.sqrt(np.maximum(centre, 1e-12) / days)
    stretch = np.maximum(_moving_range((seen / days - centre) / chance), 1.0)
    return _limits(centre, chance * stretch, stretch)


def xmr(values: ArrayLike) -> Limits:
    """Limits of an individuals chart (XmR): mean ± 2.66 × mean moving range (Shewhart; Wheeler).

    ``values``: (..., months), any measure, not only counts. Raises
    NotEnoughData below 12 months.
    """
    seen = np.asarray(values, dtype=np.float64)
    _enough(seen)
    centre = seen.mean(axis=-1, keepdims=True)
    sigma = _moving_range(seen)
    return _limits(centre, np.broadcast_to(sigma, seen.shape), sigma)


def _moving_range(values: Floats) -> Floats:
    return np.asarray(np.abs(np.diff(values, axis=-1)).mean(axis=-1, keepdims=True) / _D2)


def _limits(centre: Floats, sigma: Floats, stretch: Floats) -> Limits:
    full = np.broadcast_to(centre, sigma.shape)
    reach = _SIGMAS * sigma
    return Limits(full, np.maximum(full - reach, 0.0), full + reach, stretch)


def _enough(values: Floats) -> None:
    if values.shape[-1] < _BASELINE_AT_LEAST:
        raise NotEnoughData(
            "Control limits need at least 12 months before those watched.",
            "Load more months.",
        )


def false_alarm_rate(baseline: int, season: series.Method = "none", known: int = 0) -> float:
    """Chance of a signal in one month when nothing changed, with limits from ``baseline`` months.

    Known limits would give 0.0027. Limits estimated from few months err more often: the mean
    moving range carries about 0.62 (baseline − 1) degrees of freedom, less what a season learnt
    from ``known`` months takes, so the chance is Student's.
    """
    spent = series.TERMS[season] / known if known else 0.0
    degrees = 0.62 * (baseline - 1) * (1 - spent)
    return float(2 * special.stdtr(degrees, -_SIGMAS / np.sqrt(1 + 1 / baseline)))


def signals(
    monthly: ArrayLike,
    months: Months,
    *,
    watch: int = 1,
    baseline: int = 24,
    chart: Literal["u_prime", "xmr"] = "u_prime",
) -> Signals:
    """Whether each of the last ``watch`` months lies outside what the series usually does.

    ``monthly``: counts (..., months), the leading axis one series a category or area; ``months``:
    datetime64[M], consecutive. Season and month length are taken out first, the season learnt
    from the months before those watched; limits come from the last ``baseline`` of these, and
    are widened for a season that is itself an estimate. Raises NotEnoughData with fewer than 12.
    """
    known = np.asarray(monthly).shape[-1] - watch
    held = series.adjust(monthly, months, known=known)
    past, now = slice(max(0, known - baseline), known), slice(known, None)
    if chart == "u_prime":
        limits = u_prime(held.counts[..., past], held.exposure[..., past])
        chance = np.sqrt(limits.centre[..., :1] / held.exposure[..., now])
        sigma = limits.stretch * chance
    else:
        limits = xmr(held.adjusted[..., past])
        sigma = limits.stretch
    watched = held.adjusted[..., now]
    centre = np.broadcast_to(limits.centre[..., :1], watched.shape)
    terms = series.TERMS[held.method]
    reach = _SIGMAS * sigma * np.sqrt((known + terms) / (known - terms))
    low, high = np.maximum(centre - reach, 0.0), centre + reach
    rate = false_alarm_rate(min(baseline, known), held.method, known)
    return Signals(
        months=held.months[now],
        value=watched,
        centre=centre,
        low=np.broadcast_to(low, watched.shape),
        high=np.broadcast_to(high, watched.shape),
        signal=(watched > high).astype(np.int64) - (watched < low).astype(np.int64),
        false_alarms=float(np.sum(rate + _skew(centre, reach / _SIGMAS, low, high))),
        season=held.method,
    )


def _skew(centre: Floats, sigma: Floats, low: Floats, high: Floats) -> Floats:
    """Alarms beyond the normal's, for counts are skewed: the tails of a gamma of that spread."""
    mean, variance = np.maximum(centre, 1e-9), np.maximum(sigma, 1e-9) ** 2
    shape, scale = mean**2 / variance, variance / mean
    tails = special.gammaincc(shape, high / scale) + special.gammainc(shape, low / scale)
    normal = 2 * special.ndtr(-_SIGMAS)
    return np.where(centre > 0, np.maximum(tails - normal, 0.0), 0.0)
