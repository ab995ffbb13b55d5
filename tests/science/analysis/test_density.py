"""Density: against the exact sum, and that what is spread adds up to what was there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import density, grids
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

GRID = grids.over(0, 0, 7_999, 5_999, 100)
shapes = pytest.mark.parametrize("shape", ["gaussian", "quartic"])


def exact(xy: np.ndarray, grid: grids.Grid, bandwidth: float, shape: str) -> np.ndarray:
    """The sum over every event and every cell, as the formula says."""
    total = np.zeros(grid.cells)
    for x, y in xy:
        away = ((grid.centres - (x, y)) ** 2).sum(axis=1) / bandwidth**2
        if shape == "gaussian":
            total += np.exp(-away / 2) / (2 * np.pi * bandwidth**2)
        else:
            total += 3 / (np.pi * bandwidth**2) * np.maximum(1 - away, 0) ** 2
    return total * 1e6


def scattered(seed: int, events: int = 60) -> np.ndarray:
    return np.random.default_rng(seed).uniform((2_000, 2_000), (6_000, 4_000), (events, 2))


@pytest.mark.parametrize("bandwidth", [60, 100, 150, 249, 250, 400, 800])
def test_the_gaussian_is_the_exact_sum_to_one_hundredth_of_the_peak(bandwidth: float) -> None:
    xy = scattered(1)
    found, right = density.kernel(xy, GRID, bandwidth), exact(xy, GRID, bandwidth, "gaussian")
    assert np.abs(found.per_km2 - right).max() <= 0.011 * right.max()


@pytest.mark.parametrize("bandwidth", [30, 150, 400, 1_234.5])
def test_the_quartic_is_the_exact_sum(bandwidth: float) -> None:
    xy = scattered(2)
    found = density.kernel(xy, GRID, bandwidth, shape="quartic").per_km2
    assert found == pytest.approx(exact(xy, GRID, bandwidth, "quartic"), abs=1e-9)


def test_by_hand() -> None:
    # One event on a centre, radius 1 km: 3/π at the event, (1 − ¼)² of it half a km away.
    found = density.kernel([[4_050, 3_050]], GRID, 1_000, shape="quartic")
    values = GRID.spread(found.per_km2)
    assert values[30, 40] == pytest.approx(3 / np.pi)
    assert values[30, 45] == pytest.approx(3 / np.pi * 0.75**2)


@shapes
def test_inside_a_wide_grid_nothing_is_lost(shape: density.Shape) -> None:
    found = density.kernel(scattered(3), GRID, 300, shape=shape)
    assert found.per_km2.sum() * GRID.cell_area / 1e6 == pytest.approx(60, rel=1e-3)
    assert found.held == pytest.approx(1, rel=1e-3)


@shapes
@given(cut=st.integers(0, 60))
def test_densities_of_parts_add_up(shape: density.Shape, cut: int) -> None:
    xy = scattered(4)
    parts = [density.kernel(part, GRID, 250, shape=shape).per_km2 for part in (xy[:cut], xy[cut:])]
    assert sum(parts) == pytest.approx(density.kernel(xy, GRID, 250, shape=shape).per_km2)


@shapes
@given(across=st.integers(-10, 10), up=st.integers(-10, 10))
def test_moving_the_events_moves_the_map(shape: density.Shape, across: int, up: int) -> None:
    here = GRID.spread(density.kernel(scattered(5), GRID, 250, shape=shape).per_km2)
    there = scattered(5) + np.array([across, up]) * 100
    moved = GRID.spread(density.kernel(there, GRID, 250, shape=shape).per_km2)
    assert moved[15:45, 15:65] == pytest.approx(
        np.roll(here, (up, across), axis=(0, 1))[15:45, 15:65]
    )


@shapes
def test_an_event_twice_is_an_event_of_weight_two(shape: density.Shape) -> None:
    xy = scattered(6)
    twice = density.kernel(np.vstack([xy, xy]), GRID, 250, shape=shape)
    weighed = density.kernel(xy, GRID, 250, shape=shape, weights=np.full(60, 2))
    assert weighed.per_km2 == pytest.approx(twice.per_km2)


@shapes
def test_the_edge_is_low_unless_corrected(shape: density.Shape) -> None:
    even = np.random.default_rng(7).uniform((0, 0), (8_000, 6_000), (48_000, 2))
    plain = GRID.spread(density.kernel(even, GRID, 600, shape=shape).per_km2)
    mended = GRID.spread(density.kernel(even, GRID, 600, shape=shape, correct_edge=True).per_km2)
    assert plain[20:40, 0].mean() == pytest.approx(570, abs=70)
    assert mended[20:40, 0].mean() == pytest.approx(1_000, abs=40)


@shapes
def test_events_just_outside_count_and_far_ones_do_not(shape: density.Shape) -> None:
    found = density.kernel([[-50, 3_050], [-9_000, 3_050]], GRID, 500, shape=shape)
    assert 0.3 < found.held * 2 < 0.5
    assert GRID.spread(found.per_km2)[30, 0] == found.per_km2.max()


def test_the_grid_may_have_any_shape() -> None:
    inside = np.zeros_like(GRID.inside)
    inside[10:50, 10:70] = True
    part = grids.Grid(0, 0, 100, inside)
    whole = density.kernel(scattered(8), GRID, 250).per_km2
    assert (
        density.kernel(scattered(8), part, 250).per_km2.tolist()
        == whole[GRID.number[inside]].tolist()
    )


def test_the_ratio_to_homes_is_given_where_there_are_homes() -> None:
    homes = np.array([[2_050, 3_050], [6_050, 3_050]])
    base = density.kernel(homes, GRID, 300, weights=[1_000, 3_000])
    events = density.kernel([*homes, [50, 50]], GRID, 300, weights=[10, 10, 1])
    found = density.dual(events, base)
    ratio = GRID.spread(found.ratio)
    assert ratio[30, 20] == pytest.approx(0.01)
    assert ratio[30, 60] == pytest.approx(10 / 3_000)
    assert np.isnan(ratio[0, 0])
    assert 0.01 < found.unjudged < 0.4


def test_rules_for_the_bandwidth() -> None:
    square = [[0, 0], [0, 100], [100, 0], [100, 100]]
    assert density.neighbourly(square, 2) == pytest.approx(100)
    hump = np.random.default_rng(9).normal(5_000, 1_000, (4_096, 2))
    assert density.silverman(hump) == pytest.approx(1_000 / 4, rel=0.05)
    with pytest.raises(NotEnoughData, match="do not each"):
        density.neighbourly(square, 4)
    with pytest.raises(NotEnoughData, match="two places"):
        density.silverman([[5, 5], [5, 5]])


def test_a_bandwidth_below_the_cell_is_warned_of() -> None:
    assert "below the cell" in density.kernel(scattered(1), GRID, 60).warning
    assert "below the cell" in density.kernel(scattered(1), GRID, 200, shape="quartic").warning
    assert density.kernel(scattered(1), GRID, 250).warning == ""


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="above nought"):
        density.kernel(scattered(1), GRID, 0)
    with pytest.raises(ImpossibleNumbers, match="no kernel called box"):
        density.kernel(scattered(1), GRID, 250, shape="box")  # type: ignore[arg-type]
    for shape in ("gaussian", "quartic"):
        with pytest.raises(ImpossibleNumbers, match="reaches over"):
            density.kernel(scattered(1), GRID, 1_000_000, shape=shape)
    with pytest.raises(ImpossibleNumbers, match="no weight"):
        density.kernel(scattered(1), GRID, 250, weights=[1])
    flat = density.kernel(np.empty((0, 2)), GRID, 250)
    assert flat.per_km2.max() == 0
    with pytest.raises(NotEnoughData, match="no base"):
        density.dual(flat, flat)
    with pytest.raises(ImpossibleNumbers, match="one grid"):
        density.dual(flat, density.kernel([[5, 5]], grids.over(0, 0, 9, 9, 10), 20))
