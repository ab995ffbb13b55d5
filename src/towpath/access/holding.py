"""Purposes with their lawful bases, and who holds them: which roles, which people, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from towpath.access import audit, purposes, queries
from towpath.access.audit import Entry, Operation
from towpath.access.permissions import Role
from towpath.access.purposes import Purpose
from towpath.access.viewers import Viewer


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a purpose today, by which role in which agency, and until when."""

    name: str
    role: str
    agency: str
    ends: date | None


@dataclass(frozen=True)
class Holding:
    """A purpose, how many people hold it today, and those of them whom the viewer may see."""

    purpose: Purpose
    roles: tuple[str, ...]
    people: int
    holders: tuple[Holder, ...]


@transaction.atomic
def listed(*, viewer: Viewer, at: datetime) -> tuple[Holding, ...]:
    """Every purpose. Names are for whoever keeps, sees or audits people; that look is recorded."""
    held = queries.in_force(on=at.date())
    own = viewer.agencies("person.read")
    every = viewer.may("audit.read") or own is None
    found = tuple(_holding(one, held, None if every else own) for one in purposes.every().values())
    named = sum(len(one.holders) for one in found)
    if named:
        entry = Entry(Operation.CONSULTATION, "listed who holds purposes", details={"count": named})
        audit.record(entry, by=viewer, at=at)
    return found


def _holding(purpose: Purpose, held: list[queries.Held], own: frozenset[str] | None) -> Holding:
    mine = [one for one in held if one.role in purpose.roles]
    shown = (one for one in mine if own is None or one.slug in own)
    holders = sorted(
        (Holder(one.name, one.role.label, one.agency, one.ends) for one in shown),
        key=lambda one: (one.agency, one.name, one.role),
    )
    roles = tuple(role.label for role in Role if role in purpose.roles)
    return Holding(purpose, roles, len({one.person for one in mine}), tuple(holders))
