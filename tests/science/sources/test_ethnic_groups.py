"""Residents by ethnic group are the census's five groups, whatever finer ones stand beside them."""

from pathlib import Path

import pytest

import worlds
from towpath.foundation import NoSuchData
from towpath.sources.reference import Pack, building, counts
from towpath.sources.reference.tables import File

CENSUS = b"""date,geography,geography code,Ethnic group: Total: All usual residents,\
"Ethnic group: Asian, Asian British or Asian Welsh",\
"Ethnic group: Asian, Asian British or Asian Welsh: Indian",Ethnic group: White,\
Ethnic group: White: Irish,Ethnic group: Other ethnic group
2021,Somewhere 001A,E01000001,100,30,12,65,4,5
"""


def test_finer_groups_and_the_total_are_left_out() -> None:
    (read,) = counts.read([File("ts021.csv", "", CENSUS)])
    assert (read.kind, read.vintage, read.year) == ("ethnicity", 2021, 2021)
    assert read.table.to_pylist() == [{"code": "E01000001", "asian": 30, "other": 5, "white": 65}]


def test_groups_add_up_to_the_residents(tmp_path: Path) -> None:
    world = worlds.small(tmp_path / "world")
    pack = Pack.open(building.build(world.reference, tmp_path / "pack"))
    codes = pack.small_areas(pack.find("Aldermere"), 2021)
    groups = pack.ethnic_groups()
    assert set(groups) == {"asian", "black", "mixed", "other", "white"}
    total = sum(one.total(codes) for one in groups.values())
    assert total == pack.residents(2021).total(codes)


def test_a_pack_without_the_table_has_no_such_data(tmp_path: Path) -> None:
    world = worlds.small(tmp_path / "world")
    next(world.reference.rglob("*ts021*")).unlink()
    pack = Pack.open(building.build(world.reference, tmp_path / "pack"))
    assert any("ethnic group" in remark for remark in pack.remarks)
    with pytest.raises(NoSuchData, match="no ethnicity"):
        pack.ethnic_groups()
