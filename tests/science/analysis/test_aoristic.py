"""Aoristic shares: by hand over midnight and holidays, a loop over minutes, weights that add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import aoristic
from towpath.analysis.errors import ImpossibleNumbers

MONDAY = np.datetime64("2024-03-04T00:00")
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


def test_a_night_over_midnight_is_shared_between_two_days() -> None:
    (weight,) = aoristic.weights("2024-03-01T22:00", "2024-03-02T02:00")
    assert weight[FRIDAY, 22:].tolist() == [0.25, 0.25]
    assert weight[SATURDAY, :2].tolist() == [0.25, 0.25]
    assert weight.sum() == 1


def test_an_hour_touched_for_a_quarter_counts_a_quarter() -> None:
    (weight,) = aoristic.weights("2024-03-04T08:45", "2024-03-04T09:45")
    assert weight[0, 8:10].tolist() == [0.25, 0.75]


def test_a_holiday_of_two_weeks_says_nothing_of_the_hour() -> None:
    (weight,) = aoristic.weights("2024-03-01T17:20", "2024-03-15T17:20")
    assert weight == pytest.approx(np.full((7, 24), 1 / 168))


@pytest.mark.parametrize("moment", ["2024-03-04T08:00", "2024-03-04T08:59:59", "1969-12-29T08:30"])
def test_a_moment_falls_in_its_hour_whole(moment: str) -> None:
    (weight,) = aoristic.weights(moment, moment)
    assert weight[0, 8] == 1


def test_the_profile_by_hour_and_weekday() -> None:
    start = ["2024-03-04T08:10", "2024-03-02T10:00", "2024-03-01T00:00"]
    end = ["2024-03-04T08:50", "2024-03-02T14:00", "2024-03-08T00:00"]
    found = aoristic.profile(start, end)
    assert found.hours[8] == pytest.approx(1 + 1 / 24)
    assert found.weekdays[SATURDAY] == pytest.approx(1 + 1 / 7)
    assert (found.sharp, found.vague) == pytest.approx((1 / 3, 1 / 3))


minutes = st.integers(-20_000, 20_000)
spans = st.lists(st.tuples(minutes, st.integers(0, 25_000)), min_size=1, max_size=12)


@given(spans)
def test_a_loop_over_minutes_agrees(rows) -> None:
    start = np.array([MONDAY + np.timedelta64(begin, "m") for begin, _ in rows])
    end = start + np.array([length for _, length in rows], dtype="timedelta64[m]")
    slow = np.zeros(168)
    for begin, length in rows:
        for minute in range(begin, begin + max(length, 1)):
            slow[minute // 60 % 168] += 1 / max(length, 1)
    found = aoristic.profile(start, end)
    assert found.weight.ravel() == pytest.approx(slow)
    assert found.weight.sum() == pytest.approx(len(rows))
    assert found.weight == pytest.approx(aoristic.weights(start, end).sum(axis=0))


@given(spans)
def test_a_week_later_is_the_same_hour_of_the_week(rows) -> None:
    start = np.array([MONDAY + np.timedelta64(begin, "m") for begin, _ in rows])
    end = start + np.array([length for _, length in rows], dtype="timedelta64[m]")
    week = np.timedelta64(7, "D")
    moved = aoristic.weights(start + week, end + week)
    assert moved == pytest.approx(aoristic.weights(start, end))


@given(spans)
def test_months_add_up_and_agree_with_days(rows) -> None:
    start = np.array([MONDAY + np.timedelta64(begin, "m") for begin, _ in rows])
    end = start + np.array([length for _, length in rows], dtype="timedelta64[m]")
    found = aoristic.by_month(start, end)
    assert found.weight.sum() == pytest.approx(len(rows))
    slow = dict.fromkeys(found.months.tolist(), 0.0)
    for begin, length in zip(start, end - start, strict=True):
        run = begin + np.arange(max(int(length.astype(int)), 1))
        for month in run.astype("datetime64[M]"):
            slow[month.item()] += 1 / run.size
    assert found.weight == pytest.approx(list(slow.values()), abs=1e-9)


def test_a_month_that_ends_with_the_span_is_not_touched_by_the_next() -> None:
    found = aoristic.by_month(["2024-01-31T12:00"], ["2024-02-01T00:00"])
    assert found.weight[0] == 1
    assert found.weight.sum() == 1


def test_nothing_is_an_empty_profile() -> None:
    none = np.empty(0, dtype="datetime64[s]")
    assert aoristic.profile(none, none).weight.sum() == 0
    assert aoristic.by_month(none, none).months.size == 0


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="ends before it begins"):
        aoristic.profile("2024-03-02", "2024-03-01")
    with pytest.raises(ImpossibleNumbers, match="lacks the moment"):
        aoristic.profile(["2024-03-02", "NaT"], ["2024-03-02", "2024-03-03"])
