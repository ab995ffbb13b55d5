"""Editions that were frozen before a rule of disclosure: read as if the rule had been there.

Format 1 did not say which findings are confined to the partnership, nor which columns name people.
"""

from __future__ import annotations

from dataclasses import replace

from towpath.assessment import findings as found
from towpath.assessment.exactly.telling import CONFINED
from towpath.assessment.findings import Contents, Finding
from towpath.assessment.priorities import matrix
from towpath.documents.blocks import Block, Table

# Those that go finer than a small area.
FINE = ("1p", "1q", "1r")


def closed_contents(held: Contents) -> Contents:
    """The contents of an edition of format 1, as closed as those of today."""
    return Contents(
        tuple(
            replace(section, findings=tuple(closed(one) for one in section.findings))
            for section in held.sections
        )
    )


def closed(held: Finding) -> Finding:
    """A finding with what it says finely confined, and with its names in a private column."""
    blocks = tuple(_unnamed(one) for one in held.blocks)
    confined = held.confined or (CONFINED if held.key in FINE and not _open(held) else "")
    return replace(held, blocks=blocks, confined=confined)


def _open(held: Finding) -> bool:
    """Whether all of it is open data; what bears no figure cannot show that it is."""
    figures = (
        *held.figures,
        *(one for each in held.caveats for one in found.block_figures((each,))),
    )
    return bool(figures) and all(one.handling.open for one in figures)


def _unnamed(block: Block) -> Block:
    if not isinstance(block, Table) or block.key != matrix.GROUNDS:
        return block
    columns = (replace(one, private=one.heading == matrix.BY) for one in block.columns)
    return replace(block, columns=tuple(columns))
