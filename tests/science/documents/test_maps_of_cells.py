"""Maps of thousands of cells: small files, classes by share of the area, marked areas above."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
import shapely

from towpath.documents import maps, shading
from towpath.documents.blocks import Align, Column, Map, Shapes, Table

SIDE = 250.0
STEPS = ("top 1 %", "top 5 %", "top 10 %")


def outlined(layer: str, names: tuple[str, ...], *shapes: shapely.Geometry) -> Shapes:
    return Shapes(layer, names, names, tuple(one.wkb for one in shapes), "Credit.")


def cell_map(across: int, **other: object) -> Map:
    """Cells shaded by words, strongest in the middle."""
    x, y = (a.ravel() for a in np.mgrid[0:across, 0:across])
    away = np.hypot(x - across / 2, y - across / 2).argsort().argsort() / across**2
    words = np.select([away < 0.01, away < 0.05, away < 0.1], STEPS, "none")
    codes = tuple(f"{a},{b}" for a, b in zip(x, y, strict=True))
    boxes = shapely.box(x * SIDE, y * SIDE, (x + 1) * SIDE, (y + 1) * SIDE)
    table = Table("cells", "Cells", (Column("Cell", Align.LEFT), Column("Step", Align.LEFT)),
                  tuple(zip(codes, words.tolist(), strict=True)))  # fmt: skip
    shapes = outlined("cells", codes, *boxes)
    drawn = Map("Where", "A map.", table, shapes, "Cell", "Step", order=STEPS, graded=True)
    return replace(drawn, **other)  # type: ignore[arg-type]


def test_five_thousand_cells_make_a_small_picture() -> None:
    drawn = maps.svg(cell_map(71))
    assert len(drawn) < 20_000
    assert "NaN" not in drawn


def test_steps_of_one_scale_go_from_dark_to_pale() -> None:
    shades, fill_of = shading.of(cell_map(40))
    fills = [shade.fill for shade in shades]
    assert [shade.words for shade in shades] == [*STEPS, "none of these"]
    assert fills[:3] == [shading.HATCHED, "#2073BC", "#6BACE6"]
    assert fill_of["20,20"] == shading.HATCHED


def test_marked_areas_are_outlined_named_and_in_the_key() -> None:
    middle = shapely.box(9 * SIDE, 9 * SIDE, 12 * SIDE, 11 * SIDE)
    corner = shapely.box(0, 0, 2 * SIDE, 2 * SIDE)
    drawn = maps.svg(cell_map(20, marked=outlined("patrols", ("1", "2"), middle, corner)))
    assert drawn.count('stroke-width="2.2"') == 2  # the outlines, and the key
    for words in ("1", "2", "numbered areas"):
        assert f">{words}<" in drawn


def test_the_map_reaches_over_its_ground() -> None:
    ground = outlined("area", ("A",), shapely.box(-10 * SIDE, 0, 20 * SIDE, 20 * SIDE))
    near, far = maps.svg(cell_map(20)), maps.svg(cell_map(20, ground=ground))
    assert maps.svg(cell_map(20)) == near != far
    assert shading.NOTHING in far


@pytest.mark.parametrize("shares", [(0.5, 0.9, 0.98, 1.0), (0.2, 0.4, 0.6, 0.8, 1.0)])
def test_classes_hold_the_shares_that_were_asked_for(
    shares: tuple[float, ...], rng: np.random.Generator
) -> None:
    values = rng.random(2_000)
    ends = shading.classes(values.tolist(), shares)
    below = [(values <= end).mean() for end in ends]
    assert below == pytest.approx(shares, abs=1e-3)


def test_a_map_of_figures_may_show_its_top_hundredth(sample: ModuleType) -> None:
    plain = sample.ward_map()
    shades, _ = shading.of(replace(plain, shares=(0.5, 0.9, 1.0)))
    assert len(shades) == 3
