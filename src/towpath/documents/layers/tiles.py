"""A layer as vector tiles: Mapbox Vector Tile 2.1, all of them in one PMTiles file.

A PMTiles file is read in place by MapLibre and QGIS from any web server that knows ranges, or from
a disk; nothing need be unpacked or served by a program.
"""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from towpath.documents.layers import gdal, geojson
from towpath.documents.layers.audience import Readable
from towpath.foundation import TowpathError

_NEAREST = 15  # a tile of it is 700 m wide at our latitudes: room for a street corner
_FARTHEST = 5  # a country on one tile


def file(readable: Readable) -> bytes:
    """The file's bytes: the same layer gives the same ones."""
    layer = readable.layer
    shapes = geojson.in_degrees(layer)
    if not len(shapes):
        raise TowpathError(
            f"The layer {layer.name} holds nothing, and there are no tiles of nothing.",
            "Ask for it in another format.",
        )
    words = [layer.title, layer.notice, readable.marking]
    options = {
        "NAME": layer.name,
        "DESCRIPTION": " · ".join(filter(None, words)),
        "MINZOOM": _widest(shapes),
        "MAXZOOM": _NEAREST,
        "TYPE": "overlay",
    }
    return gdal.file(layer, shapes, "PMTiles", gdal.DEGREES, {"dataset_options": options})


def _widest(shapes: NDArray[np.object_]) -> int:
    """The zoom at which the whole layer fits a tile or two; never so far out that it is a dot."""
    west, _, east, _ = shapely.total_bounds(shapes)
    fits = math.floor(math.log2(360 / max(float(east - west), 1e-3)))
    return min(max(fits, _FARTHEST), _NEAREST - 3)
