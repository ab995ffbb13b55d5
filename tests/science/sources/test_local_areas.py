"""Local areas: a partnership's own sets of wards and small areas, in either vintage."""

from pathlib import Path

import pytest

from towpath.foundation import Area, Level, NotUnderstood
from towpath.sources.reference import Pack, building
from towpath.sources.reference.local_areas import read_local_areas

LOOKUP = """LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM
E01000001,Ely 001A,E05000001,Castle,E07000001,Ely
E01000003,Ely 001C,E05000001,Castle,E07000001,Ely
E01000004,Ely 001D,E05000002,Quay,E07000001,Ely
E01000009,Ham 001A,E05000009,Castle,E07000009,Ham
"""
CHANGES = """LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND
E01000001,Ely 001A,E01000001,Ely 001A,U
E01000002,Ely 001B,E01000003,Ely 001C,S
E01000002,Ely 001B,E01000004,Ely 001D,S
E01000009,Ham 001A,E01000009,Ham 001A,U
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("local")
    (folder / "in").mkdir()
    (folder / "in" / "lookup.csv").write_text(LOOKUP)
    (folder / "in" / "changes.csv").write_text(CHANGES)
    return building.build(folder / "in", folder / "pack")


def local(built: Path, folder: Path, words: str) -> tuple[Pack, Area]:
    (folder / "local_areas.toml").write_text(f'[[area]]\nslug = "x"\nname = "The X"\n{words}\n')
    pack = Pack.open(built, folder / "local_areas.toml")
    return pack, pack.find("the x")


def test_a_ward_is_looked_for_where_the_area_lies(built: Path, tmp_path: Path) -> None:
    pack, area = local(built, tmp_path, 'wards = ["Castle"]\nwithin = "Ely"')
    assert pack.small_areas(area, 2021) == ("E01000001", "E01000003")
    assert area.key == "local:x:0"


def test_a_ward_of_several_places_must_be_told_apart(built: Path, tmp_path: Path) -> None:
    pack, area = local(built, tmp_path, 'wards = ["Castle"]')
    with pytest.raises(NotUnderstood, match="several places"):
        pack.small_areas(area, 2021)


def test_a_small_area_of_the_other_vintage_is_its_stable_area(built: Path, tmp_path: Path) -> None:
    pack, area = local(built, tmp_path, 'small_areas = ["E01000002", "E01000001"]')
    assert pack.small_areas(area, 2011) == ("E01000001", "E01000002")
    assert pack.small_areas(area, 2021) == ("E01000001", "E01000003", "E01000004")


def test_a_local_area_can_be_drawn_into_others(built: Path, tmp_path: Path) -> None:
    pack, area = local(built, tmp_path, 'wards = ["E05000002"]\nsmall_areas = ["E01000004"]')
    assert pack.small_areas(area, 2021) == ("E01000004",)
    assert pack.names(Level.LOCAL) == {"x": "The X"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[area]]\nname = 1", "cannot be read"),
        ("[[area", "cannot be read"),
        ('[[area]]\nslug = "x"\nname = "X"\ncolour = "red"', "colour"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "local_areas.toml").write_text(text)
    with pytest.raises(NotUnderstood, match=words):
        read_local_areas(tmp_path / "local_areas.toml")


def test_a_code_that_is_no_small_area(built: Path, tmp_path: Path) -> None:
    pack, area = local(built, tmp_path, 'small_areas = ["E01999999"]')
    with pytest.raises(NotUnderstood, match="E01999999, which is no small area"):
        pack.small_areas(area, 2021)


def test_a_home_without_local_areas(tmp_path: Path) -> None:
    assert read_local_areas(tmp_path / "local_areas.toml") == {}
    assert read_local_areas(None) == {}
