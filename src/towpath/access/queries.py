"""Every read of agencies, people and the trail that others may make.

A read of personal data records who looked, in its own transaction: no look without its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet

from towpath.access import audit
from towpath.access.audit import Entry, Operation
from towpath.access.errors import NotFound
from towpath.access.models import Agency, Membership, Person
from towpath.access.permissions import Role
from towpath.access.rules import Term
from towpath.access.viewers import Seat, Viewer


@dataclass(frozen=True)
class AgencyLine:
    """An agency as it stands in a list."""

    slug: str
    name: str
    kind: str
    kind_label: str
    active: bool
    people: int


@dataclass(frozen=True)
class MembershipLine:
    """A membership as it stands on a person's page."""

    id: UUID
    agency: str
    agency_name: str
    role: Role
    term: Term
    in_force: bool


@dataclass(frozen=True)
class PersonLine:
    """A person as they stand in a list or on their page."""

    id: UUID
    name: str
    email: str
    job: str
    active: bool
    last_sign_in: datetime | None
    memberships: tuple[MembershipLine, ...]

    @property
    def in_force(self) -> tuple[MembershipLine, ...]:
        """What they hold today."""
        return tuple(one for one in self.memberships if one.in_force)


def viewer_of(person: Person, *, on: date, purpose: str = "", request: str = "") -> Viewer:
    """The viewer that a person is today, read anew for every request; suspended, nobody much."""
    mine = _in_force(on).filter(person=person, person__is_active=True, agency__active=True)
    held = mine.select_related("agency")
    seats = sorted(Seat(one.agency.slug, Role(one.role)) for one in held)
    return Viewer(str(person.id), person.name, tuple(seats), purpose, request)


def body_of(person: Person, *, on: date) -> str:
    """The agency for which somebody spoke on a day, by name; nothing where it was none."""
    slug = viewer_of(person, on=on).agency
    return "".join(Agency.objects.filter(slug=slug).values_list("name", flat=True))


def leaves(person: Person, *, on: date) -> date | None:
    """The first day on which somebody holds no role any more, if that is known."""
    held = Membership.objects.filter(person=person).filter(Q(ends__isnull=True) | Q(ends__gt=on))
    ends = list(held.values_list("ends", flat=True))
    return max((one for one in ends if one), default=on) if None not in ends else None


def agencies(*, viewer: Viewer, on: date) -> list[AgencyLine]:
    """The agencies of the partnership, with how many people each has today."""
    viewer.require("agency.read")
    counted: dict[str, set[UUID]] = {}
    for slug, person in _in_force(on).values_list("agency__slug", "person_id"):
        counted.setdefault(slug, set()).add(person)
    return [_agency(one, len(counted.get(one.slug, ()))) for one in Agency.objects.all()]


def agency(*, viewer: Viewer, on: date, slug: str) -> AgencyLine:
    """One agency; NotFound where there is none."""
    found = [one for one in agencies(viewer=viewer, on=on) if one.slug == slug]
    if not found:
        raise NotFound("There is no such agency.", "Look for it in the list of agencies.")
    return found[0]


@transaction.atomic
def people(*, viewer: Viewer, at: datetime, words: str = "", agency: str = "") -> list[PersonLine]:
    """The people whom the viewer may see, by name; the look is recorded."""
    viewer.require("person.read")
    asked = _visible(viewer).filter(Q(name__icontains=words) | Q(email__icontains=words))
    if agency:
        asked = asked.filter(memberships__agency__slug=agency).distinct()
    found = [_person(one, at.date()) for one in asked]
    details = {"count": len(found), "agency": agency}
    audit.record(Entry(Operation.CONSULTATION, "listed people", details=details), by=viewer, at=at)
    return found


@transaction.atomic
def person(*, viewer: Viewer, at: datetime, id: UUID) -> PersonLine:
    """One person; NotFound where there is none whom the viewer may see. The look is recorded."""
    viewer.require("person.read")
    found = _visible(viewer).filter(id=id).first()
    if found is None:
        raise NotFound("There is no such person.", "Look for them in the list of people.")
    entry = Entry(Operation.CONSULTATION, "looked at a person", subject=f"person:{id}")
    audit.record(entry, by=viewer, at=at)
    return _person(found, at.date())


def choices_of_people(*, viewer: Viewer) -> list[tuple[str, str]]:
    """Everybody by name, for an auditor to choose from."""
    viewer.require("audit.read")
    return [(str(one.id), one.name) for one in Person.objects.all()]


def choices_of_agencies() -> list[tuple[str, str]]:
    """The agencies that take part, by name; they are no secret to anybody who has signed in."""
    return list(Agency.objects.filter(active=True).values_list("slug", "name"))


def choices_of_owners() -> list[tuple[str, str]]:
    """Everybody who takes part, under each of their agencies: "police/ID" and what is read."""
    people = Person.objects.filter(is_active=True, memberships__agency__active=True)
    rows = people.values_list(
        "memberships__agency__slug", "id", "memberships__agency__name", "name"
    )
    every = sorted({(f"{slug}/{id}", f"{agency}: {name}") for slug, id, agency, name in rows})
    return sorted(every, key=lambda one: one[1])


def names(ids: set[str]) -> dict[str, str]:
    """The names of people by identifier, for pages that have recorded their look already."""
    found = Person.objects.filter(id__in=[one for one in ids if len(one) == 36])
    return {str(one.id): one.name for one in found}


@dataclass(frozen=True)
class Held:
    """A membership in force of somebody who may sign in, for this room's own modules."""

    person: UUID
    name: str
    role: Role
    slug: str
    agency: str
    ends: date | None


def in_force(*, on: date) -> list[Held]:
    """Every membership in force on a day, in agencies that take part."""
    held = _in_force(on).filter(person__is_active=True, agency__active=True)
    return [
        Held(one.person_id, one.person.name, Role(one.role), one.agency.slug, one.agency.name,
             one.ends)
        for one in held.select_related("person", "agency")
    ]  # fmt: skip


def administrators(*, on: date, besides: UUID) -> int:
    """How many people administer the partnership on a day, not counting one."""
    held = _in_force(on).filter(role=Role.ADMINISTRATOR.value, person__is_active=True)
    return held.exclude(person_id=besides).values("person").distinct().count()


def _in_force(on: date) -> QuerySet[Membership]:
    return Membership.objects.filter(starts__lte=on).filter(Q(ends__isnull=True) | Q(ends__gt=on))


def _visible(viewer: Viewer) -> QuerySet[Person]:
    """The one place that says whose page a viewer may open."""
    held = Prefetch("memberships", Membership.objects.select_related("agency"))
    every = Person.objects.prefetch_related(held)
    own = viewer.agencies("person.read")
    if own is None:
        return every
    return every.filter(memberships__agency__slug__in=own).distinct()


def _agency(one: Agency, people: int) -> AgencyLine:
    label = str(Agency.Kind(one.kind).label)
    return AgencyLine(one.slug, one.name, one.kind, label, one.active, people)


def _person(one: Person, on: date) -> PersonLine:
    held = tuple(_membership(each, on) for each in one.memberships.all())
    return PersonLine(one.id, one.name, one.email, one.job, one.is_active, one.last_login, held)


def _membership(one: Membership, on: date) -> MembershipLine:
    term = Term(one.starts, one.ends)
    return MembershipLine(
        one.id, one.agency.slug, one.agency.name, Role(one.role), term, term.holds(on)
    )
