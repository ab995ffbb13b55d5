"""A map's GeoPackage: outlines, numbers and credit, the same bytes on the same date."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pyogrio
import pytest

from towpath.documents import geopackage


@pytest.fixture(scope="module")
def path(sample: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("maps") / "wards.gpkg"
    path.write_bytes(geopackage.package(sample.ward_map(), sample.document()))
    return path


def test_it_holds_every_area_on_the_national_grid(path: Path) -> None:
    info: dict[str, Any] = pyogrio.read_info(path)
    assert info["features"] == 12
    assert info["crs"] == "EPSG:27700"
    assert info["layer_name"] == "wards"


def test_its_numbers_are_those_of_the_table(path: Path, sample: ModuleType) -> None:
    meta, _, _, fields = pyogrio.raw.read(path)
    columns = dict(zip(meta["fields"], fields, strict=True))
    row = sample.ward_table().rows[3]
    assert columns["area_name"][3] == "Docks"
    assert columns["Offences"][3] == row[3].value
    assert columns["Offences figure"][3] == row[3].id


def test_a_count_that_is_hidden_stays_hidden(sample: ModuleType, tmp_path: Path) -> None:
    drawn = sample.hidden_map()
    (tmp_path / "h.gpkg").write_bytes(geopackage.package(drawn, sample.document()))
    meta, _, _, fields = pyogrio.raw.read(tmp_path / "h.gpkg")
    offences = list(fields[list(meta["fields"]).index("Offences")])
    assert offences[-1] == "7 or fewer"


def test_the_same_map_gives_the_same_bytes(path: Path, sample: ModuleType) -> None:
    time.sleep(1.1)
    assert geopackage.package(sample.ward_map(), sample.document()) == path.read_bytes()
    with sqlite3.connect(path) as held:
        (changed,) = held.execute("SELECT last_change FROM gpkg_contents").fetchone()
    held.close()
    assert changed == "2025-11-20T00:00:00.000Z"
