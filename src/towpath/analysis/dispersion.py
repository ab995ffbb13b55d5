"""Dispersion: how much more a monthly series varies than pure chance (Poisson) would."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis import loglinear
from towpath.analysis import months as calendar
from towpath.analysis.arrays import Floats, Months, counts, floats, plain

MONTHS_FOR_SEASON = 24
_MONTHS_AT_LEAST = 6


@dataclass(frozen=True)
class Dispersion:
    """``value``: variance over mean, 1 or more. ``degrees``: the degrees of freedom behind it."""

    value: Floats | float
    degrees: Floats | float


# What holds if events came independently, one at a time, at a steady rate.
POISSON = Dispersion(1.0, np.inf)


def of(monthly: ArrayLike, months: Months | None = None) -> Dispersion:
    """Dispersion of each series once its trend and season are taken out, never below 1.

    ``monthly``: counts (..., months) in a row; ``months``: their datetime64[M], which brings in
    month lengths. A line that may bend each year, and month factors from 24 months on, are fitted
    by quasi-Poisson regression; the value is Pearson's chi-square over its degrees of freedom
    (McCullagh and Nelder 1989, section 6.2). The floor at 1 keeps a lucky series from looking
    surer than chance allows. Below 6 months nothing can be told: POISSON comes back, with no
    widening, and the caller should say so.
    """
    (series,) = counts(monthly)
    length = series.shape[-1]
    if length < _MONTHS_AT_LEAST:
        return Dispersion(plain(np.ones(series.shape[:-1])), np.inf)
    position = np.arange(length) % 12 if months is None else calendar.of_year(months)
    days = np.ones(length) if months is None else calendar.days(months)
    design = loglinear.trend_columns(length)
    if length >= MONTHS_FOR_SEASON:
        design = np.column_stack([design, loglinear.season_columns(position)])
    model = loglinear.fit(design, series, exposure=days)
    return Dispersion(plain(np.maximum(model.dispersion, 1.0)), model.degrees)


def normal_quantile(spread: Dispersion, level: float) -> Floats:
    """How many standard errors a two-sided interval spans: t where the dispersion is estimated."""
    from scipy import special

    (degrees,) = floats(spread.degrees)
    tail = (1 + level) / 2
    finite = np.where(np.isinf(degrees), 1.0, degrees)
    return np.where(np.isinf(degrees), special.ndtri(tail), special.stdtrit(finite, tail))


def tail_probability(spread: Dispersion, z: Floats) -> Floats:
    """Two-sided p-value of ``z`` standard errors, by t where the dispersion is estimated."""
    from scipy import special

    degrees, size = floats(spread.degrees, np.abs(z))
    finite = np.where(np.isinf(degrees), 1.0, degrees)
    tail = np.where(np.isinf(degrees), special.ndtr(-size), special.stdtr(finite, -size))
    return np.asarray(2 * tail)
