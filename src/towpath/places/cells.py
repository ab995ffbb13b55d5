"""Cells over an area: a size that suits it, and none finer than the points can bear."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import grids
from towpath.analysis.grids import Grid
from towpath.foundation import NotUnderstood

if TYPE_CHECKING:
    import shapely

    from towpath.analysis.arrays import Bools
    from towpath.documents.blocks import Shapes
    from towpath.places.ground import Ground

# Up to so many square kilometres, cells of so many metres.
SIZES = ((150, 100.0), (1_000, 150.0), (5_000, 250.0))
WIDEST = 500.0
# data.police.uk puts crimes at the middle of a street or a place: finer cells would show those.
SNAPPED_AT_LEAST = 250.0
_SQUARE_KM = 1e6


def size(ground: Ground) -> float:
    """The cell that was asked for, or one that suits the area and the points, in metres.

    NotUnderstood for a cell finer than points that stand in for others can bear.
    """
    finest = SNAPPED_AT_LEAST if ground.snapped.any() else 0.0
    asked = ground.question.cell
    if asked and asked < finest:
        raise NotUnderstood(
            f"{ground.feed} puts crimes at anonymised points, which cells of {asked:g} m would "
            "show as if they were places.",
            f"Ask for {finest:g} m or more.",
        )
    extent = ground.outline.area / _SQUARE_KM
    suits = next((metres for most, metres in SIZES if extent <= most), WIDEST)
    return asked or max(suits, finest)


def over(ground: Ground) -> Grid:
    """The squares that touch the area's outline, so that no event of the area falls between."""
    return touching(ground.outline, size(ground))


def touching(outline: shapely.Polygon | shapely.MultiPolygon, metres: float) -> Grid:
    """Every square of so many metres that shares ground with an outline."""
    import shapely

    west, south, east, north = shapely.bounds(outline)
    whole = grids.over(west, south, east, north, metres)
    x, y = whole.centres.T
    half = metres / 2
    shapely.prepare(outline)
    inside: Bools = shapely.intersects(
        outline, shapely.box(x - half, y - half, x + half, y + half)
    ).reshape(whole.inside.shape)
    return replace(whole, inside=inside)


def codes(grid: Grid, which: Bools) -> tuple[str, ...]:
    """A name for each chosen cell: easting and northing of its south-west corner, in metres."""
    corner = grid.centres[which] - grid.size / 2
    return tuple(f"{int(x)},{int(y)}" for x, y in corner)


def caption(grid: Grid) -> str:
    """What stands above a table of cells."""
    return f"Cells of {grid.size:g} m, named by their south-west corner"


def shapes(grid: Grid, which: Bools, credit: str) -> Shapes:
    """The chosen cells as outlines."""
    from towpath.documents.blocks import Shapes

    named = codes(grid, which)
    wkb = tuple(bytes(one) for one in np.asarray(grid.outlines())[which])
    return Shapes("cells", named, named, wkb, credit)
