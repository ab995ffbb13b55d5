"""Shapes: read from GeoJSON and GeoPackage, put on the National Grid, kept as WKB.

Two details are kept apart: `generalised` shapes are good for points in polygons, `display` layers
(ultra-simplified, national) for maps of the neighbours.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from towpath.foundation import Level
from towpath.sources.parts import DeliveryRefused
from towpath.sources.reference.grid import to_grid
from towpath.sources.reference.tables import File, spelled

if TYPE_CHECKING:
    import pyarrow as pa

_LEVEL_OF = {
    "lsoa": Level.LSOA, "msoa": Level.MSOA, "ward": Level.WARD, "ltla": Level.DISTRICT,
    "csp": Level.CSP, "pfa": Level.FORCE, "fra": Level.FIRE,
}  # fmt: skip
GENERALISED, DISPLAY = "generalised", "display"
_FINE = 300  # metres: the usual length of a side; ultra-simplified layers have 400 and more


@dataclass(frozen=True)
class Layer:
    """The shapes of one file: of one level and year, in grid metres."""

    level: Level
    year: int
    detail: str
    codes: list[str]
    names: list[str]
    shapes: NDArray[np.object_]  # shapely geometries


def read(files: Iterable[File]) -> list[Layer]:
    """Every layer among the files whose level is known by its columns."""
    return [layer for file in files if (layer := _read(file)) is not None]


def notice(files: Iterable[File]) -> str:
    """What the files themselves say must stand beside their shapes; "" unless all of them do.

    Invented boundaries say that they are invented: no licence line would be true of them.
    """
    said = [_notice(file) for file in files]
    return said[0] if said and all(said) else ""


def _notice(file: File) -> str:
    if b'"notice"' not in file.content or ".gpkg" in file.name.lower():
        return ""
    return str(json.loads(file.content).get("notice", ""))


def _read(file: File) -> Layer | None:
    import shapely

    columns, geometry, values = _open(file)
    keys = {spelled(one): index for index, one in enumerate(columns)}
    parsed = (re.fullmatch(r"([a-z]+)(\d\d)_code", one) for one in keys)
    found = [(m[1], int(m[2]), m[0]) for m in parsed if m and m[1] in _LEVEL_OF]
    if not found:
        return None
    stem, year, key = min(found, key=lambda one: list(_LEVEL_OF).index(one[0]))
    codes = [str(one) for one in values[keys[key]]]
    name_of = keys.get(key.replace("_code", "_name"))
    names = [str(one) for one in values[name_of]] if name_of is not None else codes
    shapes = shapely.make_valid(_on_grid(shapely.from_wkb(geometry)))
    return Layer(_LEVEL_OF[stem], 2000 + year, _detail(shapes), codes, names, shapes)


def _detail(shapes: NDArray[np.object_]) -> str:
    import shapely

    sides = shapely.length(shapes) / np.maximum(shapely.get_num_coordinates(shapes), 1)
    return GENERALISED if float(np.median(sides)) < _FINE else DISPLAY


def _open(file: File) -> tuple[list[str], NDArray[np.object_], list[NDArray[np.object_]]]:
    from pyogrio import raw
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a GeoPackage in memory has no name
            meta, _, geometry, values = raw.read(file.content)
    except (DataLayerError, DataSourceError) as error:
        raise DeliveryRefused(
            f"The boundaries in {file.name} cannot be read: {error}.",
            "Fetch the file again, or take it out of the folder.",
        ) from error
    if "4326" not in str(meta["crs"]) and "CRS84" not in str(meta["crs"]):
        raise DeliveryRefused(
            f"The boundaries in {file.name} are in {meta['crs']}, not in WGS84.",
            "Fetch them in EPSG:4326.",
        )
    return list(meta["fields"]), geometry, list(values)


def _on_grid(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    import shapely

    def metres(points: NDArray[np.float64]) -> NDArray[np.float64]:
        east, north = to_grid(points[:, 0], points[:, 1])
        return np.stack([east, north], axis=1).round(2)

    moved: NDArray[np.object_] = shapely.transform(shapes, metres)
    return moved


def table(layers: Iterable[Layer]) -> pa.Table:
    """Layers of one level and year as one table; the finer shape of a code is the one kept."""
    import pyarrow as pa
    import shapely

    rows: dict[str, tuple[str, str, object]] = {}
    for layer in sorted(layers, key=lambda one: one.detail == GENERALISED):
        for code, name, shape in zip(layer.codes, layer.names, layer.shapes, strict=True):
            rows[code] = (name, layer.detail, shape)
    codes = sorted(rows)
    shapes = np.array([rows[code][2] for code in codes], dtype=object)
    return pa.table(
        {
            "code": codes,
            "name": [rows[code][0] for code in codes],
            "detail": [rows[code][1] for code in codes],
            "wkb": pa.array(shapely.to_wkb(shapes).tolist(), pa.binary()),
        }
    )
