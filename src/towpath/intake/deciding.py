"""Pages on which somebody decides: what columns mean, accept, refuse, withdraw, retire, owe."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from towpath.access.errors import NotFound, NotSound
from towpath.access.refusing import told_on
from towpath.access.viewing import viewing
from towpath.intake import actions, forms, held, queries, reports
from towpath.intake.returns import Kind

both = require_http_methods(["GET", "HEAD", "POST"])


@both
def columns(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say which feed a delivery is of, and what its columns mean."""
    viewer, chosen = viewing(request), request.GET.get("feed", "")
    try:
        found = queries.described(viewer=viewer, id=id, feed=chosen)
    except NotSound as error:
        return _back(request, id, error)
    known = queries.known_feeds()
    titles = sorted(((one.slug, one.title) for one in known.values()), key=lambda one: one[1])
    slug = found.feed.slug if found.feed else ""
    feed_form = forms.FeedForm(feeds=titles, initial={"feed": slug})
    said = {"feed_form": feed_form, "feed": found.feed, "id": id, "headings": found.headings}
    if found.feed is None:
        return render(request, "intake/columns.html", said)
    form = forms.ColumnsForm(
        request.POST if request.method == "POST" else None,
        feed=found.feed, headings=found.headings, meant=dict(found.meant),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe(id=id, feed=slug, columns=form.columns(), by=viewer, at=timezone.now())
        except NotSound as error:
            return _back(request, id, error)
        return redirect("intake:delivery", id=id)
    return render(request, "intake/columns.html", {**said, "form": form})


@both
def accept(request: HttpRequest, id: UUID) -> HttpResponse:
    """Decide for a delivery."""
    viewer = viewing(request)
    viewer.require("delivery.judge")
    page = queries.delivery(viewer=viewer, at=timezone.now(), id=id)
    if not page.may_accept or page.report is None:
        return _back(request, id, NotSound("There is nothing to accept at present."))
    report = reports.of(page.report)
    form = forms.AcceptForm(
        request.POST if request.method == "POST" else None,
        losses=bool(report.losses), replaces=bool(report.replaces),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with told_on(form):
            actions.accept(
                id=id, confirmed=said.get("confirmed", False), reason=said["reason"], by=viewer,
                at=timezone.now(),
            )  # fmt: skip
            return redirect("intake:delivery", id=id)
    said_of = {"form": form, "line": page.line, "report": report}
    return render(request, "intake/accept.html", said_of)


@both
def refuse(request: HttpRequest, id: UUID) -> HttpResponse:
    """Decide against a delivery."""
    viewing(request).require("delivery.judge")
    return _with_reason(request, id, actions.refuse, _("Refuse the delivery"))


@both
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take a delivery back."""
    viewing(request).require("delivery.make")
    return _with_reason(request, id, actions.withdraw, _("Withdraw the delivery"))


@both
def source(request: HttpRequest, agency: str, feed: str) -> HttpResponse:
    """What is in force of one feed of one agency, month by month; retire some of it."""
    viewer = viewing(request)
    found = held.source(viewer=viewer, feed=feed, agency=agency)
    if found is None:
        raise NotFound("Nothing of this is held.", "Look for it in the list of what is held.")
    retires = viewer.may("delivery.retire")
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        viewer.require("delivery.retire")
        known = {load.id for load in found.loads}
        chosen = [one for one in request.POST.getlist("load") if one in known]
        if form.is_valid():
            with told_on(form):
                reason = form.cleaned_data["reason"]
                actions.retire(loads=chosen, reason=reason, by=viewer, at=timezone.now())
                messages.success(request, _("They will be out of force in a moment."))
                return redirect("intake:held")
    said = {"source": found, "retires": retires, "form": form}
    return render(request, "intake/source.html", said)


@both
def owe(request: HttpRequest) -> HttpResponse:
    """Write down that an agency owes a return."""
    viewer = viewing(request)
    viewer.require("return.keep")
    agencies = queries.agencies(viewer=viewer, permission="return.keep")
    form = forms.DutyForm(request.POST or None, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with told_on(form):
            actions.owe(
                agency=said["agency"], kind=Kind(said["kind"]), starts=said["starts"], by=viewer,
                at=timezone.now(),
            )  # fmt: skip
            return redirect("intake:returns")
    title = _("Add a quarterly return")
    return render(request, "web/form_page.html", {"form": form, "title": title, "button": _("Add")})


@both
def nil(request: HttpRequest, agency: str, kind: str, quarter: str) -> HttpResponse:
    """Say of which months of a return there is nothing to report."""
    viewer, today = viewing(request), timezone.localdate()
    found = held.own_return(viewer=viewer, agency=agency, kind=kind, quarter=quarter, today=today)
    form = forms.NilForm(request.POST if request.method == "POST" else None, found=found)
    if request.method == "POST" and form.is_valid():
        actions.report_nil(
            agency=agency, kind=found.owed.kind, quarter=found.quarter,
            months=form.cleaned_data["months"], by=viewer, at=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("It is written down."))
        return redirect("intake:returns")
    return render(request, "intake/nil.html", {"form": form, "one": found})


@require_POST
def again(request: HttpRequest, id: UUID) -> HttpResponse:
    """Have a delivery checked again."""
    try:
        actions.check_again(id=id, by=viewing(request), at=timezone.now())
    except NotSound as error:
        return _back(request, id, error)
    return redirect("intake:delivery", id=id)


def _with_reason(
    request: HttpRequest, id: UUID, act: Callable[..., None], title: str
) -> HttpResponse:
    viewer = viewing(request)
    queries.watched(viewer=viewer, id=id)  # 404 before anything is asked
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            act(id=id, reason=form.cleaned_data["reason"], by=viewer, at=timezone.now())
            return redirect("intake:delivery", id=id)
    return render(request, "web/form_page.html", {"form": form, "title": title, "button": title})


def _back(request: HttpRequest, id: UUID, why: NotSound) -> HttpResponse:
    messages.error(request, str(why))
    return redirect("intake:delivery", id=id)
