"""Season: which months are busy in an ordinary year, and what the next one may bring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from towpath.analysis import loglinear
from towpath.analysis import months as calendar
from towpath.analysis.arrays import Bools, Floats, Integers, Months, counts
from towpath.analysis.errors import NotEnoughData

_MONTHS_AT_LEAST = 36


@dataclass(frozen=True)
class Season:
    """Month factors as an index: 100 is the year's mean day, January first, arrays (..., 12).

    ``peak``: months whose whole interval lies above 100. ``p``: of "there is no season".
    ``left_out``: the months of the series that were kept out of the fit.
    """

    index: Floats
    low: Floats
    high: Floats
    peak: Bools
    p: Floats
    dispersion: Floats
    left_out: Months


@dataclass(frozen=True)
class Ahead:
    """A calendar: for each month ahead its index, its expected count, and whether it peaks."""

    months: Months
    index: Floats
    expected: Floats
    peak: Bools


def index(
    monthly: ArrayLike,
    months: Months,
    *,
    leave_out: Bools | None = None,
    level: float = 0.95,
) -> Season:
    """The seasonal index of one or many series, from a model that also lets the level move.

    ``monthly``: counts (..., months), 36 or more; ``months``: datetime64[M], consecutive;
    ``leave_out``: True for months that no season should be learnt from
    (``months.covid(months)``). Quasi-Poisson log-linear model with days as exposure, a trend that
    may bend every 24 months, and twelve month factors with variance proportional to the mean
    (McCullagh and Nelder 1989); intervals by t, the test by F. Per day, so that February is not
    quiet for being short. Raises NotEnoughData below 36 months, or when a calendar month has
    fewer than two of them left.
    """
    (series,) = counts(monthly)
    given = calendar.consecutive(months, series.shape[-1])
    keep = np.ones(given.size, dtype=bool) if leave_out is None else ~np.asarray(leave_out)
    position = calendar.of_year(given)
    _enough(given, np.bincount(position[keep], minlength=12).astype(np.int64))
    trend = loglinear.trend_columns(given.size, every=24)
    columns = loglinear.season_columns(position)
    design = np.column_stack([trend, columns])
    days = calendar.days(given)
    model = loglinear.fit(design, series, exposure=days, weights=keep.astype(float))
    phi = np.maximum(model.dispersion, 1.0)
    contrasts = loglinear.season_columns(np.arange(12))
    logs = model.coefficients[..., trend.shape[1] :] @ contrasts.T
    part = model.covariance[..., trend.shape[1] :, trend.shape[1] :]
    error = np.sqrt(phi[..., None] * np.einsum("ki,...ij,kj->...k", contrasts, part, contrasts))
    reach = special.stdtrit(model.degrees, (1 + level) / 2) * error
    scale = 100 / np.exp(logs).mean(axis=-1, keepdims=True)
    # A calendar month that never saw an event has no upper limit.
    with np.errstate(over="ignore"):
        low, high = np.exp(logs - reach) * scale, np.exp(logs + reach) * scale
    p = _no_season(model, trend.shape[1], phi)
    return Season(np.exp(logs) * scale, low, high, low > 100, p, phi, given[~keep])


def _enough(months: Months, held: Integers) -> None:
    if months.size < _MONTHS_AT_LEAST:
        raise NotEnoughData(
            f"A season needs 36 months, and {months.size} are held.",
            "Load more months.",
        )
    if held.min() < 2:
        raise NotEnoughData(
            "Some calendar month is left with fewer than two years.",
            "Leave fewer months out.",
        )


def _no_season(model: loglinear.Fit, terms_before: int, phi: Floats) -> Floats:
    effect = model.coefficients[..., terms_before:]
    part = model.covariance[..., terms_before:, terms_before:]
    wald = np.einsum("...i,...ij,...j->...", effect, np.linalg.pinv(part, hermitian=True), effect)
    return np.asarray(special.fdtrc(11, model.degrees, wald / 11 / phi))


def ahead(found: Season, first: str, yearly: ArrayLike, *, length: int = 12) -> Ahead:
    """The next year's calendar: a year's total spread over the months by season and length.

    ``found``: from ``index``; ``first``: first month ahead ("2026-04"); ``yearly``: the count of
    a year at the present level, scalar or (...,). No forecast of the level itself.
    """
    coming = calendar.sequence(first, length)
    position = calendar.of_year(coming)
    factor = np.take(found.index, position, axis=-1) / 100
    year = np.asarray(yearly, dtype=np.float64)[..., None]
    expected = year * factor * calendar.days(coming) / 365.25
    return Ahead(coming, 100 * factor, expected, np.take(found.peak, position, axis=-1))
