"""The viewer of a request, typed."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from towpath.access.viewers import Viewer


def viewing(request: HttpRequest) -> Viewer:
    """Who asks, as the middleware found them."""
    return cast(Viewer, getattr(request, "viewer", Viewer.nobody()))
