"""Trend: has a series fallen or risen over years, and does a claim about all areas hold in each?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from towpath.analysis import false_discovery, loglinear
from towpath.analysis.arrays import Bools, Floats, Words, counts, plain, words
from towpath.analysis.errors import NotEnoughData

# Hirsch and Slack: below ten years the covariance between months is too poor to use.
_YEARS_FOR_COVARIANCE = 10


@dataclass(frozen=True)
class MannKendall:
    """``score``: rises less falls over all pairs; ``z``; two-sided ``p``; ``tau`` −1 to 1."""

    score: Floats
    z: Floats
    p: Floats
    tau: Floats
    serial: bool


@dataclass(frozen=True)
class Slope:
    """Per cent a year, with limits, and the two-sided p-value of a level series."""

    percent_a_year: Floats
    low: Floats
    high: Floats
    p: Floats


class Support(StrEnum):
    """What the data say to a claim about one area."""

    UPHELD = "upheld"
    CONTRADICTED = "contradicted"
    NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Claim:
    """A claim such as "falling in all areas", area by area.

    ``p``: one-sided, for the claim; ``p_adjusted``: over the areas; ``holds_everywhere``: every
    area alone upholds it; ``p_everywhere``: of the claim about all of them.
    """

    direction: str
    slope: Slope
    p: Floats
    p_adjusted: Floats
    support: Words
    holds_everywhere: bool
    p_everywhere: float


def mann_kendall(series: ArrayLike, *, period: int = 12) -> MannKendall:
    """Seasonal Mann–Kendall test of a monotone trend, on raw months or (period 1) raw years.

    ``series``: (..., times), any measure, in order; each calendar month is compared only with
    itself. From ten whole years the variance allows for months that resemble each other (Hirsch
    and Slack 1984); below, months are taken as independent (Hirsch, Slack and Smith 1982), which
    a year-long surge can fool: then look at ``slope`` too. Never feed it rolling sums. Raises
    NotEnoughData below three whole years. Cost: years² × period² a series.
    """
    values = np.asarray(series, dtype=np.float64)
    years = values.shape[-1] // period
    if years < 3:
        raise NotEnoughData("A trend needs at least three whole years.", "Load more months.")
    # The latest whole years; a broken first year would weigh some months more than others.
    table = values[..., values.shape[-1] - years * period :]
    table = table.reshape(*values.shape[:-1], years, period)
    signs = np.sign(table[..., None, :, :] - table[..., :, None, :])
    upper = np.triu(np.ones((years, years)), 1)[..., None]
    by_month = np.sum(signs * upper, axis=(-3, -2))
    score = by_month.sum(axis=-1)
    variance = _tied_variance(signs).sum(axis=-1)
    serial = period > 1 and years >= _YEARS_FOR_COVARIANCE
    if serial:
        variance = np.maximum(variance + _covariance(signs, upper), variance * 0.05)
    # Continuity: the score moves in steps of two.
    z = np.sign(score) * np.maximum(np.abs(score) - 1, 0) / np.sqrt(np.maximum(variance, 1e-12))
    p = np.asarray(2 * special.ndtr(-np.abs(z)), dtype=np.float64)
    tau = score / (period * years * (years - 1) / 2)
    return MannKendall(plain(score), plain(z), plain(p), plain(tau), serial)


def _tied_variance(signs: Floats) -> Floats:
    """Variance of each month's score, ties included (Dietz and Killeen 1981)."""
    pairs = np.sum(signs**2, axis=(-3, -2)) / 2
    return np.asarray((pairs + np.sum(signs.sum(axis=-3) ** 2, axis=-2)) / 3)


def _covariance(signs: Floats, upper: Floats) -> Floats:
    """Sum of the covariances between different months' scores (Dietz and Killeen 1981)."""
    # A value's signed wins are twice its rank, centred: hence no factor of four.
    wins, forward = signs.sum(axis=-3), signs * upper
    agree = np.einsum("...ijg,...ijh->...gh", forward, forward)
    both = (agree + np.einsum("...ig,...ih->...gh", wins, wins)) / 3
    return np.asarray(both.sum(axis=(-2, -1)) - np.trace(both, axis1=-2, axis2=-1))


def slope(
    monthly: ArrayLike, *, period: int = 12, exposure: ArrayLike = 1.0, level: float = 0.95
) -> Slope:
    """Per cent a year by a log-linear quasi-Poisson line, with month factors from two years on.

    ``monthly``: counts (..., times), one a month (``period`` 12) or one a year (1); ``exposure``:
    days or residents behind each. The standard error is the larger of two that allow for months
    that resemble their neighbours: the quasi-Poisson one, stretched by (1 + r) ÷ (1 − r) for the
    residuals' correlation r from month to month, and Newey and West's (1987); limits by t. Raises
    NotEnoughData for too few times.
    """
    (series,) = counts(monthly)
    length = series.shape[-1]
    time = np.arange(length) / period
    design = np.column_stack([np.ones(length), time - time.mean()])
    if period > 1 and length >= 2 * period:
        position = np.arange(length) % period
        design = np.column_stack([design, loglinear.season_columns(position, period)])
    model = loglinear.fit(design, series, exposure=exposure)
    lags = int(np.ceil(4 * (length / 100) ** (2 / 9)))
    robust = loglinear.robust_covariance(design, series, model, min(lags, length - 2))
    chance = np.maximum(model.dispersion, 1.0) * model.covariance[..., 1, 1]
    chance = chance * _persistence(series, model)
    error = np.sqrt(np.maximum(chance, robust[..., 1, 1]))
    rise = model.coefficients[..., 1]
    reach = special.stdtrit(model.degrees, (1 + level) / 2) * error
    p = np.asarray(2 * special.stdtr(model.degrees, -np.abs(rise) / error), dtype=np.float64)
    with np.errstate(over="ignore"):
        low, high = 100 * np.expm1(rise - reach), 100 * np.expm1(rise + reach)
    return Slope(plain(100 * np.expm1(rise)), plain(low), plain(high), plain(p))


def _persistence(series: Floats, model: loglinear.Fit) -> Floats:
    """How much more a slope varies because residuals carry over: (1 + r) ÷ (1 − r), 1 or more."""
    residual = (series - model.fitted) / np.sqrt(model.fitted)
    carried = np.sum(residual[..., 1:] * residual[..., :-1], axis=-1)
    r = carried / np.maximum(np.sum(residual**2, axis=-1), 1e-12)
    # Short series hide their correlation: Kendall's (1954) correction for the bias.
    r = np.clip(r + (1 + 4 * r) / series.shape[-1], 0.0, 0.9)
    return np.asarray((1 + r) / (1 - r))


def claim(
    monthly: ArrayLike,
    *,
    direction: Literal["falling", "rising"] = "falling",
    period: int = 12,
    exposure: ArrayLike = 1.0,
    level: float = 0.95,
) -> Claim:
    """Tests "falling (rising) in all areas" area by area, not on the total.

    ``monthly``: raw counts (areas, times). Each area needs its log-linear slope to show it (see
    ``slope``) at 1 − level, with p-values adjusted over the areas (Benjamini and Hochberg 1995);
    the other direction, as clearly shown, contradicts. The claim about *all* areas holds when the
    weakest area shows it: an intersection–union test, which needs no further adjustment (Berger
    1982). Raises NotEnoughData for too few times.
    """
    found = slope(monthly, period=period, exposure=exposure, level=level)
    falling = np.asarray(found.percent_a_year) < 0
    wanted = falling if direction == "falling" else ~falling
    two_sided = np.asarray(found.p)
    p = np.where(wanted, two_sided / 2, 1 - two_sided / 2)
    adjusted = np.asarray(false_discovery.adjust(p))
    against = np.asarray(false_discovery.adjust(1 - p))
    support = _support(adjusted <= 1 - level, against <= 1 - level)
    weakest = float(np.max(p))
    everywhere = weakest <= 1 - level
    return Claim(direction, found, p, adjusted, support, everywhere, weakest)


def _support(shown: Bools, contrary: Bools) -> Words:
    said = words(shown.shape, Support.NOT_SHOWN)
    said[contrary] = Support.CONTRADICTED
    said[shown] = Support.UPHELD
    return said
