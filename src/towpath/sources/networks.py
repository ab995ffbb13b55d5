"""Street networks from a file: the centre lines of streets, each with its name, on the grid."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from towpath.sources import outlines
from towpath.sources.parts import DeliveryRefused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely import LineString

NAMES = ("name", "name1", "name_1", "roadname", "road_name", "street", "streetname")


def read(path: Path) -> tuple[tuple[LineString, ...], tuple[str, ...]]:
    """Every line of a GeoJSON or GeoPackage file in metres, and its name ("" where none).

    Lines of several parts are taken apart. DeliveryRefused for what holds no line or cannot be
    read, with what to do.
    """
    import shapely

    geometries, columns = outlines.opened(path, columns=None)
    parts, owner = shapely.get_parts(geometries, return_index=True)
    lines = (shapely.get_type_id(parts) == 1) & (shapely.length(parts) > 0)
    if not lines.any():
        raise DeliveryRefused(
            f"{path.name} holds no line.", "Give the centre lines of streets as lines."
        )
    names = _names(columns, len(geometries))
    return tuple(parts[lines]), tuple(names[row] for row in owner[lines].tolist())


def _names(columns: dict[str, NDArray[np.object_]], rows: int) -> list[str]:
    """A name for each row, from the first column that is called as names are."""
    spelt = {one.casefold(): one for one in reversed(columns)}
    found = next((spelt[one] for one in NAMES if one in spelt), None)
    if found is None:
        return [""] * rows
    return [one.strip() if isinstance(one, str) else "" for one in columns[found]]
