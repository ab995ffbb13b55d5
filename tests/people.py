"""The people of site tests, named for their place, and how they sign in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.test import Client
from django.utils import timezone

from towpath.access import issuing, queries
from towpath.access.issuing import SCOPES, KeyFacts
from towpath.access.models import Agency, ApiKey, Membership, Person
from towpath.access.permissions import Role
from towpath.access.viewers import Viewer
from towpath.intake.models import Delivery

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
TODAY = date(2026, 5, 4)
SINCE = date(2020, 1, 1)
PASSWORD = "a-long-way-by-water"


def agency(slug: str, kind: str = "responsible") -> Agency:
    """An agency, made the first time that it is named."""
    found, _ = Agency.objects.get_or_create(
        slug=slug, defaults={"name": slug.title(), "kind": kind}
    )
    return found


def person(name: str, role: Role | None = None, of: str = "council", **more: object) -> Person:
    """Somebody with one role in one agency, or with none."""
    made = Person.objects.create(
        name=name, email=f"{name.lower().replace(' ', '.')}@{of}.example", created=AT, **more
    )
    made.set_password(PASSWORD)
    made.save()
    if role is not None:
        Membership.objects.create(person=made, agency=agency(of), role=role.value, starts=SINCE)
    return made


def viewer(of: Person, on: date = TODAY) -> Viewer:
    """The viewer that a person is."""
    return queries.viewer_of(of, on=on)


def client(of: Person | None) -> Client:
    """A browser in which somebody has signed in, or nobody."""
    made = Client(headers={"host": "localhost"})
    if of is not None:
        made.force_login(of, "allauth.account.auth_backends.AuthenticationBackend")
    return made


def delivery(of: str) -> Delivery:
    """A delivery of an agency that needs attention."""
    return Delivery.objects.create(
        agency=agency(of), state="stopped", handed_by="somebody", handed_at=AT, changed_at=AT
    )


def key_of(of: Person) -> UUID:
    """A key of somebody's, by its identifier."""
    facts = KeyFacts("Report", frozenset(SCOPES), timezone.localdate() + timedelta(days=9))
    now = timezone.now()
    prefix = issuing.issue(facts=facts, by=viewer(of, now.date()), at=now).split("_")[1]
    return ApiKey.objects.get(prefix=prefix).id
