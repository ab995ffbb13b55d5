"""Asking the rooms below: opening the evidence, compiling an edition, writing its files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe

from towpath.evidence.homes import Home
from towpath.foundation import Area, Baseline, Figure, Grant, Period
from towpath.foundation.periods import add_months, month_name

if TYPE_CHECKING:
    from towpath.assessment.contents import Progress
    from towpath.assessment.editions import Edition
    from towpath.assessment.priorities.judgements import Judgements
    from towpath.assessment.study import Study
    from towpath.editions.spoken import Spoken
    from towpath.sources.reference import Pack

EXCERPTS = "excerpts"


@dataclass(frozen=True)
class Question:
    """What an edition asks, in words that can be read again, and on which snapshot."""

    area: str
    period: str
    baseline: str
    snapshot: str = ""


@dataclass(frozen=True)
class Understood:
    """A question as it was understood: the area's key and name, both windows, the snapshot."""

    area: Area
    period: Period
    baseline: Baseline
    snapshot: str


def home() -> Home:
    """The partnership's home."""
    return Home.open(settings.HOME)


def folder(id: UUID) -> Path:
    """Where an edition's drafts and excerpts lie."""
    place: Path = settings.HOME / "files" / "editions" / str(id)
    place.mkdir(parents=True, exist_ok=True)
    return place


def usual() -> Question:
    """The question that is mostly asked: the own area, the last twelve months held, a year ago."""
    from towpath.evidence import registers

    of = home()
    months = [load.first for load in registers.in_force(of).loads]
    period = f"12 months to {month_name(max(months))}" if months else ""
    return Question(str(_pack(of).find(str(of.settings["area"]))), period, "the year before")


def understood(question: Question) -> Understood:
    """Read a question; NotUnderstood says which words could not be, NoSuchData what lacks."""
    from towpath.evidence import registers

    of = home()
    pack, snapshot = _pack(of), registers.find(of, question.snapshot)
    own = pack.find(str(of.settings["area"]))
    area = pack.find(question.area, within=own) if question.area else own
    latest = max((add_months(load.first, 1) for load in snapshot.loads), default=None)
    period = Period.parse(question.period, latest)
    return Understood(area, period, Baseline.parse(question.baseline, period), snapshot.id)


def _pack(of: Home) -> Pack:
    from towpath.sources.reference import Pack

    return Pack.open(of.reference, of.local_areas)


@contextmanager
def study(of: Home, question: Question, grant: Grant) -> Iterator[Study]:
    """A study of a question on its snapshot, within a grant."""
    from towpath.assessment import study as studies
    from towpath.evidence import held

    read = understood(question)
    asked = studies.Question(read.area, read.period, read.baseline)
    with held.open_held(of, grant, read.snapshot) as evidence:
        yield studies.Study(asked, evidence, _pack(of))


@dataclass(frozen=True)
class Given:
    """What an edition is compiled from besides evidence: judgements, words, and the day."""

    judged: Judgements
    spoken: Spoken
    at: date


def compile(
    id: UUID, question: Question, given: Given, grant: Grant, progress: Progress
) -> Edition:
    """Compile an edition with its people's judgements and typed evidence."""
    from towpath.assessment import compiling, typed
    from towpath.editions import judged

    of = home()
    seen = judged.home(of, folder(id), given.judged)
    said = of.settings
    printing = compiling.Printing(
        str(said["name"]), str(said.get("colour", "#12436D")), str(said.get("notice", ""))
    )
    evidence = (*typed.read(of.editions), *given.spoken.evidence)
    with study(seen, question, grant) as asked:
        return compiling.compile(asked, printing, at=given.at, evidence=evidence, progress=progress)


def keep_draft(id: UUID, edition: Edition) -> None:
    """Keep what was found: each finding as a piece of a page, each figure so that it explains."""
    from towpath.assessment import ledger

    place = folder(id) / EXCERPTS / edition.id
    place.mkdir(parents=True, exist_ok=True)
    for key, text in excerpts(edition).items():
        (place / f"{key}.html").write_text(text, "utf-8")
    ledger.record(home().results, edition.figures)


def excerpts(edition: Edition) -> dict[str, str]:
    """Each finding as HTML, by its key."""
    from towpath.assessment import layout
    from towpath.documents import excerpts as writer
    from towpath.documents.audience import Restricted
    from towpath.documents.blocks import Caveat, Document

    said: dict[Caveat, str] = {}
    pieces = {one.key: tuple(layout.finding_blocks(one, said)[1:]) for one in edition.contents}
    every = tuple(block for blocks in pieces.values() for block in blocks)
    document = Document(
        edition.title, "", edition.partnership, edition.compiled, (), every, colour=edition.colour
    )
    return writer.excerpts(Restricted(document, (edition.partnership,)), pieces, figure_address)


def figure_address(figure: Figure) -> str:
    """Where a figure says where it comes from."""
    try:
        return reverse("explorer:figure", args=[figure.id])
    except NoReverseMatch:
        return f"/figures/{figure.id}/"


def excerpt(id: UUID, compiled: str, key: str) -> SafeString:
    """A finding as it was written when the edition was compiled; nothing where it was not.

    The documents' own writer has escaped every word of it.
    """
    file = folder(id) / EXCERPTS / compiled / f"{key}.html"
    return mark_safe(file.read_text("utf-8") if compiled and file.is_file() else "")  # noqa: S308


def write(edition: Edition, recipients: tuple[str, ...], progress: Progress) -> None:
    """Keep a frozen edition and write all its files in both forms."""
    from towpath.assessment import editions, rendering

    of = home()
    place = editions.keep(of.editions, edition)
    template = of.path / str(of.settings.get("word_template", ""))
    wanted = rendering.Wanted(recipients, None, template if template.is_file() else None)
    # One after the other: a worker in the background need not start processes of its own.
    rendering.write(place, rendering.PARTNERSHIP, wanted, _half(progress, 0.0))
    rendering.write(place, rendering.PUBLIC, wanted, _half(progress, 0.5))


def _half(progress: Progress, start: float) -> Progress:
    return lambda what, share: progress(what, start + share / 2)
