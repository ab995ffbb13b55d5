"""Change: by hand, against SciPy, symmetric, and quiet when nothing happened."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from towpath.analysis import change
from towpath.analysis.change import Verdict
from towpath.analysis.dispersion import Dispersion
from towpath.analysis.errors import ImpossibleNumbers

count = st.integers(0, 5000)


def test_three_against_none_by_hand() -> None:
    # Przyborowski and Wilenski's dodder seeds: (1/2)^3 in one tail, 0.125.
    found = change.ratio(0, 3)
    assert found.p == pytest.approx(0.25)
    assert found.value == np.inf
    # All three after: the lower limit of the share is (0.025)^(1/3) = 0.2924.
    assert found.low == pytest.approx(0.2924 / 0.7076, abs=1e-3)
    assert found.high == np.inf


def test_the_share_interval_is_clopper_and_pearson() -> None:
    found = change.ratio(1698, 2179)
    oracle = stats.binomtest(2179, 1698 + 2179).proportion_ci(0.95, "exact")
    assert found.low == pytest.approx(oracle.low / (1 - oracle.low))
    assert found.high == pytest.approx(oracle.high / (1 - oracle.high))


def test_the_exact_p_is_nearly_that_of_the_unconditional_test() -> None:
    assert change.ratio(300, 360).p == pytest.approx(
        stats.poisson_means_test(360, 1, 300, 1).pvalue, abs=0.003
    )


def test_for_large_counts_it_is_the_quasi_poisson_formula() -> None:
    found = change.ratio(40_000, 44_000, spread=Dispersion(4.0, 20))
    reach = stats.t.ppf(0.975, 20) * np.sqrt(4 * (1 / 40_000 + 1 / 44_000))
    assert np.log(found.low) == pytest.approx(np.log(1.1) - reach, rel=0.01)
    assert np.log(found.high) == pytest.approx(np.log(1.1) + reach, rel=0.01)


def test_per_day_a_leap_year_can_turn_the_sign() -> None:
    found = change.between(6464, 6443, days=(121, 120))
    assert found.percent < 0
    assert found.per_day is not None
    assert found.per_day.percent > 0


def test_an_exposure_can_alter_the_verdict() -> None:
    found = change.between(1000, 1100, days=(100, 110))
    assert found.verdict is Verdict.ROSE
    assert found.per_day.verdict is Verdict.NO_CLEAR_CHANGE
    assert found.per_day.alters


def test_nothing_before_has_no_percentage() -> None:
    found = change.between([0, 0, 7], [9, 0, 0])
    assert np.isnan(found.percent[:2]).all()
    assert found.percent[2] == -100
    assert found.verdict.tolist() == ["rose", "no clear change", "fell"]
    assert found.p[1] == 1


def test_a_restless_series_earns_no_verdict_that_chance_alone_would_give() -> None:
    calm = change.between(300, 360)
    restless = change.between(300, 360, spread=Dispersion(10.8, 22))
    assert calm.verdict is Verdict.ROSE
    assert restless.verdict is Verdict.NO_CLEAR_CHANGE
    assert restless.exact_low == calm.exact_low


def test_many_categories_must_be_clearer_than_one() -> None:
    assert change.between(1000, 1100).verdict is Verdict.ROSE
    among_others = change.between([1000] * 20, [1100] + [1000] * 19)
    assert among_others.verdict[0] is Verdict.NO_CLEAR_CHANGE


def test_a_sure_but_trifling_change_is_no_news() -> None:
    found = change.between(1_000_000, 1_010_000, materiality=5)
    assert found.p < 0.001
    assert found.verdict is Verdict.NO_CLEAR_CHANGE
    assert not found.material


def test_a_year_against_the_mean_of_three() -> None:
    found = change.between(300, 150, periods=(3, 1), days=(1096, 365))
    assert (found.before, found.after, found.percent) == (100, 150, 50)
    assert found.verdict is Verdict.ROSE
    share = stats.binomtest(150, 450, 1 / 4).proportion_ci(0.95, "exact")
    assert found.exact_low == pytest.approx(100 * (3 * share.low / (1 - share.low) - 1))
    assert found.per_day.percent == pytest.approx(100 * (150 / 365 * 1096 / 300 - 1))


@given(count, count)
def test_swapping_the_periods_inverts_the_ratio(before, after) -> None:
    there, back = change.ratio(before, after), change.ratio(after, before)
    assert there.p == pytest.approx(back.p)
    if before and after:
        assert there.low == pytest.approx(1 / back.high, rel=1e-6)
        assert there.value == pytest.approx(1 / back.value)


@given(count, count)
def test_the_interval_leaves_out_one_exactly_when_p_is_small(before, after) -> None:
    found = change.ratio(before, after, spread=Dispersion(2.0, 15))
    assert (not found.low <= 1 <= found.high) == (found.p < 0.05)


@given(count, st.integers(1, 5000), st.floats(1, 20))
def test_more_dispersion_is_never_surer(before, after, phi) -> None:
    narrow, wide = (
        change.ratio(before, after),
        change.ratio(before, after, spread=Dispersion(phi, np.inf)),
    )
    assert wide.low <= narrow.low * (1 + 1e-9)
    assert wide.high >= narrow.high * (1 - 1e-9)


@given(st.lists(st.tuples(count, count), min_size=2, max_size=12), st.randoms())
def test_the_order_of_the_categories_does_not_matter(rows, random) -> None:
    before, after = np.array(rows).T
    order = np.array(random.sample(range(len(rows)), len(rows)))
    one, two = change.between(before, after), change.between(before[order], after[order])
    assert np.allclose(one.p_adjusted[order], two.p_adjusted)
    assert one.verdict[order].tolist() == two.verdict.tolist()


def test_our_change_against_the_neighbours_by_hand() -> None:
    found = change.against((100, 150), (1000, 1200))
    reach = 1.959964 * np.sqrt(1 / 100 + 1 / 150 + 1 / 1000 + 1 / 1200)
    assert found.value == pytest.approx(1.25)
    assert found.low == pytest.approx(1.25 * np.exp(-reach))
    assert found.high == pytest.approx(1.25 * np.exp(reach))


def test_no_comparison_of_changes_without_events() -> None:
    found = change.against(([0, 5], [5, 5]), ([10, 10], [10, 10]))
    assert np.isnan(found.value[0])
    assert np.isnan(found.p[0])
    assert found.value[1] == pytest.approx(1)


@pytest.mark.parametrize("wrong", [-1, np.nan, np.inf])
def test_an_impossible_count_is_refused(wrong) -> None:
    with pytest.raises(ImpossibleNumbers, match="negative or is not a number"):
        change.ratio(wrong, 3)


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="different lengths"):
        change.between([1, 2, 3], [1, 2])
