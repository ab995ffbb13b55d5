"""Deprivation gradient: by hand, against another library, and sure as often as it says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from towpath.analysis import gradient
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


def steep(rng: np.random.Generator, areas: int, relative: float, clump: float = 20.0):
    """Areas whose log rate climbs by `log(relative)` from the least to the most deprived."""
    deprivation = rng.permutation(areas).astype(float)
    residents = np.full(areas, 1500.0)
    rank = gradient.ridit(deprivation, residents)
    mean = residents * 0.02 * relative**rank
    return rng.poisson(mean * rng.gamma(clump, 1 / clump, areas)), residents, deprivation


def test_groups_by_hand_the_most_deprived_first() -> None:
    score = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    found = gradient.measure([9, 9, 5, 5, 4, 4, 3, 3, 2, 2], [100] * 10, score)
    assert found.groups.rate.tolist() == [90, 50, 40, 30, 20]
    assert found.groups.areas.tolist() == [2] * 5
    assert found.extremes.value == pytest.approx(4.5)
    assert found.correlation.value > 0.9


def test_a_straight_line_is_found_exactly() -> None:
    # Rank 0.05, 0.15 … 0.95; rate = 10 + 40 × rank per 1,000.
    residents = np.full(10, 1000)
    events = 10 + 40 * (np.arange(10) + 0.5) / 10
    found = gradient.measure(events, residents, np.arange(10))
    assert found.slope.value == pytest.approx(40)
    assert found.slope.low == pytest.approx(40)


def test_ranks_of_residents_by_hand_with_a_tie() -> None:
    found = gradient.ridit([1, 5, 5, 9], [10, 20, 20, 50])
    assert found == pytest.approx([0.05, 0.3, 0.3, 0.75])


scores = st.lists(st.integers(0, 20), min_size=10, max_size=30)


@given(scores)
def test_equal_scores_are_never_split_and_worse_is_never_lower(score: list[int]) -> None:
    groups = gradient.quantiles(score)
    for a, g in zip(score, groups, strict=True):
        for b, h in zip(score, groups, strict=True):
            assert (a != b) or (g == h)
            assert (a <= b) or (g <= h)


@given(scores, st.randoms(use_true_random=False))
def test_the_rank_correlation_is_scipys(score: list[int], shuffler: object) -> None:
    other = score.copy()
    shuffler.shuffle(other)  # type: ignore[attr-defined]
    found = gradient.spearman(score, other)
    if len(set(score)) == 1:
        assert np.isnan(found.value)
    else:
        assert found.value == pytest.approx(stats.spearmanr(score, other).statistic)
        assert found.low <= found.value <= found.high


def test_the_relative_index_is_that_of_statsmodels() -> None:
    import statsmodels.api as sm

    events, residents, score = steep(np.random.default_rng(1), 60, 3)
    found = gradient.measure(events, residents, score).relative
    design = sm.add_constant(gradient.ridit(score, residents))
    model = sm.GLM(events, design, family=sm.families.Poisson(), offset=np.log(residents))
    fit = model.fit(cov_type="HC1")
    assert np.log(found.value) == pytest.approx(fit.params[1], rel=1e-6)
    width = np.log(found.high / found.low) / 2 / 1.959964
    # statsmodels leaves the small-sample factor out of a GLM's HC1.
    assert width == pytest.approx(fit.bse[1] * np.sqrt(60 / 58), rel=1e-4)


def test_the_slope_is_that_of_statsmodels() -> None:
    import statsmodels.api as sm

    events, residents, score = steep(np.random.default_rng(2), 60, 3)
    residents = residents + np.arange(60) * 10
    found = gradient.measure(events, residents, score).slope
    design = sm.add_constant(gradient.ridit(score, residents))
    fit = sm.WLS(events / residents * 1000, design, weights=residents).fit(cov_type="HC1")
    assert found.value == pytest.approx(fit.params[1])
    assert (found.high - found.low) / 2 / 1.959964 == pytest.approx(fit.bse[1])


def coverage(runs: int, seed: int) -> float:
    rng = np.random.default_rng(seed)
    hits = 0
    for _ in range(runs):
        found = gradient.measure(*steep(rng, 60, 2)).relative
        hits += found.low <= 2 <= found.high
    return hits / runs


def test_the_limits_hold_the_truth_about_as_often_as_they_say() -> None:
    assert coverage(100, 3) > 0.86


@pytest.mark.slow
def test_the_limits_hold_the_truth_over_two_thousand_runs() -> None:
    assert 0.925 < coverage(2000, 4) < 0.97


def test_a_group_without_events_has_no_ratio() -> None:
    found = gradient.measure([0, 0, 1, 1, 1, 1, 1, 1, 2, 2], [100] * 10, np.arange(10))
    assert np.isnan(found.extremes.value)
    assert found.slope.value > 0


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="10 areas"):
        gradient.measure([1] * 5, [10] * 5, range(5))
    with pytest.raises(ImpossibleNumbers, match="no residents"):
        gradient.measure([1] * 10, [0] + [10] * 9, range(10))
