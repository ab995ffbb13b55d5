"""Layers of a map as files: GeoPackage, GeoJSON, vector tiles, PNG and SVG."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from towpath.documents import layers
from towpath.documents.blocks import Shapes
from towpath.documents.layers import Format, Layer
from towpath.documents.layers import geojson as written
from towpath.foundation import TowpathError

WEST, SOUTH = 430_000, 290_000
RECIPIENT = ("A. Sergeant",)


def squares(across: int = 2, side: float = 250.0) -> Shapes:
    cells = [
        shapely.box(
            WEST + side * x, SOUTH + side * y, WEST + side * (x + 1), SOUTH + side * (y + 1)
        )
        for x in range(across)
        for y in range(across)
    ]
    codes = tuple(f"C{number:04}" for number in range(len(cells)))
    return Shapes("cells", codes, codes, tuple(cell.wkb for cell in cells), "Credit lines.")


def layer(across: int = 2, **other: Any) -> Layer:
    shapes = squares(across)
    records = tuple(
        {"rank": number + 1, "share": number / 4, "street": "Mill Lane" if number else None,
         "first seen": date(2025, 1, 31)}
        for number in range(len(shapes.codes))
    )  # fmt: skip
    return Layer("patrols", "Where to walk", shapes, records, "Credit lines.", "Synthetic data.",
                 date(2025, 11, 20), **other)  # fmt: skip


def kept(one: Layer) -> layers.Readable:
    return layers.Restricted(one, RECIPIENT)


def file(folder: Path, one: Layer, kind: Format) -> Path:
    (path,) = layers.write(kept(one), folder, (kind,))
    return path


@pytest.mark.parametrize("kind", [Format.GEOPACKAGE, Format.GEOJSON, Format.TILES])
def test_a_layer_written_again_is_the_same(tmp_path: Path, kind: Format) -> None:
    first = file(tmp_path / "a", layer(), kind).read_bytes()
    time.sleep(1.1)
    assert file(tmp_path / "b", layer(), kind).read_bytes() == first


@pytest.mark.parametrize("kind", [Format.GEOPACKAGE, Format.GEOJSON])
def test_a_layer_keeps_its_numbers_and_its_gaps(tmp_path: Path, kind: Format) -> None:
    meta, _, _, fields = pyogrio.raw.read(file(tmp_path, layer(), kind))
    held = dict(zip(meta["fields"], fields, strict=True))
    assert held["area_code"].tolist() == list(squares().codes)
    assert held["rank"].tolist() == [1, 2, 3, 4]
    assert np.issubdtype(held["rank"].dtype, np.integer)
    assert held["share"].tolist() == [0, 0.25, 0.5, 0.75]
    assert held["street"].tolist() == [None, *["Mill Lane"] * 3]


def test_a_geopackage_lies_on_the_national_grid(tmp_path: Path) -> None:
    path = file(tmp_path, layer(), Format.GEOPACKAGE)
    info: dict[str, Any] = pyogrio.read_info(path)
    assert (info["crs"], info["layer_name"]) == ("EPSG:27700", "patrols")
    assert tuple(info["total_bounds"]) == (WEST, SOUTH, WEST + 500, SOUTH + 500)
    assert info["layer_metadata"]["MARKING"] == "OFFICIAL-SENSITIVE · for A. Sergeant"
    assert info["layer_metadata"]["NOTICE"] == "Synthetic data."


def test_geojson_is_as_its_standard_asks(tmp_path: Path) -> None:
    said = json.loads(file(tmp_path, layer(), Format.GEOJSON).read_text("utf-8"))
    assert "crs" not in said
    west, south, east, north = said["bbox"]
    assert -2 < west < east < -1
    assert 52 < south < north < 53
    for feature in said["features"]:
        outer = feature["geometry"]["coordinates"][0]
        assert shapely.is_ccw(shapely.linearrings(outer))
        assert outer[0] == outer[-1]
        assert all(len(repr(x).partition(".")[2]) <= 7 for point in outer for x in point)
    assert said["features"][0]["properties"]["street"] is None
    assert (said["marking"], said["modified"]) == (kept(layer()).marking, "2025-11-20")


def test_degrees_are_the_points_that_they_were(tmp_path: Path) -> None:
    from towpath.sources.reference import grid

    here = written.in_degrees(layer())
    xy = shapely.get_coordinates(here)
    back = np.column_stack(grid.to_grid(xy[:, 0], xy[:, 1]))
    want = shapely.get_coordinates(shapely.from_wkb(list(squares().wkb)))
    assert np.abs(back - want).max() < 0.02


def test_tiles_hold_every_area_at_the_nearest_zoom(tmp_path: Path) -> None:
    path = file(tmp_path, layer(4), Format.TILES)
    assert path.read_bytes()[:8] == b"PMTiles\x03"
    info: dict[str, Any] = pyogrio.read_info(path, layer="patrols")
    assert {"area_code", "area_name", "rank", "share"} <= set(info["fields"])
    _, _, _, fields = pyogrio.raw.read(path, layer="patrols", columns=["area_code"])
    assert set(fields[0].tolist()) == set(squares(4).codes)


def test_a_picture_says_who_may_have_it(tmp_path: Path, sample: ModuleType) -> None:
    drawn = layer(picture=sample.ward_map())
    paths = layers.write(kept(drawn), tmp_path, (Format.PNG, Format.SVG))
    assert [path.suffix for path in paths] == [".png", ".svg"]
    assert paths[0].read_bytes()[:4] == b"\x89PNG"
    said = paths[1].read_text("utf-8")
    for words in ("OFFICIAL-SENSITIVE · for A. Sergeant", "Where to walk", "Synthetic data."):
        assert f">{words}<" in said


def test_a_map_is_a_layer_of_its_table(sample: ModuleType) -> None:
    drawn = sample.ward_map()
    one = layers.of(drawn, date(2025, 11, 20), name="wards-by-rate")
    assert (one.name, one.title, one.picture) == ("wards-by-rate", drawn.title, drawn)
    assert one.columns()["Offences"][3] == sample.ward_table().rows[3][3].value


def test_a_layer_without_a_map_has_no_picture(tmp_path: Path) -> None:
    with pytest.raises(TowpathError, match="no map that draws it"):
        layers.write(kept(layer()), tmp_path, (Format.PNG,))
    assert list(tmp_path.iterdir()) == []


def test_a_public_layer_is_what_its_gate_returns(tmp_path: Path) -> None:
    public = layers.released(layer(), lambda given: replace(given, title="Gated"))
    (path,) = layers.write(public, tmp_path, (Format.GEOJSON,))
    said = json.loads(path.read_text("utf-8"))
    assert public.gated
    assert said["title"] == "Gated"
    assert "marking" not in said


def test_a_restricted_layer_names_somebody() -> None:
    with pytest.raises(TowpathError, match="who it is for"):
        layers.Restricted(layer(), ())


@pytest.mark.parametrize(
    ("records", "words"),
    [
        (({"a": 1},) * 3, "4 shapes and 3 records"),
        (({"a": 1},) * 3 + ({"b": 1},), "do not say the same"),
        (({"a": 1, "A": 2},) * 4, "one name"),
        (({"fid": 1},) * 4, "one name"),
    ],
)
def test_records_that_do_not_fit_the_shapes_are_refused(records: Any, words: str) -> None:
    with pytest.raises(TowpathError, match=words):
        Layer("patrols", "Where to walk", squares(), records)


@pytest.mark.parametrize("kind", [Format.GEOPACKAGE, Format.GEOJSON, Format.TILES])
def test_lines_and_points_are_layers_too(tmp_path: Path, kind: Format) -> None:
    line = shapely.linestrings([[WEST, SOUTH], [WEST + 90, SOUTH + 20]])
    for name, shape in (("streets", line), ("points", shapely.points(WEST, SOUTH))):
        shapes = Shapes(name, ("1", "2"), ("", ""), (shape.wkb, shape.wkb))
        one = Layer(name, "Streets", shapes, ({"count": 1}, {"count": None}))
        assert file(tmp_path, one, kind).stat().st_size > 0


EMPTY = Layer("patrols", "Where to walk", Shapes("patrols", (), (), ()), ())


@pytest.mark.parametrize("kind", [Format.GEOPACKAGE, Format.GEOJSON])
def test_a_layer_of_nothing_is_an_empty_file_that_can_be_read(tmp_path: Path, kind: Format) -> None:
    assert pyogrio.read_info(file(tmp_path, EMPTY, kind))["features"] == 0


def test_there_are_no_tiles_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(TowpathError, match="no tiles of nothing"):
        file(tmp_path, EMPTY, Format.TILES)
