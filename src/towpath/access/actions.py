"""Every write: what an administrator can do with agencies, people and memberships.

Each action checks permission, then policy, then changes, then records the event, in one
transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from towpath.access import audit, issuing, queries, rules
from towpath.access.audit import Entry, Operation
from towpath.access.errors import NotFound, NotSound
from towpath.access.models import Agency, Membership, Person
from towpath.access.permissions import Role
from towpath.access.rules import Term
from towpath.access.viewers import Viewer


@dataclass(frozen=True)
class AgencyFacts:
    """What is written down of an agency."""

    name: str
    kind: str
    active: bool = True


@dataclass(frozen=True)
class PersonFacts:
    """What is written down of a person."""

    name: str
    email: str
    job: str = ""


@dataclass(frozen=True)
class Appointment:
    """A role in an agency, from a day and perhaps until one."""

    agency: str
    role: Role
    starts: date
    ends: date | None = None


@transaction.atomic
def found_agency(*, slug: str, facts: AgencyFacts, by: Viewer, at: datetime) -> None:
    """Take an agency into the partnership."""
    by.require("agency.keep")
    with _unique("An agency of this name or short name is there already."):
        Agency.objects.create(slug=slug, **asdict(facts))
    _record(by, at, Operation.COLLECTION, "added an agency", f"agency:{slug}", asdict(facts))


@transaction.atomic
def change_agency(*, slug: str, facts: AgencyFacts, by: Viewer, at: datetime) -> None:
    """Write an agency's name, kind or taking part anew. One that leaves takes its people along."""
    by.require("agency.keep")
    agency = _agency(slug)
    if not facts.active and _administers(agency, by):
        raise NotSound(
            "Your own agency cannot leave while you administer it.",
            "Ask an administrator in another agency.",
        )
    with _unique("An agency of this name is there already."):
        for name, value in asdict(facts).items():
            setattr(agency, name, value)
        agency.save()
    _record(by, at, Operation.ALTERATION, "changed an agency", f"agency:{slug}", asdict(facts))


@transaction.atomic
def add_person(*, facts: PersonFacts, first: Appointment, by: Viewer, at: datetime) -> UUID:
    """Add a person with their first role; they set a password by a link. Their identifier."""
    by.require("person.keep")
    with _unique("Somebody signs in with this e-mail address already."):
        person = Person(name=facts.name, email=facts.email.lower(), job=facts.job, created=at)
        person.set_unusable_password()
        person.save()
    _record(by, at, Operation.COLLECTION, "added a person", f"person:{person.id}")
    _appoint(person, first, by, at)
    return person.id


@transaction.atomic
def change_person(*, id: UUID, facts: PersonFacts, by: Viewer, at: datetime) -> None:
    """Write a person's name, address or job anew."""
    by.require("person.keep")
    person = _person(id)
    said = {"name": facts.name, "email": facts.email.lower(), "job": facts.job}
    changed = [name for name, value in said.items() if getattr(person, name) != value]
    with _unique("Somebody signs in with this e-mail address already."):
        for name in changed:
            setattr(person, name, said[name])
        person.save(update_fields=changed or None)
    # Which fields, not what they said: the trail outlives an erasure.
    details = {"fields": sorted(changed)}
    _record(by, at, Operation.ALTERATION, "changed a person", f"person:{id}", details)


@transaction.atomic
def suspend_person(*, id: UUID, reason: str, by: Viewer, at: datetime) -> None:
    """Stop a person from signing in; their sessions end with their next request, their keys now."""
    by.require("person.keep")
    person = _person(id)
    rules.require_not_own(by.person, str(id))
    person.is_active = False
    person.save(update_fields=["is_active"])
    issuing.end_keys(person, by=by, at=at)
    entry = Entry(Operation.ALTERATION, "suspended a person", f"person:{id}", reason=reason)
    audit.record(entry, by=by, at=at)


@transaction.atomic
def restore_person(*, id: UUID, reason: str, by: Viewer, at: datetime) -> None:
    """Let a person sign in again."""
    by.require("person.keep")
    person = _person(id)
    person.is_active = True
    person.save(update_fields=["is_active"])
    entry = Entry(Operation.ALTERATION, "restored a person", f"person:{id}", reason=reason)
    audit.record(entry, by=by, at=at)


@transaction.atomic
def appoint(*, person: UUID, to: Appointment, by: Viewer, at: datetime) -> None:
    """Give a person a role in an agency."""
    by.require("person.keep")
    rules.require_not_own(by.person, str(person))
    _appoint(_person(person), to, by, at)


@transaction.atomic
def end_membership(*, id: UUID, ends: date, by: Viewer, at: datetime) -> UUID:
    """End a membership on a day; the person whose it was."""
    by.require("person.keep")
    held = Membership.objects.select_related("agency", "person").filter(id=id).first()
    if held is None:
        raise NotFound("There is no such membership.", "Look for it on the person's page.")
    rules.require_not_own(by.person, str(held.person_id))
    rules.require_term(held.starts, ends)
    role = Role(held.role)
    others = queries.administrators(on=ends, besides=held.person_id)
    rules.require_leavable(role, others)
    held.ends = ends
    held.save(update_fields=["ends"])
    details = {"agency": held.agency.slug, "role": held.role, "ends": ends.isoformat()}
    subject = f"person:{held.person_id}"
    _record(by, at, Operation.ALTERATION, "ended a membership", subject, details)
    leaves = queries.leaves(held.person, on=at.date())
    if leaves is not None:
        issuing.end_keys(held.person, by=by, at=at, on=leaves)
    return held.person_id


@transaction.atomic
def forget_second_steps(*, id: UUID, reason: str, by: Viewer, at: datetime) -> int:
    """Take away the second steps of somebody who has lost them all, and end their keys; how many.

    An administrator may not: with a link to a password they would sign in as anybody.
    """
    from allauth.mfa.models import Authenticator

    by.require("person.recover")
    person = _person(id)
    taken = int(Authenticator.objects.filter(user=person).delete()[0])
    issuing.end_keys(person, by=by, at=at)
    entry = Entry(
        Operation.ALTERATION, "took away second steps", f"person:{id}", reason=reason,
        details={"count": taken},
    )  # fmt: skip
    audit.record(entry, by=by, at=at)
    return taken


@transaction.atomic
def invite(*, id: UUID, by: Viewer, at: datetime) -> str:
    """Make the link by which a person sets a password, good once; its path."""
    from towpath.access import signing_in

    by.require("person.keep")
    person = _person(id)
    _record(by, at, Operation.DISCLOSURE, "made a sign-in link", f"person:{id}")
    return signing_in.link(person)


def _appoint(person: Person, to: Appointment, by: Viewer, at: datetime) -> None:
    term = rules.require_term(to.starts, to.ends)
    agency = _agency(to.agency)
    same = Membership.objects.filter(person=person, agency=agency, role=to.role.value)
    rules.require_appointable(term, [Term(one.starts, one.ends) for one in same])
    Membership.objects.create(
        person=person, agency=agency, role=to.role.value, starts=to.starts, ends=to.ends
    )
    details = {"agency": to.agency, "role": to.role.value, "starts": to.starts.isoformat()}
    subject = f"person:{person.id}"
    _record(by, at, Operation.ALTERATION, "gave a person a role", subject, details)


def _record(
    by: Viewer, at: datetime, operation: Operation, what: str, subject: str,
    details: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    audit.record(Entry(operation, what, subject, details=details or {}), by=by, at=at)


def _agency(slug: str) -> Agency:
    found = Agency.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such agency.", "Look for it in the list of agencies.")
    return found


def _person(id: UUID) -> Person:
    found = Person.objects.filter(id=id).first()
    if found is None:
        raise NotFound("There is no such person.", "Look for them in the list of people.")
    return found


def _administers(agency: Agency, by: Viewer) -> bool:
    return any(s.agency == agency.slug and s.role is Role.ADMINISTRATOR for s in by.seats)


@contextmanager
def _unique(sentence: str) -> Iterator[None]:
    """Turn the database's refusal of a second one into a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise NotSound(sentence, "Use the one that is there, or another name.") from error
