"""Exceedance: a second opinion on this month, by the rule health services use for outbreaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from towpath.analysis import loglinear
from towpath.analysis import months as calendar
from towpath.analysis.arrays import Bools, Floats, Integers, Months, counts, plain
from towpath.analysis.errors import NotEnoughData

_PAST_AT_LEAST = 18
# Noufaily et al. 2013: months this many standard errors out are taken for past outbreaks.
_OUTLYING = 2.58


@dataclass(frozen=True)
class Exceedance:
    """The last month of each series: what was ``expected``, the ``upper`` threshold, the verdict.

    ``score``: (observed − expected) ÷ (upper − expected); above 1 is an exceedance.
    """

    observed: Floats
    expected: Floats
    upper: Floats
    score: Floats
    exceeds: Bools


def last_month(monthly: ArrayLike, months: Months, *, alpha: float = 0.005) -> Exceedance:
    """Whether the last month exceeds what the months before it foretell.

    ``monthly``: counts (..., months); ``months``: datetime64[M], consecutive, at least 19. A
    quasi-Poisson line with a season (month factors from 36 past months, one yearly wave from 24)
    is fitted to the past, fitted again with past outbreaks weighted down by their squared
    residual, and carried one month on. The threshold is the 1 − ``alpha`` point on the 2/3 power
    scale, with the error of the fit and the dispersion in it (Farrington et al. 1996; reweighting
    at 2.58 and all past months after Noufaily et al. 2013). Fewer than 5 events expected and seen
    in the last half year never exceed. Raises NotEnoughData.
    """
    (series,) = counts(monthly)
    length = series.shape[-1]
    if length <= _PAST_AT_LEAST:
        raise NotEnoughData("A forecast needs at least 18 past months.", "Load more months.")
    given = calendar.consecutive(months, length)
    days = calendar.days(given)
    design = _design(calendar.of_year(given), length)
    past, days_past = series[..., :-1], days[:-1]
    first = loglinear.fit(design[:-1], past, exposure=days_past)
    weights = _weights(design[:-1], past, first)
    second = loglinear.fit(design[:-1], past, exposure=days_past, weights=weights)
    ahead = design[-1]
    expected = np.exp(second.coefficients @ ahead) * days[-1]
    phi = np.maximum(second.dispersion, 1.0)
    fit_error = np.einsum("...ij,i,j->...", second.covariance, ahead, ahead)
    spread = np.sqrt(phi / np.maximum(expected, 1e-9) + phi * fit_error)
    z = -special.ndtri(alpha)
    upper = expected * (1 + 2 / 3 * z * spread) ** 1.5
    observed = series[..., -1]
    score = (observed - expected) / np.maximum(upper - expected, 1e-9)
    busy = series[..., -6:].sum(axis=-1) >= 5
    return Exceedance(
        observed=plain(observed),
        expected=plain(expected),
        upper=plain(upper),
        score=plain(score),
        exceeds=plain((score > 1) & busy),
    )


def _design(position: Integers, length: int) -> Floats:
    columns = [np.ones(length), np.arange(length) / 12]
    if length > 36:
        return np.column_stack([*columns, loglinear.season_columns(position)])
    if length > 24:
        return np.column_stack([*columns, loglinear.wave_columns(position)])
    return np.column_stack(columns)


def _weights(design: Floats, past: Floats, model: loglinear.Fit) -> Floats:
    leverage = model.fitted * np.einsum("ni,...ij,nj->...n", design, model.covariance, design)
    phi = np.maximum(model.dispersion, 1.0)[..., None]
    # Anscombe's residual, standardised: closer to normal for small counts than Pearson's.
    mean = model.fitted
    raw = 1.5 * (past ** (2 / 3) - mean ** (2 / 3)) / mean ** (1 / 6)
    residual = raw / np.sqrt(phi * np.maximum(1 - leverage, 0.05))
    weight = np.where(residual > _OUTLYING, np.maximum(residual, 1e-9) ** -2.0, 1.0)
    return np.asarray(weight / weight.mean(axis=-1, keepdims=True))
