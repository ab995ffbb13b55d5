"""Log-linear models of counts: quasi-Poisson regression of one or many series at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Floats
from towpath.analysis.errors import NotEnoughData

_ROUNDS = 60
_CLOSE = 1e-9


@dataclass(frozen=True)
class Fit:
    """A fitted model: series along the leading axes, times along the last.

    ``covariance`` is that of a Poisson model: multiply it by ``dispersion``.
    """

    coefficients: Floats
    covariance: Floats
    fitted: Floats
    dispersion: Floats
    degrees: float


def fit(
    design: Floats,
    counts: Floats,
    *,
    exposure: ArrayLike = 1.0,
    weights: ArrayLike = 1.0,
) -> Fit:
    """Fit ``log E(count) = log exposure + design @ coefficients`` by reweighted least squares.

    ``design``: (times, terms). ``counts``: (..., times). ``exposure`` (days, residents) and
    ``weights`` (0 leaves a time out) broadcast against ``counts``. ``dispersion`` is Pearson's
    chi-square over the degrees of freedom, not floored (McCullagh and Nelder 1989, sections 2.5
    and 6.2). Raises NotEnoughData when no degree of freedom is left. Cost: times × terms² a
    round, a few rounds, all series together.
    """
    length = np.log(np.broadcast_to(np.asarray(exposure, dtype=np.float64), counts.shape))
    weight = np.broadcast_to(np.asarray(weights, dtype=np.float64), counts.shape)
    degrees = _degrees(design, weight)
    linear = np.log(counts + 0.5) - length
    mean, previous = np.exp(linear + length), np.full(counts.shape[:-1], np.inf)
    for _ in range(_ROUNDS):
        information = (design.T * (weight * mean)[..., None, :]) @ design
        working = weight * mean * (linear + (counts - mean) / mean)
        inverse = np.linalg.pinv(information, rcond=1e-12, hermitian=True)
        coefficients = np.einsum("...ij,...j->...i", inverse, working @ design)
        # A month that never saw an event would drift to minus infinity: hold it in reach.
        linear = np.clip(coefficients @ design.T, -25.0, 25.0)
        mean = np.exp(linear + length)
        deviance = 2 * np.sum(weight * (mean - counts * (linear + length)), axis=-1)
        if np.all(np.abs(deviance - previous) <= _CLOSE * (np.abs(deviance) + 1)):
            break
        previous = deviance
    pearson = np.sum(weight * (counts - mean) ** 2 / mean, axis=-1)
    return Fit(coefficients, inverse, mean, np.asarray(pearson / degrees), degrees)


def _degrees(design: Floats, weight: Floats) -> float:
    used = np.any(weight.reshape(-1, design.shape[0]) > 0, axis=0)
    degrees = int(used.sum()) - int(np.linalg.matrix_rank(design[used]))
    if degrees < 1:
        raise NotEnoughData(
            "There are too few months for this model.",
            "Load more months, or ask less of them.",
        )
    return float(degrees)


def robust_covariance(design: Floats, counts: Floats, model: Fit, lags: int) -> Floats:
    """Covariance that allows for unequal spread and for months that resemble their neighbours.

    Newey and West (1987) with a Bartlett window of ``lags`` months and the small-sample factor
    times/degrees. Returns (..., terms, terms); not to be multiplied by the dispersion.
    """
    scores = design * (counts - model.fitted)[..., None]
    meat = np.einsum("...ni,...nj->...ij", scores, scores)
    for lag in range(1, lags + 1):
        cross = np.einsum("...ni,...nj->...ij", scores[..., lag:, :], scores[..., :-lag, :])
        meat = meat + (1 - lag / (lags + 1)) * (cross + np.swapaxes(cross, -1, -2))
    bread = model.covariance
    return np.asarray(bread @ meat @ bread * (design.shape[0] / model.degrees))


def season_columns(of_year: ArrayLike, period: int = 12) -> Floats:
    """Sum-to-zero columns (times, period − 1): the factors of a year average nought on the log."""
    index = np.asarray(of_year, dtype=np.int64)
    contrasts = np.vstack([np.eye(period - 1), -np.ones(period - 1)])
    return np.asarray(contrasts[index])


def wave_columns(of_year: ArrayLike, period: int = 12) -> Floats:
    """One sine and one cosine a year (times, 2): a season that two years of data can carry."""
    angle = 2 * np.pi * np.asarray(of_year, dtype=np.float64) / period
    return np.column_stack([np.sin(angle), np.cos(angle)])


def trend_columns(length: int, every: int = 12) -> Floats:
    """A level and a bending line (times, terms): a new slope each ``every`` months, counted back.

    Time is in units of ``every``. A first stretch shorter than half of it bends with the next.
    """
    time = np.arange(length) / every
    knots = [time[-1] - k for k in range(1, int(length / every - 0.5) + 1) if time[-1] - k > 0.45]
    return np.column_stack([np.ones(length), time, *(np.maximum(0.0, time - k) for k in knots)])
