"""Many areas of one colour as one shape, so that a map of thousands of cells stays small."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

MANY = 1_000  # more areas than an eye tells apart by their outlines

Filled = tuple[str, shapely.Geometry]


def by_fill(
    fills: Sequence[str], geometries: Sequence[shapely.Geometry], tolerance: float
) -> list[Filled]:
    """The areas of each fill as one shape, in the order in which the fills first appear.

    Edges that two fills share stay shared, without the detail below a tolerance in metres.
    """
    shapes = np.array(geometries, dtype=np.object_)
    found = np.array(fills, dtype=np.str_)
    kinds = list(dict.fromkeys(fills))
    if not bool(shapely.coverage_is_valid(shapes)):
        merged = [shapely.union_all(shapes[found == fill]) for fill in kinds]
        return list(zip(kinds, shapely.simplify(merged, tolerance), strict=True))
    # Areas that only touch, as cells do, are joined ten times as fast as any others.
    merged = [shapely.coverage_union_all(shapes[found == fill]) for fill in kinds]
    return list(zip(kinds, shapely.coverage_simplify(merged, tolerance), strict=True))
