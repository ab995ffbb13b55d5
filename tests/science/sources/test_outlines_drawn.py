"""Outlines that a person drew: GeoJSON and GeoPackage, in degrees or on the grid."""

import json

import numpy as np
import pytest
import shapely
from pyogrio import raw

from towpath.sources import outlines
from towpath.sources.parts import DeliveryRefused
from towpath.sources.reference import grid

SQUARE = shapely.box(400_000, 300_000, 400_200, 300_100)


def degrees(shape):
    def turned(xy):
        return np.column_stack(grid.to_degrees(xy[:, 0], xy[:, 1]))

    return shapely.transform(shape, turned)


def geojson(path, *shapes):
    features = [
        {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(one)}
        for one in shapes
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def geopackage(path, shape, crs):
    wkb = np.array([shapely.to_wkb(shape)], dtype=object)
    raw.write(path, wkb, [], np.array([], dtype=object), driver="GPKG", crs=crs,
              geometry_type="Polygon", layer="place")  # fmt: skip
    return path


def test_degrees_are_put_on_the_grid(tmp_path):
    read = outlines.read(geojson(tmp_path / "place.geojson", degrees(SQUARE)))
    assert read.symmetric_difference(SQUARE).area < 0.01 * SQUARE.area


def test_a_geopackage_on_the_grid_is_taken_as_it_is(tmp_path):
    read = outlines.read(geopackage(tmp_path / "place.gpkg", SQUARE, "EPSG:27700"))
    assert read.equals(SQUARE)


def test_several_polygons_are_one_place(tmp_path):
    apart = shapely.box(401_000, 300_000, 401_100, 300_100)
    read = outlines.read(geojson(tmp_path / "two.geojson", *map(degrees, (SQUARE, apart))))
    assert read.geom_type == "MultiPolygon"
    assert read.area == pytest.approx(30_000, rel=0.01)


def test_what_is_no_outline_is_refused_in_a_sentence(tmp_path):
    line = geojson(tmp_path / "line.geojson", degrees(shapely.LineString([(0, 0), (1, 1)])))
    other = geopackage(tmp_path / "web.gpkg", SQUARE, "EPSG:3857")
    broken = tmp_path / "broken.geojson"
    broken.write_text("not a map")
    for path, sentence in (
        (line, "no polygon"), (other, "Save it in WGS84"), (broken, "cannot be read"),
        (tmp_path / "none.gpkg", "no file"),
    ):  # fmt: skip
        with pytest.raises(DeliveryRefused, match=sentence):
            outlines.read(path)
