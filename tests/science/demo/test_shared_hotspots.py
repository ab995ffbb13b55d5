"""What several agencies meet at one place is in their files, as the truth says."""

import csv
from datetime import datetime

import pytest

pytestmark = pytest.mark.xdist_group("demo")
FOLDERS = {"fire": "saltreath-fire", "council": "aldermere-council"}
COLUMNS = {"fire": ("Type of incident", "Date of incident"),
           "council": ("Type of report", "Date reported")}  # fmt: skip


def events(full, agency):
    """Kind, day and small area of each of an agency's events."""
    kind, day = COLUMNS[agency]
    for path in sorted((full.folder / "deliveries" / FOLDERS[agency]).glob("*.csv")):
        with path.open() as text:
            for row in csv.DictReader(text):
                yield row[kind], datetime.strptime(row[day], "%d/%m/%Y"), row["LSOA code"]  # noqa: DTZ007


def test_two_agencies_share_a_hotspot_with_the_police(full):
    assert {one.agency for one in full.truth.shared} == {"fire", "council"}
    assert {one.hotspot for one in full.truth.shared} == {"Port Alder estate"}


@pytest.mark.parametrize("number", [0, 1])
def test_their_events_there_are_multiplied_from_its_month_on(full, number):
    shared = full.truth.shared[number]
    spot = next(one for one in full.truth.hotspots if one.name == shared.hotspot)
    since = datetime.strptime(spot.since, "%Y-%m")  # noqa: DTZ007
    after = (datetime(2026, 1, 1) - since).days
    before = (since - datetime.strptime(full.truth.months[0], "%Y-%m")).days  # noqa: DTZ007
    expected, found = 0.0, 0
    for kind, factor in shared.factors.items():
        days = [day for of, day, area in events(full, shared.agency)
                if of == kind and area in spot.areas]  # fmt: skip
        found += sum(day >= since for day in days)
        expected += sum(day < since for day in days) / before * after * factor
    assert found == pytest.approx(expected, rel=0.45)
    assert found > 60


def test_elsewhere_nothing_changes(full):
    spot = next(one for one in full.truth.hotspots if one.name == "Port Alder estate")
    late = [day.year == 2025 for kind, day, area in events(full, "council")
            if kind == "Fly-tipping" and area not in spot.areas]  # fmt: skip
    assert sum(late) / len(late) == pytest.approx(12 / 42, abs=0.03)


def test_the_extract_names_streets(full):
    paths = sorted((full.folder / "deliveries" / "saltreath-police").glob("*.csv"))
    with paths[-1].open() as text:
        rows = list(csv.DictReader(text))
    assert all(row["Street"].split()[-1].istitle() for row in rows)
    assert len({row["Street"] for row in rows}) > 100
