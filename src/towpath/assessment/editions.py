"""An edition: an area, a period, a comparison, a snapshot, and what was found.

It lies in HOME/editions/ID: `edition.json` holds the frozen results, beside it the rendered files
of the partnership's form and of the public one. The id follows from the question, the snapshot and
the version of Towpath, so compiling the same again gives the same edition, not another.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile

from towpath.assessment import findings as found
from towpath.assessment import frozen, older
from towpath.assessment.findings import Contents
from towpath.documents.blocks import Document
from towpath.foundation import Area, Baseline, Figure, NoSuchData, Period

FROZEN = "edition.json"


@dataclass(frozen=True)
class Edition:
    """Everything that was found, and everything needed to print it again.

    `profiles` are the documents of wards and named local areas; `board` the one-page summary;
    `definitions` what each figure's definition says, slug by slug.
    `compiled` is the day it was made, printed and kept, never read from the clock again.
    """

    id: str
    partnership: str
    area: Area
    period: Period
    baseline: Baseline
    snapshot: str
    loads: tuple[str, ...]
    compiled: date
    version: str
    facts: tuple[tuple[str, str], ...]
    contents: Contents
    board: Document
    profiles: tuple[Document, ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()
    credits: tuple[str, ...] = ()
    notice: str = ""
    colour: str = "#12436D"

    @property
    def title(self) -> str:
        """As it stands on the cover."""
        return f"Strategic assessment: {self.area}"

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that stand beside the assessment itself."""
        return (self.board, *self.profiles)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure the edition prints, anywhere, once."""
        beside = (found.block_figures(one.blocks) for one in self.documents)
        return found.unique(self.contents.figures, *beside)

    @property
    def blocked(self) -> tuple[str, ...]:
        """Why it cannot be signed off yet: a sentence for each section without evidence."""
        return tuple(
            f"Section {section.number}, {section.title.lower()}: no evidence and no accepted gap."
            for section in self.contents.sections
            if section.blocks_sign_off
        )


def identity(area: Area, period: Period, baseline: Baseline, grounds: Iterable[str]) -> str:
    """The edition's id: words a person can read, and six characters that tell it from others.

    `grounds` are all that it was compiled from besides: snapshot, judgements, version of Towpath.
    """
    question = "\n".join((area.key, period.key, baseline.key, *grounds))
    mark = hashlib.sha256(question.encode()).hexdigest()[:6]
    words = re.sub(r"[^a-z0-9]+", "-", f"{area} {period}".lower()).strip("-")
    return f"{words}-{mark}"


def keep(folder: Path, edition: Edition) -> Path:
    """Write the frozen results below `folder` (HOME/editions), whole or not at all."""
    place = folder / edition.id
    place.mkdir(parents=True, exist_ok=True)
    text = frozen.dumps(edition)
    with NamedTemporaryFile("w", dir=place, delete=False, encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(place / FROZEN)
    return place


def held(folder: Path) -> tuple[str, ...]:
    """The ids of the editions that are kept, oldest first."""
    kept = sorted(folder.glob(f"*/{FROZEN}"), key=lambda one: (one.stat().st_mtime, one))
    return tuple(one.parent.name for one in kept)


def get(folder: Path, words: str) -> Edition:
    """The edition whose id begins with `words`; raises NoSuchData where none or several do."""
    matching = [one for one in held(folder) if one.startswith(words)]
    if len(matching) != 1:
        known = ", ".join(matching or held(folder)) or "none"
        raise NoSuchData(
            f'"{words}" names {"no" if not matching else "more than one"} edition.',
            f"Editions held: {known}.",
        )
    return read(folder / matching[0])


def current(place: Path) -> bool:
    """Whether an edition was kept in today's format, so that its files follow today's rules."""
    return frozen.stored((place / FROZEN).read_text("utf-8"))[0] == frozen.FORMAT


def read(place: Path) -> Edition:
    """The edition that is kept in a folder; one of an earlier format as closed as one of today."""
    edition: Edition
    written, edition = frozen.stored((place / FROZEN).read_text("utf-8"))
    if written < frozen.FORMAT:
        edition = replace(edition, contents=older.closed_contents(edition.contents))
    return edition
