"""A figure's page: what it is, what it stands on, and its rows for whoever may see them."""

from __future__ import annotations

import re

import pytest

import people
from towpath.access.models import AuditEvent, Person
from towpath.evidence.homes import Home

pytestmark = pytest.mark.django_db


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


def test_once_asked_about_its_id_alone_leads_there(home: Home, owner: Person) -> None:
    link = first_link(owner, "when=November+2025&what=robbery").partition("?")[0]
    client = people.client(owner)
    assert client.get(link).status_code == 404
    client.get(first_link(owner, "when=November+2025&what=robbery"))
    assert client.get(link).status_code == 200
    assert client.get(link.lower().replace("/figures/", "/figures/")).status_code == 200


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
