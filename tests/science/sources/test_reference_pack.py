"""The reference pack: built from a small invented place, asked for what an assessment needs."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

import worlds
from towpath.foundation import Area, Level, NoSuchData, NotUnderstood
from towpath.sources.reference import Pack, building, naming

LOCAL = """
[[area]]
slug = "quay"
name = "The quay"
version = 2
wards = ["Port Alder"]
hours = "Friday and Saturday, 18:00 to 06:00"
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = tmp_path_factory.mktemp("reference")
    world = worlds.small(folder / "world")
    building.build(world.reference, folder / "pack")
    (folder / "local_areas.toml").write_text(LOCAL)
    return Pack.open(folder / "pack", folder / "local_areas.toml")


def test_a_plain_name_is_the_district(pack: Pack) -> None:
    area = pack.find("aldermere")
    assert (area.level, area.vintage, str(area)) == (Level.DISTRICT, 2024, "Aldermere")
    assert pack.find("district:Aldermere") == pack.find("Aldermere (district)") == area


def test_invented_boundaries_are_credited_as_they_say_themselves(pack: Pack) -> None:
    assert pack.credits == ("Synthetic data: Aldermere does not exist.",)
    real = Pack(pack.folder, {**pack.manifest, "notice": ""}, {})
    assert any("Crown copyright" in line for line in real.credits)


def test_a_level_is_reached_by_naming_it(pack: Pack) -> None:
    assert pack.find("csp: Aldermere").level is Level.CSP
    assert pack.find("Aldermere (partnership)").level is Level.CSP
    assert pack.find("Saltreath").level is Level.FORCE
    assert pack.find("the quay").level is Level.LOCAL


def test_a_code_is_a_name_too(pack: Pack) -> None:
    area = pack.find("Aldermere")
    assert pack.find(area.code.lower()) == area
    code = pack.small_areas(area, 2021)[0]
    assert pack.find(code).level is Level.LSOA


def test_a_near_miss_is_offered_what_is_near(pack: Pack) -> None:
    with pytest.raises(NotUnderstood, match='Did you mean "Aldermere"'):
        pack.find("Aldermeer")
    with pytest.raises(NotUnderstood, match="at the level ward"):
        pack.find("ward:Saltreath")


def test_a_name_that_goes_on_is_offered_before_one_that_is_spelt_like_it(pack: Pack) -> None:
    with pytest.raises(NotUnderstood, match='Did you mean "Port Alder"'):
        pack.find("Port")


def test_a_ward_and_a_local_area_of_one_name_must_be_told_apart(pack: Pack, tmp_path: Path) -> None:
    inside = pack.small_areas(pack.find("ward:Port Alder"), 2021)
    (tmp_path / "local.toml").write_text(
        f'[[area]]\nslug = "port-alder"\nname = "Port Alder"\nsmall_areas = ["{inside[0]}"]\n'
        '[[area]]\nslug = "same"\nname = "Fairfield"\nwards = ["Fairfield"]\n'
    )
    ours = Pack.open(pack.folder, tmp_path / "local.toml")
    with pytest.raises(NotUnderstood, match='"local:Port Alder", "ward:Port Alder"'):
        ours.find("Port Alder")
    assert ours.find("local:Port Alder").level is Level.LOCAL
    assert ours.find("port-alder").level is Level.LOCAL
    assert len(ours.small_areas(ours.find("Port Alder (ward)"), 2021)) == len(inside)
    assert ours.find("Fairfield").level is Level.LOCAL


def test_an_area_can_tell_its_district(pack: Pack) -> None:
    assert naming.lies_in(pack, pack.find("ward:Port Alder")) == "Aldermere"


def test_small_areas_of_districts_make_up_the_force(pack: Pack) -> None:
    for vintage in (2011, 2021):
        of_force = set(pack.small_areas(pack.find("Saltreath"), vintage))
        within = [
            set(pack.small_areas(one, vintage))
            for one in pack.areas(Level.DISTRICT)
            if set(pack.small_areas(one, vintage)) & of_force
        ]
        assert set.union(*within) == of_force
        assert sum(map(len, within)) == len(of_force)


def test_wards_share_out_their_district(pack: Pack) -> None:
    inside = set(pack.small_areas(pack.find("Aldermere"), 2021))
    of = pack.membership(Level.WARD, 2021)
    wards = {of[code] for code in inside}
    shared = [pack.small_areas(Area(Level.WARD, code, 2024), 2021) for code in wards]
    assert sorted(code for codes in shared for code in codes) == sorted(inside)


def test_stable_areas_cover_both_vintages_without_a_rest(pack: Pack) -> None:
    old, new = pack.stable_areas(2011), pack.stable_areas(2021)
    assert set(old.values()) == set(new.values()) == set(pack.stable_names)
    assert all(old.values())


def test_a_small_area_in_the_other_vintage_is_its_stable_area(pack: Pack) -> None:
    code = pack.small_areas(pack.find("Aldermere"), 2011)[0]
    others = pack.small_areas(Area(Level.LSOA, code, 2011), 2021)
    assert {pack.stable_areas(2021)[one] for one in others} == {pack.stable_areas(2011)[code]}


def test_residents_carry_their_year(pack: Pack) -> None:
    codes = pack.small_areas(pack.find("Aldermere"), 2011)
    assert pack.residents(2011).year == 2020
    assert pack.residents(2011, year=2016).year == 2017
    young = pack.residents(2011, ages=(15, 24)).total(codes)
    everybody = pack.residents(2011, ages=(0, 120)).total(codes)
    assert 0 < young < everybody == pack.residents(2011).total(codes)


def test_households_and_deprivation_of_small_areas(pack: Pack) -> None:
    codes = pack.small_areas(pack.find("Aldermere"), 2021)
    assert pack.households().total(codes) > 0
    assert set(pack.deprivation(2021, "Income_decile").of(codes)) <= set(range(1, 11))
    assert "income_rank" in pack.deprivation_columns(2011)


def test_what_is_not_held_is_never_zero(pack: Pack) -> None:
    with pytest.raises(NoSuchData, match="no ages for LSOA 2021"):
        pack.residents(2021, ages=(15, 24))
    with pytest.raises(NoSuchData, match="nothing_such"):
        pack.deprivation(2021, "nothing_such")
    with pytest.raises(NoSuchData, match="1 of these 1 small areas"):
        pack.households().total(["E01999999"])
    assert np.isnan(pack.households().of(["E01999999"])).all()


def test_sums_over_stable_areas_lose_nobody(pack: Pack) -> None:
    residents, stable = pack.residents(2021), pack.stable_areas(2021)
    assert sum(residents.by_area(stable).values()) == residents.total(list(stable))


def test_a_local_area_is_its_wards(pack: Pack) -> None:
    quay, ward = pack.find("The quay"), pack.find("ward:Port Alder")
    assert pack.small_areas(quay, 2021) == pack.small_areas(ward, 2021)
    assert pack.local["quay"].hours.startswith("Friday")


def test_a_point_within_a_shape_is_placed_there(pack: Pack) -> None:
    area = pack.find("Aldermere")
    drawn = pack.shapes(Level.LSOA, area, 2021)
    points = shapely.point_on_surface(shapely.from_wkb(list(drawn.wkb)))
    placed = pack.place(shapely.get_x(points), shapely.get_y(points), 2021)
    assert tuple(placed.codes) == drawn.codes == pack.small_areas(area, 2021)
    assert placed.fine.all()
    assert list(pack.place([np.nan, 0.0], [1.0, 0.0], 2021).codes) == ["", ""]


def test_every_level_can_be_drawn(pack: Pack) -> None:
    area = pack.find("Aldermere")
    small = shapely.from_wkb(list(pack.shapes(Level.LSOA, area, 2021).wkb))
    for level in (Level.WARD, Level.MSOA, Level.STABLE, Level.FIRE):
        drawn = pack.shapes(level, area, 2021)
        assert len(drawn) > 0
        covered = shapely.area(shapely.from_wkb(list(drawn.wkb))).sum()
        assert covered >= shapely.area(small).sum() * 0.97


def test_parents_of_a_small_area(pack: Pack) -> None:
    area = pack.find("Aldermere")
    code = pack.small_areas(area, 2021)[0]
    parents = pack.parents(code, 2021)
    assert parents[Level.DISTRICT] == (area.code,)
    assert parents[Level.FORCE] == (pack.find("Saltreath").code,)
    with pytest.raises(NoSuchData, match="no LSOA of 2021"):
        pack.parents("E01999999", 2021)


def test_the_manifest_names_every_file_by_its_hash(pack: Pack) -> None:
    manifest = json.loads((pack.folder / "manifest.json").read_text())
    assert all(len(one["sha256"]) == 64 for one in manifest["files"])
    assert "lookups/lookup_lsoa11_ward17.csv.gz" in {one["name"] for one in manifest["files"]}


def test_building_again_replaces_the_pack_whole(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "stray").write_text("old")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "lookup.csv").write_text(
        "LSOA21CD,LSOA21NM,LAD24CD,LAD24NM\nE01000001,Here 001A,E06000001,Here\n"
    )
    building.build(tmp_path / "in", tmp_path / "pack")
    pack = Pack.open(tmp_path / "pack")
    assert pack.small_areas(pack.find("Here"), 2021) == ("E01000001",)
    assert not (tmp_path / "pack" / "stray").exists()
    assert any("households" in remark for remark in pack.remarks)
    assert list(tmp_path.glob("pack.*")) == []


def test_a_folder_without_reference_files(tmp_path: Path) -> None:
    with pytest.raises(NoSuchData, match="no reference files"):
        building.build(tmp_path, tmp_path / "pack")
    with pytest.raises(NoSuchData, match="no reference pack"):
        Pack.open(tmp_path)
