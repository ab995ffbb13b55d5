"""The room's place in Django."""

from __future__ import annotations

from django.apps import AppConfig


class Access(AppConfig):
    """Agencies, people, roles and the audit trail."""

    name = "towpath.access"
    label = "access"

    def ready(self) -> None:
        """Hear who signs in and out."""
        from towpath.access import signing_in

        signing_in.listen()
