"""Harm: ranks by hand, unweighted categories in sight, weights that scale without effect."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import harm
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData
from towpath.analysis.harm import Weight

ORIGIN = "a made-up index, for this test"
WEIGHTS = {
    "burglary": Weight(20, ORIGIN),
    "robbery": Weight(365, ORIGIN),
    "theft": Weight(2, ORIGIN),
}


def test_harm_turns_the_order_of_volume_round() -> None:
    found = harm.rank(["theft", "burglary", "robbery"], [1000, 200, 30], WEIGHTS)
    assert found.harm.tolist() == [2000, 4000, 10950]
    assert found.volume_rank.tolist() == [1, 2, 3]
    assert found.harm_rank.tolist() == [3, 2, 1]
    assert found.shift.tolist() == [-2, 0, 2]
    assert found.total == 16950
    assert found.covered == 1


def test_a_category_without_a_weight_stays_in_sight_and_is_never_nought() -> None:
    found = harm.rank(["ASB", "theft", "burglary"], [500, 300, 200], WEIGHTS)
    assert found.unweighted == ("ASB",)
    assert np.isnan(found.harm[0])
    assert np.isnan(found.harm_rank[0])
    assert found.volume_rank[0] == 1
    assert found.weighted_volume_rank.tolist()[1:] == [1, 2]
    assert found.covered == pytest.approx(0.5)
    assert found.origins == (ORIGIN,)


counted = st.lists(st.integers(0, 500), min_size=3, max_size=3)


@given(counted, st.floats(0.01, 100))
def test_the_unit_of_the_index_does_not_matter_to_shares(events: list[int], scale: float) -> None:
    names = list(WEIGHTS)
    other = {name: Weight(w.value * scale, ORIGIN) for name, w in WEIGHTS.items()}
    one, two = harm.rank(names, events, WEIGHTS), harm.rank(names, events, other)
    assert two.harm_share == pytest.approx(one.harm_share, nan_ok=True)
    assert two.total == pytest.approx(one.total * scale)


@given(counted, counted)
def test_harm_adds_up_over_areas(here: list[int], there: list[int]) -> None:
    names = list(WEIGHTS)
    both = harm.rank(names, np.add(here, there), WEIGHTS)
    parts = harm.rank(names, here, WEIGHTS).total + harm.rank(names, there, WEIGHTS).total
    assert both.total == pytest.approx(parts)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="No category"):
        harm.rank(["ASB"], [3], WEIGHTS)
    with pytest.raises(ImpossibleNumbers, match="do not match"):
        harm.rank(["theft", "theft"], [3, 4], WEIGHTS)
    for value in (float("nan"), float("inf"), -1):
        with pytest.raises(ImpossibleNumbers, match="weight of theft"):
            harm.rank(["theft"], [3], {"theft": Weight(value, ORIGIN)})


def test_a_weight_of_nought_is_a_weight_and_no_harm_at_all_has_no_shares() -> None:
    found = harm.rank(["theft"], [3], {"theft": Weight(0, ORIGIN)})
    assert (found.total, found.covered, found.unweighted) == (0, 1, ())
    assert np.isnan(found.harm_share[0])
