"""Events and the cells they fall in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import events, grids
from towpath.analysis.errors import ImpossibleNumbers


def test_events_come_in_the_order_of_their_days() -> None:
    held = events.of([500, 700, 600], [1, 2, 3], [3.5, 1, 2])
    assert held.day.tolist() == [1, 2, 3.5]
    assert held.xy[:, 0].tolist() == [700, 600, 500]


def test_events_out_of_order_are_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="order of their days"):
        events.Events(np.array([[500.0, 1], [600, 1]]), np.array([2.0, 1]))


def test_before_leaves_out_the_day_itself() -> None:
    held = events.of([500, 600, 700], [1, 1, 1], [1, 2, 3])
    assert len(held.before(2)) == 1
    assert held.between(2, 3).day.tolist() == [2]


def test_dates_become_days() -> None:
    when = np.array(["1970-01-02T12:00", "1970-01-02"], dtype="datetime64[m]")
    assert events.of([500, 600], [1, 1], when).day.tolist() == [1, 1.5]
    for written in (["1970-01-02T12:00", "1970-01-02"], when.tolist()):
        assert events.of([500, 600], [1, 1], written).day.tolist() == [1, 1.5]


@pytest.mark.parametrize(
    ("x", "y", "day"),
    [
        ([500.0], [np.nan], [1]), ([0, 500], [0, 2], [1, 2]),
        ([-1.1, -1.2], [52.6, 52.7], [1, 2]), ([500], [1, 2], [1]),
        ([500], [2], np.array(["NaT"], "datetime64[D]")), ([500], [2], ["last Friday"]),
        (np.ma.masked_array([500, 600], [True, False]), [2, 2], [1, 2]),
    ],
    ids=["no place", "the point nought", "degrees", "lengths", "no time", "words", "masked"],
)  # fmt: skip
def test_what_no_event_can_be_is_refused(x: object, y: object, day: object) -> None:
    with pytest.raises(ImpossibleNumbers):
        events.of(x, y, day)


def test_a_point_on_an_edge_belongs_to_the_cell_north_and_east() -> None:
    grid = grids.over(0, 0, 199, 99, 100)
    assert (grid.columns, grid.rows) == (2, 1)
    assert grid.cell_of([[0, 0], [99.9, 50], [100, 0], [200, 0], [-1, 0]]).tolist() == [
        0,
        0,
        1,
        -1,
        -1,
    ]


def test_an_area_too_small_for_its_cells_is_refused() -> None:
    import shapely

    for lay in (grids.within, lambda _, size: grids.around([[10, 10]], size, 1)):
        with pytest.raises(ImpossibleNumbers, match="No cell of 250 m"):
            lay(shapely.box(5, 5, 15, 15), 250)


def test_a_point_that_is_not_known_or_far_beyond_lies_in_no_cell() -> None:
    grid = grids.over(0, 0, 199, 99, 100)
    assert grid.cell_of([[np.nan, 50], [np.inf, 50], [50, -1e300]]).tolist() == [-1, -1, -1]


def test_cells_around_points_are_those_whose_centres_are_near() -> None:
    grid = grids.around([[50, 50]], size=100, reach=100)
    assert grid.centres.tolist() == [[50, -50], [-50, 50], [50, 50], [150, 50], [50, 150]]


def test_cells_within_an_outline() -> None:
    import shapely

    grid = grids.within(shapely.box(0, 0, 250, 100), 100)
    assert grid.centres.tolist() == [[50, 50], [150, 50]]


def test_a_stray_point_is_told_of_and_not_gridded() -> None:
    with pytest.raises(ImpossibleNumbers, match="stray"):
        grids.around([[0, 1], [9e9, 9e9]], size=100, reach=10)


@given(st.lists(st.tuples(st.floats(1, 5_000), st.floats(1, 5_000)), min_size=1, max_size=40))
def test_no_event_is_lost_on_a_grid_laid_around_it(points: list[tuple[float, float]]) -> None:
    grid = grids.around(points, size=250, reach=750)
    assert grid.count(points).sum() == len(points)
