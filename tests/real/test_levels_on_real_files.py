"""Section one on the real files: Leicester to October 2022 and Shropshire in 2025."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from towpath.assessment import contents, likeness
from towpath.assessment.findings import Finding
from towpath.assessment.levels import comparison, harm_rank, people, volume, wards
from towpath.assessment.study import Question, Study
from towpath.documents import numbers
from towpath.documents.blocks import Table
from towpath.evidence import held, loading
from towpath.evidence.homes import Home
from towpath.foundation import Baseline, Period

pytestmark = pytest.mark.real

AT = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
Open = Callable[[str, str, str], Study]


@pytest.fixture(scope="module")
def opened(
    shared: Path, real_pack: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Open]:
    """A study of a real area from one real archive, in a home of its own."""
    with ExitStack() as stack:

        def study(area: str, archive: str, period: str) -> Study:
            home = Home.create(tmp_path_factory.mktemp(area) / "home", {"name": area})
            home.reference.rmdir()
            home.reference.symlink_to(real_pack, target_is_directory=True)
            path = shared / "data" / "police_uk" / archive
            loading.deliver(home, [path], grant=home.owner(), at=AT)
            evidence = stack.enter_context(held.open_held(home, home.owner()))
            window = Period.parse(period)
            against = Baseline.parse("the year before", window)
            return Study(
                Question(evidence.pack.find(area), window, against), evidence, evidence.pack
            )

        yield study


@pytest.fixture(scope="module")
def leicester(opened: Open) -> Study:
    archive = "leicestershire-2019-12-to-2022-10.zip"
    return opened("Leicester", archive, "12 months to October 2022")


@pytest.fixture(scope="module")
def shropshire(opened: Open) -> Study:
    return opened("Shropshire", "west-mercia-2025.zip", "2025")


def rows(found: Finding, key: str) -> dict[object, tuple[object, ...]]:
    """The rows of a finding's table by their first cell."""
    table = next(one for one in found.blocks if isinstance(one, Table) and one.key == key)
    return {row[0]: row for row in table.rows}


def test_crime_and_asb_of_leicester_are_those_of_the_files(leicester: Study) -> None:
    said = numbers.sentence(volume.find(leicester).sentence)
    assert "48,314 crimes in Leicester" in said
    assert "4,672 incidents of anti-social behaviour" in said


def test_castle_stands_out_and_wards_add_up(leicester: Study) -> None:
    ranked = wards.rank(leicester)
    assert ranked.names(2) == ["Castle"]
    assert len(ranked.areas) == 21
    assert ranked.areas.counts().sum() == leicester.total()


def test_leicester_is_compared_with_its_own_force_alone(leicester: Study) -> None:
    found = comparison.find(leicester)
    assert "None of the areas most like it are held." in numbers.sentence(found.sentence)
    assert len(rows(found, "compared-own-force")) == 9


def test_likeness_finds_cities_for_a_city_and_country_for_a_county(
    leicester: Study, shropshire: Study
) -> None:
    def nearest(study: Study) -> list[str]:
        alike = likeness.of(study)
        return [alike.areas.names[n] for n in alike.nearest.index]

    assert {"Birmingham", "Coventry", "Nottingham"} <= set(nearest(leicester))
    assert "Herefordshire, County of" in nearest(shropshire)


def test_leicester_is_young_and_crowded(leicester: Study) -> None:
    table = rows(people.find(leicester), "profile")
    percentile = table["Residents aged 15 to 24"][-1]
    assert percentile.value > 90  # type: ignore[union-attr]


def test_long_tables_of_wards_go_to_the_workbook(shropshire: Study) -> None:
    found = wards.find(shropshire)
    whole = next(one for one in found.blocks if isinstance(one, Table) and one.key == "wards")
    assert whole.appendix
    assert len(whole.rows) == len(wards.rank(shropshire).areas) > len(rows(found, "wards-top"))


def test_second_hand_weights_rank_violence_first_by_harm(shared: Path, leicester: Study) -> None:
    source = shared / "data" / "weights" / "cchi2026_by_force_and_police_uk_category.csv"
    folder = leicester.held.home.definitions / "weights"
    folder.mkdir(parents=True)
    with source.open() as given, (folder / "trial.csv").open("w") as taken:
        out = csv.writer(taken)
        out.writerow(("category", "weight", "origin", "force"))
        for row in csv.DictReader(given):
            out.writerow((row["crime_type"], row["cchi_days"], "second-hand", row["force"]))
    ranked = rows(harm_rank.find(leicester), "harm")
    assert next(iter(ranked)) == "Violence and sexual offences"
    assert ranked["Robbery"][5].value < ranked["Robbery"][4].value  # type: ignore[union-attr]


def test_what_is_not_held_is_not_supplied(shropshire: Study) -> None:
    missing = {one.key: one.find(shropshire) for one in contents.entries() if one.key == "1n"}
    assert missing["1n"].missing.startswith("No stop and search")
    assert "the police" in missing["1n"].missing
