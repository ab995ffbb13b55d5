"""Waterfalls: by hand, and always adding up to the change they explain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import decomposition
from towpath.analysis.decomposition import Conditions
from towpath.analysis.errors import ImpossibleNumbers


def test_the_waterfall_by_hand() -> None:
    found = decomposition.waterfall(["theft", "burglary", "robbery"], [100, 80, 20], [90, 50, 30])
    assert found.names == ("burglary", "theft", "robbery")
    assert found.change.tolist() == [-30, -10, 10]
    assert found.points == pytest.approx([-15, -5, 5])
    assert found.starts.tolist() == [200, 170, 160]
    assert found.ends.tolist() == [170, 160, 170]


pairs = st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=12)


@given(pairs)
def test_the_parts_add_up_and_each_bar_begins_where_the_last_ended(
    parts: list[tuple[int, int]],
) -> None:
    names = [str(i) for i in range(len(parts))]
    before, after = zip(*parts, strict=True)
    found = decomposition.waterfall(names, before, after)
    assert found.change.sum() == found.after - found.before
    assert found.starts[0] == found.before
    assert (found.starts[1:] == found.ends[:-1]).all()
    assert found.ends[-1] == found.after
    assert sorted(found.names) == sorted(names)


def test_merging_wards_keeps_the_whole() -> None:
    fine = decomposition.waterfall(["a", "b", "c"], [5, 10, 20], [9, 2, 30])
    coarse = decomposition.waterfall(["ab", "c"], [15, 20], [11, 30])
    assert fine.change.sum() == coarse.change.sum()
    assert fine.points.sum() == pytest.approx(coarse.points.sum())


def test_what_explains_the_change_by_hand() -> None:
    was = Conditions(days=365, residents=1000, neighbours=500, neighbours_residents=5000, located=1)
    now = Conditions(
        days=366, residents=1100, neighbours=427, neighbours_residents=4000, located=0.95
    )
    found = decomposition.explain(730, 600, was, now)
    # Days: 730 → 732. Residents: × 1.1 = 805.2. Neighbours: 427/366/4000 ÷ 500/365/5000.
    trend = (427 / 366 / 4000) / (500 / 365 / 5000)
    steps = [2, 73.2, 805.2 * (trend - 1), 805.2 * trend * -0.05]
    assert found.amounts[:4] == pytest.approx(steps)
    assert found.expected == pytest.approx(805.2 * trend * 0.95)
    assert found.names[-1] == "what is left"
    assert found.not_supplied == ()


conditions = st.builds(
    Conditions,
    days=st.integers(28, 366),
    residents=st.none() | st.integers(1, 10**6),
    neighbours=st.none() | st.integers(1, 10**5),
    neighbours_residents=st.none() | st.integers(1, 10**7),
    located=st.none() | st.floats(0.1, 1),
)


@given(st.integers(0, 10**5), st.integers(0, 10**5), conditions, conditions)
def test_the_steps_always_add_up(before: int, after: int, was: Conditions, now: Conditions) -> None:
    found = decomposition.explain(before, after, was, now)
    assert before + found.amounts.sum() == pytest.approx(after, rel=1e-9, abs=1e-3)
    assert len(found.names) + len(found.not_supplied) == 5


def test_what_is_not_supplied_is_named_and_falls_to_what_is_left() -> None:
    found = decomposition.explain(100, 120, Conditions(days=365), Conditions(days=365))
    assert found.names == ("days in the period", "what is left")
    assert found.amounts.tolist() == [0, 20]
    assert found.not_supplied == ("residents", "the neighbours' trend", "rows with a location")


def test_neighbours_trend_takes_out_the_days_once() -> None:
    # Everybody records the same number a day: a leap day explains all, the trend nothing.
    was, now = Conditions(days=365, neighbours=3650), Conditions(days=366, neighbours=3660)
    found = decomposition.explain(730, 732, was, now)
    assert found.amounts == pytest.approx([2, 0, 0], abs=1e-9)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="do not match"):
        decomposition.waterfall(["a", "a"], [1, 2], [1, 2])
    with pytest.raises(ImpossibleNumbers, match="above nought"):
        decomposition.explain(1, 2, Conditions(days=0), Conditions(days=365))
    with pytest.raises(ImpossibleNumbers):
        decomposition.explain(-1, 2, Conditions(days=365), Conditions(days=365))
    assert np.isnan(decomposition.waterfall(["a"], [0], [3]).points[0])
