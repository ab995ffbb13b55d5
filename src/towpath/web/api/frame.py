"""The API's frame: who asks, how an error is said, which addresses there are."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.security import APIKeyCookie, HttpBearer

from towpath import __version__
from towpath.access import issuing
from towpath.access.errors import NotFound
from towpath.access.viewers import Viewer
from towpath.access.viewing import viewing
from towpath.foundation import Forbidden, NoSuchData, NotComparable, NotUnderstood
from towpath.web import middleware


class Key(HttpBearer):
    """Whoever brings a live key is its person, within what the key is for."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        """The viewer; they stand beside the request as on any page."""
        found = issuing.viewer_by(token, on=timezone.localdate())
        if found is not None:
            request.viewer = found  # type: ignore[attr-defined]
        return found


class Session(APIKeyCookie):
    """Whoever has signed in asks as themselves; nothing here changes anything but by POST."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer | None:
        """The viewer, if somebody has signed in."""
        return viewing(request) if request.user.is_authenticated else None


api = NinjaAPI(
    title="Towpath",
    version=__version__,
    description="What a community safety partnership holds and has published.",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=[Key(), Session()],
    urls_namespace="api",
)


def _answer(request: HttpRequest, status: int, error: Exception) -> HttpResponse:
    said = {"says": getattr(error, "sentence", ""), "do": getattr(error, "remedy", "")}
    return api.create_response(request, said, status=status)


@api.exception_handler(Forbidden)
def _forbidden(request: HttpRequest, error: Any) -> HttpResponse:
    middleware.record(request, 403)
    return _answer(request, 403, error)


@api.exception_handler(NotFound)
@api.exception_handler(NoSuchData)
def _absent(request: HttpRequest, error: Any) -> HttpResponse:
    middleware.record(request, 404)
    return _answer(request, 404, error)


@api.exception_handler(NotUnderstood)
@api.exception_handler(NotComparable)
def _unread(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(request, _unreadable(request), error)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = {str(one["loc"][-1]) for one in error.errors}
    said = {"says": f"These cannot be read: {', '.join(sorted(wrong))}.", "do": "See /api/docs."}
    return api.create_response(request, said, status=_unreadable(request))


def _unreadable(request: HttpRequest) -> int:
    """OGC's standard wants 400 where others say 422."""
    return 400 if request.path.startswith("/api/features/") else 422


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """What can be asked, as a page of ours: it works without script and reads aloud."""
    paths = api.get_openapi_schema(path_prefix="/api/")["paths"]
    listed = [(address, said) for address, asked in paths.items() for said in asked.values()]
    return render(request, "web/api.html", {"asked": listed})


def opened(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The API says for itself who must sign in; nobody is sent to the sign-in page."""
    for one in patterns:
        assert isinstance(one, URLPattern)  # none of the API's lies deeper
        held = require_safe(one.callback) if one.name == "openapi-json" else one.callback
        one.callback = login_not_required(held)
    return patterns
