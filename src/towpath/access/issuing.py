"""Keys of the API: made by somebody for themselves, for some permissions and until a day.

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
from towpath.access.viewers import Viewer

ISSUE, KEEP = "key.issue", "key.keep"
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


def require_within(facts: KeyFacts, holder: Viewer) -> None:
    """Raise NotSound for a key that would say more than its holder may do today."""
    if not all(holder.may(one) for one in facts.scopes):
        raise NotSound(
            "A key may never do more than its person may.", "Choose what your own role includes."
        )


@transaction.atomic
def issue(*, facts: KeyFacts, by: Viewer, at: datetime) -> str:
    """Make a key and give it away, this once. Nobody makes one in another's name.

    It ends with its holder's last membership, if the end of that is known.
    """
    by.require(ISSUE)
    require_sound(facts, at.date())
    require_within(facts, by)
    holder = Person.objects.filter(id=by.person, is_active=True).first()
    if holder is None:
        raise NotFound("There is no such person.", "Sign in again.")
    expires = min(filter(None, (facts.expires, queries.leaves(holder, on=at.date()))))
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    made = ApiKey.objects.create(
        person=holder, name=facts.name, prefix=prefix, digest=_digest(secret),
        scopes=" ".join(sorted(facts.scopes)), created=at, created_by=by.person, expires=expires,
    )  # fmt: skip
    details = {"key": prefix, "scopes": made.scopes, "expires": expires.isoformat()}
    _record(by, at, "issued a key", f"person:{holder.id}", details)
    return f"towpath_{prefix}_{secret}"


@transaction.atomic
def revoke(*, id: UUID, by: Viewer, at: datetime) -> None:
    """End a key at once. Everybody may end their own, an administrator anybody's."""
    held = _keys(by).filter(id=id).select_for_update().first()
    if held is None:
        raise NotFound("There is no such key.", "Look for it in the list of keys.")
    if held.revoked is None:
        _revoke(held, by, at)


def end_keys(person: Person, *, by: Viewer, at: datetime, on: date | None = None) -> None:
    """End a person's keys now, or no later than on a day; within the caller's transaction."""
    live = ApiKey.objects.filter(person=person, revoked__isnull=True)
    for one in live.select_for_update():
        if on is None:
            _revoke(one, by, at)
        elif on < one.expires:
            one.expires = on
            one.save(update_fields=["expires"])
            details = {"key": one.prefix, "expires": on.isoformat()}
            _record(by, at, "shortened a key", f"person:{person.id}", details)


def _revoke(key: ApiKey, by: Viewer, at: datetime) -> None:
    key.revoked = at
    key.save(update_fields=["revoked"])
    _record(by, at, "revoked a key", f"person:{key.person_id}", {"key": key.prefix})


def held(*, viewer: Viewer, on: date) -> list[KeyLine]:
    """The viewer's keys; an administrator's list is everybody's."""
    return [_line(one, on) for one in _keys(viewer).select_related("person")]


def viewer_by(key: str, *, on: date) -> Viewer | None:
    """Whose key this is, as they stand today and within what it is for; None for no live key.

    A person without a role has no live key.
    """
    said = _SHAPE.fullmatch(key)
    prefix, secret = said.groups() if said else ("", "")
    found = ApiKey.objects.filter(prefix=prefix).select_related("person").first()
    right = hmac.compare_digest(found.digest if found else "", _digest(secret))
    if found is None or not right or not _live(found, on):
        return None
    viewer = queries.viewer_of(found.person, on=on, request=f"key:{prefix}")
    if not viewer.seats:
        return None
    if found.used != on:
        ApiKey.objects.filter(id=found.id).update(used=on)
    purposed = viewer.for_purpose(purposes.usual(viewer))
    return replace(purposed, only=frozenset(found.scopes.split()))


def _live(key: ApiKey, on: date) -> bool:
    return key.revoked is None and on < key.expires and key.person.is_active


def _digest(secret: str) -> str:
    """A secret of 256 random bits needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _keys(viewer: Viewer) -> QuerySet[ApiKey]:
    if viewer.may(KEEP):
        return ApiKey.objects.all()
    known = len(viewer.person) == 36  # neither anonymous nor a command
    return ApiKey.objects.filter(person_id=viewer.person) if known else ApiKey.objects.none()


def _line(one: ApiKey, on: date) -> KeyLine:
    scopes: Collection[str] = one.scopes.split()
    return KeyLine(
        one.id, one.name, one.prefix, one.person.name, tuple(SCOPES.get(s, s) for s in scopes),
        one.expires, one.revoked, one.used, _live(one, on),
    )  # fmt: skip


def _record(by: Viewer, at: datetime, what: str, subject: str, details: dict[str, str]) -> None:
    audit.record(Entry(Operation.ALTERATION, what, subject, details=details), by=by, at=at)
