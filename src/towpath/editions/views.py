"""Pages of editions, their sections and what people say in them: HTTP in, one call, HTTP out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from towpath.access.errors import NotSound
from towpath.access.refusing import told_on
from towpath.access.viewing import viewing
from towpath.editions import actions, forms, queries, reckoning
from towpath.editions.errors import Conflict
from towpath.editions.pages import SectionPage, TextLine, sittings
from towpath.foundation import NoSuchData, NotComparable, NotUnderstood, TowpathError

both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """The editions that the partnership works on or has published."""
    viewer = viewing(request)
    found = queries.editions(viewer=viewer)
    said = {"editions": found, "writes": viewer.may("edition.write")}
    return render(request, "editions/editions.html", said)


@both
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an edition."""
    viewer = viewing(request)
    viewer.require("edition.write")
    form = forms.QuestionForm(request.POST or None, initial=_usual())
    if request.method == "POST" and form.is_valid():
        try:
            id = actions.begin(question=form.question(), by=viewer, at=timezone.now())
        except (NotUnderstood, NotComparable, NoSuchData) as error:
            form.add_error(None, str(error))
        else:
            return redirect("editions:edition", id=id)
    return form_page(request, form, _("Begin an edition"), _("Begin and compile"))


def _usual() -> dict[str, str]:
    try:
        return vars(reckoning.usual())
    except TowpathError:  # a home without its reference pack or evidence says so when it is asked
        return {"baseline": "the year before"}


@require_safe
def edition(request: HttpRequest, id: UUID) -> HttpResponse:
    """An edition: its sections, and what stands between it and the next step."""
    viewer = viewing(request)
    found = queries.overview(viewer=viewer, id=id)
    said = {"page": found, "edition": found.edition, **_may(request)}
    said["filling"] = queries.filling(found.edition) if found.edition.busy else ()
    return render(request, "editions/edition.html", said)


@require_safe
def progress(request: HttpRequest, id: UUID) -> HttpResponse:
    """How far the work in the background is, as a piece of the edition's page."""
    found = queries.edition(viewer=viewing(request), id=id)
    said = {"edition": found, "filling": queries.filling(found)}
    return render(request, "editions/progress.html", said)


@require_safe
def section(request: HttpRequest, id: UUID, number: int) -> HttpResponse:
    """A section: findings with their figures, and commentary beside them."""
    found = queries.section(viewer=viewing(request), id=id, number=number)
    own = (found.text, _text_form(found.text))
    beside = [(one, _text_form(one.text)) for one in found.findings]
    said = {"page": found, "edition": found.edition, "own": own, "beside": beside,
            "marked": True, **_may(request), **_around(found)}  # fmt: skip
    return render(request, "editions/section.html", said)


def _around(found: SectionPage) -> dict[str, Any]:
    number = found.line.number
    return {"before": number - 1 if number > 1 else 0, "after": number + 1 if number < 6 else 0}


def _text_form(text: TextLine) -> forms.TextForm:
    form = forms.TextForm(
        initial={"text": text.text, "based_on": text.number}, auto_id=f"text-{text.place}-%s"
    )
    what = _("section") if text.place.isdecimal() else _("finding")
    form.fields["text"].label = _("Commentary on %(what)s %(place)s") % {
        "what": what, "place": text.place,
    }  # fmt: skip
    return form


@both
def text(request: HttpRequest, id: UUID, place: str) -> HttpResponse:
    """One text: save its next version, or see every version."""
    viewer = viewing(request)
    if request.method == "POST":
        return _save(request, id, place)
    edition = queries.edition(viewer=viewer, id=id)
    newest = queries.text(viewer=viewer, id=id, place=place)
    said = {
        "edition": edition, "place": place, "text": newest, "form": _text_form(newest),
        "versions": sittings(queries.versions(viewer=viewer, id=id, place=place)), **_may(request),
    }  # fmt: skip
    return render(request, "editions/text.html", said)


def _save(request: HttpRequest, id: UUID, place: str) -> HttpResponse:
    viewing(request).require("edition.write")
    form = forms.TextForm(request.POST)
    if request.headers.get("X-Towpath") == "autosave":
        return _saved_quietly(request, id, place, form)
    with told_on(form):
        try:
            if form.is_valid():
                _write(request, id, place, form)
                messages.success(request, _("Your text was saved."))
                return _back(id, place)
        except Conflict as conflict:
            return _conflict(request, id, place, conflict)
    return _unsaved(request, id, place, form)


def _saved_quietly(
    request: HttpRequest, id: UUID, place: str, form: forms.TextForm
) -> HttpResponse:
    """The answer to a script that saves while somebody types."""
    if not form.is_valid():
        says = _("The text could not be read. Nothing was saved.")
        return JsonResponse({"says": says}, status=400)
    try:
        number, at = _write(request, id, place, form)
    except Conflict as conflict:
        says = f"{conflict.sentence} " + _("Press Save to see both texts.")
        return JsonResponse({"says": says}, status=409)
    except NotSound as error:
        return JsonResponse({"says": str(error)}, status=400)
    when = timezone.localtime(at)
    return JsonResponse({"number": number, "says": _("Saved at %s") % f"{when:%H:%M:%S}"})


def _write(
    request: HttpRequest, id: UUID, place: str, form: forms.TextForm
) -> tuple[int, datetime]:
    by, at, said = viewing(request), timezone.now(), form.cleaned_data
    text, based_on = said["text"], said["based_on"]
    return actions.write(id=id, place=place, text=text, based_on=based_on, by=by, at=at), at


def _unsaved(request: HttpRequest, id: UUID, place: str, form: forms.TextForm) -> HttpResponse:
    """What was typed stands on the page again, so that it is not lost."""
    newest = queries.text(viewer=viewing(request), id=id, place=place)
    said = {"edition": queries.edition(viewer=viewing(request), id=id), "place": place,
            "text": newest, "form": form, **_may(request)}  # fmt: skip
    return render(request, "editions/text.html", said, status=422)


def _back(id: UUID, place: str) -> HttpResponse:
    answer = redirect("editions:section", id=id, number=int(place[0]))
    answer["Location"] += f"#finding-{place}"
    return answer


def _conflict(request: HttpRequest, id: UUID, place: str, conflict: Conflict) -> HttpResponse:
    form = forms.TextForm(initial={"text": conflict.mine, "based_on": conflict.theirs.number})
    said = {"edition": queries.edition(viewer=viewing(request), id=id), "place": place,
            "form": form, "conflict": conflict}  # fmt: skip
    return render(request, "editions/conflict.html", said, status=409)


@both
def caveats(request: HttpRequest, id: UUID) -> HttpResponse:
    """The caveats of an edition; each grave one is acknowledged with a reason."""
    viewer = viewing(request)
    found = queries.edition(viewer=viewer, id=id)
    if request.method == "POST":
        viewer.require("edition.write")
    form = forms.CaveatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            actions.acknowledge(id=id, **form.cleaned_data, by=viewer, at=timezone.now())
            messages.success(request, _("The caveat was acknowledged."))
            return redirect("editions:caveats", id=id)
    every = queries.caveats(viewer=viewer, id=id)
    wrong = form if form.errors else None
    said = {"edition": found, "caveats": every, "wrong": wrong, **_may(request)}
    return render(request, "editions/caveats.html", said)


@both
def evidence(request: HttpRequest, id: UUID) -> HttpResponse:
    """Typed and attached evidence, and accepted gaps."""
    viewer = viewing(request)
    found = queries.edition(viewer=viewer, id=id)
    if request.method == "POST":
        viewer.require("edition.write")
    section = request.GET.get("section", "")
    form = forms.EvidenceForm(
        request.POST or None, request.FILES or None, initial={"section": section}
    )
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            _record(request, id, form)
            messages.success(request, _("It was recorded."))
            return redirect("editions:evidence", id=id)
    entries = queries.evidence(viewer=viewer, id=id)
    said = {"edition": found, "entries": entries, "form": form, **_may(request)}
    return render(request, "editions/evidence.html", said)


def _record(request: HttpRequest, id: UUID, form: forms.EvidenceForm) -> None:
    by, at, said = viewing(request), timezone.now(), form.cleaned_data
    if said["kind"] == "gap":
        actions.accept_gap(id=id, section=said["section"], because=said["text"], by=by, at=at)
        return
    actions.add_evidence(
        id=id, section=said["section"], text=said["text"], attached=form.attached(), by=by, at=at
    )


@require_safe
def attachment(request: HttpRequest, id: UUID, entry: int) -> FileResponse:
    """A file kept with an entry, always as a download."""
    found = queries.attachment(viewer=viewing(request), id=id, entry=entry)
    actions.hand_out(id=id, file=found.name, by=viewing(request), at=timezone.now())
    return FileResponse(
        found.path.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )


@both
def withdraw_evidence(request: HttpRequest, id: UUID, entry: int) -> HttpResponse:
    """Withdraw an entry with a reason."""
    viewer = viewing(request)
    viewer.require("edition.write")
    queries.edition(viewer=viewer, id=id)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            because = form.cleaned_data["because"]
            actions.withdraw_evidence(
                id=id, entry=entry, because=because, by=viewer, at=timezone.now()
            )
            return redirect("editions:evidence", id=id)
    return form_page(request, form, _("Withdraw an entry"), _("Withdraw it"))


def form_page(request: HttpRequest, form: object, title: str, button: str) -> HttpResponse:
    """A page that is one form."""
    return render(request, "web/form_page.html", {"form": form, "title": title, "button": button})


def _may(request: HttpRequest) -> dict[str, bool]:
    viewer = viewing(request)
    verbs = ("write", "score", "freeze", "sign", "publish", "withdraw")
    return {f"may_{verb}": viewer.may(f"edition.{verb}") for verb in verbs}


def refused(request: HttpRequest, id: UUID, error: NotSound) -> HttpResponse:
    """Back to the edition with the sentence that says why not."""
    messages.error(request, str(error))
    return redirect("editions:edition", id=id)
