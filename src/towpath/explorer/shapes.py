"""Outlines for the browser's map: longitude and latitude, without the detail that no eye sees."""

from __future__ import annotations

import json
from dataclasses import replace

import shapely

from towpath.documents import layers
from towpath.documents.blocks import Shapes
from towpath.documents.layers import geojson
from towpath.documents.layers.layer import Layer

ACROSS = 1_500  # steps from edge to edge: about what a screen shows
_DIGITS = 5  # of a degree: a metre


def text(shapes: Shapes) -> str:
    """GeoJSON of the shapes, each with a point inside on which its class number stands."""
    coarse = _coarse(shapes)
    layer = Layer(shapes.layer, shapes.layer, coarse, ({},) * len(coarse.codes), shapes.credit)
    # Boundaries are open data whatever is counted in them, so the gate lets them through.
    collection = json.loads(geojson.text(layers.released(layer, lambda open_: open_)))
    for feature in collection["features"]:
        middle = shapely.point_on_surface(shapely.geometry.shape(feature["geometry"]))
        feature["properties"]["middle"] = [middle.x, middle.y]
    return json.dumps(_rounded(collection), ensure_ascii=False, separators=(",", ":"))


def _coarse(shapes: Shapes) -> Shapes:
    geometries = shapely.from_wkb(list(shapes.wkb))
    west, south, east, north = shapely.total_bounds(geometries)
    tolerance = max(east - west, north - south) / ACROSS
    if bool(shapely.coverage_is_valid(geometries)):
        drawn = shapely.coverage_simplify(geometries, tolerance)
    else:  # local areas may overlap
        drawn = shapely.simplify(geometries, tolerance)
    return replace(shapes, wkb=tuple(shapely.to_wkb(drawn).tolist()))


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return value
