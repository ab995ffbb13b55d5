"""What a document holds: its blocks in reading order, its tables, pictures, figures and outline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from towpath.documents.blocks import (
    Beside,
    Block,
    Caveat,
    Cell,
    Chart,
    Document,
    Heading,
    Listing,
    Map,
    Paragraph,
    Table,
    Tiles,
)
from towpath.documents.numbers import figure_of
from towpath.foundation import Figure, TowpathError


def blocks(document: Document) -> Iterator[Block]:
    """Every block in reading order, those beside each other from left to right."""
    return _walk(document.blocks)


def pictures(document: Document) -> tuple[Chart | Map, ...]:
    """Every chart and map in reading order."""
    return tuple(block for block in blocks(document) if isinstance(block, Chart | Map))


class Numbering:
    """Numbers charts and maps as a writer comes to them: "Chart 1", "Map 1", "Chart 2"."""

    def __init__(self) -> None:
        self._counts = {"Chart": 0, "Map": 0}

    def next(self, picture: Chart | Map) -> str:
        """The name of the picture that comes now."""
        kind = "Map" if isinstance(picture, Map) else "Chart"
        self._counts[kind] += 1
        return f"{kind} {self._counts[kind]}"


def tables(document: Document) -> tuple[Table, ...]:
    """Every table once, those of charts and maps among them, in reading order."""
    found: dict[str, Table] = {}
    for block in blocks(document):
        table = block.table if isinstance(block, Chart | Map) else block
        if isinstance(table, Table) and found.setdefault(table.key, table) != table:
            raise TowpathError(
                f"Two tables of this document are both called {table.key}.",
                "Give each table of a document a key of its own.",
            )
    return tuple(found.values())


def figures(document: Document) -> tuple[Figure, ...]:
    """Every figure once, in reading order, those of appendix tables too."""
    return _unique(figure_of(cell) for block in blocks(document) for cell in _cells(block))


def shown(document: Document, *, behind: bool = True) -> tuple[Figure, ...]:
    """The figures that a reader can see, and so can ask about there.

    `behind` counts the tables behind charts and maps, which a web page shows and paper does not.
    """
    on_page = (block for block in blocks(document) if not _apart(block, behind))
    return _unique(figure_of(cell) for block in on_page for cell in _cells(block))


def headings(document: Document, deepest: int = 3) -> tuple[tuple[Heading, str], ...]:
    """The headings and their anchors, down to a level."""
    found = [block for block in blocks(document) if isinstance(block, Heading)]
    return tuple(
        (heading, anchor(heading, index))
        for index, heading in enumerate(found)
        if heading.level <= deepest
    )


def anchor(heading: Heading, index: int) -> str:
    """The name that a link to the heading uses: its own, or its number in the document."""
    return heading.anchor or f"h-{index + 1}"


def _walk(some: Iterable[Block]) -> Iterator[Block]:
    for block in some:
        if isinstance(block, Beside):
            for side in block.sides:
                yield from _walk(side)
        else:
            yield block


def _apart(block: Block, behind: bool) -> bool:
    if isinstance(block, Chart | Map):
        return block.table.appendix or not behind
    return isinstance(block, Table) and block.appendix


def _cells(block: Block) -> Iterator[Cell]:
    match block:
        case Paragraph() | Caveat():
            yield from block.spans
        case Tiles():
            yield from _tile_cells(block)
        case Listing():
            yield from chain.from_iterable(block.items)
        case Table():
            yield from chain(chain.from_iterable(block.rows), block.note)
        case Chart():
            yield from chain(_cells(block.table), (block.reference,))
        case Map():
            yield from _cells(block.table)
        case _:
            return


def _tile_cells(tiles: Tiles) -> Iterator[Cell]:
    for tile in tiles.tiles:
        yield tile.figure
        yield from tile.remark


def _unique(some: Iterable[Figure | None]) -> tuple[Figure, ...]:
    found: dict[str, Figure] = {}
    for figure in some:
        if figure is None:
            continue
        first = found.setdefault(figure.id, figure)
        if first is not figure and first.value != figure.value:
            raise TowpathError(
                f"The figure {figure.id} ({figure.definition}) has two values in one document: "
                f"{first.value} and {figure.value}.",
                "Give each question its own definition or basis; this is a fault in Towpath.",
            )
    return tuple(found.values())
