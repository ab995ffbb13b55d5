"""Exceedance: a planted outbreak, a past one weighted down, the threshold by hand."""

import numpy as np
import pytest

from towpath.analysis import exceedance, months
from towpath.analysis.errors import NotEnoughData


def test_the_threshold_by_hand() -> None:
    # 24 past months of 100 a day, no noise: dispersion at its floor, two terms in the line.
    run = months.sequence("2021-01", 25)
    days = months.days(run)
    found = exceedance.last_month(100 * days, run)
    mean = 100 * days[-1]
    assert found.expected == pytest.approx(mean)
    time = np.arange(25) / 12
    line = np.column_stack([np.ones(25), time])[:-1]
    information = line.T @ (line * (100 * days[:-1])[:, None])
    ahead = np.array([1, time[-1]])
    error = ahead @ np.linalg.inv(information) @ ahead
    spread = np.sqrt(1 / mean + error)
    # A yearly wave is fitted as well from 25 months on, so allow for its two terms.
    upper = mean * (1 + 2 / 3 * 2.5758 * spread) ** 1.5
    assert found.upper == pytest.approx(upper, rel=0.01)
    assert not found.exceeds


def test_an_outbreak_exceeds_and_the_rest_do_not(rng) -> None:
    counts = rng.poisson(80, size=(5, 48))
    counts[2, -1] = 160
    found = exceedance.last_month(counts, months.sequence("2019-01", 48))
    assert found.exceeds.tolist() == [False, False, True, False, False]
    assert found.score[2] > 1


def test_nineteen_months_carry_a_line_and_no_season(rng) -> None:
    rising = 60 * np.exp(0.03 * np.arange(20))
    found = exceedance.last_month(rng.poisson(rising), months.sequence("2021-01", 20))
    assert found.expected == pytest.approx(rising[-1], rel=0.15)
    assert not found.exceeds


def test_a_past_outbreak_does_not_hide_the_next(rng) -> None:
    counts = rng.poisson(50, size=48)
    counts[-1] = 110
    before = exceedance.last_month(counts, months.sequence("2019-01", 48))
    counts[30] = 300
    after = exceedance.last_month(counts, months.sequence("2019-01", 48))
    assert before.exceeds
    assert after.exceeds
    assert after.expected == pytest.approx(before.expected, rel=0.35)


def test_a_handful_of_events_is_no_outbreak() -> None:
    counts = np.zeros(30)
    counts[-1] = 3
    assert not exceedance.last_month(counts, months.sequence("2019-01", 30)).exceeds


def test_eighteen_past_months_are_the_least() -> None:
    with pytest.raises(NotEnoughData, match="18 past months"):
        exceedance.last_month(np.ones(18), months.sequence("2021-01", 18))
