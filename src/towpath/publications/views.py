"""Public pages, and the pages on which managers publish and withdraw."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from towpath.access.errors import NotFound
from towpath.access.refusing import told_on
from towpath.access.viewing import viewing
from towpath.assessment import releases
from towpath.editions import queries as editions
from towpath.editions import reckoning, serving
from towpath.editions.rules import State
from towpath.foundation import TowpathError
from towpath.publications import actions, attacking, forms, queries

both = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    """What the partnership has published."""
    found = queries.publications(viewer=viewing(request))
    return render(request, "publications/publications.html", {"publications": found})


@login_not_required
@require_safe
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """One publication; one that was withdrawn answers 410 with the reason."""
    found = queries.publication(viewer=viewing(request), slug=slug)
    status = 410 if found.withdrawn_at else 200
    return render(request, "publications/publication.html", {"one": found}, status=status)


@login_not_required
@require_safe
def file(request: HttpRequest, slug: str, file: str) -> HttpResponseBase:
    """A released file as it is."""
    found = queries.publication(viewer=viewing(request), slug=slug)
    if found.withdrawn_at:
        return render(request, "publications/publication.html", {"one": found}, status=410)
    answer = serving.as_it_is(queries.file(viewer=viewing(request), slug=slug, path=file))
    # The file alone: a page of the site around it may bear its reader's name.
    patch_cache_control(answer, public=True, max_age=300)
    return answer


@both
def approve(request: HttpRequest, id: UUID) -> HttpResponse:
    """Read the public form, approve and release it."""
    viewer = viewing(request)
    viewer.require("edition.publish")
    held = editions.edition(viewer=viewer, id=id)
    form = forms.ApprovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            slug = actions.approve(edition=id, by=viewer, at=timezone.now())
            messages.success(request, _("The edition was published."))
            return redirect("publications:publication", slug=slug)
    obstacles = editions.publish_obstacles(viewer=viewer, id=id)
    report = attacking.report(held.frozen) if held.state == State.SIGNED else None
    said = {"edition": held, "form": form, "obstacles": obstacles, "report": report,
            "remedy": releases.REMEDY}  # fmt: skip
    return render(request, "publications/approve.html", said)


@require_safe
def preview(request: HttpRequest, id: UUID, file: str) -> HttpResponseBase:
    """A file of the public form before it is released."""
    viewer = viewing(request)
    held = editions.edition(viewer=viewer, id=id)
    place = queries.public_folder(held.frozen)
    known = {one.relative_to(place).as_posix() for one in place.rglob("*") if one.is_file()}
    if not held.frozen or file not in known:
        raise NotFound("There is no such file.", "Look for it on the edition's page.")
    return serving.as_it_is(place / file)


@both
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """Withdraw a publication with a reason."""
    viewer = viewing(request)
    viewer.require("edition.withdraw")
    held = editions.edition(viewer=viewer, id=id)
    form = forms.WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because, at = form.cleaned_data["because"], timezone.now()
        with told_on(form):
            actions.withdraw(edition=id, because=because, by=viewer, at=at)
            messages.success(request, _("The publication was withdrawn."))
            return redirect("editions:edition", id=id)
    title = _("Withdraw %(title)s") % {"title": held.title}
    said = {"form": form, "title": title, "button": _("Withdraw it")}
    return render(request, "web/form_page.html", said)


@login_not_required
@require_safe
def partnership(request: HttpRequest) -> HttpResponse:
    """The partnership's public page: its area, its members, whom to write to."""
    said = {
        "area": _area(),
        "members": queries.members(viewer=viewing(request)),
        "contact": str(settings.CONFIGURATION.home.settings.get("contact", "")),
        "publications": queries.publications(viewer=viewing(request)),
    }
    return render(request, "publications/partnership.html", said)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    contact = str(settings.CONFIGURATION.home.settings.get("contact", ""))
    return render(request, "publications/accessibility.html", {"contact": contact})


def _area() -> str:
    try:
        return reckoning.usual().area
    except TowpathError:  # the reference pack is not there yet
        return ""
