"""Findings set as documents: the assessment with its sections, and the pieces others reuse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from towpath.assessment import findings as found
from towpath.assessment.editions import Edition
from towpath.assessment.findings import Finding, Section
from towpath.documents.blocks import (
    Beside,
    Block,
    Caveat,
    Document,
    Heading,
    Listing,
    PageBreak,
    Paragraph,
    TableOfContents,
)
from towpath.foundation import Figure

HOW_TO_READ = (
    (
        "Every number in this assessment carries an id. Follow it to the end of the document, or "
        "give it to the command “towpath explain”, and it tells its definition, its period and "
        "area, the loads it was counted from and the files that they came in."
    ),
    (
        "Where limits stand beside a number, they are 95 per cent limits: the range that the true "
        "level would be expected to lie in. A change is called a rise or a fall only where it is "
        "larger than the series' own ups and downs; otherwise it is no clear change, which is a "
        "finding too."
    ),
    "Crime and anti-social behaviour are never added together.",
)
WAY_OUT = (
    "Deliver the data, type or attach the evidence, or record who accepts the gap and why. "
    "Until then this edition is a draft."
)


def assessment(edition: Edition) -> Document:
    """The whole assessment, exact; `publishing.publish` makes the public form of it."""
    blocks: list[Block] = [*_summary(edition), TableOfContents()]
    blocks += [Heading("How to read this"), *(Paragraph((s,)) for s in HOW_TO_READ)]
    blocks += _standing(edition)
    said: dict[Caveat, str] = {}
    for section in edition.contents.sections:
        blocks += section_blocks(section, said)
    blocks += _gaps(edition)
    return Document(
        title=edition.title,
        subtitle=f"{_capital(edition.period.name)}, compared with {edition.baseline}",
        author=edition.partnership,
        modified=edition.compiled,
        facts=edition.facts,
        blocks=tuple(blocks),
        credits=edition.credits,
        notice=edition.notice,
        colour=edition.colour,
        definitions=meanings(
            edition,
            found.unique(edition.contents.figures, found.block_figures(edition.board.blocks)),
        ),
    )


def _summary(edition: Edition) -> list[Block]:
    """The board's page again, a level lower: a reader opens the assessment at its result."""
    known = dict(edition.facts)
    beside = [f"{name}: {value}." for name, value in edition.board.facts if name not in known]
    below = (_lowered(block) for block in edition.board.blocks)
    return [
        Heading("Summary for the board", anchor="summary"),
        Paragraph((" ".join(beside),)),
        *below,
    ]


def _lowered(block: Block) -> Block:
    """A block of another document, its headings a level down."""
    if isinstance(block, Heading):
        return replace(block, level=block.level + 1)
    if isinstance(block, Beside):
        return replace(block, sides=tuple(tuple(map(_lowered, side)) for side in block.sides))
    return block


def meanings(edition: Edition, figures: Iterable[Figure]) -> tuple[tuple[str, str], ...]:
    """The definitions that figures use: slug and what it says, in order."""
    used = {figure.definition for figure in figures}
    return tuple(one for one in edition.definitions if one[0] in used)


def _standing(edition: Edition) -> list[Block]:
    """Whether it can be signed off, and if not, why not."""
    if not edition.blocked:
        return []
    reasons = Listing(tuple((reason,) for reason in edition.blocked))
    return [
        Heading("Not ready for sign-off"),
        Paragraph(("Sections that the law asks for are still without evidence:",)),
        reasons,
        Paragraph((WAY_OUT,)),
    ]


def section_blocks(section: Section, said: dict[Caveat, str]) -> list[Block]:
    """A section: its question, its findings, and typed evidence.

    `said` holds the caveats printed so far with the finding they stand under; it grows.
    """
    heading = Heading(f"{section.number}. {section.title}", 2, f"section-{section.number}")
    blocks: list[Block] = [PageBreak(), heading, Paragraph((section.question,))]
    for finding in section.findings:
        blocks += finding_blocks(finding, said)
    for entry in section.evidence:
        words = f"{entry.text} ({entry.author}, {entry.dated})"
        if entry.accepted_by:
            words = f"Not available, accepted by {entry.accepted_by} because {entry.text}"
        blocks.append(Paragraph((words,)))
    return blocks


def finding_blocks(finding: Finding, said: dict[Caveat, str]) -> list[Block]:
    """A finding: its sentence first, then what it rests on, then what must be said beside it."""
    heading = Heading(f"{finding.key}. {finding.title}", 3, f"finding-{finding.key}")
    if not finding.supplied:
        return [heading, Caveat("Not supplied", (finding.missing,)), *finding.blocks]
    caveats = _caveats(finding, said)
    return [heading, Paragraph(finding.sentence, lead=True), *finding.blocks, *caveats]


def _caveats(finding: Finding, said: dict[Caveat, str]) -> list[Block]:
    """Caveats not yet said, in full; the others named, with the finding they stand under."""
    full = [one for one in finding.caveats if one not in said]
    again = [one for one in finding.caveats if one in said]
    said |= dict.fromkeys(full, finding.key)
    if not again:
        return [*full]
    named = "; ".join(f"{one.name} ({said[one]})" for one in again)
    words = (f"{named}. Each is explained under the finding in brackets.",)
    grave = any(one.grave for one in again)
    return [*full, Caveat("Bear in mind also", words, grave=grave)]


def _gaps(edition: Edition) -> list[Block]:
    gaps = [gap for section in edition.contents.sections for gap in section.gaps]
    if not gaps:
        return []
    items = tuple((f"{gap.key}. {gap.title}: {gap.missing}",) for gap in gaps)
    return [
        PageBreak(),
        Heading("Intelligence gaps"),
        Paragraph(("What this assessment could not see, and who could supply it:",)),
        Listing(items),
    ]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
