"""Checks of printed arithmetic, implied numbers and targets: by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import change, checks, implied, targets
from towpath.analysis.errors import ImpossibleNumbers


def test_rounded_thirds_still_make_a_hundred() -> None:
    assert checks.sums_to([33, 33, 33]).holds
    assert not checks.sums_to([33, 33, 30]).holds
    assert not checks.sums_to([33.3, 33.3, 33.0], decimals=1).holds


def test_bands_that_overlap_or_leave_a_gap() -> None:
    sound = checks.bands([(18, 25), (0, 17), (26, None)])
    assert sound.overlaps == sound.gaps == ()
    assert checks.bands([(18, 25), (25, 34)]).overlaps == (((18, 25), (25, 34)),)
    assert checks.bands([(13, 17), (19, 24)]).gaps == (((13, 17), (19, 24)),)
    assert checks.bands([(18, None), (18, 25)]).overlaps


def test_adults_and_young_adults_overlap() -> None:
    # "Adults 72 %, 18 to 25 15 %, under 18 13 %": adults would have to mean 26 and over.
    assert checks.bands([(18, None), (18, 25), (0, 17)]).overlaps
    assert not checks.bands([(26, None), (18, 25), (0, 17)]).overlaps


def test_a_threshold_is_to_be_exceeded_not_met() -> None:
    assert checks.above([85, 86], 85).tolist() == [False, True]


def test_shares_sum_to_a_hundred() -> None:
    assert checks.shares([9, 6, 5]).tolist() == [45, 30, 25]
    assert np.isnan(checks.shares([0, 0])).all()


@given(st.integers(1, 10**6), st.floats(-90, 300).map(lambda p: round(p, 1)))
def test_the_implied_prior_undoes_a_change(after, percent) -> None:
    found = implied.before(after, percent)
    assert change.percent(found.value, after) == pytest.approx(percent, abs=1e-6)
    assert found.low <= found.value <= found.high


def test_coarse_rounding_leaves_more_open() -> None:
    fine, coarse = implied.whole(752, 61, decimals=1), implied.whole(752, 61)
    assert coarse.high - coarse.low > 9 * (fine.high - fine.low)
    assert not implied.agree(implied.whole(100, 50, decimals=2), implied.whole(100, 40, decimals=2))


@pytest.mark.parametrize(
    "impossible",
    [
        lambda: implied.before(10, -100),
        lambda: implied.before_difference(-5, 10),
        lambda: implied.whole(5, 0),
        lambda: implied.base(5, 0),
        lambda: targets.trajectory(1, 2, 0),
        lambda: checks.bands([(9, 3)]),
        lambda: checks.sums_to([]),
    ],
)
def test_what_cannot_be_worked_back_is_refused(impossible) -> None:
    with pytest.raises(ImpossibleNumbers):
        impossible()
