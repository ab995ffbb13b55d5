"""The room's place in Django."""

from __future__ import annotations

from django.apps import AppConfig


class Explorer(AppConfig):
    """The evidence, looked at."""

    name = "towpath.explorer"
    label = "explorer"
