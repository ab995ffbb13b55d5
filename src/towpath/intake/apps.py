"""The room's place in Django."""

from __future__ import annotations

from django.apps import AppConfig


class Intake(AppConfig):
    """Deliveries and returns."""

    name = "towpath.intake"
    label = "intake"
