"""Pages of an edition's steps: compile again, freeze, open again, sign off; its frozen files."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from towpath.access.errors import NotFound, NotSound
from towpath.access.queries import choices_of_agencies
from towpath.access.refusing import told_on
from towpath.access.viewing import viewing
from towpath.editions import actions, forms, queries, serving
from towpath.editions.views import both, form_page, refused
from towpath.foundation import NoSuchData, NotUnderstood


@require_POST
def recount(request: HttpRequest, id: UUID) -> HttpResponse:
    """Compile the figures again."""
    try:
        actions.recount(id=id, by=viewing(request), at=timezone.now())
    except (NotSound, NotUnderstood, NoSuchData) as error:
        return refused(request, id, NotSound(str(error)))
    return redirect("editions:edition", id=id)


@both
def freeze(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say who the exact form is for, and freeze."""
    viewer = viewing(request)
    viewer.require("edition.freeze")
    page = queries.overview(viewer=viewer, id=id)
    initial = {"recipients": "\n".join(one[1] for one in choices_of_agencies())}
    form = forms.FreezeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        readers = form.cleaned_data["recipients"]
        with told_on(form):
            actions.freeze(id=id, recipients=readers, by=viewer, at=timezone.now())
            return redirect("editions:edition", id=id)
    said = {"page": page, "edition": page.edition, "form": form}
    return render(request, "editions/freeze.html", said)


@both
def reopen(request: HttpRequest, id: UUID) -> HttpResponse:
    """Open a frozen edition as a draft again."""
    return _back_to_draft(request, id, actions.reopen, "edition.freeze")


@both
def send_back(request: HttpRequest, id: UUID) -> HttpResponse:
    """Open a signed edition as a draft again instead of publishing it."""
    return _back_to_draft(request, id, actions.send_back, "edition.publish")


def _back_to_draft(
    request: HttpRequest, id: UUID, act: Callable[..., None], permission: str
) -> HttpResponse:
    viewer = viewing(request)
    viewer.require(permission)
    queries.edition(viewer=viewer, id=id)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(id=id, because=form.cleaned_data["because"], by=viewer, at=timezone.now())
        except NotSound as error:
            return refused(request, id, error)
        return redirect("editions:edition", id=id)
    return form_page(request, form, _("Open the edition again"), _("Open it as a draft"))


@both
def sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """Read what is to be signed, and sign it off."""
    viewer = viewing(request)
    viewer.require("edition.sign")
    page = queries.overview(viewer=viewer, id=id)
    if request.method == "POST":
        try:
            actions.sign(id=id, by=viewer, at=timezone.now())
        except NotSound as error:
            return refused(request, id, error)
        messages.success(request, _("The edition was signed off."))
        return redirect("editions:edition", id=id)
    files = queries.files(viewer=viewer, id=id)
    said = {"page": page, "edition": page.edition, "files": files}
    return render(request, "editions/sign.html", said)


@require_safe
def file(request: HttpRequest, id: UUID, file: str) -> HttpResponseBase:
    """A file of the frozen edition's exact form; taking it is a disclosure."""
    viewer = viewing(request)
    held = queries.edition(viewer=viewer, id=id)
    if file not in queries.files(viewer=viewer, id=id):
        raise NotFound("There is no such file.", "Look for it on the edition's page.")
    actions.hand_out(id=id, file=file, by=viewer, at=timezone.now())
    place = queries.frozen_folder(held.frozen) / "partnership" / file
    answer: FileResponse = serving.as_it_is(place)
    return answer
