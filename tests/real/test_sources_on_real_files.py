"""Every real archive opened, and the real reference pack, against the figures of its publishers."""

import re
import zipfile
from pathlib import Path

import pytest
import shapely

from towpath.foundation import Level, NotUnderstood
from towpath.sources.deliveries import open_delivery
from towpath.sources.reference import Pack

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def pack(real_pack: Path) -> Pack:
    return Pack.open(real_pack)


def test_every_archive_opens_to_its_months(shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / "police_uk"
    delivery = open_delivery([folder], workspace=tmp_path)
    assert delivery.remarks == ()
    assert len(delivery.parts) == 78
    assert {part.feed.slug for part in delivery.parts} == {"police-uk-street"}
    assert {part.agency for part in delivery.parts} == {"west-mercia", "leicestershire"}
    for part in delivery.parts:
        assert part.month is not None
        assert f"{part.month:%Y-%m}" in part.name
        assert set(part.columns) == {field.name for field in part.feed.fields}


def test_what_is_opened_is_what_the_archive_holds(shared: Path, tmp_path: Path) -> None:
    path = shared / "data" / "police_uk" / "west-mercia-2024.zip"
    delivery = open_delivery([path], workspace=tmp_path)
    with zipfile.ZipFile(path) as archive:
        for part in delivery.parts:
            assert part.path.read_bytes() == archive.read(part.name.split("!")[1])


def test_words_of_real_files_are_all_mapped(shared: Path, tmp_path: Path) -> None:
    import csv

    said: dict[str, set[str]] = {"Crime type": set(), "Last outcome category": set()}
    delivery = open_delivery([shared / "data" / "police_uk"], workspace=tmp_path)
    for part in delivery.parts[::6]:
        with part.path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                for column, words in said.items():
                    words.add(row[column])
    feed = delivery.parts[0].feed
    assert said["Crime type"] <= set(feed.categories)
    assert said["Last outcome category"] - {""} <= set(feed.outcomes)


@pytest.mark.parametrize(
    ("name", "residents"), [("Shropshire", 325_415), ("Trafford", 237_579), ("Manchester", 555_741)]
)
def test_residents_are_those_of_the_publisher(pack: Pack, name: str, residents: int) -> None:
    counts = pack.residents(2011)
    assert counts.year == 2020
    assert counts.total(pack.small_areas(pack.find(name), 2011)) == residents


def test_households_of_shropshire(pack: Pack) -> None:
    codes = pack.small_areas(pack.find("Shropshire"), 2021)
    assert pack.households().total(codes) == 139_577


def test_small_areas_of_both_vintages(pack: Pack) -> None:
    assert len(pack.areas(Level.LSOA, 2021)) == 35_672
    assert len(pack.areas(Level.LSOA, 2011)) == 34_753
    stable = [pack.stable_areas(vintage) for vintage in (2011, 2021)]
    assert set(stable[0].values()) == set(stable[1].values())


def test_ambiguous_partnerships_are_named(pack: Pack) -> None:
    assert any(remark.startswith("1,480 small areas") for remark in pack.remarks)
    assert not any(
        "several partnerships" in said for said in pack.remarks_on(pack.find("Leicester"))
    )
    several = [code for code in pack.membership(Level.CSP, 2021).values() if ";" in code]
    assert len(several) == 1_480
    assert pack.small_areas(pack.find("csp:Bournemouth"), 2021)


def test_names_of_england_and_wales(pack: Pack) -> None:
    assert pack.find("Leicester").level is Level.DISTRICT
    assert pack.find("West Mercia").level is Level.FORCE
    assert pack.find("telford & wrekin").code == "E06000020"
    assert pack.find("Shropshire (fire authority)").level is Level.FIRE
    with pytest.raises(NotUnderstood, match="several places"):
        pack.find("Castle")
    assert pack.find("Castle", within=pack.find("Leicester")).level is Level.WARD


def test_every_name_of_a_district_finds_it(pack: Pack) -> None:
    for area in pack.areas(Level.DISTRICT):
        assert pack.find(f"district:{area.name}") == area
        assert pack.small_areas(area, 2021)
        assert pack.small_areas(area, 2011)


def test_wards_of_shropshire_are_drawn_from_fine_shapes(pack: Pack) -> None:
    area = pack.find("Shropshire")
    drawn = pack.shapes(Level.WARD, area)
    assert len(drawn) == 63
    assert set(drawn.detail) == {"generalised"}
    county = shapely.area(shapely.from_wkb(list(drawn.wkb))).sum() / 1e6
    assert 3_150 < county < 3_250  # square kilometres; 3,197 by the ONS


def test_snapped_points_lie_in_the_small_area_their_file_names(
    pack: Pack, shared: Path, tmp_path: Path
) -> None:
    import csv

    from towpath.sources.reference.grid import to_grid

    path = shared / "data" / "police_uk" / "west-mercia-2024.zip"
    part = open_delivery([path], workspace=tmp_path).parts[0]
    with part.path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if re.match("Shropshire", row["LSOA name"])]
    degrees = ([float(row[axis]) for row in rows] for axis in ("Longitude", "Latitude"))
    placed = pack.place(*to_grid(*degrees), 2021)
    right = sum(code == row["LSOA code"] for code, row in zip(placed.codes, rows, strict=True))
    assert right / len(rows) > 0.98
