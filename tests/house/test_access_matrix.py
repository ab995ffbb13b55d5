"""Every address of the site × every role × own and another agency answers as the table says.

The table was read by a person; it is not made from the code. An address that it does not know
fails, and so does a line that leads nowhere. A role's column holds what it gets: 200 the page, 302
sent on (to sign in, or after a change), 403 not for this role, 404 not there, or not theirs.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import editions_world
import people
from towpath.access.models import AuditEvent, Membership, Person
from towpath.access.permissions import Role
from towpath.editions.models import Edition
from towpath.intake.models import Delivery

TABLE = Path(__file__).with_name("access_matrix.csv")
FACTS = ("method", "address", "relation")
WHO = ("anonymous", "nobody", *(role.value for role in Role))


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    method: str
    address: str
    relation: str
    expected: dict[str, int]


@cache
def lines() -> tuple[Line, ...]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Line(*(row[name] for name in FACTS), {who: int(row[who]) for who in WHO})
            for row in csv.DictReader(stream)
        )


def addresses(of: Any = None, before: str = "") -> Iterator[str]:
    """Every address that the site knows, as it is declared."""
    for pattern in (of or get_resolver()).url_patterns:
        here = before + _said(pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, here)
        elif isinstance(pattern, URLPattern):
            yield here


def _said(pattern: URLPattern | URLResolver) -> str:
    said = str(pattern.pattern)
    return (
        re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", said).strip("^").replace("$", "").replace("/?", "/")
    )


@dataclass(frozen=True)
class Cast:
    """A person of each role in their own agency, and one person of it and of another to look at."""

    members: dict[str, Person | None]
    seen: dict[tuple[str, str], Person]
    delivered: dict[str, Delivery]
    edition: Edition


@pytest.fixture
def cast(db: None) -> Cast:
    members: dict[str, Person | None] = {"anonymous": None, "nobody": people.person("Nobody")}
    for role in Role:
        members[role.value] = people.person(f"The {role.label}", role, "council")
    seen = {
        ("own", "person"): people.person("Colleague", Role.HOUSING, "council"),
        ("other", "person"): people.person("Elsewhere", Role.HOUSING, "fire"),
    }
    delivered = {"own": people.delivery("council"), "other": people.delivery("fire")}
    edition = editions_world.published(people.person("Author", Role.ANALYST, "council"))
    return Cast(members, seen, delivered, edition)


def fill(address: str, relation: str, cast: Cast) -> str:
    """Put something real in the place of each parameter."""
    subject = cast.seen[("other" if relation == "other" else "own", "person")]
    held = Membership.objects.get(person=subject)
    values = {"<slug:slug>": held.agency.slug, "<path:url>": "page"}
    values["<uuid:id>"] = str(held.id if address.startswith("memberships/") else subject.id)
    if address.startswith("deliveries/"):
        values["<uuid:id>"] = str(cast.delivered["other" if relation == "other" else "own"].id)
    if address.startswith("editions/"):
        values["<uuid:id>"] = str(cast.edition.id)
    if address.startswith("keys/"):
        values["<uuid:id>"] = str(people.key_of(subject))
    if address.startswith("publications/"):
        values["<slug:slug>"] = "aldermere-2025"
    values |= {"<slug>": "aldermere-2025", "<id>": "F-ABCDEF", "<feature>": "1"}
    values |= {"<int:number>": "1", "<slug:place>": "1a", "<path:file>": "assessment.html"}
    values |= {"<int:entry>": str(cast.edition.entries.get().id)}
    values |= {"<int:candidate>": str(cast.edition.candidates.get().id)}
    values |= {"<int:recommendation>": str(cast.edition.recommendations.get().id)}
    values |= {"<slug:agency>": "fire", "<slug:feed>": "statutory-fire"}
    values |= {"<slug:kind>": "fire", "<slug:quarter>": "2026-01"}
    values |= {
        "<uidb36>": "1",
        "<key>": "set-password",
        "<int:pk>": "1",
        "<provider_id>": "employer",
    }
    return "/" + re.sub(r"<[^>]+>", lambda found: values[found.group()], address)


def ask(client: Client, line: Line, cast: Cast) -> int:
    where = fill(line.address, line.relation, cast)
    return client.generic(line.method, where).status_code


def test_the_table_knows_every_address() -> None:
    assert set(addresses()) == {line.address for line in lines()}


def test_every_address_is_asked_for_and_posted_to() -> None:
    asked = {(line.method, line.address) for line in lines()}
    known = {line.address for line in lines()}
    assert asked >= {(method, address) for method in ("GET", "POST") for address in known}


@pytest.mark.parametrize("who", WHO)
def test_everybody_gets_what_the_table_says(who: str, cast: Cast) -> None:
    wrong, client = [], people.client(cast.members[who])
    for line in lines():
        found = ask(client, line, cast)
        if "logout" in line.address:
            client = people.client(cast.members[who])
        if found != line.expected[who]:
            wrong.append(f"{line.method} /{line.address} ({line.relation}): {found}")
    assert wrong == []


def test_a_refusal_is_on_the_trail(cast: Cast) -> None:
    people.client(cast.members["analyst"]).get("/audit/")
    assert "was refused a page" in AuditEvent.objects.values_list("what", flat=True)


def test_another_agencys_person_and_nobody_look_alike(cast: Cast) -> None:
    """Not theirs and not there are the same page, so that nothing can be learnt from asking."""
    client = people.client(cast.members["police"])
    theirs = client.get(f"/people/{cast.seen[('other', 'person')].id}/")
    nowhere = client.get("/people/00000000-0000-4000-8000-000000000000/")
    assert theirs.status_code == nowhere.status_code == 404
    token = re.compile(rb'value="[A-Za-z0-9]{64}"')
    assert token.sub(b"", theirs.content) == token.sub(b"", nowhere.content)
