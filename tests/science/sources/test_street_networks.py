"""Street networks from a file: GeoJSON and GeoPackage, in degrees or on the grid."""

import json

import numpy as np
import pytest
import shapely
from pyogrio import raw

from towpath.sources import networks
from towpath.sources.parts import DeliveryRefused
from towpath.sources.reference import grid

STREET = shapely.LineString([(400_000, 300_000), (400_200, 300_000)])
LANE = shapely.LineString([(400_200, 300_000), (400_200, 300_100)])


def degrees(shape):
    return shapely.transform(shape, lambda xy: np.column_stack(grid.to_degrees(xy[:, 0], xy[:, 1])))


def geojson(path, shapes, **columns):
    features = [
        {
            "type": "Feature",
            "properties": {key: values[n] for key, values in columns.items()},
            "geometry": shapely.geometry.mapping(one),
        }
        for n, one in enumerate(shapes)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def geopackage(path, shapes, crs, field, names):
    wkb = np.array([shapely.to_wkb(one) for one in shapes], dtype=object)
    raw.write(path, wkb, [np.array(names, dtype=object)], np.array([field], dtype=object),
              driver="GPKG", crs=crs, geometry_type="Unknown", layer="roads")  # fmt: skip
    return path


def test_degrees_are_put_on_the_grid_and_names_are_found_whatever_their_case(tmp_path):
    file = geojson(
        tmp_path / "roads.geojson", [degrees(STREET), degrees(LANE)],
        kind=["a", "b"], Name1=["High Street", None],
    )  # fmt: skip
    lines, names = networks.read(file)
    assert names == ("High Street", "")
    assert [one.length for one in lines] == pytest.approx([200, 100], rel=1e-3)
    assert lines[0].distance(shapely.Point(400_000, 300_000)) < 0.1


def test_a_geopackage_on_the_grid_is_taken_as_it_is(tmp_path):
    file = geopackage(tmp_path / "roads.gpkg", [STREET], "EPSG:27700", "ROADNAME", ["Mill Lane"])
    assert networks.read(file) == ((STREET,), ("Mill Lane",))


def test_lines_of_several_parts_are_taken_apart_and_keep_their_name(tmp_path):
    both = shapely.MultiLineString([STREET, LANE])
    file = geopackage(
        tmp_path / "roads.gpkg", [LANE, both], "EPSG:27700", "street", ["The Lane", "The Loop"]
    )
    lines, names = networks.read(file)
    assert lines == (LANE, STREET, LANE)
    assert names == ("The Lane", "The Loop", "The Loop")


def test_lines_without_a_column_of_names_have_none(tmp_path):
    assert networks.read(geojson(tmp_path / "r.geojson", [degrees(LANE)]))[1] == ("",)


def test_what_is_no_network_is_refused_in_a_sentence(tmp_path):
    area = geojson(tmp_path / "area.geojson", [degrees(STREET.buffer(20))])
    other = geopackage(tmp_path / "web.gpkg", [STREET], "EPSG:3857", "name", ["X"])
    missing = tmp_path / "none.gpkg"
    for path, sentence in ((area, "no line"), (other, "Save it in WGS84"), (missing, "no file")):
        with pytest.raises(DeliveryRefused, match=sentence):
            networks.read(path)
