"""Looks that leave the house: for named people or for anybody, and always on the trail."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from django.http import HttpResponse

import people
from towpath.access.models import AuditEvent, Person
from towpath.access.permissions import Role
from towpath.assessment import ledger, publishing, releases
from towpath.evidence.homes import Home
from towpath.explorer import queries
from towpath.explorer.rules import Asked
from towpath.foundation import Area, Figure, Level, Unit

pytestmark = pytest.mark.django_db
CLOSED = {"source": "force-extract", "what": "burglary"}


def take(who: Person, kind: str = "csv", **said: str) -> HttpResponse:
    filled = {"kind": kind, "audience": "named", "recipients": "A. Sergeant", "when": "2025"}
    return people.client(who).post("/explore/file/", filled | said)


def entries(answer: HttpResponse) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def last() -> AuditEvent:
    return AuditEvent.objects.filter(operation="disclosure").latest("sequence")


def test_a_file_for_named_people_is_exact_and_marked(home: Home, owner: Person) -> None:
    files = entries(take(owner, **CLOSED))
    assert "OFFICIAL-SENSITIVE · for A. Sergeant" in files["MARKING.txt"]
    assert files["tables/areas.csv"].startswith("Ward,Code,Before,Now")


def test_who_had_what_is_on_the_trail(home: Home, owner: Person) -> None:
    take(owner, "xlsx", **CLOSED, recipients="A. Sergeant; B. Nurse")
    event = last()
    assert (event.what, event.recipient) == ("took away a look", "A. Sergeant; B. Nurse")
    details = json.loads(event.details)
    assert details["source"] == "force-extract"
    assert details["figures"] > 50


def test_a_file_needs_somebody_to_be_for(home: Home, owner: Person) -> None:
    answer = take(owner, recipients="")
    assert answer.status_code == 400
    assert b"Nobody is named" in answer.content
    assert not AuditEvent.objects.filter(operation="disclosure").exists()


def test_a_file_for_anybody_hides_small_numbers_of_closed_data(home: Home, owner: Person) -> None:
    files = entries(take(owner, **(CLOSED | {"what": "robbery"}), audience="anybody"))
    assert "MARKING.txt" not in files
    counted = [row.split(",") for row in files["tables/areas.csv"].splitlines()[1:]]
    assert {row[3] for row in counted} <= {"7 or fewer", *map(str, range(10, 10_000, 5))}
    assert last().recipient == "anybody"


def test_open_data_go_to_anybody_as_they_are(home: Home, owner: Person) -> None:
    exact = entries(take(owner, when="December 2025"))
    public = entries(take(owner, when="December 2025", audience="anybody"))
    assert public["tables/areas.csv"] == exact["tables/areas.csv"]


@pytest.mark.parametrize(
    "said",
    [{"when": "December 2025"}, {"when": "12 months to November 2025"}, {"by": "lsoa"},
     {"by": "local"}],
)  # fmt: skip
def test_nothing_closed_goes_to_anybody_that_could_be_subtracted(
    home: Home, owner: Person, said: dict[str, str]
) -> None:
    answer = take(owner, **(CLOSED | said), audience="anybody")
    assert answer.status_code == 400
    assert b"subtract one from another" in answer.content


def test_nothing_beside_a_published_number_says_more_than_it(home: Home, owner: Person) -> None:
    """Neither the order of hidden numbers, nor the area that a title names, nor a verdict."""
    files = entries(take(owner, **(CLOSED | {"what": "robbery"}), audience="anybody"))
    rows = list(csv.DictReader(io.StringIO(files["tables/areas.csv"])))
    shown = [(-int(one["Now"]) if one["Now"].isdecimal() else 0, one["Ward"]) for one in rows]
    assert shown == sorted(shown)
    for one in (*rows, *csv.DictReader(io.StringIO(files["tables/categories.csv"]))):
        assert not (one["Change"] == "not published" and one["Verdict"]), one
    assert "Signal" not in files["tables/months.csv"]
    assert "limits" not in files["tables/months.csv"].lower()


def parts_of_a_ward(owner: Person) -> list[Figure]:
    """Four small areas that make up a ward: with its printed count, the last can only be seven."""
    asked = Asked(source="force-extract", when="2025")
    look = queries.look(viewer=people.viewer(owner), at=people.AT, asked=asked)
    for ward in look.figures.values():
        if ward.unit is not Unit.COUNT or ward.area is None or ward.area.level is not Level.WARD:
            continue
        small, printed = look.study.pack.small_areas(ward.area, 2021), publishing.figure(ward).value
        if len(small) == 4 and printed and printed >= 45:
            values = zip((10, 10, printed - 35, 7), small, strict=True)
            return [replace(ward, value=n, area=Area(Level.LSOA, x, 2021)) for n, x in values]
    raise AssertionError("The world has no ward of four small areas.")


def test_a_file_for_anybody_that_could_be_subtracted_from_an_earlier_one_is_refused(
    home: Home, owner: Person
) -> None:
    kept = home.results / releases.FOLDER / "last-year.json"
    releases.record(home.results, "last-year", parts_of_a_ward(owner))
    said = {"source": "force-extract", "audience": "anybody"}
    answer = take(owner, **said)
    kept.unlink()
    assert answer.status_code == 400
    assert b"by subtracting" in answer.content
    assert not AuditEvent.objects.filter(operation="disclosure").exists()
    assert [take(owner, **said).status_code for _ in range(2)] == [200, 200]
    assert len(releases.before(home.results)) > 50


def test_the_workbook_opens_and_holds_every_figure(home: Home, owner: Person) -> None:
    answer = take(owner, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert {"Contents", "areas", "months", "categories", "Figures"} <= set(book.sheetnames)


def test_the_geopackage_bears_its_marking(home: Home, owner: Person, tmp_path: Any) -> None:
    import pyogrio

    answer = take(owner, "gpkg", **CLOSED)
    (tmp_path / "areas.gpkg").write_bytes(answer.content)
    said = pyogrio.read_info(tmp_path / "areas.gpkg")
    assert said["features"] == 6
    assert "OFFICIAL-SENSITIVE" in str(said["layer_metadata"])


def test_a_figure_of_a_file_can_be_asked_about(home: Home, owner: Person) -> None:
    line = entries(take(owner))["tables/figures.csv"].splitlines()[1]
    id = line.partition(",")[0]
    assert id in {one.id for one in ledger.remembered(home.results)}
    assert people.client(owner).get(f"/figures/{id}/").status_code == 200


def test_a_partner_takes_away_what_is_their_own_agencys(home: Home, partner: Person) -> None:
    assert take(partner).status_code == 200
    assert take(partner, source="council-asb", what="asb").status_code == 403


def test_a_partner_releases_nothing_closed_to_anybody(home: Home, owner: Person) -> None:
    """A file for anybody is a publication; officers make files for named people."""
    officer = people.person("Cass Officer", Role.HOUSING, "aldermere-council")
    closed = {"source": "council-asb", "what": "asb"}
    page = people.client(officer).get("/explore/", closed | {"when": "2025"}).content.decode()
    assert "Named people" in page
    assert "Anybody: small" not in page
    assert take(officer, **closed, audience="anybody").status_code == 403
    assert take(officer, **closed).status_code == 200


def test_another_agencys_evidence_is_not_offered_as_a_file(home: Home, db: None) -> None:
    other = people.person("Tom Other", Role.HOUSING, "aldermere-homes")
    assert take(other).status_code == 403
    page = people.client(other).get("/explore/?when=2025").content.decode()
    assert "Make the file" not in page
    assert "ask an analyst" in page


def test_the_same_look_is_the_same_file(home: Home, owner: Person) -> None:
    assert take(owner, "gpkg").content == take(owner, "gpkg").content
