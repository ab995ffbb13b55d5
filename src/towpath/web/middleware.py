"""Headers that Django does not set, and refusals turned into pages and recorded."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from towpath.access import audit
from towpath.access.audit import Entry, Operation
from towpath.access.errors import NotFound
from towpath.access.viewing import viewing
from towpath.foundation import Forbidden, NoSuchData
from towpath.web import views

_UNREADABLE = "The address cannot be read."
Next = Callable[[HttpRequest], HttpResponse]
_HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def headers(get_response: Next) -> Next:
    """Close what the browser need not open; keep pages of signed-in people out of caches."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return answer


def without_nul(get_response: Next) -> Next:
    """Refuse an address with a NUL in it: PostgreSQL takes none in a text, and nobody means one."""

    def answer(request: HttpRequest) -> HttpResponse:
        if "\0" not in request.path and "%00" not in request.META.get("QUERY_STRING", ""):
            return get_response(request)
        if request.path.startswith("/api/"):
            # As the API refuses any other words that it cannot read; OGC's standard wants 400.
            status = 400 if request.path.startswith("/api/features/") else 422
            return JsonResponse({"says": _UNREADABLE, "do": "Leave out the NUL."}, status=status)
        return HttpResponse(_UNREADABLE, status=400, content_type="text/plain")

    return answer


class refusals:  # noqa: N801 - a middleware, named like the others
    """Turn a room's refusal into a page, and put it on the trail."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Forbidden):
            record(request, 403)
            return views.not_permitted(request, exception)
        if isinstance(exception, NotFound | NoSuchData):
            record(request, 404)
            return views.not_found(request, exception)
        return None


def record(request: HttpRequest, status: int) -> None:
    """Put a refusal on the trail."""
    details = {"method": request.method, "path": request.path[:200], "status": status}
    entry = Entry(Operation.REFUSAL, "was refused a page", details=details)
    with transaction.atomic():
        audit.record(entry, by=viewing(request), at=timezone.now())
