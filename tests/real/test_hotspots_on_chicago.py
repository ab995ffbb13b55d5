"""Hotspots of a real city: Chicago's burglaries of 2017, on cells of 100 m."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from towpath.analysis import density, grids, hotspots, moran, patrols
from towpath.analysis.arrays import Floats

FILE = Path("data/events/chicago_burglary_2014_2017.csv")


@pytest.fixture(scope="module")
def burglaries(shared: Path) -> Floats:
    """(events, 2) metres, of the last of the four years."""
    path = shared / FILE
    if not path.exists():
        pytest.skip(f"no {FILE} in ../shared")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [r for r in csv.DictReader(lines) if r["date_single"].endswith("2017")]
    return np.array([[float(r["x"]), float(r["y"])] for r in rows])


@pytest.fixture(scope="module")
def city(burglaries: Floats) -> grids.Grid:
    return grids.around(burglaries, 100, 400)


def test_the_density_is_within_a_hundredth_of_the_peak(
    burglaries: Floats, city: grids.Grid
) -> None:
    found = density.kernel(burglaries, city, 250)
    some = np.argsort(-found.per_km2)[:: city.cells // 400]
    away = ((city.centres[some, None] - burglaries[None]) ** 2).sum(axis=2) / 250**2
    exact = np.exp(-away / 2).sum(axis=1) / (2 * np.pi * 250**2) * 1e6
    assert np.abs(found.per_km2[some] - exact).max() <= 0.011 * exact.max()
    assert found.held == pytest.approx(1, abs=0.02)


def test_areas_to_patrol_are_few_small_and_hold_much(burglaries: Floats, city: grids.Grid) -> None:
    found = patrols.draw(density.kernel(burglaries, city, 150).per_km2, city)
    named = patrols.named(found, burglaries, np.full(len(burglaries), ""))
    assert len(named) == 8
    assert all(0.06e6 <= p.area <= 0.17e6 for p in named)
    assert all(15 <= p.round_minutes <= 24 for p in named)
    share = sum(p.events for p in named) / len(burglaries)
    assert share / (sum(p.area for p in named) / (city.cells * city.cell_area)) > 7


def test_hot_cells_lie_together_and_hold_more_than_their_share(burglaries: Floats) -> None:
    city = grids.around(burglaries, 250, 750)
    counts = city.count(burglaries)
    links = city.neighbours()
    found = hotspots.find(counts, np.ones(city.cells), links)
    hot = found.kind == "hot"
    assert 0.05 < hot.mean() < 0.5
    assert counts[hot].sum() / counts.sum() > 1.8 * hot.mean()
    beside = (links @ hot.astype(float))[hot] / np.diff(links.indptr)[hot]
    assert beside.mean() > 0.6
    assert moran.overall(np.log(found.shrunken), links) > 0.3
