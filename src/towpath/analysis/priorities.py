"""Priorities: what comes first, and would it still come first if we weighed things differently?

Confidence in the evidence is carried beside the score and never multiplied in: hidden crime is
thinly evidenced by nature, and multiplying would bury it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Floats, Words, floats
from towpath.analysis.errors import ImpossibleNumbers


@dataclass(frozen=True)
class Matrix:
    """Per candidate, in the order given; rank 1 is first, ties share the better rank.

    `score`: weighted mean of its scores, in their own unit; `rank_low` to `rank_high`: the middle
    95 % of its ranks over random weightings; `first`: share of the weightings that put it first;
    `confidence`: as given, beside the score.
    """

    names: tuple[str, ...]
    criteria: tuple[str, ...]
    weights: Floats
    score: Floats
    rank: Floats
    rank_low: Floats
    rank_high: Floats
    first: Floats
    confidence: Words


def rank(
    names: Sequence[str],
    scores: dict[str, ArrayLike],
    rng: np.random.Generator,
    *,
    weights: dict[str, float] | None = None,
    confidence: Sequence[str] | None = None,
    runs: int = 1000,
) -> Matrix:
    """Rank candidates by agreed weights, and again by a thousand weightings drawn at random.

    names: candidate priorities; scores: by criterion (harm, likelihood, public concern, capacity),
    (candidates,) on one scale for all, higher is more pressing; weights: by criterion, default
    equal, made to add up to one; confidence: a word for each candidate. Random weightings are even
    over all that add up to one (flat Dirichlet). Follows stochastic multicriteria acceptability
    analysis (Lahdelma, Hokkanen & Salminen 1998, Eur J Oper Res 106). O(runs × scores).
    """
    table = np.column_stack(floats(*scores.values()))
    _fits(names, table, confidence)
    criteria = tuple(scores)
    agreed = _agreed(criteria, weights)
    drawn = rng.dirichlet(np.ones(len(criteria)), size=runs)
    ranks = _ranks(table @ drawn.T)
    low, high = np.quantile(ranks, [0.025, 0.975], axis=1, method="inverted_cdf")
    score = table @ agreed
    return Matrix(
        tuple(names),
        criteria,
        agreed,
        score,
        _ranks(score[:, None])[:, 0],
        low,
        high,
        np.asarray((ranks == 1).mean(axis=1)),
        np.array(confidence if confidence is not None else ["not supplied"] * len(names)),
    )


def _ranks(scores: Floats) -> Floats:
    from scipy import stats

    # Rounded, so that two equal sums of products do not fall on either side of a last digit.
    return np.asarray(stats.rankdata(-np.round(scores, 12), method="min", axis=0), dtype=np.float64)


def _agreed(criteria: tuple[str, ...], weights: dict[str, float] | None) -> Floats:
    given = weights if weights is not None else dict.fromkeys(criteria, 1.0)
    values = np.array([given.get(c, np.nan) for c in criteria])
    if set(given) != set(criteria) or not np.all(values >= 0) or values.sum() == 0:
        raise ImpossibleNumbers(
            "The weights do not match the criteria.", f"Give one for each: {', '.join(criteria)}."
        )
    return np.asarray(values / values.sum())


def _fits(names: Sequence[str], table: Floats, confidence: Sequence[str] | None) -> None:
    if table.shape[0] != len(names) or not np.all(np.isfinite(table)):
        raise ImpossibleNumbers(
            "A candidate lacks a score.", "Score every candidate on every criterion."
        )
    if confidence is not None and len(confidence) != len(names):
        raise ImpossibleNumbers(
            "A candidate lacks a word of confidence.", "Give one for each candidate."
        )
