"""Cells: they cover the area, suit its size, and are no finer than the points."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from towpath.foundation import NotUnderstood
from towpath.places import cells, ground

pytestmark = pytest.mark.xdist_group("aldermere")


@given(st.floats(20, 500), st.integers(0, 2**32 - 1))
def test_every_point_of_an_area_falls_into_a_cell(size, seed):
    rng = np.random.default_rng(seed)
    outline = shapely.MultiPoint(rng.uniform(400_000, 402_000, (8, 2))).convex_hull
    west, south, east, north = outline.bounds
    points = rng.uniform([west, south], [east, north], (200, 2))
    inside = points[shapely.contains_xy(outline, *points.T)]
    grid = cells.touching(outline, size)
    assert (grid.cell_of(inside) >= 0).all()
    boxes = shapely.from_wkb(grid.outlines())
    assert shapely.intersects(boxes, outline).all()


def test_no_cell_is_finer_than_anonymised_points(evidence, ask):
    snapped = ground.load(evidence, ask("crime", cell=0))
    assert cells.size(snapped) == cells.SNAPPED_AT_LEAST
    with pytest.raises(NotUnderstood, match="anonymised"):
        cells.size(ground.load(evidence, ask("crime", cell=100)))


def test_a_cell_that_is_asked_for_is_given(evidence, ask):
    assert cells.size(ground.load(evidence, ask("burglary", cell=80))) == 80


def test_a_cell_is_named_by_its_corner(evidence, ask):
    here = ground.load(evidence, ask("burglary", cell=250))
    grid = cells.over(here)
    first = np.zeros(grid.cells, dtype=bool)
    first[0] = True
    (code,) = cells.codes(grid, first)
    x, y = (float(part) for part in code.split(","))
    assert grid.cell_of([[x + 1, y + 1]])[0] == 0
