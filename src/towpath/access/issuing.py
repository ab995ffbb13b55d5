"""Keys of the API: issued for somebody, for some permissions and until a day; revoked; told apart.

A key is `towpath_PREFIX_SECRET`. Only a hash of the secret is kept. It asks in its person's name
and may never do more than they may at that moment.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from towpath.access import audit, purposes, queries
from towpath.access.audit import Entry, Operation
from towpath.access.errors import NotFound, NotSound
from towpath.access.models import ApiKey, Person
from towpath.access.permissions import Reach
from towpath.access.viewers import Viewer

ISSUE = "key.issue"
SCOPES = {
    "evidence.explore": "Look at evidence: areas, categories, snapshots, where a figure comes from",
    "evidence.download": "Take counts and changes away",
}
LONGEST = timedelta(days=366)
_SHAPE = re.compile(r"towpath_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class KeyLine:
    """A key as it stands in a list: never its secret."""

    id: UUID
    name: str
    prefix: str
    person: str
    scopes: tuple[str, ...]
    expires: date
    revoked: datetime | None
    used: date | None
    live: bool


@dataclass(frozen=True)
class KeyFacts:
    """What a key is for."""

    name: str
    scopes: frozenset[str]
    expires: date


def require_sound(facts: KeyFacts, today: date) -> None:
    """Raise NotSound for a key without an end, or for what no key may do."""
    if not facts.scopes or not facts.scopes <= SCOPES.keys():
        raise NotSound("A key needs something that it may do.", "Choose one or both.")
    if not today < facts.expires <= today + LONGEST:
        raise NotSound("A key lasts from one day to a year.", "Choose a day within the next year.")


@transaction.atomic
def issue(*, person: UUID, facts: KeyFacts, by: Viewer, at: datetime) -> str:
    """Make a key and give it away, this once; an analyst makes their own only."""
    by.require(ISSUE)
    require_sound(facts, at.date())
    found = _people(by).filter(id=person, is_active=True).first()
    if found is None:
        raise NotFound("There is no such person.", "Look for them in the list of people.")
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    made = ApiKey.objects.create(
        person=found, name=facts.name, prefix=prefix, digest=_digest(secret),
        scopes=" ".join(sorted(facts.scopes)), created=at, created_by=by.person,
        expires=facts.expires,
    )  # fmt: skip
    details = {"key": prefix, "scopes": made.scopes, "expires": facts.expires.isoformat()}
    _record(by, at, "issued a key", f"person:{found.id}", details)
    return f"towpath_{prefix}_{secret}"


@transaction.atomic
def revoke(*, id: UUID, by: Viewer, at: datetime) -> None:
    """End a key at once. Everybody may end their own."""
    held = _keys(by).filter(id=id).select_for_update().first()
    if held is None:
        raise NotFound("There is no such key.", "Look for it in the list of keys.")
    if held.revoked is None:
        held.revoked = at
        held.save(update_fields=["revoked"])
        _record(by, at, "revoked a key", f"person:{held.person_id}", {"key": held.prefix})


def held(*, viewer: Viewer, on: date) -> list[KeyLine]:
    """The viewer's keys; an administrator's list is everybody's."""
    return [_line(one, on) for one in _keys(viewer).select_related("person")]


def holders(*, viewer: Viewer) -> list[tuple[str, str]]:
    """For whom the viewer may make a key: identifiers and names."""
    viewer.require(ISSUE)
    return [(str(one.id), one.name) for one in _people(viewer).filter(is_active=True)]


def viewer_by(key: str, *, on: date) -> Viewer | None:
    """Whose key this is, as they stand today and within what it is for; None for no live key."""
    said = _SHAPE.fullmatch(key)
    prefix, secret = said.groups() if said else ("", "")
    found = ApiKey.objects.filter(prefix=prefix).select_related("person").first()
    right = hmac.compare_digest(found.digest if found else "", _digest(secret))
    if found is None or not right or not _live(found, on):
        return None
    if found.used != on:
        ApiKey.objects.filter(id=found.id).update(used=on)
    viewer = queries.viewer_of(found.person, on=on, request=f"key:{prefix}")
    purposed = viewer.for_purpose(purposes.usual(viewer))
    return replace(purposed, only=frozenset(found.scopes.split()))


def _live(key: ApiKey, on: date) -> bool:
    return key.revoked is None and on < key.expires and key.person.is_active


def _digest(secret: str) -> str:
    """A secret of 256 random bits needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _people(viewer: Viewer) -> QuerySet[Person]:
    every = Person.objects.all()
    if viewer.reach(ISSUE) is Reach.ALL:
        return every
    return every.filter(id=viewer.person) if len(viewer.person) == 36 else every.none()


def _keys(viewer: Viewer) -> QuerySet[ApiKey]:
    if viewer.reach(ISSUE) is Reach.ALL:
        return ApiKey.objects.all()
    return ApiKey.objects.filter(person__in=_people(viewer))


def _line(one: ApiKey, on: date) -> KeyLine:
    scopes: Collection[str] = one.scopes.split()
    return KeyLine(
        one.id, one.name, one.prefix, one.person.name, tuple(SCOPES.get(s, s) for s in scopes),
        one.expires, one.revoked, one.used, _live(one, on),
    )  # fmt: skip


def _record(by: Viewer, at: datetime, what: str, subject: str, details: dict[str, str]) -> None:
    audit.record(Entry(Operation.ALTERATION, what, subject, details=details), by=by, at=at)
