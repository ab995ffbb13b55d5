"""Proving the audit trail: every event by its code, its order, and the heads written outside."""

from __future__ import annotations

from dataclasses import dataclass

from towpath.access import audit, heads
from towpath.access.errors import TrailBroken
from towpath.access.models import AuditEvent

_REMEDY = "Compare the trail with a backup, and find out who could write to the database."


@dataclass(frozen=True)
class Proof:
    """What was proved: how many events, against how many heads, and whether those lie outside."""

    events: int
    heads: int
    outside: bool


def verify() -> Proof:
    """Go through the whole trail; TrailBroken names the first event that does not hold."""
    key, before, count = audit.key(), audit.START, 0
    expected = {head.sequence: head.mac for head in heads.written()}
    for event in AuditEvent.objects.order_by("sequence").iterator(chunk_size=5_000):
        count += 1
        _require_next(event, count, before)
        if audit.mac(event, key) != event.mac:
            raise TrailBroken(f"Event {count} of the audit trail was changed or forged.", _REMEDY)
        if expected.get(count, event.mac) != event.mac:
            raise TrailBroken(
                f"Event {count} is not the one whose head was written outside.", _REMEDY
            )
        before = event.mac
    _require_whole(count, expected)
    return Proof(count, len(expected), heads.outside())


def _require_next(event: AuditEvent, expected: int, before: str) -> None:
    if event.sequence != expected:
        raise TrailBroken(
            f"Event {expected} of the audit trail is missing; {event.sequence} follows.", _REMEDY
        )
    if event.before != before:
        raise TrailBroken(f"Event {expected} does not follow from the one before it.", _REMEDY)


def _require_whole(count: int, expected: dict[int, str]) -> None:
    last = max(expected, default=0)
    if last > count:
        raise TrailBroken(
            f"The audit trail ends at event {count}, but event {last} was written outside.",
            _REMEDY,
        )
