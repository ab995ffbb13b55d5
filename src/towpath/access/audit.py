"""The audit trail: an event goes into the transaction of what it records, chained by an HMAC.

The key lies apart from the database and the head of the chain is written outside it, so that
neither a hand in the database nor a cut tail goes unseen (`chain.verify`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from towpath.access import heads, keys
from towpath.access.models import AuditEvent
from towpath.access.viewers import Viewer

START = "0" * 64
_LOCK = 1_998_115  # of PostgreSQL's advisory locks: the Act's year and the section on disclosure
_FIELDS = tuple(f.attname for f in AuditEvent._meta.concrete_fields if f.attname != "mac")


class Operation(StrEnum):
    """What the law wants logged (Data Protection Act 2018, section 62), and two of our own."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
    SESSION = "session"
    REFUSAL = "refusal"


@dataclass(frozen=True)
class Entry:
    """What happened: to what, for whom, why. `subject` is `kind:identifier`, never a name."""

    operation: Operation
    what: str
    subject: str = ""
    recipient: str = ""
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


class NoTransaction(RuntimeError):
    """An event was to be recorded outside the transaction of what it records."""


def record(entry: Entry, *, by: Viewer, at: datetime) -> int:
    """Chain an event to the trail, within the caller's transaction; its number."""
    if not connection.in_atomic_block:
        message = f"{entry.what} must be recorded in the transaction of what it records"
        raise NoTransaction(message)
    number, before = _end()
    event = AuditEvent(
        sequence=number + 1,
        at=at.astimezone(UTC),
        person=by.person,
        agency=by.agency,
        roles=",".join(sorted(by.roles)),
        purpose=by.purpose,
        operation=entry.operation.value,
        what=entry.what,
        subject=entry.subject,
        recipient=entry.recipient[:200],
        reason=entry.reason[:500],
        request=by.request,
        details=json.dumps(entry.details, ensure_ascii=False, sort_keys=True, default=str),
        before=before,
    )
    event.mac = mac(event, _key())
    event.save()
    head = heads.Head(event.sequence, event.mac, event.at)
    transaction.on_commit(lambda: heads.send(head))
    return event.sequence


def mac(event: AuditEvent, key: bytes) -> str:
    """The event's code: over every field and, through `before`, over all events before it."""
    said = {name: _plain(getattr(event, name)) for name in _FIELDS}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def _end() -> tuple[int, str]:
    """The number and code of the last event, with nobody else able to add one until commit."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = AuditEvent.objects.order_by("-sequence").values_list("sequence", "mac").first()
    return last or (0, START)


@cache
def _key() -> bytes:
    return bytes.fromhex(keys.secret(settings.HOME, "audit"))


def key() -> bytes:
    """The key of the chain."""
    return _key()
