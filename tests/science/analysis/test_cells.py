"""Squares and hexagons as cells: neighbours, outlines, and no event lost or moved."""

from collections.abc import Callable

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import grids, hexagons
from towpath.analysis.errors import ImpossibleNumbers

both = pytest.mark.parametrize("over", [grids.over, hexagons.over], ids=["squares", "hexagons"])
places = st.lists(
    st.tuples(st.floats(1, 5_000), st.floats(1, 5_000)), min_size=1, max_size=40
)  # fmt: skip
Over = Callable[..., grids.Cells]


def test_a_square_has_four_neighbours_by_side_and_eight_with_corners() -> None:
    grid = grids.over(0, 0, 299, 299, 100)
    rook, queen = grid.neighbours(corners=False), grid.neighbours()
    assert rook.sum(axis=1).tolist() == [2, 3, 2, 3, 4, 3, 2, 3, 2]
    assert queen.sum(axis=1).tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    assert (rook - rook.T).nnz == 0


def test_cells_outside_the_area_are_nobodys_neighbours() -> None:
    whole = grids.over(0, 0, 299, 299, 100)
    inside = whole.inside.copy()
    inside[1, 1] = False
    ring = grids.Grid(0, 0, 100, inside)
    assert ring.neighbours(corners=False).sum(axis=1).tolist() == [2] * 8


def test_a_hexagon_has_six_neighbours_all_equally_far() -> None:
    sheet = hexagons.over(0, 0, 2_000, 2_000, 200)
    links = sheet.neighbours().tocoo()
    apart = np.linalg.norm(sheet.centres[links.row] - sheet.centres[links.col], axis=1)
    assert apart == pytest.approx(np.full(links.nnz, 200.0))
    assert sheet.neighbours().sum(axis=1).max() == 6


@both
def test_outlines_tile_the_ground(over: Over) -> None:
    cells = over(0, 0, 900, 900, 100)
    shapes = shapely.from_wkb(cells.outlines())
    assert shapely.area(shapes) == pytest.approx(np.full(cells.cells, cells.cell_area))
    assert shapely.area(shapely.union_all(shapes)) == pytest.approx(cells.cells * cells.cell_area)
    assert shapely.get_coordinates(shapely.centroid(shapes)) == pytest.approx(cells.centres)


@both
def test_a_point_lies_in_the_outline_of_its_cell(over: Over) -> None:
    cells = over(400_000, 300_000, 401_000, 301_000, 70)
    points = np.random.default_rng(1).uniform((400_000, 300_000), (401_000, 301_000), (500, 2))
    shapes = shapely.from_wkb(cells.outlines())[cells.cell_of(points)]
    assert shapely.dwithin(shapes, shapely.points(points), 1e-6).all()


@both
@given(points=places)
def test_counts_add_up(over: Over, points: list[tuple[float, float]]) -> None:
    cells = over(0, 0, 5_000, 5_000, 250)
    halves = cells.count(points[::2]) + cells.count(np.reshape(points[1::2], (-1, 2)))
    assert cells.count(points).sum() == len(points)
    assert halves.tolist() == cells.count(points).tolist()


def test_two_sheets_of_hexagons_agree() -> None:
    near, far = hexagons.over(0, 0, 900, 900, 150), hexagons.over(-4_000, -7_000, 3_000, 900, 150)
    points = np.random.default_rng(2).uniform(0, 900, (200, 2))
    first, second = near.centres[near.cell_of(points)], far.centres[far.cell_of(points)]
    assert first == pytest.approx(second)


def test_hexagons_of_an_outline_and_around_points() -> None:
    held = hexagons.within(shapely.box(0, 0, 1_000, 1_000), 100)
    assert held.cells * held.cell_area == pytest.approx(1e6, rel=0.1)
    near = hexagons.around([[0, 0]], 100, 300)
    assert np.linalg.norm(near.centres, axis=1).max() <= 300
    assert near.cell_of([[5_000, 5_000]]).tolist() == [-1]


def test_hexagons_of_no_size_or_of_too_many_are_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="no size"):
        hexagons.over(0, 0, 1, 1, 0)
    with pytest.raises(ImpossibleNumbers, match="stray"):
        hexagons.around([[0, 1], [9e9, 9e9]], 100, 10)
