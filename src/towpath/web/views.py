"""The frame's own pages: the first one, the partnership's colour, and what to say when it fails."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from towpath import __version__
from towpath.access.viewing import viewing
from towpath.foundation import TowpathError
from towpath.web import colours, desks
from towpath.web.home import errands


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page of somebody who has signed in."""
    viewer = viewing(request)
    said = {"errands": errands(viewer), "desks": desks.of(viewer, timezone.now())}
    return render(request, "web/home.html", said)


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the site and its database answer, for whoever watches them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"healthy": True, "version": __version__})


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def theme(request: HttpRequest) -> HttpResponse:
    """The partnership's colour as a stylesheet, since no page may carry styles of its own."""
    return HttpResponse(colours.stylesheet(settings.CONFIGURATION.colour), content_type="text/css")


@login_not_required
def closed(request: HttpRequest, **_: str) -> HttpResponse:
    """A page of the sign-in library that does not exist here."""
    raise Http404


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read."""
    return _page(request, 400, "Something in the request could not be read", exception)


def not_permitted(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The viewer's role does not include it."""
    return _page(request, 403, "You do not have access to this page", exception)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page for this viewer."""
    return _page(request, 404, "Page not found", exception)


def fault(request: HttpRequest) -> HttpResponse:
    """A fault of ours; the page stands on nothing that could fail as well."""
    return render(None, "web/fault.html", status=500)


def _page(
    request: HttpRequest, status: int, title: str, exception: Exception | None
) -> HttpResponse:
    said = exception if isinstance(exception, TowpathError) else None
    return render(request, "web/error.html", {"title": title, "said": said}, status=status)
