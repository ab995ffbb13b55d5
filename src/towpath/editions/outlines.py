"""What was found, in short: kept beside the edition so that its pages need not thaw the whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from towpath.documents import numbers
from towpath.documents.blocks import Spans

if TYPE_CHECKING:
    from towpath.assessment.editions import Edition
    from towpath.assessment.findings import Finding
    from towpath.documents.blocks import Caveat


@dataclass(frozen=True)
class CaveatLine:
    """A caveat: its name, its words and their digest, whether it is grave, where it stands."""

    name: str
    text: str
    words: str
    grave: bool
    under: str


@dataclass(frozen=True)
class FindingLine:
    """A finding in a sentence. `figures` is a digest: it changes when its numbers do."""

    key: str
    title: str
    sentence: str
    supplied: bool
    figures: str
    caveats: tuple[CaveatLine, ...]


@dataclass(frozen=True)
class SectionLine:
    """One of the six statutory sections."""

    number: int
    title: str
    question: str
    findings: tuple[FindingLine, ...]

    @property
    def supplied(self) -> int:
        """How many of its findings have evidence."""
        return sum(one.supplied for one in self.findings)


Outline = tuple[SectionLine, ...]


def of(edition: Edition) -> list[dict[str, Any]]:
    """The outline of a compiled edition, as it is stored."""
    return [
        asdict(
            SectionLine(
                one.number, one.title, one.question, tuple(_finding(each) for each in one.findings)
            )
        )
        for one in edition.contents.sections
    ]


def read(stored: Sequence[dict[str, Any]]) -> Outline:
    """The outline again."""
    return tuple(
        SectionLine(**{**row, "findings": tuple(_found(each) for each in row["findings"])})
        for row in stored
    )


def _found(row: dict[str, Any]) -> FindingLine:
    return FindingLine(**{**row, "caveats": tuple(CaveatLine(**one) for one in row["caveats"])})


def caveats(outline: Outline) -> Iterator[CaveatLine]:
    """Every caveat once in each of its wordings, gravest first, in the order of the edition."""
    every: dict[tuple[str, str], CaveatLine] = {}
    for section in outline:
        for finding in section.findings:
            for one in finding.caveats:
                every.setdefault((one.name, one.words), one)
    yield from sorted(every.values(), key=lambda one: not one.grave)


def empty_sections(outline: Outline) -> tuple[SectionLine, ...]:
    """The sections for which nobody has supplied anything."""
    return tuple(one for one in outline if not one.supplied)


def plain(spans: Spans) -> str:
    """A sentence with its figures written out."""
    return numbers.sentence(spans)


def words_of(caveat: Caveat) -> str:
    """A digest of a caveat's words: said otherwise, it wants reading again."""
    return _digest(plain(caveat.spans))


def _finding(one: Finding) -> FindingLine:
    caveats = tuple(
        CaveatLine(each.name, plain(each.spans), words_of(each), each.grave, one.key)
        for each in one.caveats
    )
    sentence = plain(one.sentence) if one.supplied else one.missing
    figures = _digest(",".join(figure.id for figure in one.figures))
    return FindingLine(one.key, one.title, sentence, one.supplied, figures, caveats)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
