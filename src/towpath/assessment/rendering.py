"""Rendering an edition: from the frozen results to files, again and again to the same bytes.

Nothing is read but the edition. The forms are written beside one another, each on a core of its
own, since a writer spends its time drawing and typesetting.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from towpath.assessment import editions, layout, publishing
from towpath.assessment.contents import Progress
from towpath.assessment.editions import Edition
from towpath.documents import writers
from towpath.documents.audience import Public, Restricted
from towpath.documents.blocks import Document
from towpath.documents.writers import Format

PARTNERSHIP, PUBLIC = "partnership", "public"
FORMS = (PARTNERSHIP, PUBLIC)
PAGE = (Format.HTML, Format.PDF)


@dataclass(frozen=True)
class Piece:
    """A document of the edition, where it is written and as what."""

    document: Document
    name: str
    folder: str = ""
    formats: tuple[Format, ...] = writers.ALL


@dataclass(frozen=True)
class Wanted:
    """What to write: who the partnership's form is for, and the formats (None: all).

    `template` is the partnership's own Word file, whose styles and headers the Word files take.
    """

    recipients: tuple[str, ...]
    formats: Collection[Format] | None = None
    template: Path | None = None


def pieces(edition: Edition, form: str = PARTNERSHIP) -> tuple[Piece, ...]:
    """The edition's documents: the assessment, the board's page, a profile for each place.

    In the public form without what is confined to the partnership.
    """
    if form == PUBLIC:
        edition = replace(edition, contents=edition.contents.opened)
    profiled = (Piece(one, slug(one.title), "profiles", PAGE) for one in edition.profiles)
    every = (
        Piece(layout.assessment(edition), "assessment"),
        Piece(edition.board, "board", formats=PAGE),
        *profiled,
    )
    return tuple(_linked(piece, every) for piece in every)


def _linked(piece: Piece, every: tuple[Piece, ...]) -> Piece:
    """The piece with the addresses of the others; from a profile, those of the edition alone."""
    up = "../" if piece.folder else ""
    others = (one for one in every if one.name != piece.name and not (up and one.folder))
    siblings = tuple(
        (one.document.title, up + "/".join(filter(None, (one.folder, f"{one.name}.html"))))
        for one in others
    )
    return replace(piece, document=replace(piece.document, siblings=siblings))


def address(document: Document, form: str, recipients: tuple[str, ...]) -> Restricted | Public:
    """The document for its readers: exact and marked, or through the gate."""
    if form == PUBLIC:
        return publishing.publish(document)
    return Restricted(document, recipients)


def slug(title: str) -> str:
    """A title as a file name."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def render(
    folder: Path,
    wanted: Wanted,
    *,
    forms: Sequence[str] = FORMS,
    progress: Progress | None = None,
    pool: Executor | None = None,
) -> tuple[Path, ...]:
    """Write the files of the edition kept in `folder`, one folder below it for each form.

    Returns the paths. The first form is written here and tells its progress; the others are
    written at the same time by processes of their own: those of `pool`, if they wait already.
    """
    first, *others = forms
    with nullcontext(pool) if pool else beside(forms) as processes:
        started = [processes.submit(write, folder, form, wanted) for form in others]
        written = write(folder, first, wanted, progress)
        for one in started:
            written += one.result()
    return tuple(written)


@contextmanager
def beside(forms: Sequence[str]) -> Iterator[Executor]:
    """Processes that write all forms but the first.

    They make ready at once, so that one begun before an edition is reckoned has its libraries
    imported when there is something to write.
    """
    others = max(len(forms) - 1, 0)
    with ProcessPoolExecutor(others or 1, mp_context=get_context("spawn")) as pool:
        for _ in range(others):
            pool.submit(_make_ready)
        yield pool


def _make_ready() -> None:
    from towpath.documents import docx, geopackage, html, pdf, xlsx  # noqa: F401


def write(folder: Path, form: str, wanted: Wanted, progress: Progress | None = None) -> list[Path]:
    """Write one form of the edition kept in `folder`; the paths written."""
    said = progress or (lambda _what, _share: None)
    written: list[Path] = []
    listed = pieces(editions.read(folder), form)
    for place, piece in enumerate(listed):
        said(f"{form}: {piece.document.title}", place / len(listed))
        readable = address(piece.document, form, wanted.recipients)
        chosen = [one for one in piece.formats if not wanted.formats or one in wanted.formats]
        where = folder / form / piece.folder
        written += writers.write(readable, where, chosen, name=piece.name, template=wanted.template)
    return written
