"""Proportions: Newcombe's published examples, statsmodels, and the edges 0 and all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from towpath.analysis import proportions
from towpath.analysis.errors import ImpossibleNumbers

fraction = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_newcombes_single_proportions(part, whole, low, high) -> None:
    found = proportions.wilson(part, whole)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_newcombes_differences(first, second, low, high) -> None:
    found = proportions.difference(first, second)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(fraction)
def test_wilson_agrees_with_statsmodels(pair) -> None:
    found = proportions.wilson(*pair)
    assert np.allclose((found.low, found.high), proportion_confint(*pair, method="wilson"))


@given(fraction)
def test_the_complement_mirrors_the_interval(pair) -> None:
    part, whole = pair
    one, other = proportions.wilson(part, whole), proportions.wilson(whole - part, whole)
    assert one.low == pytest.approx(1 - other.high, abs=1e-12)
    assert 0 <= one.low <= one.share <= one.high <= 1


def test_no_whole_has_no_share() -> None:
    found = proportions.wilson([0, 3], [0, 3])
    assert np.isnan(found.share[0])
    assert (found.low[0], found.high[0]) == (0, 1)
    assert found.high[1] == 1


def test_a_part_above_its_whole_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="larger than its whole"):
        proportions.wilson(5, 4)


@given(fraction, fraction)
def test_the_ratio_inverts_when_the_groups_swap(first, second) -> None:
    there, back = proportions.ratio(first, second), proportions.ratio(second, first)
    if first[0] and second[0]:
        assert there.value == pytest.approx(1 / back.value)
        assert there.low == pytest.approx(1 / back.high, rel=1e-6)
        assert there.low <= there.value <= there.high


def test_a_ratio_with_a_group_of_none() -> None:
    found = proportions.ratio(([0, 3, 0], [10, 10, 10]), ([3, 0, 0], [10, 10, 10]))
    assert found.low[0] == 0
    assert found.high[1] == np.inf
    assert np.isnan(found.value[2])


def test_equal_weights_change_nothing() -> None:
    answers = np.r_[np.ones(935), np.zeros(165)]
    found = proportions.weighted(answers, np.full(1100, 3.0))
    plain = proportions.wilson(935, 1100)
    assert found.design_effect == pytest.approx(1)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high))


def test_kishs_design_effect_by_hand() -> None:
    # Weights 1, 1, 2: n Σw² / (Σw)² = 3 × 6 / 16.
    found = proportions.weighted([1, 0, 1], [1, 1, 2])
    assert found.share == 0.75
    assert found.design_effect == pytest.approx(1.125)
    assert found.effective == pytest.approx(16 / 6)


def test_an_answer_of_no_weight_is_not_counted() -> None:
    assert proportions.weighted([1, 0, 1], [1, 1, 0]).answers == 2
    with pytest.raises(ImpossibleNumbers, match="carries any weight"):
        proportions.weighted([1, 0], [0, 0])
