"""Contiguity: corners count, islands are named, and the tree agrees with trying every pair."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import contiguity
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


def squares(*corners: tuple[float, float]) -> list[shapely.Polygon]:
    return [shapely.box(x, y, x + 1, y + 1) for x, y in corners]


def test_a_corner_is_a_border_and_an_island_is_named() -> None:
    found = contiguity.queen(squares((0, 0), (1, 0), (1, 1), (9, 9)), ["a", "b", "c", "d"])
    assert found.weights.toarray().tolist() == [
        [0, 1, 1, 0],
        [1, 0, 1, 0],
        [1, 1, 0, 0],
        [0, 0, 0, 0],
    ]
    assert found.islands == ("d",)
    assert not found.joined


def test_an_island_is_joined_to_its_nearest_area_when_asked() -> None:
    shapes = squares((0, 0), (1, 0), (5, 0))
    found = contiguity.queen(shapes, ["a", "b", "c"], join_islands=True)
    assert found.weights.toarray().tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
    assert found.islands == ("c",)
    assert found.joined


def test_two_islands_are_each_others_nearest() -> None:
    found = contiguity.queen(squares((0, 0), (5, 0)), ["a", "b"], join_islands=True)
    assert found.weights.toarray().tolist() == [[0, 1], [1, 0]]
    one = contiguity.queen(squares((0, 0)), ["a"], join_islands=True)
    assert one.islands == ("a",)
    assert not one.joined


def test_the_single_nearest_need_not_return_the_favour() -> None:
    found = contiguity.nearest([0, 1, 3], [0, 0, 0], ["a", "b", "c"], k=1)
    assert found.weights.toarray().tolist() == [[0, 1, 0], [1, 0, 0], [0, 1, 0]]
    with pytest.raises(NotEnoughData, match="neighbours"):
        contiguity.nearest([0, 1], [0, 1], ["a", "b"], k=0)


def test_borders_that_simplification_pulled_apart_meet_within_the_gap() -> None:
    shapes = squares((0, 0), (1.01, 0))
    assert contiguity.queen(shapes, ["a", "b"]).islands == ("a", "b")
    assert contiguity.queen(shapes, ["a", "b"], gap=0.02).islands == ()


corners = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5)),
    min_size=1,
    max_size=15,
    unique=True,
)


@given(corners, st.integers(-1000, 1000))
def test_the_tree_agrees_with_every_pair_and_with_itself_elsewhere(
    places: list[tuple[int, int]], shift: int
) -> None:
    shapes = squares(*places)
    codes = [str(i) for i in range(len(places))]
    found = contiguity.queen(shapes, codes).weights.toarray()
    loop = [[float(a is not b and a.intersects(b)) for b in shapes] for a in shapes]
    assert found.tolist() == loop
    moved = squares(*[(x + shift, y + shift) for x, y in places])
    assert contiguity.queen(moved, codes).weights.toarray().tolist() == loop


points = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9)),
    min_size=4,
    max_size=20,
    unique=True,
)


@given(points)
def test_the_nearest_are_as_near_as_a_loop_finds(places: list[tuple[int, int]]) -> None:
    xy = np.array(places, dtype=float)
    found = contiguity.nearest(xy[:, 0], xy[:, 1], [str(i) for i in range(len(xy))], k=3)
    gaps = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    for i, row in enumerate(found.weights.toarray()):
        best = sorted(np.delete(gaps[i], i))[:3]
        assert sorted(gaps[i][row > 0]) == pytest.approx(best)
        assert row[i] == 0


def test_centres_that_coincide_still_have_their_neighbours() -> None:
    found = contiguity.nearest([0] * 6, [0] * 6, list("abcdef"), k=2)
    assert found.weights.sum(axis=1).tolist() == [2] * 6
    assert not found.weights.diagonal().any()


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="codes"):
        contiguity.queen(squares((0, 0)), ["a", "b"])
    with pytest.raises(ImpossibleNumbers, match="no boundary"):
        contiguity.queen([shapely.Polygon()], ["a"])
    with pytest.raises(ImpossibleNumbers, match="no centre"):
        contiguity.nearest([0, np.nan], [0, 1], ["a", "b"], k=1)
    with pytest.raises(NotEnoughData, match="neighbours"):
        contiguity.nearest([0, 1], [0, 1], ["a", "b"], k=2)
