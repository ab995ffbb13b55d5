"""Density as a forecast, and the background beneath the self-exciting process."""

import math

import numpy as np
import pytest

from towpath.analysis import events, grids
from towpath.analysis.arrays import Floats
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.prospective import background, smoothing

GRID = grids.over(10_000, 20_000, 12_999, 22_999, 100)


def held_by_cells(xy: Floats, width: float) -> Floats:
    """The exact part of a Gaussian around each event within each cell, summed over events."""
    found = np.zeros(GRID.cells)
    scale = width * math.sqrt(2)
    for cell, centre in enumerate(GRID.centres):
        for x, y in xy - centre:
            across = math.erf((x + 50) / scale) - math.erf((x - 50) / scale)
            up = math.erf((y + 50) / scale) - math.erf((y - 50) / scale)
            found[cell] += across * up / 4
    return found


@pytest.mark.parametrize(("width", "error"), [(50, 1e-3), (150, 1e-3), (250, 0.01), (600, 2e-3)])
def test_smoothing_gives_each_cell_what_falls_within_it(width: float, error: float) -> None:
    rng = np.random.default_rng(3)
    xy = np.column_stack([rng.uniform(9_900, 13_100, 25), rng.uniform(19_900, 23_100, 25)])
    wanted = held_by_cells(xy, width)
    found = background.smoothed(GRID, xy, np.ones(25), width)
    assert np.abs(found - wanted).max() < error * wanted.max()


@pytest.mark.parametrize("width", [75, 400])
def test_each_event_is_judged_by_the_others_alone(width: float) -> None:
    rng = np.random.default_rng(4)
    xy, weight = rng.normal(5_000, 300, (200, 2)), rng.uniform(0.2, 1, 200)
    away = ((xy[:, None] - xy[None]) ** 2).sum(axis=2)
    kernel = np.exp(-away / (2 * width**2)) / (2 * math.pi * width**2)
    np.fill_diagonal(kernel, 0)
    wanted = kernel @ weight
    found = background.rung(xy, width).density(weight)
    assert np.abs(found - wanted).max() < 0.04 * wanted.max()


def test_an_event_alone_reads_nothing_of_itself() -> None:
    for place in ((1_000.0, 1_000.0), (1_013.0, 1_031.0)):
        xy = np.array([place, (90_000.0, 90_000.0)])
        assert background.rung(xy, 75).density(np.ones(2)) == pytest.approx([0, 0], abs=1e-18)


def test_a_wide_area_drops_the_finest_rungs() -> None:
    assert [r.bandwidth for r in background.ladder(np.array([[1.0, 1.0], [2e5, 2e5]]))] == [
        400, 2000,
    ]  # fmt: skip


def test_the_density_of_a_window_by_hand() -> None:
    held = events.of([11_550, 11_550], [21_550, 21_550], [0, 9])
    fitted = smoothing.Smooth(40, 5).fit(held, GRID, 10)
    expected = fitted.daily(held, 10, 6)
    middle = math.erf(50 / (40 * math.sqrt(2))) ** 2
    cell = GRID.cell_of([[11_550, 21_550]])[0]
    assert expected[:, cell] == pytest.approx([middle / 5] * 5 + [0], rel=1e-9, abs=1e-15)


def clustered(width: float) -> smoothing.Smoothed:
    rng = np.random.default_rng(5)
    centres = rng.uniform([10_200, 20_200], [12_800, 22_800], (12, 2))
    xy = centres[rng.integers(0, 12, 1500)] + rng.normal(0, width, (1500, 2))
    held = events.of(xy[:, 0], xy[:, 1], rng.integers(0, 300, 1500))
    fitted: smoothing.Smoothed = smoothing.Smooth().fit(held, GRID, 300)
    return fitted


def test_the_bandwidth_follows_the_width_of_the_clusters() -> None:
    assert clustered(60).bandwidth <= 150
    assert clustered(600).bandwidth >= 250


def test_few_events_leave_the_usual_bandwidth() -> None:
    held = events.of([10_500, 10_600], [20_500, 20_500], [1, 2])
    assert smoothing.Smooth().fit(held, GRID, 3).settings() == {"bandwidth": 250}
    quartic = smoothing.Smooth(shape="quartic").fit(held, GRID, 3)
    assert quartic.settings()["bandwidth"] == pytest.approx(662.5)


def test_no_bandwidth_or_window_of_nought() -> None:
    with pytest.raises(ImpossibleNumbers, match="bandwidth"):
        smoothing.Smooth(bandwidth=0)
    with pytest.raises(ImpossibleNumbers, match="no days"):
        smoothing.Smooth(window=0)
