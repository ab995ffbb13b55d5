"""Rates: by hand, against the chi-square form, ranks that admit what they do not know."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from towpath.analysis import rates
from towpath.analysis.errors import ImpossibleNumbers


def test_byar_by_hand() -> None:
    # 20 (1 − 1/180 − 1.96/(3√20))³ and 21 (1 − 1/189 + 1.96/(3√21))³.
    low, high = rates.byar(20)
    assert (low, high) == (pytest.approx(12.211, abs=1e-3), pytest.approx(30.890, abs=1e-3))


@given(st.integers(0, 100_000))
def test_exact_limits_are_garwoods(events) -> None:
    low, high = rates.exact(events)
    assert high == pytest.approx(stats.chi2.ppf(0.975, 2 * events + 2) / 2)
    assert low == pytest.approx(stats.chi2.ppf(0.025, 2 * events) / 2 if events else 0)


@given(st.integers(10, 100_000))
def test_byar_is_near_the_exact_limits(events) -> None:
    assert np.allclose(rates.byar(events), rates.exact(events), rtol=0.002)


def test_a_rate_by_hand() -> None:
    found = rates.crude(41_843, 368_600)
    assert found.rate == pytest.approx(113.52, abs=0.005)
    assert found.low < found.rate < found.high


def test_tiny_counts_take_exact_limits_and_no_base_no_rate() -> None:
    found = rates.crude([0, 3, 3], [1000, 1000, 0])
    assert found.low[0] == 0
    assert found.high[0] == pytest.approx(3.689, abs=1e-3)
    assert found.high[1] == pytest.approx(8.767, abs=1e-3)
    assert np.isnan(found.rate[2])
    assert rates.crude(3, 1000, exact_below=0).high == pytest.approx(rates.byar(3)[1])


def test_standardising_by_hand() -> None:
    # (1/4)(10/1000) + (3/4)(20/2000) = 0.01; the bands agree, so does the crude rate.
    found = rates.standardised([10, 20], [1000, 2000], [1, 3], per=1000)
    assert found.rate == pytest.approx(10)
    variance = (1 / 4 / 1000) ** 2 * 10 + (3 / 4 / 2000) ** 2 * 20
    low = 0.01 + np.sqrt(variance / 30) * (rates.exact(30)[0] - 30)
    assert found.low == pytest.approx(1000 * low)


def test_an_area_standardised_to_itself_keeps_its_crude_rate() -> None:
    people = np.array([1200, 800, 400])
    found = rates.standardised([12, 3, 9], people, people, per=1000)
    exact = rates.crude(24, 2400, exact_below=np.inf)
    assert found.rate == pytest.approx(exact.rate)
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high))


def test_standardising_without_events_or_residents() -> None:
    assert np.isnan(rates.standardised([0, 0], [10, 10], [1, 1]).high)
    with pytest.raises(ImpossibleNumbers, match="no residents"):
        rates.standardised([1, 0], [10, 0], [1, 1])


def test_similar_higher_lower() -> None:
    found = rates.crude([50, 100, 200], [1000, 1000, 1000])
    assert rates.compare(found, 100).tolist() == ["lower", "similar", "higher"]


def test_a_disparity_by_hand() -> None:
    found = rates.disparity(30, 1000, 10, 1000)
    assert found.value == pytest.approx(3)
    share = stats.binomtest(30, 40).proportion_ci(0.95, "exact")
    assert found.low == pytest.approx(share.low / (1 - share.low))


def test_ranks_of_equal_areas_tell_nothing() -> None:
    found = rates.ranks(np.full(9, 50), np.full(9, 1000))
    assert (found.rank == 1).all()
    assert (found.low == 1).all()
    assert (found.high == 9).all()


def test_ranks_of_distant_areas_are_sure() -> None:
    found = rates.ranks([100, 1000, 10_000], np.full(3, 1000))
    assert found.rank.tolist() == found.low.tolist() == found.high.tolist() == [3, 2, 1]
    restless = rates.ranks([100, 130, 150], np.full(3, 1000), dispersion=20)
    assert (restless.high - restless.low == 2).all()


def test_ranks_against_a_simulated_comparison(rng) -> None:
    events, base = np.array([30, 45, 28, 90, 12]), np.array([1000, 900, 500, 1500, 800])
    drawn = rng.gamma(events + 0.5, size=(100_000, 5)) / base
    surely = (drawn[:, None, :] > drawn[:, :, None]).mean(axis=0) >= 0.975
    found = rates.ranks(events, base)
    assert found.low.tolist() == (1 + surely.sum(axis=1)).tolist()
    assert found.high.tolist() == (5 - surely.sum(axis=0)).tolist()


def test_an_area_without_residents_has_no_rank() -> None:
    with pytest.raises(ImpossibleNumbers, match="no base"):
        rates.ranks([1, 2], [10, 0])


@given(st.integers(0, 500), st.integers(1, 10_000), st.integers(2, 9))
def test_a_rate_does_not_depend_on_its_unit(events, base, times) -> None:
    one, many = rates.crude(events, base, per=1), rates.crude(events, base, per=times)
    assert many.high == pytest.approx(times * one.high)
