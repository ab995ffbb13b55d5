"""Compiling an edition: every finding of a study, the board's page and the profiles, as one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from towpath import __version__
from towpath.assessment import board, contents, editions, layout, profiles, typed
from towpath.assessment import findings as found
from towpath.assessment.contents import Progress
from towpath.assessment.editions import Edition
from towpath.assessment.findings import Evidence
from towpath.documents.blocks import Document

if TYPE_CHECKING:
    from towpath.assessment.study import Study
    from towpath.evidence.homes import Home


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
        id=editions.identity(*question, (study.snapshot, judged(study.held.home), __version__)),
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
    if study.pack.synthetic or not any(load.licence == "OGL-3.0" for load in study.held.loads):
        return study.pack.credits
    open_data = (
        "Contains public sector information licensed under the Open Government Licence v3.0."
    )
    return (open_data, *study.pack.credits)


def judged(home: Home) -> str:
    """A hash of what people have declared and typed, and of the reference pack.

    They change an edition as loads do, so an edition on other ones is another edition.
    """
    declared = sorted(path for path in home.definitions.rglob("*") if path.is_file())
    beside = (home.path / "local_areas.toml", home.editions / typed.FILE)
    held = (*declared, *beside, home.reference / "manifest.json")
    digest = hashlib.sha256()
    for path in held:
        if path.exists():
            digest.update(f"{path.relative_to(home.path)}\n".encode() + path.read_bytes())
    return digest.hexdigest()
