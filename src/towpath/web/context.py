"""What every template may rely on: the partnership, the viewer, the way around."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from towpath import __version__
from towpath.access.viewing import viewing
from towpath.web.home import errands


def site(request: HttpRequest) -> dict[str, Any]:
    """`partnership`, `viewer` and `navigation`; allauth has a `site` of its own."""
    viewer = viewing(request)
    return {
        "partnership": settings.CONFIGURATION,
        "version": __version__,
        "viewer": viewer,
        "navigation": errands(viewer) if viewer.signed_in else (),
    }
