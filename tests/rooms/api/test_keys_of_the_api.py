"""Keys: shown once, kept as a hash, within what they are for, until they end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

import people
from towpath.access import actions, issuing
from towpath.access.actions import Appointment
from towpath.access.errors import NotFound, NotSound
from towpath.access.issuing import KeyFacts
from towpath.access.models import Agency, ApiKey, AuditEvent, Person
from towpath.access.permissions import Role
from towpath.foundation import Forbidden

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = NOW.date()
FACTS = KeyFacts("Monthly report", frozenset(["evidence.explore"]), TODAY + timedelta(days=30))


def make(by: Person, facts: KeyFacts = FACTS) -> str:
    return issuing.issue(facts=facts, by=people.viewer(by, TODAY), at=NOW)


def test_only_a_hash_of_the_secret_is_kept(owner: Person) -> None:
    secret = make(owner).split("_", 2)[2]
    held = ApiKey.objects.values().get()
    assert secret not in str(held)
    assert secret not in str(list(AuditEvent.objects.values()))
    assert len(secret) > 40


def test_a_key_is_its_person_within_what_it_is_for(owner: Person) -> None:
    found = issuing.viewer_by(make(owner), on=TODAY)
    assert found is not None
    assert found.person == str(owner.id)
    assert found.may("evidence.explore")
    assert not found.may("evidence.download")
    assert not found.may("evidence.download", "aldermere-council")
    assert found.agencies("evidence.download") == frozenset()


def test_a_key_ends_with_its_day_its_person_and_its_revocation(owner: Person) -> None:
    key = make(owner)
    assert issuing.viewer_by(key, on=FACTS.expires) is None
    issuing.revoke(id=ApiKey.objects.get().id, by=people.viewer(owner), at=NOW)
    assert issuing.viewer_by(key, on=TODAY) is None
    again = make(owner)
    Person.objects.filter(id=owner.id).update(is_active=False)
    assert issuing.viewer_by(again, on=TODAY) is None


@pytest.mark.parametrize("change", ["secret", "prefix", "start", "empty", "nul"])
def test_what_is_not_quite_a_key_is_none(owner: Person, change: str) -> None:
    start, prefix, secret = make(owner).split("_", 2)
    wrong = {
        "secret": f"{start}_{prefix}_{secret[:-1]}",
        "prefix": f"{start}_{'0' * 12}_{secret}",
        "start": f"other_{prefix}_{secret}",
        "empty": "",
        "nul": f"{start}_\0_{secret}",
    }
    assert issuing.viewer_by(wrong[change], on=TODAY) is None


def test_nobody_makes_a_key_in_anothers_name(owner: Person) -> None:
    """An administrator who could would read what no administrator may."""
    administrator = people.person("Priya", Role.ADMINISTRATOR, "council")
    with pytest.raises(Forbidden):
        make(administrator)
    said = {"person": str(owner.id), "name": "Report", "scopes": ["evidence.explore"],
            "expires": FACTS.expires.isoformat()}  # fmt: skip
    assert people.client(administrator).post("/keys/new/", said).status_code == 403
    people.client(people.person("Gareth", Role.MANAGER, "council")).post("/keys/new/", said)
    assert ApiKey.objects.get().person.name == "Gareth"


def test_an_administrator_sees_and_ends_everybodys_keys(owner: Person) -> None:
    key = make(owner)
    administrator = people.person("Priya", Role.ADMINISTRATOR, "council")
    client = people.client(administrator)
    assert "Asha Owner" in client.get("/keys/").content.decode()
    client.post(f"/keys/{ApiKey.objects.get().id}/revoke/")
    assert issuing.viewer_by(key, on=TODAY) is None


def test_a_key_says_no_more_than_its_person_may(owner: Person, stranger: Person) -> None:
    with pytest.raises(Forbidden):
        make(stranger)
    limited = replace(people.viewer(owner, TODAY), only=frozenset({"key.issue"}))
    with pytest.raises(NotSound, match="never do more"):
        issuing.issue(facts=FACTS, by=limited, at=NOW)


def test_a_key_ends_with_the_membership_it_stands_on(owner: Person) -> None:
    """Ended, suspended and come back: what was made before stays dead."""
    key, by = make(owner), people.viewer(people.person("Priya", Role.ADMINISTRATOR, "council"))
    (held,) = owner.memberships.all()
    last = TODAY + timedelta(days=5)
    actions.end_membership(id=held.id, ends=last, by=by, at=NOW)
    assert ApiKey.objects.get().expires == last
    again = Appointment("aldermere-council", Role.ANALYST, last)
    actions.appoint(person=owner.id, to=again, by=by, at=NOW)
    assert issuing.viewer_by(key, on=last) is None
    assert issuing.viewer_by(key, on=TODAY) is not None
    actions.suspend_person(id=owner.id, reason="Left.", by=by, at=NOW)
    actions.restore_person(id=owner.id, reason="Back.", by=by, at=NOW)
    assert issuing.viewer_by(key, on=TODAY) is None


def test_a_key_made_on_a_membership_that_will_end_ends_with_it(owner: Person) -> None:
    last = TODAY + timedelta(days=3)
    owner.memberships.update(ends=last)
    make(owner)
    assert ApiKey.objects.get().expires == last


def test_somebody_without_a_role_has_no_live_key(owner: Person) -> None:
    key = make(owner)
    Agency.objects.filter(slug="aldermere-council").update(active=False)
    assert issuing.viewer_by(key, on=TODAY) is None


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_key_lasts_a_year_at_most(owner: Person, days: int) -> None:
    with pytest.raises(NotSound):
        make(owner, facts=replace(FACTS, expires=TODAY + timedelta(days=days)))


def test_nobody_revokes_another_ones_key(owner: Person, partner: Person) -> None:
    make(owner)
    with pytest.raises(NotFound):
        issuing.revoke(id=ApiKey.objects.get().id, by=people.viewer(partner), at=NOW)


def test_the_pages_show_a_key_once(owner: Person) -> None:
    client = people.client(owner)
    said = {"name": "Report", "scopes": ["evidence.explore"],
            "expires": FACTS.expires.isoformat()}  # fmt: skip
    made = client.post("/keys/new/", said)
    held = ApiKey.objects.get()
    assert f"towpath_{held.prefix}_" in made.content.decode()
    listed = client.get("/keys/").content.decode()
    assert held.prefix in listed
    assert f"towpath_{held.prefix}_" not in listed
    client.post(f"/keys/{held.id}/revoke/")
    assert "Revoked" in client.get("/keys/").content.decode()
    whats = list(AuditEvent.objects.values_list("what", flat=True))
    assert {"issued a key", "revoked a key"} <= set(whats)


def test_a_key_does_not_open_pages(owner: Person, with_key: Callable[..., Client]) -> None:
    assert with_key(owner).get("/people/").status_code == 302
