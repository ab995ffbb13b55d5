"""A finding: one plain sentence, what it rests on, and what must be said beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import singledispatch

from towpath.documents import numbers
from towpath.documents.blocks import (
    Beside,
    Block,
    Caveat,
    Chart,
    Listing,
    Map,
    Paragraph,
    Span,
    Spans,
    Table,
    Tiles,
)
from towpath.foundation import Figure

# How typed evidence ends that has a file; the file's name may be somebody's.
_ATTACHED = re.compile(r" \(attached: .*, SHA-256 [0-9a-f]+…\)$", re.DOTALL)


@dataclass(frozen=True)
class Finding:
    """What one question of the assessment found.

    `sentence` says what it shows, and says so when it shows nothing. `missing` is the sentence for
    evidence that nobody has supplied, and `owner` who could supply it; a finding with `missing`
    has no figures. `signals` are short sentences that the board summary may quote. Key and title
    are those of the registry (`contents.toml`), which sets them.
    """

    sentence: Spans
    blocks: tuple[Block, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    signals: tuple[Spans, ...] = ()
    missing: str = ""
    owner: str = ""
    # Why the public form must leave it out; "" where it need not.
    confined: str = ""
    key: str = ""
    title: str = ""

    @property
    def supplied(self) -> bool:
        """Whether there was evidence for it."""
        return not self.missing

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure of the finding, once, in the order of printing."""
        return unique(_spans_figures((self.sentence, *self.signals)), block_figures(self.blocks))

    def with_caveats(self, *caveats: Caveat | None) -> Finding:
        """The finding with these caveats added; None and repeats are passed over."""
        held = {one.name for one in self.caveats}
        fresh = tuple(one for one in caveats if one is not None and one.name not in held)
        return replace(self, caveats=self.caveats + fresh)

    @property
    def opened(self) -> Finding:
        """The finding as the public form has it: what is confined leaves a sentence in its place.

        The disclosure rules count; they do not know that a street or a square says where.
        """
        if not self.confined or not self.supplied:
            return self
        return Finding((self.confined,), key=self.key, title=self.title)


def not_supplied(lack: str, owner: str) -> Finding:
    """The finding for evidence that nobody has delivered.

    `lack` is the sentence that says what is missing ("No stop and search has been loaded.").
    """
    missing = f"{lack} Owner: {owner}."
    return Finding((f"Not supplied: {missing}",), missing=missing, owner=owner)


@dataclass(frozen=True)
class Evidence:
    """Typed or attached evidence for a section without data, or its acceptance as unavailable.

    `accepted_by` with a reason in `text` means "not available, accepted by … because …". `body` is
    the agency that its author speaks for.
    """

    section: int
    text: str
    author: str
    dated: str
    accepted_by: str = ""
    body: str = ""

    @property
    def opened(self) -> Evidence:
        """The evidence as the public form has it: a body answers for it, and no file is named."""
        body = self.body or "the partnership"
        text = _ATTACHED.sub(" (a file is kept with it)", self.text)
        return replace(self, text=text, author=body, accepted_by=body if self.accepted_by else "")


@dataclass(frozen=True)
class Section:
    """One of the six statutory sections."""

    number: int
    title: str
    question: str
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...] = ()

    @property
    def gaps(self) -> tuple[Finding, ...]:
        """Its findings for which nothing was supplied: the list of intelligence gaps."""
        return tuple(one for one in self.findings if not one.supplied)

    @property
    def blocks_sign_off(self) -> bool:
        """A section with no finding supplied and no evidence typed or accepted blocks sign-off."""
        return not self.evidence and not any(one.supplied for one in self.findings)


@dataclass(frozen=True)
class Contents:
    """The sections of an edition in order, with the means to walk all they print."""

    sections: tuple[Section, ...] = field(default_factory=tuple)

    def __iter__(self) -> Iterator[Finding]:
        for section in self.sections:
            yield from section.findings

    def __getitem__(self, key: str) -> Finding:
        return next(one for one in self if one.key == key)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure of the edition, once."""
        return unique(*(one.figures for one in self))

    @property
    def opened(self) -> Contents:
        """The contents as the public form has them, before the disclosure rules."""
        return Contents(
            tuple(
                replace(
                    section,
                    findings=tuple(one.opened for one in section.findings),
                    evidence=tuple(one.opened for one in section.evidence),
                )
                for section in self.sections
            )
        )


def unique(*runs: Iterable[Figure]) -> tuple[Figure, ...]:
    """The figures of several runs, each id once, first place kept."""
    seen: dict[str, Figure] = {}
    for run in runs:
        for figure in run:
            seen.setdefault(figure.id, figure)
    return tuple(seen.values())


def _spans_figures(runs: Iterable[Spans]) -> Iterator[Figure]:
    for run in runs:
        for span in run:
            figure = numbers.figure_of(span)
            if figure is not None:
                yield figure


def table_figures(table: Table) -> Iterator[Figure]:
    """The figures of a table, row by row."""
    for row in table.rows:
        for cell in row:
            figure = numbers.figure_of(cell)
            if figure is not None:
                yield figure
    yield from _spans_figures((table.note,))


def block_figures(blocks: Iterable[Block]) -> Iterator[Figure]:
    """The figures of blocks, in the order of printing."""
    for block in blocks:
        yield from _figures_of(block)


@singledispatch
def _figures_of(block: Block) -> Iterator[Figure]:
    yield from ()


@_figures_of.register
def _(block: Tiles) -> Iterator[Figure]:
    for tile in block.tiles:
        yield tile.figure
        yield from _spans_figures((tile.remark,))


@_figures_of.register
def _(block: Table) -> Iterator[Figure]:
    yield from table_figures(block)


@_figures_of.register(Chart)
@_figures_of.register(Map)
def _(block: Chart | Map) -> Iterator[Figure]:
    yield from table_figures(block.table)


@_figures_of.register(Paragraph)
@_figures_of.register(Caveat)
def _(block: Paragraph | Caveat) -> Iterator[Figure]:
    yield from _spans_figures((block.spans,))


@_figures_of.register
def _(block: Listing) -> Iterator[Figure]:
    yield from _spans_figures(block.items)


@_figures_of.register
def _(block: Beside) -> Iterator[Figure]:
    for side in block.sides:
        yield from block_figures(side)


def sentence(*parts: Span) -> Spans:
    """A sentence of words and figures, with nothing empty in it."""
    return tuple(part for part in parts if part != "")
