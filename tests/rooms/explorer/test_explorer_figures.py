"""A figure's page: what it is, what it stands on, and its rows for whoever may see them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import people
from towpath.access.models import AuditEvent, Person
from towpath.access.permissions import Role
from towpath.assessment import ledger
from towpath.evidence.homes import Home
from towpath.foundation import Figure, Unit

pytestmark = pytest.mark.django_db
FIGURE = Figure(1, Unit.COUNT, "recorded-incidents", snapshot="S-1")


def first_link(who: Person, query: str) -> str:
    page = people.client(who).get(f"/explore/?{query}").content.decode()
    found = re.search(r'href="(/figures/[^"]+)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_a_number_leads_to_its_definition_loads_and_rows(home: Home, owner: Person) -> None:
    answer = people.client(owner).get(first_link(owner, "when=December+2025&what=robbery"))
    page = answer.content.decode()
    assert "Recorded incidents" in page
    assert "SHA-256" in page
    assert "the first" in page


def test_asking_is_recorded_with_how_many_rows_were_shown(home: Home, owner: Person) -> None:
    link = first_link(owner, "when=December+2025&what=robbery")
    people.client(owner).get(link)
    event = AuditEvent.objects.get(what="asked where a figure comes from")
    assert event.subject == f"figure:{link.split('/')[2]}"
    assert '"rows": ' in event.details


def test_looking_at_a_figure_writes_nothing_but_the_trail(home: Home, owner: Person) -> None:
    """What is only read is remembered nowhere: its address leads there again, not its id alone."""
    before = {one: one.stat().st_mtime_ns for one in home.path.rglob("*") if one.is_file()}
    link = first_link(owner, "when=November+2025&what=robbery")
    client = people.client(owner)
    assert client.get(link).status_code == 200
    assert client.get(link.partition("?")[0]).status_code == 404
    after = {one: one.stat().st_mtime_ns for one in home.path.rglob("*") if one.is_file()}
    assert {one for one in after if after[one] != before.get(one)} == set()


def test_the_beginning_of_an_id_tells_of_no_other(home: Home, owner: Person) -> None:
    figures = [replace(FIGURE, basis={"n": str(n)}) for n in range(300)]
    ledger.record(home.results, figures)
    page = people.client(owner).get("/figures/F-A/")
    assert page.status_code == 404
    assert not re.search(r"F-[A-Z2-7]{8}", page.content.decode())


def test_rows_of_another_agency_are_counted_and_not_shown(home: Home, owner: Person) -> None:
    """An officer looks at every agency's counts; whose rows they are stays whose they are."""
    officer = people.person("Tom Other", Role.HOUSING, "aldermere-homes")
    query = "when=December+2025&source=council-asb&what=asb"
    own = people.client(owner).get(first_link(owner, query)).content.decode()
    page = people.client(officer).get(first_link(officer, query)).content.decode()
    assert "the first" in own
    assert "the first" not in page
    assert "shown to the agencies that delivered them" in page


def test_a_figure_of_closed_data_is_not_there_for_whom_it_is_not(
    home: Home, owner: Person, partner: Person
) -> None:
    link = first_link(owner, "when=December+2025&source=force-extract")
    assert people.client(owner).get(link).status_code == 200
    assert people.client(partner).get(link).status_code == 404
    assert people.client(partner).get(link.partition("?")[0]).status_code == 404


def test_an_id_that_was_never_printed_is_not_there(home: Home, owner: Person) -> None:
    assert people.client(owner).get("/figures/F-22222222/").status_code == 404
    assert people.client(owner).get("/figures/F-22222222/?when=gibberish").status_code == 404
