"""`recover`: let somebody in again who has lost every second step."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from towpath.access import actions
from towpath.access.models import Person
from towpath.access.viewers import Viewer


class Command(BaseCommand):
    """Take away somebody's second steps; they set up new ones when they sign in next."""

    help = "Take away the second steps of somebody who has lost them all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose, and why."""
        parser.add_argument("email")
        parser.add_argument("--because", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Whoever can run this owns the home; no administrator of the site may do it."""
        person = Person.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError("Nobody signs in with this address.")
        by = Viewer.of_command(getpass.getuser())
        taken = actions.forget_second_steps(
            id=person.id, reason=options["because"], by=by, at=timezone.now()
        )
        self.stdout.write(
            f"{taken} second step{'s' * (taken != 1)} of {person.name} taken away. They sign in "
            "with their password and set up a new one."
        )
