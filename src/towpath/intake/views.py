"""Pages of deliveries, of what is held and of returns: HTTP in, one call, HTTP out."""

from __future__ import annotations

import itertools
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from towpath.access.errors import NotSound
from towpath.access.viewing import viewing
from towpath.intake import actions, forms, held, quarantine, queries, reports, rules
from towpath.intake import returns as quarters
from towpath.intake.uploads import IntoQuarantine, TooLarge
from towpath.sources import archives
from towpath.sources.parts import DeliveryRefused

both = require_http_methods(["GET", "HEAD", "POST"])
_MEGABYTES = 2_000


@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """The deliveries that the viewer may see."""
    viewer, before = viewing(request), _moment(request.GET.get("before", ""))
    found, older = queries.deliveries(viewer=viewer, before=before)
    said = {"deliveries": found, "older": older, "makes": viewer.may("delivery.make")}
    return render(request, "intake/deliveries.html", said)


def _moment(said: str) -> datetime | None:
    """A moment with its zone, as our own links write it; None for anything else."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo and 1900 < found.year < 9000 else None


@csrf_exempt  # the token is among what is sent, and proved within, once it is known where to put it
@both
def new(request: HttpRequest) -> HttpResponse:
    """Hand files over."""
    viewing(request).require("delivery.make")
    if request.method != "POST":
        return _new(request)
    handler = IntoQuarantine(request, _most())
    request.upload_handlers = [handler]
    try:
        return _new(request)
    except TooLarge as error:
        messages.error(request, _("This is too much for one delivery. %s") % error)
        return redirect("intake:new")
    finally:
        handler.discard()


@csrf_protect
def _new(request: HttpRequest) -> HttpResponse:
    viewer = viewing(request)
    agencies = queries.agencies(viewer=viewer, permission="delivery.make")
    form = forms.HandingForm(
        request.POST or None, request.FILES or None, agencies=agencies, feeds=_feeds()
    )
    if request.method == "POST" and form.is_valid():
        files = [one.arrived() for one in form.cleaned_data["delivered"]]
        names = [archives.first_name(one.path) or one.name for one in files]
        named = rules.agency_named(names, queries.known_feeds())
        try:
            if said := form.handing(named):
                id = actions.hand_over(files=files, said=said, by=viewer, at=timezone.now())
                return redirect("intake:delivery", id=id)
        except (NotSound, DeliveryRefused) as error:
            form.add_error("delivered", str(error))
    said_of = {"form": form, "megabytes": _most() // 1_000_000}
    return render(request, "intake/new.html", said_of)


@require_safe
def delivery(request: HttpRequest, id: UUID) -> HttpResponse:
    """One delivery: how far it is, how good it is, what can be done."""
    page = queries.delivery(viewer=viewing(request), at=timezone.now(), id=id)
    report = reports.of(page.report) if page.report else None
    said = {"page": page, "line": page.line, "watched": page.watched, "report": report}
    return render(request, "intake/delivery.html", said)


@require_safe
def progress(request: HttpRequest, id: UUID) -> HttpResponse:
    """How far the worker is, as a piece of the page."""
    watched = queries.watched(viewer=viewing(request), id=id)
    return render(request, "intake/progress.html", {"watched": watched})


@require_safe
def refused_rows(request: HttpRequest, id: UUID) -> StreamingHttpResponse:
    """The refused rows, as CSV."""
    found = queries.refused(viewer=viewing(request), at=timezone.now(), id=id)
    pieces = itertools.chain(["\ufeff"], reports.refusals(found))
    answer = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="refused-{id}.csv"'
    return answer


@require_safe
def held_loads(request: HttpRequest) -> HttpResponse:
    """What is in force."""
    viewer = viewing(request)
    found = held.sources(viewer=viewer)
    gone = held.retirements(viewer=viewer) if viewer.may("delivery.retire") else []
    return render(request, "intake/held.html", {"sources": found, "retirements": gone})


@require_safe
def returns(request: HttpRequest) -> HttpResponse:
    """Who owes which quarterly return, and how it stands."""
    viewer = viewing(request)
    found = held.calendar(viewer=viewer, today=timezone.localdate())
    by_quarter: dict[quarters.Quarter, list[tuple[quarters.Return, bool]]] = {}
    for one in found:
        answers = bool(one.empty) and viewer.may("delivery.make", one.owed.agency)
        by_quarter.setdefault(one.quarter, []).append((one, answers))
    said = {"quarters": list(by_quarter.items()), "keeps": viewer.may("return.keep")}
    return render(request, "intake/returns.html", said)


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """The days on which returns fall due, for other calendars."""
    today = timezone.localdate()
    owed = held.coming(viewer=viewing(request), today=today)
    stamp = f"{timezone.now():%Y%m%dT%H%M%SZ}"
    text = quarters.icalendar(owed, today, settings.CONFIGURATION.name, stamp)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="returns.ics"'
    return answer


def _feeds() -> list[tuple[str, str]]:
    known = queries.known_feeds().values()
    return sorted(((one.slug, one.title) for one in known), key=lambda one: one[1])


def _most() -> int:
    said = quarantine.home().settings.get("upload_megabytes", _MEGABYTES)
    return int(said) * 1_000_000
