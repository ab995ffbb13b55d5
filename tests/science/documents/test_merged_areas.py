"""Cells of one colour joined before they are drawn: the same ground, far fewer corners."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely

from towpath.documents import merging

SIDE = 250.0


def cells(across: int) -> list[shapely.Geometry]:
    return [
        shapely.box(SIDE * x, SIDE * y, SIDE * (x + 1), SIDE * (y + 1))
        for x in range(across)
        for y in range(across)
    ]


def blotches(across: int, rng: np.random.Generator) -> list[str]:
    """A colour for each cell, alike where cells are near."""
    x, y = np.divmod(np.arange(across * across), across)
    level = np.sin(x / 5 + rng.random()) + np.cos(y / 7)
    return np.array(["a", "b", "c", "d"])[np.digitize(level, [-0.7, 0.2, 1.0])].tolist()


def test_each_fill_covers_the_ground_of_its_cells(rng: np.random.Generator) -> None:
    fills, shapes = blotches(30, rng), cells(30)
    found = dict(merging.by_fill(fills, shapes, 1.0))
    assert list(found) == list(dict.fromkeys(fills))
    for fill, shape in found.items():
        assert shape.area == pytest.approx(SIDE**2 * fills.count(fill))
    for one, other in combinations(found.values(), 2):
        assert shapely.intersection(one, other).area == 0


def test_corners_in_the_middle_of_an_edge_are_gone() -> None:
    ((_, whole),) = merging.by_fill(["a"] * 100, cells(10), 1.0)
    assert shapely.get_num_coordinates(whole) == 5


def test_areas_that_overlap_are_joined_too() -> None:
    shapes = [shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10), shapely.box(40, 0, 50, 10)]
    found = dict(merging.by_fill(["a", "a", "b"], shapes, 0.1))
    assert found["a"].area == pytest.approx(150)
    assert found["b"].area == pytest.approx(100)
