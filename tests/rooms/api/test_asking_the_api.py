"""The API says what the pages say, to whom they would say it; GIS opens what is published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

import people
from towpath.access.models import AuditEvent, Person
from towpath.evidence.homes import Home
from towpath.explorer import queries
from towpath.explorer.rules import Asked
from towpath.foundation.categories import ALL_CRIME
from towpath.publications.models import Publication

pytestmark = pytest.mark.django_db
Programs = Callable[..., Client]
ITEMS = "/api/features/collections/aldermere-2025--map-1-wards/items"


def test_the_counts_are_those_of_the_page(home: Home, owner: Person, with_key: Programs) -> None:
    said = with_key(owner).get("/api/counts?what=Burglary").json()
    viewer = people.viewer(owner)
    look = queries.look(viewer=viewer, at=timezone.now(), asked=Asked(what="Burglary"))
    assert said["snapshot"] == look.study.snapshot
    assert sum(one["count"] for one in said["counts"]) == look.study.total("burglary")
    by_small_area = with_key(owner).get("/api/counts?what=Burglary&by=lsoa").json()
    assert sum(one["count"] for one in by_small_area["counts"]) == look.study.total("burglary")


def test_the_change_is_that_of_the_command(home: Home, owner: Person, with_key: Programs) -> None:
    said = with_key(owner).get("/api/change?when=2025").json()
    assert [one["category"] for one in said["changes"]][:2] == [
        "All recorded crime",
        "Anti-social behaviour",
    ]
    figure = said["changes"][0]["figure"]
    told = with_key(owner).get(f"/api/figures/{figure}").json()
    assert told["figure"] == figure
    assert told["value"] == said["changes"][0]["change_percent"]
    assert "rows" not in told
    assert "asked where a figure comes from" in AuditEvent.objects.values_list("what", flat=True)


def test_what_a_program_takes_away_is_a_disclosure(
    home: Home, owner: Person, with_key: Programs
) -> None:
    for asked in ("counts?what=Burglary&source=force-extract", "change?when=2025"):
        assert with_key(owner).get(f"/api/{asked}").status_code == 200
    events = AuditEvent.objects.filter(operation="disclosure").order_by("sequence")
    assert [one.what for one in events] == ["told a program"] * 2
    assert all(one.recipient == f"program of {owner.id}" for one in events)
    assert all(one.purpose == "strategic-assessment" for one in events)


def test_words_that_cannot_be_read_are_said(home: Home, owner: Person, with_key: Programs) -> None:
    client = with_key(owner)
    for wrong in ("where=Atlantis", "when=yesteryear", "what=magic", "by=street", "source=x"):
        answer = client.get(f"/api/counts?{wrong}")
        assert answer.status_code == 422, wrong
        assert answer.json()["says"]
    assert client.get("/api/figures/F-NOWHERE2").status_code == 404
    assert client.get("/api/counts?snapshot=S-NONE").status_code == 404


def test_areas_and_categories_lead_to_counts(home: Home, owner: Person, with_key: Programs) -> None:
    client = with_key(owner)
    wards = [x for x in client.get("/api/areas").json() if x["level"] == "ward"]
    said = client.get("/api/counts", {"where": wards[0]["word"]}).json()
    assert said["area"] == wards[0]["name"]
    assert {"burglary", ALL_CRIME} <= {x["slug"] for x in client.get("/api/categories").json()}
    assert [one["in_force"] for one in client.get("/api/snapshots").json()].count(True) == 1


def test_nobody_asks_without_a_key(home: Home) -> None:
    for path in ("snapshots", "areas", "categories", "figures/F-ABCDEF", "change", "counts"):
        assert Client(headers={"host": "localhost"}).get(f"/api/{path}").status_code == 401
        wrong = Client(headers={"host": "localhost", "authorization": "Bearer towpath_x_y"})
        assert wrong.get(f"/api/{path}").status_code == 401


def test_a_role_gets_by_the_api_what_it_gets_by_its_pages(
    home: Home, owner: Person, partner: Person, stranger: Person, with_key: Programs
) -> None:
    page = people.client(partner).get("/explore/").status_code
    assert with_key(partner).get("/api/areas").status_code == page
    assert people.client(stranger).get("/api/counts").status_code == 404
    assert with_key(owner, "evidence.explore").get("/api/counts").status_code == 403
    assert people.client(owner).get("/api/counts").status_code == 200  # in the browser


def test_what_is_published_is_for_anybody(published: Publication, client: Client) -> None:
    (one,) = client.get("/api/publications").json()
    assert one["slug"] == "aldermere-2025"
    assert b"".join(client.get(one["files"]["maps/map-1-wards.gpkg"])).startswith(b"SQLite")
    Publication.objects.update(withdrawn_at=people.AT, because="It was wrong.")
    assert client.get("/api/publications").json() == []
    assert client.get("/api/publications/aldermere-2025").json()["because"] == "It was wrong."
    assert client.get(ITEMS).status_code == 404


def test_a_gis_finds_its_way_from_the_landing_page(published: Publication, client: Client) -> None:
    landing = client.get("/api/features/").json()
    links = {one["rel"]: one["href"] for one in landing["links"]}
    assert any("core" in x for x in client.get(links["conformance"]).json()["conformsTo"])
    (layer,) = client.get(links["data"]).json()["collections"]
    west, south, east, north = layer["extent"]["spatial"]["bbox"][0]
    assert (-2.4, 53.4) < (west, south) < (east, north) < (-2.1, 53.6)
    items = next(one["href"] for one in layer["links"] if one["rel"] == "items")
    said = client.get(items)
    assert said["Content-Type"] == "application/geo+json"
    assert said.json()["numberMatched"] == 3
    assert [one["properties"]["Burglary"] for one in said.json()["features"]] == [3.0, None, 5.0]
    for rel in ("service-desc", "service-doc"):
        assert client.get(links[rel]).status_code == 200


def test_items_come_in_pages_and_boxes(published: Publication, client: Client) -> None:
    seen, at = [], f"{ITEMS}?limit=1"
    while at:
        said = client.get(at).json()
        seen += [one["properties"]["Ward"] for one in said["features"]]
        at = next((one["href"] for one in said["links"] if one["rel"] == "next"), "")
    assert seen == ["A", "B", "C"]
    low = client.get(f"{ITEMS}?limit=1").json()["features"][0]["geometry"]["coordinates"][0]
    x, y = (sum(one[axis] for one in low[:4]) / 4 for axis in (0, 1))
    boxed = client.get(f"{ITEMS}?bbox={x - 0.001},{y - 0.001},{x},{y}").json()
    assert [one["properties"]["Ward"] for one in boxed["features"]] == ["A"]
    assert client.get(f"{ITEMS}/{boxed['features'][0]['id']}").json()["geometry"]


WRONG = ("limit=0", "limit=x", "offset=-1", "bbox=1,2", "bbox=9,9,1,nan")


@pytest.mark.parametrize("wrong", WRONG)
def test_a_gis_that_asks_wrongly_is_told(
    published: Publication, client: Client, wrong: str
) -> None:
    assert client.get(f"{ITEMS}?{wrong}").status_code == 400


def test_the_documentation_is_a_page_of_ours(client: Client) -> None:
    said = client.get("/api/docs").content.decode()
    assert "/api/counts" in said
    assert "<script>" not in said
    assert client.get("/api/openapi.json").json()["openapi"].startswith("3.")


def test_months_are_months(home: Home, owner: Person, with_key: Programs) -> None:
    said = with_key(owner).get("/api/counts?when=2025").json()
    months = {date.fromisoformat(one["month"]) for one in said["counts"]}
    assert months
    assert all(one.year == 2025 and one.day == 1 for one in months)
