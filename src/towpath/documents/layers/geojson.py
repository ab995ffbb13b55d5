"""A layer as GeoJSON (RFC 7946): longitude and latitude, outer rings against the clock."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from towpath.documents.layers import gdal
from towpath.documents.layers.audience import Readable
from towpath.documents.layers.layer import Layer, Plain
from towpath.sources.reference import grid

_DIGITS = 7  # of a degree: a centimetre


def in_degrees(layer: Layer) -> NDArray[np.object_]:
    """The layer's shapes in WGS84, by the one transformation that all of Towpath uses."""
    return np.asarray(shapely.transform(gdal.geometries(layer), _to_degrees))


def text(readable: Readable) -> str:
    """The file's text: the same layer gives the same one."""
    layer = readable.layer
    shapes = shapely.orient_polygons(in_degrees(layer))
    columns = layer.columns()
    rows = zip(*columns.values(), strict=True)
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": _properties(columns, row),
            "geometry": shapely.geometry.mapping(shape),
        }
        for code, shape, row in zip(layer.shapes.codes, shapes, rows, strict=True)
    ]
    said = {"name": layer.name, "title": layer.title, "credit": layer.credit,
            "notice": layer.notice, "marking": readable.marking}  # fmt: skip
    head: dict[str, Any] = {"type": "FeatureCollection"}
    head |= {key: words for key, words in said.items() if words}
    head["modified"] = layer.modified.isoformat()
    if features:
        head["bbox"] = [float(edge) for edge in shapely.total_bounds(shapes)]
    body = ",\n".join(_json(feature) for feature in features)
    return f'{_json(head)[:-1]},"features":[\n{body}\n]}}\n'


def _properties(columns: dict[str, list[Plain]], row: Sequence[Plain]) -> dict[str, Plain]:
    return dict(zip(columns, row, strict=True))


def _to_degrees(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    degrees = np.column_stack(grid.to_degrees(xy[:, 0], xy[:, 1]))
    return np.asarray(np.round(degrees, _DIGITS), dtype=np.float64)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
