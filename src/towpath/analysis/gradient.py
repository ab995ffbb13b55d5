"""Gradient: how steeply a rate climbs from the least to the most deprived areas.

It speaks of areas, not of people. Use the Income domain: the whole index of deprivation contains
crime, so crime rises with it by construction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis import loglinear, rates
from towpath.analysis.arrays import Floats, Integers, counts, floats
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

AREAS_AT_LEAST = 10


@dataclass(frozen=True)
class Measure:
    """A value with its 95 % limits."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Groups:
    """Groups of areas, most deprived first: events, residents, rate per `per`, Byar's limits."""

    events: Floats
    residents: Floats
    areas: Integers
    rate: Floats
    low: Floats
    high: Floats
    per: float


@dataclass(frozen=True)
class Gradient:
    """The slope over the whole range, from least to most deprived.

    `slope`: slope index of inequality, difference of rates per `per` between the two ends;
    `relative`: relative index, their ratio; `extremes`: rate ratio of the most to the least
    deprived group; `correlation`: Spearman's, of rate and deprivation over areas.
    """

    groups: Groups
    slope: Measure
    relative: Measure
    extremes: Measure
    correlation: Measure


def measure(
    events: ArrayLike,
    residents: ArrayLike,
    deprivation: ArrayLike,
    *,
    groups: int = 5,
    per: float = 1000.0,
) -> Gradient:
    """Group rates, slope and relative index of inequality, extreme ratio and rank correlation.

    events, residents, deprivation: (areas,); higher deprivation is worse (a rank with 1 for the
    worst must be turned round). Groups hold equal numbers of areas; equal scores are never split.
    Slope: residents-weighted regression of the rate on the share of residents living in less
    deprived areas (0 to 1), robust variance (HC1). Relative: the same by Poisson regression, robust
    variance. Mackenbach & Kunst 1997 (Soc Sci Med 44); Zou 2004 (Am J Epidemiol 159) for the robust
    Poisson. Correlation limits after Bonett & Wright 2000 (Psychometrika 65).
    Raises NotEnoughData for fewer than ten areas. O(areas log areas).
    """
    seen, people, score = _usable(events, residents, deprivation)
    group = quantiles(score, groups)
    table = _groups(seen, people, group, groups, per)
    rank = ridit(score, people)
    return Gradient(
        table,
        _slope(seen, people, rank, per),
        _relative(seen, people, rank),
        _extremes(seen, people, group, groups),
        spearman(seen / people, score),
    )


def quantiles(deprivation: ArrayLike, groups: int = 5) -> Integers:
    """Groups of equal numbers of areas, 0 the most deprived; equal scores share a group.

    deprivation: (areas,), higher is worse.
    """
    (score,) = floats(deprivation)
    ranks = _ranks(-score)
    return np.asarray(np.ceil(ranks * groups / score.size) - 1, dtype=np.int64).clip(0, groups - 1)


def ridit(deprivation: ArrayLike, residents: ArrayLike) -> Floats:
    """Share of residents in less deprived areas plus half of those level, 0 to 1 (Bross 1958)."""
    score, people = floats(deprivation, residents)
    _, where = np.unique(score, return_inverse=True)
    at_level = np.bincount(where, weights=people)
    below = np.cumsum(at_level) - at_level
    return np.asarray((below + at_level / 2)[where] / people.sum())


def spearman(first: ArrayLike, second: ArrayLike) -> Measure:
    """Spearman's rank correlation with the Fisher-z interval of Bonett & Wright (2000)."""
    one, two = floats(first, second)
    ranks = _ranks(one), _ranks(two)
    if min(np.ptp(ranks[0]), np.ptp(ranks[1])) == 0:
        return Measure(np.nan, np.nan, np.nan)
    value = float(np.corrcoef(*ranks)[0, 1])
    reach = 1.959964 * np.sqrt((1 + value**2 / 2) / (one.size - 3))
    centre = np.arctanh(np.clip(value, -1 + 1e-12, 1 - 1e-12))
    low, high = np.tanh([centre - reach, centre + reach])
    return Measure(value, min(float(low), value), max(float(high), value))


def _ranks(values: Floats) -> Floats:
    """Places from 1 up; equal values share the mean of theirs. SciPy's takes half a second to
    import, all its distributions with it.
    """
    _, where, many = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(many) - (many - 1) / 2)[where])


def _usable(*columns: ArrayLike) -> tuple[Floats, Floats, Floats]:
    seen, people, score = floats(*columns)
    counts(seen, people)
    if seen.size < AREAS_AT_LEAST or not seen.any():
        raise NotEnoughData(
            f"A gradient needs {AREAS_AT_LEAST} areas and some events.", "Use smaller areas."
        )
    if np.any(people == 0) or not np.all(np.isfinite(score)):
        raise ImpossibleNumbers(
            "An area has no residents or no deprivation score.", "Leave that area out and say so."
        )
    return seen, people, score


def _groups(seen: Floats, people: Floats, group: Integers, number: int, per: float) -> Groups:
    events = np.bincount(group, weights=seen, minlength=number).astype(np.float64)
    residents = np.bincount(group, weights=people, minlength=number).astype(np.float64)
    found = rates.crude(events, residents, per=per)
    areas = np.bincount(group, minlength=number)
    return Groups(events, residents, areas, found.rate, found.low, found.high, per)


def _slope(seen: Floats, people: Floats, rank: Floats, per: float) -> Measure:
    design = np.column_stack([np.ones_like(rank), rank])
    bread = np.linalg.inv(design.T * people @ design)
    rate = seen / people
    coefficients = bread @ (design.T * people @ rate)
    scores = design * (people * (rate - design @ coefficients))[:, None]
    spread = bread @ (scores.T @ scores) @ bread * rank.size / (rank.size - 2)
    return _limits(float(coefficients[1]) * per, float(np.sqrt(spread[1, 1])) * per)


def _relative(seen: Floats, people: Floats, rank: Floats) -> Measure:
    design = np.column_stack([np.ones_like(rank), rank])
    model = loglinear.fit(design, seen, exposure=people)
    spread = loglinear.robust_covariance(design, seen, model, lags=0)
    found = _limits(float(model.coefficients[1]), float(np.sqrt(spread[1, 1])))
    return Measure(*(float(np.exp(v)) for v in (found.value, found.low, found.high)))


def _extremes(seen: Floats, people: Floats, group: Integers, number: int) -> Measure:
    """Robust Poisson of two groups in closed form: each log rate's variance is a sum of squares."""
    logs, variance = [], 0.0
    for g in (0, number - 1):
        inside = group == g
        events, residents = float(seen[inside].sum()), float(people[inside].sum())
        if events == 0:
            return Measure(np.nan, np.nan, np.nan)
        rate, areas = events / residents, int(inside.sum())
        logs.append(np.log(rate))
        residuals = seen[inside] - people[inside] * rate
        variance += float(residuals @ residuals) / events**2 * areas / max(areas - 1, 1)
    found = _limits(float(logs[0] - logs[1]), float(np.sqrt(variance)))
    return Measure(*(float(np.exp(v)) for v in (found.value, found.low, found.high)))


def _limits(value: float, error: float) -> Measure:
    return Measure(value, value - 1.959964 * error, value + 1.959964 * error)
