"""Writing a layer through GDAL: one kind of geometry, columns with gaps, the day as given."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from towpath.documents.layers.layer import Layer, Plain
from towpath.foundation import TowpathError

GRID, DEGREES = "EPSG:27700", "EPSG:4326"
_KINDS = {0: "Point", 4: "MultiPoint", 1: "LineString", 5: "MultiLineString", 3: "Polygon",
          6: "MultiPolygon"}  # fmt: skip
_SEVERAL = {0: 4, 1: 5, 3: 6, 4: 4, 5: 5, 6: 6}
_MULTI: dict[int, Callable[[Any], shapely.Geometry]] = {
    4: shapely.multipoints,
    5: shapely.multilinestrings,
    6: shapely.multipolygons,
}


def geometries(layer: Layer) -> NDArray[np.object_]:
    """The layer's shapes, parsed."""
    return np.asarray(shapely.from_wkb(np.array(layer.shapes.wkb, dtype=np.object_)))


def file(
    layer: Layer, shapes: NDArray[np.object_], driver: str, crs: str, options: Mapping[str, Any]
) -> bytes:
    """The bytes of one file of a GDAL driver."""
    import pyogrio

    several, kind = _of_one_kind(layer, shapes)
    columns = [_column(values) for values in layer.columns().values()]
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{layer.modified}T00:00:00.000Z"})
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"layer.{driver.lower()}"
            pyogrio.raw.write(
                path,
                geometry=shapely.to_wkb(several),
                field_data=[data for data, _ in columns],
                field_mask=[mask for _, mask in columns],
                fields=np.array(list(layer.columns())),
                geometry_type=kind,
                crs=crs,
                driver=driver,
                layer=layer.name,
                **options,
            )
            return path.read_bytes()
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _of_one_kind(layer: Layer, shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], str]:
    """Every shape as several of its kind, since a layer holds one kind."""
    kinds = {_SEVERAL.get(int(kind), -1) for kind in np.unique(shapely.get_type_id(shapes))} or {6}
    if len(kinds) > 1 or -1 in kinds:
        raise TowpathError(
            f"The layer {layer.name} mixes areas, lines and points.", "Make a layer of each kind."
        )
    (kind,) = kinds
    found = np.empty(len(shapes), dtype=np.object_)
    found[:] = [_MULTI[kind](shapely.get_parts(one)) for one in shapes]
    return found, _KINDS[kind]


def _column(values: list[Plain]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Values as an array, and where nothing is known."""
    gaps = np.array([value is None for value in values], dtype=bool)
    first = next((value for value in values if value is not None), "")
    kind: Any = {int: np.int64, float: np.float64}.get(type(first), np.object_)
    blank: Any = "" if kind is np.object_ else 0
    return np.array([blank if value is None else value for value in values], dtype=kind), gaps
