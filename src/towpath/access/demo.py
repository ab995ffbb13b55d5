"""The demo's agencies and people; their password stands on its sign-in page."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from towpath.access import actions
from towpath.access.actions import AgencyFacts, Appointment, PersonFacts
from towpath.access.models import Agency, Person
from towpath.access.permissions import Role
from towpath.access.viewers import Viewer
from towpath.foundation import TowpathError

PASSWORD = "heron-under-the-bridge"  # noqa: S105 - printed on the demo's own sign-in page

AGENCIES = (
    ("aldermere-partnership", "Safer Aldermere Partnership", Agency.Kind.OTHER),
    ("aldermere-council", "Aldermere Borough Council", Agency.Kind.RESPONSIBLE),
    ("saltreath", "Saltreath Police", Agency.Kind.RESPONSIBLE),
    ("saltreath-fire", "Saltreath Fire and Rescue Service", Agency.Kind.RESPONSIBLE),
    ("aldermere-hospital", "Aldermere Hospital Trust", Agency.Kind.RESPONSIBLE),
    ("greyhaven-ambulance", "Greyhaven Ambulance Service", Agency.Kind.COOPERATING),
    ("aldermere-homes", "Aldermere Homes", Agency.Kind.COOPERATING),
    ("canal-trust", "Aldermere Canal Trust", Agency.Kind.OTHER),
)


class NotADemo(TowpathError):
    """The demo's people would have come into a real partnership."""


@dataclass(frozen=True)
class Somebody:
    """One of the demo's people."""

    name: str
    email: str
    job: str
    agency: str
    role: Role

    @property
    def password(self) -> str:
        """The same for all of them."""
        return PASSWORD


PEOPLE = (
    Somebody("Asha Mistry", "asha.mistry@aldermere.example", "Community safety analyst",
             "aldermere-council", Role.ANALYST),
    Somebody("Gareth Lowe", "gareth.lowe@aldermere.example", "Partnership manager",
             "aldermere-partnership", Role.MANAGER),
    Somebody("Meera Joshi", "meera.joshi@saltreath.example", "Superintendent, partnerships",
             "saltreath", Role.MANAGER),
    Somebody("Ruth Adeyemi", "ruth.adeyemi@saltreath.example", "Neighbourhood sergeant",
             "saltreath", Role.POLICE),
    Somebody("Tom Kersey", "tom.kersey@homes.example", "Tenancy and estates officer",
             "aldermere-homes", Role.HOUSING),
    Somebody("Dr Helen Marsh", "helen.marsh@hospital.example", "Board member for health",
             "aldermere-hospital", Role.BOARD),
    Somebody("Priya Nair", "priya.nair@aldermere.example", "Systems administrator",
             "aldermere-council", Role.ADMINISTRATOR),
    Somebody("Owen Pugh", "owen.pugh@aldermere.example", "Information governance officer",
             "aldermere-council", Role.AUDITOR),
)  # fmt: skip


@transaction.atomic
def settle() -> None:
    """Add the agencies and people that are not there yet; refused outside a demo."""
    if not settings.CONFIGURATION.demo:
        raise NotADemo("This home is a real partnership's.", "Add its own people instead.")
    at, by = timezone.now(), Viewer.of_command("demo")
    for slug, name, kind in AGENCIES:
        if not Agency.objects.filter(slug=slug).exists():
            facts = AgencyFacts(name, kind.value)
            actions.found_agency(slug=slug, facts=facts, by=by, at=at)
    for one in PEOPLE:
        if not Person.objects.filter(email=one.email).exists():
            first = Appointment(one.agency, one.role, at.date())
            facts_of = PersonFacts(one.name, one.email, one.job)
            id = actions.add_person(facts=facts_of, first=first, by=by, at=at)
            person = Person.objects.get(id=id)
            person.set_password(PASSWORD)
            person.save(update_fields=["password"])
