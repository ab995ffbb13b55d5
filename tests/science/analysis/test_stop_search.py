"""Stop and search: rates, finds and disparities by hand; what a missing group could hide."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import stop_search
from towpath.analysis.errors import ImpossibleNumbers

GROUPS = ["White", "Black", "Asian"]


def test_rates_finds_and_disparities_by_hand() -> None:
    found = stop_search.compare(
        GROUPS, [500, 60, 40], [100, 15, 4], [100_000, 3000, 8000], "White", missing=100
    )
    assert found.rate.rate.tolist() == [5, 20, 5]
    assert found.find_rate.share.tolist() == [0.2, 0.25, 0.1]
    assert found.disparity == pytest.approx([1, 4, 1])
    assert found.missing_share == pytest.approx(1 / 7)
    assert found.disparity_low[1] < 4 < found.disparity_high[1]


def test_the_missing_could_have_been_anybody() -> None:
    found = stop_search.compare(
        GROUPS, [500, 60, 40], [0, 0, 0], [100_000, 3000, 8000], "White", missing=100
    )
    assert found.disparity_if_reference == pytest.approx([1, 20 / 6, 5 / 6])
    assert found.disparity_if_group == pytest.approx([1, (160 / 3) / 5, 17.5 / 5])


searches = st.lists(st.integers(1, 400), min_size=3, max_size=3)


@given(searches, searches, st.integers(0, 50))
def test_the_truth_lies_between_the_extremes(
    stopped: list[int], people: list[int], missing: int
) -> None:
    residents = [p * 100 for p in people]
    found = stop_search.compare(GROUPS, stopped, [0, 0, 0], residents, "White", missing=missing)
    assert (found.disparity_if_reference <= found.disparity + 1e-9).all()
    assert (found.disparity <= found.disparity_if_group + 1e-9).all()
    assert found.disparity[0] == found.disparity_if_group[0] == 1


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="reference is not one"):
        stop_search.compare(GROUPS, [1, 1, 1], [0, 0, 0], [9, 9, 9], "Other")
    with pytest.raises(ImpossibleNumbers, match="larger than its whole"):
        stop_search.compare(GROUPS, [1, 1, 1], [2, 0, 0], [9, 9, 9], "White")
    nobody = stop_search.compare(GROUPS, [0, 0, 0], [0, 0, 0], [9, 9, 9], "White")
    assert np.isnan(nobody.missing_share)
