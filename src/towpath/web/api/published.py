"""What is published, for anybody and any program."""

from __future__ import annotations

import re
from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Path, Router

from towpath.access.errors import NotFound
from towpath.access.viewing import viewing
from towpath.publications import queries
from towpath.publications.queries import PublicationLine
from towpath.web.api import answers

_SLUG = re.compile(r"[-_A-Za-z0-9]+")
router = Router(tags=["published"], auth=None)


@router.get("/publications", response=list[answers.Publication])
def publications(request: HttpRequest) -> Any:
    """What is published at present, newest first."""
    return [_said(request, one) for one in queries.publications(viewer=viewing(request))]


@router.get("/publications/{slug}", response={200: answers.Publication, 404: answers.Said,
                                              422: answers.Said})  # fmt: skip
def publication(request: HttpRequest, slug: Annotated[str, Path(max_length=90)]) -> Any:
    """One publication; a withdrawn one says why."""
    if not _SLUG.fullmatch(slug):
        raise NotFound("There is no such publication.", "Look for it in the list.")
    return _said(request, queries.publication(viewer=viewing(request), slug=slug))


def _said(request: HttpRequest, one: PublicationLine) -> dict[str, Any]:
    files = () if one.withdrawn_at else one.files
    return {
        "slug": one.slug, "title": one.title, "period": one.period,
        "released_at": one.released_at, "withdrawn_at": one.withdrawn_at, "because": one.because,
        "files": {name: _address(request, one.slug, name) for name in files},
    }  # fmt: skip


def _address(request: HttpRequest, slug: str, name: str) -> str:
    where = reverse("publications:file", kwargs={"slug": slug, "file": name})
    return request.build_absolute_uri(where)
