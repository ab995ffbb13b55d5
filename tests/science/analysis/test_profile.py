"""The area profile: by hand, with gaps, and indifferent to the order of the reference."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import profile
from towpath.analysis.errors import ImpossibleNumbers


def test_the_profile_by_hand() -> None:
    found = profile.against([0.2, 7], [[0.1, 5], [0.1, 7], [0.2, np.nan], [0.4, 9]], ["young", "x"])
    assert found.mean == pytest.approx([0.2, 7])
    assert found.spread == pytest.approx([np.sqrt(0.06 / 4), np.sqrt(8 / 3)])
    assert found.difference == pytest.approx([0, 0])
    assert found.percentile == pytest.approx([62.5, 50])
    assert found.held.tolist() == [4, 3]


values = st.lists(st.integers(-20, 20), min_size=1, max_size=15)


@given(values, st.integers(-20, 20), st.randoms(use_true_random=False))
def test_the_percentile_is_the_mid_rank_in_any_order(
    others: list[int], own: int, shuffler: object
) -> None:
    loop = sum((o < own) + (o == own) / 2 for o in others) / len(others) * 100
    shuffler.shuffle(others)  # type: ignore[attr-defined]
    found = profile.against([own], np.array(others)[:, None], ["x"])
    assert found.percentile[0] == pytest.approx(loop)


def test_a_measure_without_variation_or_value_has_no_z() -> None:
    found = profile.against([1, np.nan, 3], [[2, 1, 1], [2, 2, 3]], ["flat", "gone", "held"])
    assert np.isnan(found.z[:2]).all()
    assert np.isnan(found.percentile[1])
    assert found.z[2] == pytest.approx(1)


def test_shares_of_groups_add_up_to_one() -> None:
    found = profile.shares([[15, 60, 25], [0, 0, 0]])
    assert found[0] == pytest.approx([0.15, 0.6, 0.25])
    assert np.isnan(found[1]).all()


def test_measures_that_do_not_match_are_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="do not match"):
        profile.against([1, 2], [[1], [2]], ["a", "b"])
