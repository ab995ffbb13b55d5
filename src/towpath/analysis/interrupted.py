"""Interrupted series: did the level of a monthly series change when something was done?

The series is its own past; a control series takes out what happened everywhere. What it cannot
take out is the choice of the place: the worst place of last year falls by itself (`by_itself`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis import loglinear
from towpath.analysis import months as calendar
from towpath.analysis.arrays import Bools, Floats, Months, counts
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

BEFORE_AT_LEAST, AFTER_AT_LEAST = 12, 3
SEASON_FROM = 24
LAGS = 3


@dataclass(frozen=True)
class Factor:
    """A ratio (1 = no change) with 95 % limits and the p-value of "no change"."""

    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Interrupted:
    """What changed at the interruption.

    `level`: the jump; `slope`: change of the yearly trend, per year, where asked for; `mean`: of
    the whole time after against what would have been (geometric, where there is a slope);
    `prevented`: events fewer than that (with `fewest` and `most`, negative where there were more);
    `without`: (months,) what the model expects had nothing been done, `fitted`: (months,) as it
    was; `dispersion` of the months about the fit.
    """

    level: Factor
    slope: Factor | None
    mean: Factor
    prevented: float
    fewest: float
    most: float
    without: Floats
    fitted: Floats
    dispersion: float
    sentence: str


@dataclass(frozen=True)
class ByItself:
    """What chosen places would have fallen without anybody's doing.

    `before`: events counted in them; `expected`: in the next period of the same length, had nothing
    been done, with its 95 % limits `low` and `high`; `fall`: 1 − expected ÷ before.
    """

    before: float
    expected: float
    low: float
    high: float
    fall: float
    sentence: str


def series(
    monthly: ArrayLike,
    months: Months,
    start: str,
    *,
    control: ArrayLike | None = None,
    slope: bool = False,
) -> Interrupted:
    """Segmented quasi-Poisson regression (Bernal, Cummins & Gasparrini 2017, Int J Epidemiol 46).

    monthly: (months,) counts; months: datetime64[M] in a row; start: the first month of the new
    state ("2019-04"). Trend, one wave a year from 24 months on, month lengths, a jump of level,
    and a bend of the trend with `slope` (else the bend is taken as nought: say before looking which
    is meant). Limits by t, with the larger of two errors: by dispersion, never below 1, or by Newey
    & West (1987) over three months. With `control`, (months,) of places where nothing was done, the
    same model is of the share that falls here of both (conditional binomial): what struck both, the
    season too, drops out, and `level` is a difference in differences on the log scale; the
    control must not gain from the action. Raises NotEnoughData with fewer than 12 months before or
    3 after. O(months).
    """
    (seen,) = counts(monthly)
    when = calendar.consecutive(months, seen.size)
    after = np.asarray(when >= np.datetime64(start, "M"), dtype=np.bool_)
    _enough(after)
    if control is None:
        design = _design(when, after, slope=slope, season=seen.size >= SEASON_FROM)
        model = loglinear.fit(design, seen, exposure=calendar.days(when))
    else:
        design = _design(when, after, slope=slope, season=False)
        model = _conditional(design, seen, *counts(control))
    return _answer(design, seen, model, after, slope=slope)


def by_itself(before: ArrayLike, chosen: ArrayLike) -> ByItself:
    """How far the worst places fall by themselves: regression to the mean, by shrinkage.

    before: (places,) counts of one period in all the places that could have been chosen; chosen:
    (places,) True for those that were, because they stood high. Risks are taken as gamma between
    places and counts as Poisson, so that the next count is expected at
    m + A/(A + m) · (count − m), with mean m and variance A between places by moments (Robbins 1956;
    Morris 1983, JASA 78; Hauer 1997; Davis 1976, Am J Epidemiol 104, for the effect itself).
    Limits are negative binomial, of the count and not of its mean. Places must be alike enough to
    share a mean. Raises NotEnoughData below ten places. O(places).
    """
    (seen,) = counts(before)
    picked = np.asarray(chosen, dtype=bool)
    if picked.shape != seen.shape or not picked.any():
        raise ImpossibleNumbers("No place was chosen.", "Mark at least one of the places.")
    if seen.size < 10 or not seen.any():
        raise NotEnoughData("Fewer than ten places, or no events.", "Give all that could be chosen")
    mean, total = float(seen.mean()), float(seen[picked].sum())
    between = max(float(seen.var(ddof=1)) - mean, 0.0)
    weight = between / (between + mean)
    expected = float((mean + weight * (seen[picked] - mean)).sum())
    low, high = _coming(expected, weight)
    fall = 1 - expected / total if total > 0 else np.nan
    return ByItself(total, expected, low, high, fall, _warning(total, expected, low, high))


def _coming(expected: float, weight: float) -> tuple[float, float]:
    """Limits of the next count: its mean is gamma with scale `weight`, itself Poisson."""
    from scipy import stats

    if weight <= 0 or expected <= 0:
        limits = np.asarray(stats.poisson.ppf([0.025, 0.975], expected))
    else:
        shape, keep = expected / weight, 1 / (1 + weight)
        limits = np.asarray(stats.nbinom.ppf([0.025, 0.975], shape, keep))
    return float(limits[0]), float(limits[1])


def _enough(after: Bools) -> None:
    late = int(after.sum())
    if after.size - late < BEFORE_AT_LEAST or late < AFTER_AT_LEAST:
        raise NotEnoughData(
            f"An interrupted series needs {BEFORE_AT_LEAST} months before and {AFTER_AT_LEAST} "
            f"after, and has {after.size - late} and {late}.",
            "Load more months, or wait.",
        )


def _design(when: Months, after: Bools, *, slope: bool, season: bool) -> Floats:
    """Constant, trend in years, season; the last columns are the jump and, if asked, the bend."""
    time = np.arange(when.size, dtype=np.float64) / 12
    since = np.maximum(time - time[after].min(), 0.0)
    columns = [np.ones(when.size), time - time.mean()]
    if season:
        columns += list(loglinear.wave_columns(calendar.of_year(when)).T)
    columns.append(after.astype(np.float64))
    return np.column_stack([*columns, since] if slope else columns)


def _conditional(design: Floats, seen: Floats, control: Floats) -> loglinear.Fit:
    """Quasi-binomial regression of the treated share of both, by Newton's steps."""
    from scipy import special

    both = seen + control
    if control.shape != seen.shape or not both.all() or not control.any():
        raise ImpossibleNumbers(
            "The control has no events, or other months.", "Choose a larger control."
        )
    coefficients = np.zeros(design.shape[1])
    for _ in range(50):
        share = special.expit(np.clip(design @ coefficients, -30, 30))
        spread = both * share * (1 - share)
        information = design.T * spread @ design
        covariance = np.asarray(np.linalg.pinv(information, hermitian=True), np.float64)
        step = covariance @ (design.T @ (seen - both * share))
        coefficients = coefficients + step
        if np.abs(step).max() < 1e-10:
            break
    degrees = float(seen.size - design.shape[1])
    pearson = ((seen - both * share) ** 2 / spread).sum()
    return loglinear.Fit(coefficients, covariance, both * share, pearson / degrees, degrees)


def _answer(
    design: Floats, seen: Floats, model: loglinear.Fit, after: Bools, *, slope: bool
) -> Interrupted:
    covariance = _wider(design, seen, model)
    first = design.shape[1] - 1 - slope
    jump = np.zeros(design.shape[1])
    jump[first] = 1
    effect = design[:, first:] @ model.coefficients[first:]
    without = model.fitted * np.exp(-effect)
    level = _factor(jump, model, covariance)
    bend = _factor(np.eye(design.shape[1])[-1], model, covariance) if slope else None
    mean = level if bend is None else _mean(design, first, model, covariance, without * after)
    expected = float(without[after].sum())
    prevented, fewest, most = (expected * (1 - f) for f in (mean.value, mean.high, mean.low))
    spread = max(float(model.dispersion), 1.0)
    sentence = _reading(mean, prevented, fewest, most)
    return Interrupted(
        level, bend, mean, prevented, fewest, most, without, model.fitted, spread, sentence
    )


def _mean(
    design: Floats, first: int, model: loglinear.Fit, covariance: Floats, weights: Floats
) -> Factor:
    """The mean change after the start, months weighted by what would have been, by one contrast."""
    contrast = np.zeros(design.shape[1])
    contrast[first:] = weights @ design[:, first:] / weights.sum()
    return _factor(contrast, model, covariance)


def _wider(design: Floats, seen: Floats, model: loglinear.Fit) -> Floats:
    """The covariance by dispersion, stretched wherever that of Newey and West is wider."""
    plain = model.covariance * max(float(model.dispersion), 1.0)
    robust = loglinear.robust_covariance(design, seen, model, LAGS)
    stretch = np.sqrt(np.maximum(np.diag(robust) / np.diag(plain), 1.0))
    return np.asarray(plain * np.outer(stretch, stretch))


def _factor(contrast: Floats, model: loglinear.Fit, covariance: Floats) -> Factor:
    from scipy import special

    value = float(contrast @ model.coefficients)
    error = float(np.sqrt(contrast @ covariance @ contrast))
    reach = float(special.stdtrit(model.degrees, 0.975)) * error
    p = 2 * float(special.stdtr(model.degrees, -abs(value) / error)) if error > 0 else np.nan
    low, middle, high = (
        float(np.exp(np.clip(v, -700, 700))) for v in (value - reach, value, value + reach)
    )
    return Factor(middle, low, high, p)


def _reading(mean: Factor, prevented: float, fewest: float, most: float) -> str:
    percent = 100 * (mean.value - 1)
    moved = (
        f"{percent:+.0f} % against what would have been (95 % interval "
        f"{100 * (mean.low - 1):+.0f} to {100 * (mean.high - 1):+.0f})"
    )
    if mean.low <= 1 <= mean.high:
        return f"No clear change: {moved}."
    few, many = sorted((abs(fewest), abs(most)))
    word = "fewer" if prevented > 0 else "more"
    number = f"{abs(prevented):,.0f} events {word} ({few:,.0f} to {many:,.0f})"
    return f"A clear change: {moved}, or {number}."


def _warning(total: float, expected: float, low: float, high: float) -> str:
    return (
        f"The places were chosen because they stood high. They had {total:,.0f} events, and would "
        f"have about {expected:,.0f} in the next period ({low:,.0f} to {high:,.0f}) if nobody did "
        "anything: only what lies below that speaks for the action."
    )
