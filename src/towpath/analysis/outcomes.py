"""Outcomes: what became of crimes, compared only where they have been followed equally long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis import proportions
from towpath.analysis.arrays import Bools, Floats, Integers, Months, counts, divide
from towpath.analysis.errors import ImpossibleNumbers

_NEAR = 1


@dataclass(frozen=True)
class Cohorts:
    """Crimes by month recorded. ``share``, ``low``, ``high``: (months, groups), 0–1, Wilson.

    ``follow_up``: whole months between the month recorded and the look at its outcomes.
    ``comparable``: followed at least as long as asked.
    """

    months: Months
    follow_up: Integers
    total: Floats
    share: Floats
    low: Floats
    high: Floats
    comparable: Bools


@dataclass(frozen=True)
class Comparison:
    """Shares of each outcome group in two periods, 0–1, and their difference (after − before).

    ``fair``: both were followed equally long. Where not, ``why`` says so, and the difference is
    an artefact of age, not of investigation.
    """

    before: proportions.Share
    after: proportions.Share
    difference: proportions.Comparison
    fair: bool
    why: str


def cohorts(
    by_outcome: ArrayLike,
    months: Months,
    observed: Months | np.datetime64,
    *,
    follow_up: int = 12,
) -> Cohorts:
    """Outcome shares of each month's crimes, and which months may be compared.

    ``by_outcome``: counts (months, groups), every crime in one group, those still open too;
    ``months``: datetime64[M] of recording; ``observed``: the month in which the outcomes were
    looked at, one for all or one a month (each archive its own). A crime recorded last month has
    had no time to be solved: only months followed for ``follow_up`` months or more are comparable.
    Raises ImpossibleNumbers for outcomes looked at before the crime.
    """
    (table,) = counts(by_outcome)
    recorded = np.asarray(months).astype("datetime64[M]")
    looked = np.broadcast_to(np.asarray(observed).astype("datetime64[M]"), recorded.shape)
    age = (looked.astype(np.int64) - recorded.astype(np.int64)).astype(np.int64)
    if table.ndim != 2 or table.shape[0] != recorded.size or np.any(age < 0):
        raise ImpossibleNumbers(
            "Outcomes and months do not match, or an outcome was seen before its crime.",
            "Give one row a month, and the month of each file.",
        )
    total = table.sum(axis=1)
    shares = proportions.wilson(table, total[:, None])
    comparable = np.asarray(age >= follow_up)
    return Cohorts(recorded, age, total, shares.share, shares.low, shares.high, comparable)


def compare(
    before: ArrayLike,
    after: ArrayLike,
    *,
    follow_up: tuple[ArrayLike, ArrayLike],
    pending: int | None = None,
    settled: int = 24,
) -> Comparison:
    """Pooled outcome shares of two periods, with a judgement whether they may be compared.

    ``before``, ``after``: counts (months, groups); ``follow_up``: months of follow-up of each
    row, in that order. Fair when the mean follow-up differs by no more than a month, or when
    every row has been followed for ``settled`` months. ``pending``: column of crimes still under
    investigation; shares of it more than 5 points apart are unfair whatever the dates say, for
    they show that one file is older than it claims. Difference by Newcombe's interval.
    """
    earlier, later = (counts(table)[0].sum(axis=0) for table in (before, after))
    ages = [np.asarray(age, dtype=np.float64) for age in follow_up]
    one, two = earlier.sum(), later.sum()
    equal = abs(ages[0].mean() - ages[1].mean()) <= _NEAR
    why = ""
    if not equal and min(a.min() for a in ages) < settled:
        why = f"followed for {ages[0].mean():.0f} months before and {ages[1].mean():.0f} after"
    if pending is not None:
        open_shares = 100 * divide(earlier, one)[pending], 100 * divide(later, two)[pending]
        if abs(open_shares[0] - open_shares[1]) > 5:
            why = "{:.0f} % were still open before and {:.0f} % after".format(*open_shares)
    return Comparison(
        proportions.wilson(earlier, one),
        proportions.wilson(later, two),
        proportions.difference((later, two), (earlier, one)),
        not why,
        why,
    )
