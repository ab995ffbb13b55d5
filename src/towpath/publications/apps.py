"""The room's place in Django."""

from __future__ import annotations

from django.apps import AppConfig


class Publications(AppConfig):
    """What has left the house."""

    name = "towpath.publications"
    label = "publications"
