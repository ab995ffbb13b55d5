"""What people say, put into a compiled edition: commentary below its finding, caveats answered.

The figures are the compiled edition's and are not touched. What was added is part of the edition's
id, so an edition with other words is another edition.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace

from towpath.assessment import editions
from towpath.assessment.editions import Edition
from towpath.assessment.findings import Contents, Evidence, Finding, Section
from towpath.documents.blocks import Block, Heading, Paragraph
from towpath.editions import outlines


@dataclass(frozen=True)
class Answered:
    """A caveat in certain words, and why the edition stands with it."""

    name: str
    words: str
    because: str


@dataclass(frozen=True)
class Spoken:
    """Commentary by place ("1" a section, "1a" a finding), answered caveats, typed evidence."""

    commentary: dict[str, str] = field(default_factory=dict)
    answered: tuple[Answered, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def mark(self) -> str:
        """A hash of everything said."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def into(edition: Edition, spoken: Spoken) -> Edition:
    """The edition with what people say in its place, under an id of its own."""
    told: set[tuple[str, str]] = set()
    sections = tuple(_section(one, spoken, told) for one in edition.contents.sections)
    question = (edition.area, edition.period, edition.baseline)
    id = editions.identity(*question, (edition.id, spoken.mark))
    return replace(edition, id=id, contents=Contents(sections))


def _section(section: Section, spoken: Spoken, told: set[tuple[str, str]]) -> Section:
    found = [_finding(one, spoken, told) for one in section.findings]
    whole = _paragraphs("What this section shows", spoken.commentary.get(str(section.number), ""))
    if whole and found:
        # A section has no blocks of its own: its commentary follows its last finding, of those
        # that the public form has; or it would be left out with what is confined.
        last = max((at for at, one in enumerate(found) if not one.confined), default=-1)
        found[last] = replace(found[last], blocks=(*found[last].blocks, *whole))
    return replace(section, findings=tuple(found))


def _finding(finding: Finding, spoken: Spoken, told: set[tuple[str, str]]) -> Finding:
    blocks: list[Block] = _paragraphs("Commentary", spoken.commentary.get(finding.key, ""))
    held = {(one.name, outlines.words_of(one)) for one in finding.caveats}
    for one in spoken.answered:
        if (one.name, one.words) in held - told:
            told.add((one.name, one.words))
            blocks.append(Paragraph((f"On “{one.name}”: {one.because}",)))
    return replace(finding, blocks=(*finding.blocks, *blocks)) if blocks else finding


def _paragraphs(title: str, text: str) -> list[Block]:
    paragraphs = [" ".join(part.split()) for part in text.replace("\r\n", "\n").split("\n\n")]
    said = [Paragraph((part,)) for part in paragraphs if part]
    return [Heading(title, 4), *said] if said else []
