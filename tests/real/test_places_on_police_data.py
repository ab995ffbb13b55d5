"""Where crime gathers, on the real files: Leicester to October 2022 and Shropshire in 2025."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from towpath.assessment import contents, ground, hot_small_areas, locations, profiles
from towpath.assessment.findings import Finding, block_figures
from towpath.assessment.levels import deprivation, hot_areas, priority_places, settings_mix
from towpath.assessment.study import Question, Study
from towpath.documents import numbers
from towpath.documents.blocks import Table
from towpath.evidence import held, loading
from towpath.evidence.homes import Home
from towpath.foundation import Baseline, Period

pytestmark = pytest.mark.real

AT = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
ASKED = {
    "Leicester": ("leicestershire-2019-12-to-2022-10.zip", "12 months to October 2022"),
    "Shropshire": ("west-mercia-2025.zip", "11 months to November 2025"),
}


@pytest.fixture(scope="module")
def studies(
    shared: Path, real_pack: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Study]]:
    """A study of each real area from one real archive, in a home of its own."""
    with ExitStack() as stack:
        made = {}
        for area, (archive, period) in ASKED.items():
            home = Home.create(tmp_path_factory.mktemp(area) / "home", {"name": area})
            home.reference.rmdir()
            home.reference.symlink_to(real_pack, target_is_directory=True)
            path = shared / "data" / "police_uk" / archive
            loading.deliver(home, [path], grant=home.owner(), at=AT)
            evidence = stack.enter_context(held.open_held(home, home.owner()))
            window = Period.parse(period)
            question = Question(
                evidence.pack.find(area), window, Baseline.parse("the year before", window)
            )
            made[area] = Study(question, evidence, evidence.pack)
        yield made


@pytest.fixture(scope="module")
def leicester(studies: dict[str, Study]) -> Study:
    return studies["Leicester"]


@pytest.fixture(scope="module")
def shropshire(studies: dict[str, Study]) -> Study:
    return studies["Shropshire"]


def finding(key: str, study: Study) -> Finding:
    return next(one for one in contents.entries() if one.key == key).find(study)


def said(found: Finding) -> str:
    return numbers.sentence(found.sentence)


def table(found: Finding, key: str) -> Table:
    return next(one for one in found.blocks if isinstance(one, Table) and one.key == key)


def test_the_city_centre_is_hot_and_called_by_its_streets(leicester: Study) -> None:
    hot = hot_small_areas.of(leicester)
    busiest = hot.of("crime")[0]
    assert hot.areas.names[busiest] == "Leicester 041A"
    assert locations.named(hot.areas)[busiest] == "Castle (High Street)"
    assert "Castle (High Street)" in said(hot_areas.find(leicester))


def test_half_of_leicesters_crime_lies_in_a_fifth_of_its_small_areas(leicester: Study) -> None:
    counted = sorted(leicester.by_small_area("crime").values(), reverse=True)
    fewest, reached = 0, 0
    while reached * 2 < sum(counted):
        reached += counted[fewest]
        fewest += 1
    figure = next(one for one in finding("1g", leicester).figures if one.numerator)
    assert (figure.numerator, figure.denominator) == (fewest, 192)


def test_the_month_that_keeps_three_years_from_being_told_is_named(leicester: Study) -> None:
    assert "November 2019" in said(finding("1h", leicester))
    assert "35 are held" in finding("1j", leicester).missing


def test_one_year_tells_nothing_of_what_lasts(shropshire: Study) -> None:
    assert not finding("1h", shropshire).supplied


def test_every_labelled_crime_of_the_county_has_a_setting(shropshire: Study) -> None:
    rows = table(settings_mix.find(shropshire), "settings").rows
    held = shropshire.remembered("settings", settings_mix.reckon)
    assert sum(row[1].value for row in rows) == held.total("crime")
    assert held.total("crime") <= shropshire.total("crime")


def test_crime_climbs_with_income_deprivation_in_the_county(shropshire: Study) -> None:
    rows = table(deprivation.find(shropshire), "deprivation").rows
    assert rows[0][3].low > 1
    assert "Deprivation 2025" in rows[0][3].basis["index"]


def test_a_centre_hides_the_citys_gradient(leicester: Study) -> None:
    with_centre, without = (
        row[3] for row in table(deprivation.find(leicester), "deprivation").rows[:2]
    )
    assert without.value > with_centre.value


def test_stand_ins_are_named_by_what_each_vintage_has(leicester: Study, shropshire: Study) -> None:
    old, new = (
        " ".join(one.remembered("priority places", priority_places.reckon).sources)
        for one in (leicester, shropshire)
    )
    assert "Deprivation 2019, rank" in old
    assert "Deprivation 2025, score" in new
    assert "households, 2021" in new
    assert "on stable areas" in new


def test_the_county_has_a_profile_for_each_of_its_63_wards(shropshire: Study) -> None:
    made = profiles.all_of(shropshire)
    assert len(made) == 63
    assert ground.of(shropshire).counts("crime").sum() == shropshire.total("crime")
    figures = [one for document in made for one in block_figures(document.blocks)]
    values = {one.id: one for one in figures}
    assert all(values[one.id] == one for one in figures)
