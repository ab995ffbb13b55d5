"""Aoristic weights: when did it happen, if all that is known is "between Friday and Sunday"?

Each event is worth 1, shared over the time in which it can have happened. No hour is guessed: a
burglary found after a week's holiday adds 1/168 to every hour of the week.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Floats, Integers, Months
from towpath.analysis.errors import ImpossibleNumbers

_HOUR, _DAY, _WEEK = 3_600, 86_400, 604_800
_MONDAY = 4 * _DAY  # 1970-01-01 was a Thursday
_AT_A_TIME = 8_192


@dataclass(frozen=True)
class Profile:
    """Events by weekday and hour, (7, 24), Monday and midnight first; their sum is `events`.

    `sharp`: the share of the events known to within an hour; `vague`: those that span a week or
    more, which say nothing of the hour or weekday.
    """

    weight: Floats
    events: int
    sharp: float
    vague: float

    @property
    def hours(self) -> Floats:
        """(24,): events by hour of the day."""
        return np.asarray(self.weight.sum(axis=0))

    @property
    def weekdays(self) -> Floats:
        """(7,): events by day of the week, Monday first."""
        return np.asarray(self.weight.sum(axis=1))


@dataclass(frozen=True)
class ByMonth:
    """Events by calendar month: `months` in a row, and the weight that falls in each."""

    months: Months
    weight: Floats


def weights(start: ArrayLike, end: ArrayLike) -> Floats:
    """(events, 7, 24): how much of each event falls in each hour of the week; each sums to 1.

    start, end: (events,) datetime64, local wall time, the moments between which it happened, equal
    where one moment is known. Ratcliffe & McCullagh 1998 (IJGIS 12), Ratcliffe 2002 (JQC 18,
    23–43), who share an event equally over the hours it touches; here over the minutes, so that an
    hour touched for a quarter counts a quarter. Raises ImpossibleNumbers for an end before its
    start, or no time at all. 1,344 bytes an event: for many, ask for the `profile`.
    """
    begin, length = _spans(start, end)
    return _shares(begin, length).reshape(-1, 7, 24)


def profile(start: ArrayLike, end: ArrayLike) -> Profile:
    """The sum of `weights` over the events, a few thousand at a time. O(168 × events)."""
    begin, length = _spans(start, end)
    total = np.zeros(168)
    for first in range(0, begin.size, _AT_A_TIME):
        some = slice(first, first + _AT_A_TIME)
        total += _shares(begin[some], length[some]).sum(axis=0)
    sharp = float(np.mean(length <= _HOUR)) if begin.size else np.nan
    vague = float(np.mean(length >= _WEEK)) if begin.size else np.nan
    return Profile(total.reshape(7, 24), begin.size, sharp, vague)


def by_month(start: ArrayLike, end: ArrayLike) -> ByMonth:
    """The sum of each event's shares by month, from the first start to the last end.

    As `weights`. O(events × log months + months touched).
    """
    begin, length = _spans(start, end)
    if not begin.size:
        return ByMonth(np.empty(0, dtype="datetime64[M]"), np.empty(0))
    stamp = np.array([begin.min(), (begin + length).max()]).astype("datetime64[s]")
    first, last = stamp.astype("datetime64[M]")
    months = np.arange(first, last + 1)
    edges = np.append(months, last + 1).astype("datetime64[s]").astype(np.int64)
    weight = np.zeros(months.size)
    # A month's share of an event is what has gone by at its end, less what had at its start.
    from_month = np.searchsorted(edges, begin, "right") - 1
    to_month = np.searchsorted(edges, begin + np.maximum(length, 1) - 1, "right") - 1
    for step in range(int((to_month - from_month).max()) + 1):
        month = from_month + step
        some = month <= to_month
        month, since, long = month[some], begin[some], length[some]
        inside = np.minimum(edges[month + 1], since + long) - np.maximum(edges[month], since)
        share = np.where(long > 0, inside / np.maximum(long, 1), 1.0)
        weight += np.bincount(month, share, minlength=months.size)
    return ByMonth(months, weight)


def _shares(begin: Integers, length: Integers) -> Floats:
    """(events, 168): the part of each span that lies in each hour of the week."""
    since = begin + _WEEK - _MONDAY
    gone = _gone(since + np.maximum(length, 1)) - _gone(since)
    # A moment is taken as the second that begins with it, and so falls in one hour whole.
    return np.asarray(gone / np.maximum(length, 1)[:, None])


def _gone(moment: Integers) -> Integers:
    """(events, 168): seconds that each hour of the week has had, up to a moment."""
    week, second = np.divmod(moment, _WEEK)
    hour = np.arange(168) * _HOUR
    return np.asarray(week[:, None] * _HOUR + np.clip(second[:, None] - hour, 0, _HOUR))


def _spans(start: ArrayLike, end: ArrayLike) -> tuple[Integers, Integers]:
    try:
        begin, finish = (np.atleast_1d(np.asarray(v, dtype="datetime64[s]")) for v in (start, end))
    except (TypeError, ValueError) as error:
        raise ImpossibleNumbers(
            "A moment cannot be read.", "Give dates and times such as 2026-03-01T21:40."
        ) from error
    if begin.shape != finish.shape or np.isnat(begin).any() or np.isnat(finish).any():
        raise ImpossibleNumbers(
            "An event lacks the moment from or to which it can have happened.",
            "Give both for each event, equal where one moment is known.",
        )
    length = (finish - begin).astype(np.int64)
    if (length < 0).any():
        raise ImpossibleNumbers(
            "An event ends before it begins.", "Check the order of the two columns."
        )
    return begin.astype(np.int64), length
