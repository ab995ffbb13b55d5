"""Features of the ground from a file: stations, pubs, car parks, each a point on the grid."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from towpath.sources import outlines
from towpath.sources.parts import DeliveryRefused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def read(path: Path) -> NDArray[np.float64]:
    """(features, 2) metres: every point of a GeoJSON or GeoPackage file, other shapes' middles.

    DeliveryRefused for what holds no feature or cannot be read, with what to do.
    """
    import shapely

    geometries, _ = outlines.opened(path, columns=())
    parts = shapely.get_parts(geometries)
    found: NDArray[np.float64] = shapely.get_coordinates(shapely.centroid(parts))
    if not len(found):
        raise DeliveryRefused(f"{path.name} holds no feature.", "Give points, lines or areas.")
    return found
