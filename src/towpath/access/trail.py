"""Reading the audit trail: who looked at what, when and why. Reading it is recorded too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from towpath.access import audit, purposes, queries
from towpath.access.audit import Entry, Operation
from towpath.access.models import Agency, AuditEvent
from towpath.access.viewers import Viewer

PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What an auditor looks for; nothing said means everything."""

    person: str = ""
    of: str = ""
    operation: str = ""
    words: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Line:
    """One event as an auditor reads it, with names where their owners are still known."""

    sequence: int
    at: datetime
    who: str
    agency: str
    purpose: str
    operation: str
    what: str
    subject: str
    recipient: str
    reason: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Leaf:
    """A page of lines, newest first."""

    lines: tuple[Line, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


@transaction.atomic
def read(*, viewer: Viewer, at: datetime, asked: Asked, number: int = 1) -> Leaf:
    """A page of the trail; what was looked for is recorded."""
    viewer.require("audit.read")
    found = _found(asked)
    total = found.count()
    last = max(1, -(-total // PAGE))
    number = min(max(1, number), last)
    events = list(found.order_by("-sequence")[(number - 1) * PAGE : number * PAGE])
    looked = {key: str(value) for key, value in vars(asked).items() if value}
    entry = Entry(Operation.CONSULTATION, "read the audit trail", details=looked)
    audit.record(entry, by=viewer, at=at)
    return Leaf(_lines(events), total, number)


def _found(asked: Asked) -> QuerySet[AuditEvent]:
    found = AuditEvent.objects.all()
    if asked.person:
        found = found.filter(person=asked.person)
    if asked.of:
        found = found.filter(subject=f"person:{asked.of}")
    if asked.operation:
        found = found.filter(operation=asked.operation)
    if asked.words:
        found = found.filter(what__icontains=asked.words)
    if asked.first:
        found = found.filter(at__date__gte=asked.first)
    if asked.last:
        found = found.filter(at__date__lt=asked.last + timedelta(days=1))
    return found


def _lines(events: list[AuditEvent]) -> tuple[Line, ...]:
    subjects = {one.subject.partition(":")[2] for one in events}
    people = queries.names({one.person for one in events} | subjects)
    agencies = dict(Agency.objects.values_list("slug", "name"))
    return tuple(_line(one, people, agencies) for one in events)


def _details(text: str) -> tuple[tuple[str, str], ...]:
    said = json.loads(text).items()
    return tuple((name, _words(value)) for name, value in said if value not in ("", [], None))


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _line(one: AuditEvent, people: dict[str, str], agencies: dict[str, str]) -> Line:
    kind, _, of = one.subject.partition(":")
    # An agency's name is enough; of anything else it must be said what it is.
    named = {"person": people.get(of), "agency": agencies.get(of)}
    subject = named.get(kind) or f"{kind} {of}".strip()
    purpose = purposes.every().get(one.purpose)
    return Line(
        sequence=one.sequence,
        at=one.at,
        who=people.get(one.person, one.person),
        agency=agencies.get(one.agency, one.agency),
        purpose=purpose.title if purpose else one.purpose,
        operation=one.operation,
        what=one.what,
        subject=subject,
        recipient=one.recipient,
        reason=one.reason,
        details=_details(one.details),
    )
