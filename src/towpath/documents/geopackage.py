"""A map as a GeoPackage: outlines on the British National Grid with the numbers of its table."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from towpath.documents import csv, numbers
from towpath.documents.blocks import Document, Map
from towpath.documents.charts.points import column

_GRID = "EPSG:27700"


def package(drawn: Map, document: Document) -> bytes:
    """The file's bytes: the same map on the same date gives the same ones."""
    import pyogrio

    header, rows = _attributes(drawn)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _moment(document.modified)})
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "map.gpkg"
            pyogrio.raw.write(
                path,
                geometry=_outlines(drawn),
                field_data=[np.array(values) for values in zip(*rows, strict=True)],
                fields=np.array(header),
                geometry_type="MultiPolygon",
                crs=_GRID,
                driver="GPKG",
                layer=drawn.shapes.layer,
                layer_options={"DESCRIPTION": drawn.title},
                layer_metadata={"CREDIT": drawn.shapes.credit},
            )
            return path.read_bytes()
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _outlines(drawn: Map) -> NDArray[np.object_]:
    """Every outline as a multipolygon, since a layer holds one kind."""
    several = [
        shapely.MultiPolygon(list(shapely.get_parts(shapely.from_wkb(one)))).wkb
        for one in drawn.shapes.wkb
    ]
    return np.array(several, dtype=np.object_)


def _attributes(drawn: Map) -> tuple[list[str], list[tuple[object, ...]]]:
    """Code and name of each area, then what the table says of it; blank where it says nothing."""
    codes = [numbers.cell_text(cell) for cell in column(drawn.table, drawn.code)]
    records = dict(zip(codes, csv.records(drawn.table), strict=True))
    header = csv.header(drawn.table)
    blank: list[csv.Plain] = [None] * len(header)
    found = [records.get(code, blank) for code in drawn.shapes.codes]
    places = list(zip(*found, strict=True))
    settled = [_settled(list(values)) for values in places]
    rows = zip(drawn.shapes.codes, drawn.shapes.names, *settled, strict=True)
    return ["area_code", "area_name", *header], list(rows)


def _settled(values: list[csv.Plain]) -> list[object]:
    """A column of one type: numbers where each value is one or missing, words otherwise."""
    if all(value is None or isinstance(value, int | float) for value in values):
        return [float("nan") if value is None else float(value) for value in values]  # type: ignore[arg-type]
    return ["" if value is None else str(value) for value in values]


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00.000Z"
