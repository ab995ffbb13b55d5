"""Outcomes: equal follow-up or no comparison."""

import numpy as np
import pytest

from towpath.analysis import months, outcomes
from towpath.analysis.errors import ImpossibleNumbers

# Positive, no suspect, still open.
TABLE = np.array([[10, 60, 30], [12, 70, 18], [4, 40, 56]])


def test_months_are_comparable_once_followed_long_enough() -> None:
    found = outcomes.cohorts(TABLE, months.sequence("2024-01", 3), np.datetime64("2025-02", "M"))
    assert found.follow_up.tolist() == [13, 12, 11]
    assert found.comparable.tolist() == [True, True, False]
    assert found.share[0].tolist() == [0.1, 0.6, 0.3]
    assert found.low[0, 0] == pytest.approx(0.0552, abs=1e-4)


def test_each_month_may_have_a_file_of_its_own() -> None:
    run = months.sequence("2024-01", 3)
    found = outcomes.cohorts(TABLE, run, run + 2, follow_up=2)
    assert found.follow_up.tolist() == [2, 2, 2]
    assert found.comparable.all()


def test_equal_follow_up_is_fair() -> None:
    found = outcomes.compare(TABLE[:1], TABLE[1:2], follow_up=([6], [6]))
    assert found.fair
    assert found.why == ""
    assert found.difference.value[0] == pytest.approx(0.02)


def test_unequal_follow_up_is_not() -> None:
    found = outcomes.compare(TABLE[:1], TABLE[1:2], follow_up=([14], [2]))
    assert not found.fair
    assert found.why == "followed for 14 months before and 2 after"


def test_all_settled_is_fair_whatever_the_age() -> None:
    assert outcomes.compare(TABLE[:1], TABLE[1:2], follow_up=([60], [25])).fair


def test_open_cases_betray_an_older_file() -> None:
    found = outcomes.compare(TABLE[2:], TABLE[1:2], follow_up=([3], [3]), pending=2)
    assert not found.fair
    assert found.why == "56 % were still open before and 18 % after"


def test_an_outcome_before_its_crime_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="before its crime"):
        outcomes.cohorts(TABLE, months.sequence("2024-01", 3), np.datetime64("2024-01", "M"))
