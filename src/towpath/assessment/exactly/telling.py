"""An answer about places, set as a finding of the assessment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from towpath.assessment.findings import Finding
from towpath.documents.blocks import Block, Chart, Map, Paragraph, Table
from towpath.foundation import NoSuchData, categories
from towpath.places import ground

if TYPE_CHECKING:
    from collections.abc import Callable

    from towpath.assessment.study import Study
    from towpath.places.answers import Answer
    from towpath.places.ground import Question

# Acquisitive crime, whose place and time are known best and whose repeats are best studied.
BURGLARY, VEHICLE_CRIME = "burglary", "vehicle-crime"
CELL = 250.0  # metres: fine enough for a page, and few enough to freeze with the edition
CONFINED = (
    "This finding goes finer than a small area, on evidence that is not open: it is told to the "
    "partnership, and left out of the public form."
)


def question(study: Study, theme: str) -> Question:
    """The question of one kind of event in the edition's area and period."""
    return ground.Question(categories.get(theme), study.area, study.period, CELL)


def finding(study: Study, ask: Callable[[Question], Answer], themes: tuple[str, ...]) -> Finding:
    """The answers for several kinds of event: the first with its picture and table, each in words.

    A kind that cannot be answered is passed over; NoSuchData, of the first, where none can.
    """
    told: list[Answer] = []
    refused: list[NoSuchData] = []
    for theme in themes:
        try:
            told.append(ask(question(study, theme)))
        except NoSuchData as lack:
            refused.append(lack)
    if not told:
        raise refused[0]
    return of_answers(tuple(told))


def of_answers(told: tuple[Answer, ...]) -> Finding:
    """A finding of answers, the first of which leads."""
    leading = told[0]
    blocks: list[Block] = [Paragraph(one) for one in leading.sentences[1:]]
    blocks += [_keyed(one, leading) for one in (leading.picture, *leading.tables[:1]) if one]
    for other in told[1:]:
        blocks += [Paragraph(other.sentences[0])]
    closed = any(not one.handling.open for one in told)
    confined = CONFINED if closed else ""
    found = Finding(leading.sentences[0], tuple(blocks), confined=confined)
    return found.with_caveats(*leading.caveats)


def _keyed(block: Map | Chart | Table, answer: Answer) -> Block:
    """Tables are named by their key in the files of an edition, so each names its answer too."""
    if isinstance(block, Table):
        return replace(block, key=f"{answer.command}-{block.key}")
    table = replace(block.table, key=f"{answer.command}-{block.table.key}", appendix=True)
    return replace(block, table=table)
