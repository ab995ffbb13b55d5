"""The room's place in Django."""

from __future__ import annotations

from django.apps import AppConfig


class Editions(AppConfig):
    """People's side of an assessment."""

    name = "towpath.editions"
    label = "editions"
