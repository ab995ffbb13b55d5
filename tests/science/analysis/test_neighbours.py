"""Nearest areas: distances by hand, explained to the last part, indifferent to units and order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import neighbours
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

NAMES = ["aged 15-24", "income"]


def test_the_nearest_by_hand() -> None:

    table = [[0, 2], [1, 2], [2, 0], [3, 4], [4, 2]]
    found = neighbours.nearest(table, NAMES, 0, k=2)
    assert found.index.tolist() == [1, 2]
    spread = np.std([0, 1, 2, 3, 4]), np.std([2, 2, 0, 4, 2])
    assert found.distance[0] == pytest.approx(1 / spread[0])
    assert found.distance[1] == pytest.approx(np.hypot(2 / spread[0], 2 / spread[1]))
    assert found.contribution[0].tolist() == [1, 0]


measures = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=5, max_size=12, unique=True
).filter(lambda t: len({a for a, _ in t}) > 1 and len({b for _, b in t}) > 1)


@given(measures)
def test_the_nearest_agree_with_a_loop(table: list[tuple[int, int]]) -> None:
    values = np.array(table, dtype=float)
    z = (values - values.mean(axis=0)) / values.std(axis=0)
    gaps = sorted(float(np.linalg.norm(z[i] - z[0])) for i in range(1, len(z)))
    found = neighbours.nearest(table, NAMES, 0, k=3)
    assert found.distance == pytest.approx(gaps[:3])
    assert 0 not in found.index
    assert found.contribution.sum(axis=1) == pytest.approx([1, 1, 1])


@given(measures, st.floats(0.1, 100), st.floats(-50, 50))
def test_units_do_not_matter(table: list[tuple[int, int]], scale: float, shift: float) -> None:
    moved = np.array(table) * [scale, 1] + [shift, 0]
    straight = neighbours.nearest(table, NAMES, 1, k=2)
    assert neighbours.nearest(moved, NAMES, 1, k=2).distance == pytest.approx(straight.distance)


def test_of_two_areas_each_is_the_others_neighbour() -> None:
    found = neighbours.nearest([[1, 5], [2, 6]], NAMES, 0, k=1)
    assert found.distance[0] == pytest.approx(np.sqrt(8))
    with pytest.raises(NotEnoughData, match="Fewer than two"):
        neighbours.standardised([[1, 5], [2, np.nan]], NAMES)


def test_weights_choose_what_likeness_means() -> None:
    table = [[0, 0], [0, 9], [9, 0], [5, 5]]
    assert neighbours.nearest(table, NAMES, 0, k=1, weights=[1, 0]).index[0] == 1
    assert neighbours.nearest(table, NAMES, 0, k=1, weights=[0, 1]).index[0] == 2
    one = neighbours.nearest(table, NAMES, 0, k=3, weights=[1, 3])
    ten = neighbours.nearest(table, NAMES, 0, k=3, weights=[10, 30])
    assert one.distance == pytest.approx(ten.distance)


def test_an_area_that_lacks_a_measure_is_left_out_and_said_to_be() -> None:
    table = [[0, 0], [1, np.nan], [2, 2], [3, 4]]
    found = neighbours.nearest(table, NAMES, 0, k=2)
    assert found.left_out.tolist() == [1]
    assert 1 not in found.index


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="alike in: income"):
        neighbours.nearest([[1, 5], [2, 5], [3, 5]], NAMES, 0, k=1)
    with pytest.raises(NotEnoughData, match="lacks a measure"):
        neighbours.nearest([[np.nan, 5], [2, 6], [3, 7]], NAMES, 0, k=1)
    with pytest.raises(NotEnoughData, match="2 other areas"):
        neighbours.nearest([[1, 5], [2, 6], [3, 7]], NAMES, 0, k=3)
    with pytest.raises(ImpossibleNumbers, match="names"):
        neighbours.nearest([[1, 5]], ["one"], 0)
    with pytest.raises(ImpossibleNumbers, match="weights"):
        neighbours.nearest([[1, 5], [2, 6]], NAMES, 0, k=1, weights=[1, -1])
