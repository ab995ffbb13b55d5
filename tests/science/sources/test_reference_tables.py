"""Reference files are known by their columns, whoever spelled them."""

from pathlib import Path

import pytest

from towpath.foundation import Level
from towpath.sources.parts import DeliveryRefused
from towpath.sources.reference import Pack, building
from towpath.sources.reference.tables import spelled


@pytest.mark.parametrize(
    ("column", "known"),
    [
        ("LSOA21CD", "lsoa21_code"),
        ("\ufeffLSOA11CD", "lsoa11_code"),
        ("F_LSOA11CD", "lsoa11_code"),
        ("lsoa21_code", "lsoa21_code"),
        ("LAD24NMW", "ltla24_welsh"),
        ("CSP24NM", "csp24_name"),
        ("CHGIND", "change_code"),
        ("LSOA code (2021)", "lsoa21_code"),
        ("Income Rank (where 1 is most deprived)", "income_rank"),
        ("Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)",
         "imd_decile"),
        ("Education, Skills and Training Score", "education_score"),
        ("Adult Skills Sub-domain Score", "adult skills sub-domain score"),
        ("IMD_rank", "imd_rank"),
    ],
)  # fmt: skip
def test_a_column_has_one_spelling(column: str, known: str) -> None:
    assert spelled(column) == known


def built(folder: Path, **files: str) -> Pack:
    (folder / "in").mkdir()
    for name, text in files.items():
        (folder / "in" / f"{name}.csv").write_text(text, encoding="utf-8")
    return Pack.open(building.build(folder / "in", folder / "pack"))


LOOKUP = """LSOA21CD,LSOA21NM,WD24CD,WD24NM,WD24NMW,LAD24CD,LAD24NM,LAD24NMW
W01001867,Cardiff 032A,W05001280,Cathays,Cathays,W06000015,Cardiff,Caerdydd
W01001868,Cardiff 032B,W05001281,Llandaff,Llandaf,W06000015,Cardiff,Caerdydd
"""
PARTNERS = """LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM
W06000015,Cardiff,W14000015,Cardiff,W15000003,South Wales
"""


def test_welsh_names_are_kept_and_answered_to(tmp_path: Path) -> None:
    pack = built(tmp_path, lookup=LOOKUP, partners=PARTNERS)
    cardiff = pack.find("Caerdydd")
    assert (str(cardiff), cardiff.level) == ("Cardiff", Level.DISTRICT)
    assert pack.find("Llandaf").code == "W05001281"
    assert pack.find("Cymru").level is Level.COUNTRY
    assert pack.welsh_names(Level.DISTRICT) == {("W06000015", 2024): "Caerdydd"}


def test_partnership_and_force_follow_from_the_district(tmp_path: Path) -> None:
    pack = built(tmp_path, lookup=LOOKUP, partners=PARTNERS)
    codes = ("W01001867", "W01001868")
    assert pack.small_areas(pack.find("South Wales"), 2021) == codes
    assert pack.small_areas(pack.find("Cardiff (csp)"), 2021) == codes


def test_places_of_one_name_that_differ_must_be_told_apart(tmp_path: Path) -> None:
    from towpath.foundation import NotUnderstood

    other = LOOKUP + "W01000001,Newport 001A,W05000001,Bettws,Betws,W06000022,Newport,Casnewydd\n"
    partners = PARTNERS + "W06000022,Newport,W14000015,Cardiff,W15000003,South Wales\n"
    pack = built(tmp_path, lookup=other, partners=partners)
    with pytest.raises(NotUnderstood, match="several places") as unclear:
        pack.find("Cardiff")
    assert unclear.value.remedy == 'Say which: "district:Cardiff", "csp:Cardiff".'
    assert len(pack.small_areas(pack.find("csp:Cardiff"), 2021)) == 3


def test_published_deprivation_is_read_as_it_is_published(tmp_path: Path) -> None:
    text = """LSOA code (2021),LSOA name (2021),Index of Multiple Deprivation (IMD) Rank,Income Rank
W01001867,Cardiff 032A,7,5
"""
    pack = built(tmp_path, lookup=LOOKUP, imd2025=text)
    assert pack.deprivation(2021, "income_rank").of(["W01001867"]).tolist() == [5.0]
    assert pack.deprivation(2021, "imd_rank").year == 2025


def test_a_reference_file_that_is_no_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeliveryRefused, match=r"ragged\.csv is no table"):
        built(tmp_path, lookup=LOOKUP, ragged="LSOA21CD,a\nE01000001,1,2,3\n")


def test_without_a_lookup_there_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(DeliveryRefused, match="no lookup of LSOA 2021") as refused:
        built(tmp_path, other="name,age\nAnn,3\n")
    assert "towpath fetch" in refused.value.remedy
    assert not (tmp_path / "pack").exists()
