"""Trend: scores counted by a plain loop, variances by the books, claims area by area."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from towpath.analysis import trend
from towpath.analysis.errors import NotEnoughData

years = st.lists(st.integers(0, 6), min_size=5, max_size=14).filter(lambda v: len(set(v)) > 1)


def test_five_falling_years_by_hand() -> None:
    # Ten pairs, all falling; variance 5 × 4 × 15 / 18; z = (−10 + 1) / √16.667.
    found = trend.mann_kendall([50, 40, 30, 20, 10], period=1)
    assert found.score == -10
    assert found.z == pytest.approx(-9 / np.sqrt(300 / 18))
    assert found.tau == -1


@given(years)
def test_ties_are_counted_as_the_books_do(values) -> None:
    n, ties = len(values), np.unique(values, return_counts=True)[1]
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    score = sum(np.sign(b - a) for a, b in itertools.combinations(values, 2))
    z = np.sign(score) * max(abs(score) - 1, 0) / np.sqrt(variance)
    found = trend.mann_kendall(values, period=1)
    assert found.score == score
    assert found.z == pytest.approx(z)


@given(years)
def test_the_score_is_kendalls_tau_with_time(values) -> None:
    found = trend.mann_kendall(values, period=1)
    tau = stats.kendalltau(np.arange(len(values)), values, variant="b").statistic
    assert np.sign(found.tau) == np.sign(round(tau, 12))
    assert trend.mann_kendall(values[::-1], period=1).z == pytest.approx(-found.z)


def test_the_covariance_of_identical_months_is_their_variance(rng) -> None:
    # Two months that always agree carry one month's news: the score's variance is four-fold.
    one = rng.normal(size=12)
    twice = np.repeat(one, 2)
    single = trend.mann_kendall(one, period=1)
    double = trend.mann_kendall(twice, period=2)
    assert double.serial
    assert double.score == 2 * single.score
    error = 2 * np.sqrt(12 * 11 * 29 / 18)
    assert abs(double.z) == pytest.approx((2 * abs(single.score) - 1) / error)


def test_each_month_is_compared_with_itself_only(rng) -> None:
    counts = rng.poisson(20, size=50)
    whole = counts[2:].reshape(4, 12)
    pairs = itertools.combinations(range(4), 2)
    score = sum(np.sign(whole[b] - whole[a]).sum() for a, b in pairs)
    assert trend.mann_kendall(counts).score == score


def test_season_does_not_hide_a_trend(rng) -> None:
    time = np.arange(60)
    busy = 100 * np.exp(-0.1 * time / 12 + 0.5 * np.sin(time * np.pi / 6))
    counts = rng.poisson(busy)
    assert trend.mann_kendall(counts).p < 0.001
    found = trend.slope(counts)
    assert found.percent_a_year == pytest.approx(-9.5, abs=2)
    assert found.low < found.percent_a_year < found.high < 0


def test_a_claim_about_all_areas_needs_every_area(rng) -> None:
    time = np.arange(72) / 12
    falling, rising = 200 * np.exp(-0.1 * time), 200 * np.exp(0.1 * time)
    every = trend.claim(rng.poisson([falling, falling, falling]))
    assert every.holds_everywhere
    assert every.support.tolist() == ["upheld"] * 3
    one_not = trend.claim(np.vstack([rng.poisson([falling, rising]), np.full(72, 200)]))
    assert not one_not.holds_everywhere
    assert one_not.support.tolist() == ["upheld", "contradicted", "not shown"]
    assert one_not.support[0] is trend.Support.UPHELD


def test_the_total_may_fall_while_an_area_rises(rng) -> None:
    time = np.arange(60) / 12
    areas = rng.poisson([2000 * np.exp(-0.1 * time), 100 * np.exp(0.1 * time)])
    assert trend.claim(areas.sum(axis=0, keepdims=True)).holds_everywhere
    assert not trend.claim(areas).holds_everywhere


def test_a_rising_claim_mirrors_a_falling_one(rng) -> None:
    areas = rng.poisson(100, size=(4, 48))
    down, up = trend.claim(areas), trend.claim(areas, direction="rising")
    assert np.allclose(down.p, 1 - up.p)


def test_annual_counts_since_2004() -> None:
    found = trend.claim([[900, 850, 790, 760, 700], [300, 290, 270, 262, 240]], period=1)
    assert found.holds_everywhere


def test_persistence_costs_certainty(rng) -> None:
    time = np.arange(60)
    steady = 200 * np.exp(0.04 * time / 12)
    surge = steady * np.where((time > 30) & (time < 44), 1.5, 1.0)
    narrow, wide = trend.slope(rng.poisson(steady)), trend.slope(rng.poisson(surge))
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_two_years_are_no_trend() -> None:
    with pytest.raises(NotEnoughData, match="three whole years"):
        trend.mann_kendall(np.ones(30))
