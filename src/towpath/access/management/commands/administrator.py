"""`administrator`: add the first person of a partnership, who then adds the others."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import transaction
from django.utils import timezone

from towpath.access import actions
from towpath.access.actions import AgencyFacts, Appointment, PersonFacts
from towpath.access.models import Agency, Person
from towpath.access.permissions import Role
from towpath.access.viewers import Viewer


class Command(BaseCommand):
    """Add an administrator, and say by which link they set a password."""

    help = "Add an administrator and print the link by which they set a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, and in which agency."""
        parser.add_argument("name")
        parser.add_argument("email")
        parser.add_argument("--agency", default="council")
        parser.add_argument("--agency-name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Whoever can run this owns the home; what they do is on the trail all the same."""
        call_command("migrate", interactive=False, verbosity=0)
        link = _add(PersonFacts(options["name"], options["email"]), options)
        self.stdout.write(f"{options['name']} sets a password here, once, within three days:")
        self.stdout.write(f"{settings.CONFIGURATION.url or 'http://127.0.0.1:8000'}{link}")


@transaction.atomic
def _add(facts: PersonFacts, options: dict[str, Any]) -> str:
    at, by = timezone.now(), Viewer.of_command(getpass.getuser())
    slug = options["agency"]
    if not Agency.objects.filter(slug=slug).exists():
        named = AgencyFacts(options["agency_name"] or slug.title(), Agency.Kind.RESPONSIBLE.value)
        actions.found_agency(slug=slug, facts=named, by=by, at=at)
    # Asked for twice, it makes a new link: the first may have been lost.
    known = Person.objects.filter(email__iexact=facts.email).first()
    first = Appointment(slug, Role.ADMINISTRATOR, at.date())
    id = known.id if known else actions.add_person(facts=facts, first=first, by=by, at=at)
    return actions.invite(id=id, by=by, at=at)
