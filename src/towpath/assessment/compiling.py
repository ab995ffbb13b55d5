"""Compiling an edition: from a study to frozen results, and from those to files.

`compile` reckons, `render` writes. Rendering reads nothing but the frozen edition, so it can be
done again at any time and gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from towpath import __version__
from towpath.assessment import board, contents, editions, layout, profiles, publishing
from towpath.assessment import findings as found
from towpath.assessment.contents import Progress
from towpath.assessment.editions import Edition
from towpath.assessment.findings import Evidence
from towpath.documents import writers
from towpath.documents.audience import Public, Restricted
from towpath.documents.blocks import Document
from towpath.documents.writers import Format

if TYPE_CHECKING:
    from towpath.assessment.study import Study

PARTNERSHIP, PUBLIC = "partnership", "public"
FORMS = (PARTNERSHIP, PUBLIC)


@dataclass(frozen=True)
class Printing:
    """How an edition is dressed: whose it is, its colour, and what stands on every page."""

    partnership: str
    colour: str = "#12436D"
    notice: str = ""


def compile(
    study: Study,
    printing: Printing,
    *,
    at: date,
    evidence: Iterable[Evidence] = (),
    progress: Progress | None = None,
) -> Edition:
    """Reckon every finding of a study and gather them, the board summary and the profiles."""
    compiled = contents.compile(study, evidence, progress)
    question = (study.area, study.period, study.baseline)
    edition = Edition(
        id=editions.identity(*question, study.snapshot, __version__),
        partnership=printing.partnership,
        area=study.area,
        period=study.period,
        baseline=study.baseline,
        snapshot=study.snapshot,
        loads=tuple(load.id for load in study.held.loads),
        compiled=at,
        version=__version__,
        facts=_facts(study, at),
        contents=compiled,
        board=board.summary(study, compiled),
        profiles=profiles.all_of(study),
        credits=credit_lines(study),
        notice=printing.notice,
        colour=printing.colour,
    )
    meant = {one.definition: study.definition(one.definition).says for one in edition.figures}
    edition = replace(edition, definitions=tuple(sorted(meant.items())))
    profiled = tuple(_dressed(one, edition) for one in edition.profiles)
    return replace(edition, board=_dressed(edition.board, edition), profiles=profiled)


def _dressed(document: Document, edition: Edition) -> Document:
    """A document as all of its edition look: author, day, colour, notice, credits, definitions."""
    return replace(
        document,
        author=edition.partnership,
        modified=edition.compiled,
        colour=edition.colour,
        notice=edition.notice,
        credits=edition.credits,
        definitions=layout.meanings(edition, found.block_figures(document.blocks)),
    )


def _facts(study: Study, at: date) -> tuple[tuple[str, str], ...]:
    latest = max(load.first for load in study.loads(study.feed))
    return (
        ("Area", f"{study.area} ({study.area.level.label}, {study.area.code})"),
        ("Period", study.period.name),
        ("Compared with", study.baseline.name),
        ("Recorded crime from", f"{study.feed}, held to {latest:%B %Y}"),
        ("Snapshot", study.snapshot),
        ("Compiled", f"{at.day} {at:%B %Y}, Towpath {__version__}"),
    )


def credit_lines(study: Study) -> tuple[str, ...]:
    """Whom the data are owed to, as their licences ask."""
    lines = []
    if any(load.licence == "OGL-3.0" for load in study.held.loads):
        lines.append(
            "Contains public sector information licensed under the Open Government Licence v3.0."
        )
    lines.append("Contains OS data © Crown copyright and database right.")
    return tuple(lines)


def render(
    edition: Edition,
    folder: Path,
    *,
    recipients: tuple[str, ...],
    forms: Iterable[str] = FORMS,
    formats: Collection[Format] | None = None,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write the edition's files below `folder`, a folder for each form; the paths written."""
    said = progress or (lambda _what, _share: None)
    asked, written = tuple(forms), []
    pieces = documents_of(edition)
    for place, form in enumerate(asked):
        for step, piece in enumerate(pieces):
            said(f"{form}: {piece.document.title}", (place + step / len(pieces)) / len(asked))
            readable = address(piece.document, form, recipients)
            chosen = [one for one in piece.formats if formats is None or one in formats]
            where = folder / form / piece.folder
            written += writers.write(readable, where, chosen, name=piece.name)
    return tuple(written)


@dataclass(frozen=True)
class Piece:
    """A document of the edition, where it is written and as what."""

    document: Document
    name: str
    folder: str = ""
    formats: tuple[Format, ...] = writers.ALL


def documents_of(edition: Edition) -> tuple[Piece, ...]:
    """The edition's documents: the assessment, the board's page, a profile for each place."""
    page = (Format.HTML, Format.PDF)
    profiled = (Piece(one, slug(one.title), "profiles", page) for one in edition.profiles)
    return (
        Piece(layout.assessment(edition), "assessment"),
        Piece(edition.board, "board", formats=page),
        *profiled,
    )


def address(document: Document, form: str, recipients: tuple[str, ...]) -> Restricted | Public:
    """The document for its readers: exact and marked, or through the gate."""
    if form == PUBLIC:
        return publishing.publish(document)
    return Restricted(document, recipients)


def slug(title: str) -> str:
    """A title as a file name."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
