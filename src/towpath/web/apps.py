"""The frame's place in Django."""

from __future__ import annotations

from django.apps import AppConfig


class Web(AppConfig):
    """The site's frame."""

    name = "towpath.web"
    label = "web"
