"""Looks as pages: what the address says is what is shown, to whom it may be shown."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.test import Client

import people
from towpath.access.models import AuditEvent, Person
from towpath.evidence.homes import Home

pytestmark = pytest.mark.django_db


def get(who: Person, **said: str) -> str:
    answer = people.client(who).get(f"/explore/?{urlencode(said)}")
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def numbers_in(page: str, table: str) -> list[str]:
    """The rows of a table as plain text."""
    found = re.search(rf'id="caption-{table}".*?<tbody[^>]*>(.*?)</tbody>', page, re.DOTALL)
    assert found, f"no table {table}"
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", found[1], re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]


def test_without_words_it_shows_what_is_usual(home: Home, owner: Person) -> None:
    page = get(owner)
    assert "Aldermere: All recorded crime" in page
    assert "12 months to December 2025" in page
    assert len(numbers_in(page, "areas")) == 6


def test_an_address_says_where_what_and_when(home: Home, owner: Person) -> None:
    page = get(owner, what="burglary", when="March 2025", by="lsoa", against="three-year mean")
    assert "Aldermere: Burglary" in page
    assert "Burglary by small area (LSOA) in Aldermere: March 2025" in page


def test_chart_map_and_table_stand_on_one_page(home: Home, owner: Person) -> None:
    page = get(owner, when="December 2025")
    assert page.count('role="img"') == 2
    assert len(numbers_in(page, "months")) == 24
    assert "data-map=" in page


def test_every_number_leads_to_where_it_comes_from(home: Home, owner: Person) -> None:
    page = get(owner, when="December 2025")
    rows = re.search(r'id="caption-areas".*?</table>', page, re.DOTALL)
    assert rows is not None
    assert len(re.findall(r'href="/figures/F-[A-Z2-7]+/\?[^"]*snapshot=S-', rows[0])) == 6 * 4


@pytest.mark.parametrize(
    ("field", "words"),
    [("when", "once upon a time"), ("where", "Atlantis"), ("what", "piracy"), ("by", "planet"),
     ("shade", "smell"), ("against", "the olden days"), ("source", "rumour"),
     ("when", "1 June 2025 to 21 June 2025")],
)  # fmt: skip
def test_words_that_cannot_be_read_are_said(
    home: Home, owner: Person, field: str, words: str
) -> None:
    answer = people.client(owner).get(f"/explore/?{urlencode({field: words})}")
    assert answer.status_code == 400
    assert b"There is a problem" in answer.content


def test_a_period_of_which_nothing_is_held_is_not_there(home: Home, owner: Person) -> None:
    assert people.client(owner).get("/explore/?when=2013/14").status_code == 404


def test_where_nothing_is_held_it_says_so(owner: Person) -> None:
    answer = people.client(owner).get("/explore/")
    assert answer.status_code == 200
    assert b"nothing to look at yet" in answer.content


def test_a_board_member_finds_no_explorer(home: Home, stranger: Person) -> None:
    client = people.client(stranger)
    for path in ("/explore/", "/explore/shapes/", "/figures/F-AAAAAAAA/"):
        assert client.get(path).status_code == 404, path
    assert client.post("/explore/file/").status_code == 404


def test_what_is_not_for_a_role_is_not_offered_to_it(
    home: Home, owner: Person, partner: Person
) -> None:
    assert 'value="force-extract"' in get(owner)
    assert 'value="force-extract"' not in get(partner)
    answer = people.client(partner).get("/explore/?source=force-extract")
    assert answer.status_code == 400


def test_a_look_at_closed_data_is_recorded_and_one_at_open_data_is_not(
    home: Home, owner: Person
) -> None:
    get(owner, when="December 2025")
    assert not AuditEvent.objects.filter(what="explored evidence").exists()
    get(owner, when="December 2025", source="force-extract")
    event = AuditEvent.objects.get(what="explored evidence")
    assert event.person == str(owner.pk)
    assert "force-extract" in event.details


def test_the_police_extract_can_be_drilled_into(home: Home, owner: Person) -> None:
    page = get(owner, source="force-extract", what="burglary", when="2025")
    assert len(numbers_in(page, "categories")) > 1


def test_another_source_shows_what_it_holds(home: Home, owner: Person) -> None:
    assert "Fire and rescue incidents" in get(owner, source="statutory-fire", when="December 2025")


def test_the_shapes_are_of_the_areas_on_the_page(home: Home, owner: Person) -> None:
    answer = people.client(owner).get("/explore/shapes/?by=ward&when=December 2025")
    assert answer["Content-Type"] == "application/geo+json"
    codes = {one["properties"]["area_code"] for one in answer.json()["features"]}
    page = get(owner, by="ward", when="December 2025")
    assert codes == set(re.findall(r'data-code="([^"]+)"', page))
    assert all(one["properties"]["middle"] for one in answer.json()["features"])


def test_an_area_on_the_page_leads_down_and_the_way_up_leads_back(
    home: Home, owner: Person
) -> None:
    page = get(owner, when="December 2025")
    down = re.search(r'<th scope="row"[^>]*><a[^>]*href="(/explore/\?where=ward[^"]+)"', page)
    assert down is not None
    answer = people.client(owner).get(down[1].replace("&amp;", "&"))
    assert b"by small area" in answer.content
    assert b"govuk-breadcrumbs" in answer.content


def test_a_new_delivery_is_seen_at_once(home: Home, owner: Person) -> None:
    """What is warm stands on the register as the disk has it."""
    before = get(owner, when="December 2025")
    text = home.register_file.read_text("utf-8")
    home.register_file.write_text(text.replace('"2025-12-01"', '"2025-12-01"', 1) + " ", "utf-8")
    assert numbers_in(get(owner, when="December 2025"), "areas") == numbers_in(before, "areas")


def test_anonymous_is_sent_to_sign_in(home: Home, client: Client) -> None:
    assert client.get("/explore/").status_code == 302
