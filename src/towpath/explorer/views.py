"""Pages of looks and figures: HTTP in, one call, HTTP out."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from towpath.access.errors import NotFound
from towpath.access.viewing import viewing
from towpath.assessment.compiling import Printing
from towpath.explorer import actions, queries, rules, showing
from towpath.explorer.actions import Kind
from towpath.explorer.forms import LookForm, TakeForm
from towpath.explorer.queries import Look, NotRead
from towpath.explorer.rules import Asked
from towpath.foundation import NoSuchData, NotUnderstood


@require_safe
@gzip_page  # hundreds of rows: a tenth of the bytes; Django pads it against guessing by size
def look(request: HttpRequest) -> HttpResponse:
    """Where, what, when: the figures as table, chart and map."""
    return _page(request, Asked.of(request.GET.dict()))


@require_safe
@gzip_page
def outlines(request: HttpRequest) -> HttpResponse:
    """The shapes of a look's map."""
    asked = Asked.of(request.GET.dict())
    try:
        text = queries.outlines(viewer=viewing(request), asked=asked)
    except NotUnderstood as error:
        raise NotFound(error.sentence, error.remedy) from error
    return HttpResponse(text, content_type="application/geo+json")


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take a look away as a file."""
    viewer = viewing(request)
    rules.require_explorer(viewer)
    asked, form = Asked.of(request.POST.dict()), TakeForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, form)
    said = form.cleaned_data
    try:
        file = actions.hand_over(
            asked=asked, kind=Kind(said["kind"]), to=said["to"], printing=_printing(),
            by=viewer, at=timezone.now(),
        )  # fmt: skip
    except NotRead:
        return _page(request, asked, form)
    except NotUnderstood as error:
        form.add_error("audience", f"{error.sentence} {error.remedy}")
        return _page(request, asked, form)
    response = HttpResponse(file.content, content_type=file.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


@require_safe
def figure(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a number comes from: its definition, grounds, loads and rows."""
    viewer, asked = viewing(request), Asked.of(request.GET.dict())
    found = queries.figure(viewer=viewer, at=timezone.now(), id=slug.upper(), asked=asked)
    told = found.explained
    back = f"{reverse('explorer:look')}?{asked.query}" if asked.query else ""
    tables = [(title, headings, rows) for title, headings, rows in told.tables()]
    said = {"told": told, "facts": told.facts(), "tables": tables, "back": back,
            "withheld": found.withheld}  # fmt: skip
    return render(request, "explorer/figure.html", said)


def _page(request: HttpRequest, asked: Asked, take: TakeForm | None = None) -> HttpResponse:
    viewer = viewing(request)
    try:
        found = queries.look(viewer=viewer, at=timezone.now(), asked=asked)
    except NotRead as wrong:
        usual, pickers = queries.usual(viewer=viewer)
        form = LookForm(asked.filled(usual), pickers, wrong)
        return render(request, "explorer/unread.html", {"form": form}, status=400)
    except NoSuchData as lack:
        if asked.query:
            raise
        return render(request, "explorer/empty.html", {"lack": lack})
    filled = take or _usual(found, viewer.name)
    if not rules.may_release(viewer, open_data=found.open_data):
        filled = filled.without_anybody()
    said = _shown(request, found) | {"take": filled}
    return render(request, "explorer/look.html", said, status=400 if take else 200)


def _shown(request: HttpRequest, found: Look) -> dict[str, object]:
    return {
        "page": showing.Page(found),
        "look": found,
        "form": LookForm(found.asked, found.pickers),
        "links": tuple(showing.links(found)),
        "may_take": rules.may_download(viewing(request), found.agencies),
    }


def _usual(found: Look, name: str) -> TakeForm:
    audience = "anybody" if found.open_data else "named"
    return TakeForm(initial={"audience": audience, "recipients": name, "kind": Kind.XLSX})


def _printing() -> Printing:
    held = settings.CONFIGURATION
    return Printing(held.name, held.colour, held.notice)
