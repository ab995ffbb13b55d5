"""Months of a series: how long they are, which of the year, and which fell under COVID rules."""

from __future__ import annotations

import numpy as np

from towpath.analysis.arrays import Bools, Floats, Integers, Months
from towpath.analysis.errors import ImpossibleNumbers

# First and last month in which restrictions distorted recorded crime in England and Wales.
COVID = (np.datetime64("2020-03", "M"), np.datetime64("2021-07", "M"))


def sequence(first: str, length: int) -> Months:
    """``length`` months in a row from ``first`` ("2019-12"), as datetime64[M]."""
    return np.datetime64(first, "M") + np.arange(length)


def days(months: Months) -> Floats:
    """Days in each month (28–31), the shape of ``months``."""
    start = months.astype("datetime64[M]")
    length = (start + 1).astype("datetime64[D]") - start.astype("datetime64[D]")
    return np.asarray(length, dtype=np.float64)


def of_year(months: Months) -> Integers:
    """0 for January to 11 for December."""
    return months.astype("datetime64[M]").astype(np.int64) % 12


def covid(months: Months) -> Bools:
    """True for March 2020 to July 2021."""
    within = (months >= COVID[0]) & (months <= COVID[1])
    return np.asarray(within, dtype=np.bool_)


def consecutive(months: Months, length: int) -> Months:
    """The months, refused unless they run without a gap and match the counts in number."""
    given = np.asarray(months).astype("datetime64[M]")
    if given.shape != (length,) or np.any(np.diff(given.astype(np.int64)) != 1):
        raise ImpossibleNumbers(
            "The months of a series have gaps or do not match its counts.",
            "Give every month once, in order, with 0 where nothing was recorded.",
        )
    return given
