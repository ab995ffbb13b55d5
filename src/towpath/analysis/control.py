"""Control: is this month a signal, or the noise this series always makes?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from towpath.analysis import months as calendar
from towpath.analysis import series
from towpath.analysis.arrays import Floats, Integers, Months
from towpath.analysis.errors import NotEnoughData

_BASELINE_AT_LEAST = 12
# Mean range of two normal values, in standard deviations (Shewhart's d2 for n = 2).
_D2 = 2 / np.sqrt(np.pi)
_SIGMAS = 3.0
_MEAN_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Limits:
    """Centre line and limits of each month, in events per day; ``sigma``: one standard error."""

    centre: Floats
    low: Floats
    high: Floats
    sigma: Floats


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
    return _limits(np.broadcast_to(centre, seen.shape), chance * stretch)


def xmr(values: ArrayLike) -> Limits:
    """Limits of an individuals chart (XmR): mean ± 2.66 × mean moving range (Shewhart; Wheeler).

    ``values``: (..., months), any measure, not only counts. Raises
    NotEnoughData below 12 months.
    """
    seen = np.asarray(values, dtype=np.float64)
    _enough(seen)
    centre = seen.mean(axis=-1, keepdims=True)
    sigma = np.broadcast_to(_moving_range(seen), seen.shape)
    return _limits(np.broadcast_to(centre, seen.shape), sigma)


def _moving_range(values: Floats) -> Floats:
    return np.asarray(np.abs(np.diff(values, axis=-1)).mean(axis=-1, keepdims=True) / _D2)


def _limits(centre: Floats, sigma: Floats) -> Limits:
    low = np.maximum(centre - _SIGMAS * sigma, 0.0)
    return Limits(centre, low, centre + _SIGMAS * sigma, sigma)


def _enough(values: Floats) -> None:
    if values.shape[-1] < _BASELINE_AT_LEAST:
        raise NotEnoughData(
            "Control limits need at least 12 months before those watched.",
            "Load more months.",
        )


def false_alarm_rate(baseline: int) -> float:
    """Chance of a signal in one month when nothing changed, with limits from ``baseline`` months.

    Known limits would give 0.0027. Limits estimated from few months err more often: the mean
    moving range carries about 0.62 (baseline − 1) degrees of freedom, and the centre its own
    error, so the chance is Student's.
    """
    degrees = 0.62 * (baseline - 1)
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
    from the months before those watched; limits come from the last ``baseline`` of these. Raises
    NotEnoughData with fewer than 12.
    """
    known = np.asarray(monthly).shape[-1] - watch
    adjusted = series.adjust(monthly, months, known=known)
    values, past = adjusted.adjusted, slice(max(0, known - baseline), known)
    limits = _month_limits(values[..., past], adjusted.months[past], chart)
    watched = values[..., known:]
    centre, low, high = (
        np.broadcast_to(v[..., :1], watched.shape) for v in (limits.centre, limits.low, limits.high)
    )
    return Signals(
        months=adjusted.months[known:],
        value=watched,
        centre=centre,
        low=low,
        high=high,
        signal=(watched > high).astype(np.int64) - (watched < low).astype(np.int64),
        false_alarms=false_alarm_rate(min(baseline, known)) * watched.size,
        season=adjusted.method,
    )


def _month_limits(values: Floats, months: Months, chart: str) -> Limits:
    """Limits in events per mean month, from adjusted values that are so already."""
    if chart == "xmr":
        return xmr(values)
    daily = u_prime(values * calendar.days(months) / _MEAN_MONTH, calendar.days(months))
    # The values watched are per mean month, so one mean width serves them all.
    sigma = daily.sigma.mean(axis=-1, keepdims=True) * _MEAN_MONTH
    return _limits(daily.centre * _MEAN_MONTH, np.broadcast_to(sigma, daily.centre.shape))
