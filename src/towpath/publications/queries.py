"""Every read of what is published. Anyone may ask; a viewer is named all the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from towpath.access.errors import NotFound
from towpath.access.models import Agency
from towpath.access.viewers import Viewer
from towpath.editions import queries as editions
from towpath.publications.models import Publication

_PAGES = ("assessment.html", "assessment.pdf", "assessment.docx", "assessment.xlsx", "board.html",
          "board.pdf")  # fmt: skip
FOLDERS = ("profiles", "tables", "maps", "charts")


@dataclass(frozen=True)
class PublicationLine:
    """A publication as anyone may see it."""

    slug: str
    title: str
    period: str
    released_at: datetime
    withdrawn_at: datetime | None
    because: str
    frozen: str
    files: tuple[str, ...]

    @property
    def pages(self) -> tuple[str, ...]:
        """The documents themselves, in the order of use."""
        return tuple(one for one in _PAGES if one in self.files)

    @property
    def folders(self) -> dict[str, tuple[str, ...]]:
        """What lies beside them: profiles of places, tables, maps, charts."""
        found = {name: self._below(name) for name in FOLDERS}
        return {name: files for name, files in found.items() if files}

    def _below(self, folder: str) -> tuple[str, ...]:
        return tuple(one for one in self.files if one.startswith(f"{folder}/"))


@dataclass(frozen=True)
class AgencyName:
    """An agency of the partnership, as the public sees it."""

    name: str
    kind: str


def publications(*, viewer: Viewer) -> list[PublicationLine]:
    """What is published at present, newest first."""
    return [_line(one) for one in Publication.objects.filter(withdrawn_at__isnull=True)]


def publication(*, viewer: Viewer, slug: str) -> PublicationLine:
    """One publication, a withdrawn one too; NotFound where there never was one."""
    held = Publication.objects.filter(slug=slug).first()
    if held is None:
        raise NotFound("There is no such publication.", "Look for it in the list.")
    return _line(held)


def of_edition(*, viewer: Viewer, edition: UUID) -> PublicationLine | None:
    """The publication of an edition, if it has one."""
    viewer.require("edition.read")
    held = Publication.objects.filter(edition_id=edition).first()
    return _line(held) if held else None


def file(*, viewer: Viewer, slug: str, path: str) -> Path:
    """A released file, whose bytes are those that were released; NotFound for any other."""
    held = Publication.objects.filter(slug=slug, withdrawn_at__isnull=True).first()
    if held is None or path not in held.files:
        raise NotFound("There is no such file.", "Look for it on the publication's page.")
    place = public_folder(held.frozen) / path
    if not place.is_file() or sha256(place) != held.files[path]:
        raise NotFound(
            "This file is not what was released, so it is not handed out.",
            "Tell the partnership: it can write the edition's files again.",
        )
    return place


def public_folder(frozen: str) -> Path:
    """Where the public form of a frozen edition lies."""
    return editions.frozen_folder(frozen) / "public"


def sha256(place: Path) -> str:
    """A file's hash."""
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def members(*, viewer: Viewer) -> list[AgencyName]:
    """The agencies that take part, responsible authorities first."""
    every = Agency.objects.filter(active=True)
    order = list(Agency.Kind.values)
    found = sorted(every, key=lambda one: (order.index(one.kind), one.name))
    return [AgencyName(one.name, str(Agency.Kind(one.kind).label)) for one in found]


def _line(one: Publication) -> PublicationLine:
    return PublicationLine(
        one.slug, one.title, one.period, one.released_at, one.withdrawn_at, one.because,
        one.frozen, tuple(sorted(one.files)),
    )  # fmt: skip
