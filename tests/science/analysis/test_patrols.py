"""Patrol areas: whole, walkable, apart from each other, and where the events are."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csgraph

from towpath.analysis import density, grids, hexagons, patrols
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData
from towpath.analysis.patrols import Patrol, Wanted

GRID = grids.over(0, 0, 4_999, 3_999, 100)


def smooth(seed: int, grid: grids.Grid = GRID) -> np.ndarray:
    rng = np.random.default_rng(seed)
    centres = rng.uniform((500, 500), (4_500, 3_500), (6, 2))
    xy = np.vstack([rng.normal(c, 180, (rng.integers(20, 80), 2)) for c in centres])
    return density.kernel(xy, grid, 150).per_km2


def one_piece(patrol: Patrol, cells: grids.Cells) -> bool:
    links = cells.neighbours(corners=False)[patrol.cells][:, patrol.cells]
    return csgraph.connected_components(links)[0] == 1 and patrol.outline.geom_type == "Polygon"


def apart(found: tuple[Patrol, ...]) -> bool:
    held = np.concatenate([p.cells for p in found])
    both = [a.outline.intersection(b.outline).area for a in found for b in found if a is not b]
    return np.unique(held).size == held.size and max(both, default=0) < 1e-6


@given(seed=st.integers(0, 10_000), across=st.sampled_from([400.0, 500.0, 600.0, 900.0]))
def test_areas_are_whole_walkable_and_apart(seed: int, across: float) -> None:
    want = Wanted(areas=6, across=across)
    found = patrols.draw(smooth(seed), GRID, want)
    assert all(one_piece(p, GRID) for p in found)
    assert apart(found)
    for patrol in found:
        west, south, east, north = patrol.outline.bounds
        assert max(east - west, north - south) <= across + 1
        assert patrol.cells.size * GRID.cell_area <= max(want.largest, want.smallest)
        assert 4 * np.pi * patrol.outline.area / patrol.outline.length**2 > 0.35


@pytest.mark.parametrize("seed", range(5))
def test_raw_counts_too_become_areas_and_never_single_cells(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.negative_binomial(0.05, 0.1, GRID.cells)
    found = patrols.draw(counts, GRID)
    assert len(found) == 8
    assert min(p.cells.size for p in found) >= 6
    assert all(one_piece(p, GRID) for p in found)
    assert apart(found)


def test_hexagons_serve_as_well() -> None:
    sheet = hexagons.over(0, 0, 4_999, 3_999, 100)
    xy = np.random.default_rng(1).normal((2_000, 2_000), 300, (400, 2))
    found = patrols.draw(sheet.count(xy), sheet, Wanted(areas=3))
    assert all(one_piece(p, sheet) for p in found)
    assert apart(found)


def test_the_one_hot_place_is_drawn_where_it_is() -> None:
    values = np.zeros(GRID.cells)
    block = GRID.cell_of([[x, y] for x in (1_050, 1_150, 1_250) for y in (2_050, 2_150, 2_250)])
    values[block] = 1
    first = patrols.draw(values, GRID, Wanted(areas=3))[0]
    assert set(block.tolist()) <= set(first.cells.tolist())
    assert first.centre == pytest.approx((1_150, 2_150))
    assert first.share == pytest.approx(1)
    assert first.times == pytest.approx(GRID.cells / first.cells.size)


def test_a_forecast_on_coarse_cells_gives_blocks() -> None:
    coarse = grids.over(0, 0, 4_999, 4_999, 250)
    values = smooth(3, coarse)
    found = patrols.draw(values, coarse, Wanted(across=500, largest=250_000))
    assert {p.cells.size for p in found} <= {3, 4}
    assert found[0].cells.size == 4


def test_they_come_fullest_first_and_stop_at_the_share() -> None:
    values = smooth(4)
    found = patrols.draw(values, GRID, Wanted(areas=20))
    assert [p.rank for p in found] == list(range(1, len(found) + 1))
    held = [p.held for p in found]
    assert held == sorted(held, reverse=True)
    fewer = patrols.draw(values, GRID, Wanted(areas=20, share=0.3))
    assert 0.3 <= sum(p.share for p in fewer) < 0.5
    assert len(fewer) < len(found)


def test_together_they_hold_nearly_what_scattered_cells_would() -> None:
    values = smooth(5)
    found = patrols.draw(values, GRID)
    number = sum(p.cells.size for p in found)
    best = np.sort(values)[-number:].sum()
    assert sum(p.held for p in found) > 0.75 * best


def test_moving_the_ground_moves_the_areas() -> None:
    there = grids.Grid(100_000, 700, 100, GRID.inside)
    values = smooth(6)
    for here, moved in zip(patrols.draw(values, GRID), patrols.draw(values, there), strict=True):
        assert here.cells.tolist() == moved.cells.tolist()


def test_streets_are_those_that_events_name_most() -> None:
    values = np.zeros(GRID.cells)
    values[GRID.cell_of([[2_050, 2_050], [2_150, 2_050]])] = 5
    (area,) = patrols.draw(values, GRID, Wanted(areas=1))
    xy = [[2_050, 2_050]] * 4 + [[2_150, 2_050]] * 3 + [[200, 200]] * 9
    names = ["Mill Lane", "", "High Street", "High Street"] + ["Abbey Walk"] * 2 + ["Mill Lane"]
    (named,) = patrols.named((area,), xy, names + ["Far Road"] * 9)
    assert named.events == 7
    assert named.streets == ("Abbey Walk", "High Street", "Mill Lane")
    assert named.outline.contains(shapely.Point(2_050, 2_050))


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="empty"):
        patrols.draw(np.zeros(GRID.cells), GRID)
    with pytest.raises(ImpossibleNumbers, match="negative"):
        patrols.draw([1.0, -1.0], GRID)
    with pytest.raises(ImpossibleNumbers, match="too large"):
        patrols.draw(np.ones(GRID.cells), GRID, Wanted(across=150))
    with pytest.raises(ImpossibleNumbers, match="as many names"):
        patrols.named((), [[1, 1]], [])
