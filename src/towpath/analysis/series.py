"""Series: monthly counts made comparable, by month length and by season."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis import loglinear
from towpath.analysis import months as calendar
from towpath.analysis.arrays import Floats, Integers, Months, counts

Method = Literal["stl", "yearly wave", "none"]
MONTHS_FOR_STL = 36
MONTHS_FOR_WAVE = 24
# What each way of finding a season takes from the degrees of freedom.
TERMS: dict[Method, int] = {"stl": 11, "yearly wave": 2, "none": 0}


@dataclass(frozen=True)
class Adjusted:
    """``counts`` as they were, ``adjusted`` as if every month were of mean length and season.

    ``exposure``: each month's length and season against the mean month (counts ÷ adjusted).
    ``factors``: (..., 12), January first, averaging 1 (1.2 = a fifth above an ordinary month).
    ``method`` says how they were found; "none" means too few months to know a season.
    """

    months: Months
    counts: Floats
    adjusted: Floats
    exposure: Floats
    factors: Floats
    method: Method


def adjust(monthly: ArrayLike, months: Months, *, known: int | None = None) -> Adjusted:
    """Monthly counts adjusted for the length of months and, where it can be known, the season.

    ``monthly``: (..., months); ``months``: datetime64[M], consecutive. ``known``: how many of the
    first months the season may be learnt from (all by default); later ones are adjusted by it
    without having shaped it. From 36 months: robust STL on the log of the daily rate (Cleveland
    et al. 1990), whose mean year is taken; from 24: one wave a year, of a
    quasi-Poisson model with trend (two years cannot carry twelve factors); below: month length
    only. Raises ImpossibleNumbers.
    """
    (series,) = counts(monthly)
    given = calendar.consecutive(months, series.shape[-1])
    days, position = calendar.days(given), calendar.of_year(given)
    held = series.shape[-1] if known is None else known
    factors, method = _factors(series[..., :held], days[:held], position[:held])
    exposure = days * 12 / 365.25 * np.take(factors, position, axis=-1)
    return Adjusted(given, series, series / exposure, exposure, factors, method)


def _factors(series: Floats, days: Floats, position: Integers) -> tuple[Floats, Method]:
    if series.shape[-1] >= MONTHS_FOR_STL:
        flat = series.reshape(-1, series.shape[-1])
        found = np.stack([_stl(row / days, position) for row in flat])
        return found.reshape(*series.shape[:-1], 12), "stl"
    if series.shape[-1] >= MONTHS_FOR_WAVE:
        return _wave(series, days, position), "yearly wave"
    return np.ones((*series.shape[:-1], 12)), "none"


def _stl(daily: Floats, position: Integers) -> Floats:
    from statsmodels.tsa.seasonal import STL

    # Half an event a month keeps the logarithm of an empty month within reach.
    logs = np.log(daily + 0.5 / 30.4)
    # Three or four years cannot show a season that drifts: smooth flat and take the mean year.
    season = STL(logs, period=12, seasonal=35, seasonal_deg=0, robust=True).fit().seasonal
    yearly = np.bincount(position, season, 12) / np.bincount(position, minlength=12)
    factors = np.exp(yearly)
    return np.asarray(factors / factors.mean())


def _wave(series: Floats, days: Floats, position: Integers) -> Floats:
    trend = loglinear.trend_columns(series.shape[-1], every=24)
    design = np.column_stack([trend, loglinear.wave_columns(position)])
    model = loglinear.fit(design, series, exposure=days)
    wave = model.coefficients[..., trend.shape[1] :] @ loglinear.wave_columns(np.arange(12)).T
    factors = np.exp(wave)
    return np.asarray(factors / factors.mean(axis=-1, keepdims=True))
