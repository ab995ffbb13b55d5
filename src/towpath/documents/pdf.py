"""The PDF: PDF/UA-1 by Typst, which refuses a picture without words or a heading that skips."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from towpath.documents import contents, endnotes, numbers, pictures, typesetting, widths
from towpath.documents.audience import Readable
from towpath.documents.blocks import (
    Beside,
    Block,
    Caveat,
    Chart,
    Heading,
    Listing,
    Map,
    PageBreak,
    Paragraph,
    Span,
    Spans,
    Table,
    TableOfContents,
    Tiles,
)
from towpath.foundation import TowpathError

if TYPE_CHECKING:
    import typst

Part = dict[str, Any]
# A board summary is set smaller until it fits its one sheet, but never too small to read.
_LETTERS = 88.0  # that a page is wide, at the size of its text
_SCALES = (1.0, 0.95, 0.9, 0.85, 0.8)


def sheets(readable: Readable) -> bytes:
    """The document as PDF/UA-1; raises TowpathError where a board summary needs two sheets."""
    document = readable.document
    modified = datetime(
        document.modified.year, document.modified.month, document.modified.day, tzinfo=UTC
    )
    made = _compiler(readable).compile(format="pdf", pdf_standards="ua-1", timestamp=modified)
    assert isinstance(made, bytes), "one document, one file"
    return made


def _compiler(readable: Readable) -> typst.Compiler:
    data = json.dumps(_document(readable), ensure_ascii=False)
    if not readable.document.compact:
        return _setting(data, 1.0)
    for scale in _SCALES:
        setting = _setting(data, scale)
        if json.loads(setting.query("<sheets>", field="value", one=True)) == 1:
            return setting
    raise TowpathError(
        f"The summary “{readable.document.title}” does not fit one sheet of A4.",
        "Shorten its lists, or leave out a chart.",
    )


def _setting(data: str, scale: float) -> typst.Compiler:
    import typst

    return typst.Compiler(
        typesetting.TEMPLATES / "document.typ",
        root=typesetting.TEMPLATES,
        font_paths=typesetting.fonts(),
        sys_inputs={"document": data, "scale": str(scale)},
    )


def _document(readable: Readable) -> Part:
    document = readable.document
    day = document.modified
    notes = endnotes.of(document)
    writer = _Parts(notes.ids)
    language, _, region = document.language.partition("-")
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "author": document.author,
        "modified": [day.year, day.month, day.day],
        "language": [language, region or None],
        "colour": document.colour,
        "marking": readable.marking,
        "notice": document.notice,
        "facts": document.facts,
        "compact": document.compact,
        "blocks": writer.parts(document.blocks),
        "notes": _notes(notes),
        "credits": document.credits,
    }


def _notes(made: endnotes.Endnotes) -> Part:
    notes = [{"name": n.name, "about": n.about, "entries": n.entries} for n in made.notes]
    return {"how": endnotes.HOW_TO_READ, "common": made.common, "notes": notes}


class _Parts:
    """Turns blocks into what the template reads; knows which figures have their grounds here."""

    def __init__(self, grounded: frozenset[str]) -> None:
        self._grounded = grounded
        self._numbering = contents.Numbering()

    def parts(self, blocks: tuple[Block, ...]) -> list[Part]:
        return [part for block in blocks if (part := self._part(block))]

    def _part(self, block: Block) -> Part | None:
        match block:
            case Heading():
                return {"kind": "heading", "level": block.level, "text": block.text}
            case Paragraph():
                return {"kind": "paragraph", "lead": block.lead, "spans": self._spans(block.spans)}
            case Caveat():
                spans = self._spans(block.spans)
                return {"kind": "caveat", "name": block.name, "grave": block.grave, "spans": spans}
            case Listing():
                items = [self._spans(item) for item in block.items]
                return {"kind": "listing", "numbered": block.numbered, "items": items}
            case PageBreak() | TableOfContents():
                return {"kind": type(block).__name__.lower()}
            case _:
                return self._large(block)

    def _large(self, block: Tiles | Table | Chart | Map | Beside) -> Part | None:
        match block:
            case Tiles():
                return self._tiles(block)
            case Table():
                return None if block.appendix else self._table(block)
            case Beside():
                sides = [self.parts(side) for side in block.sides]
                shares = block.shares or (1.0,) * len(sides)
                return {"kind": "beside", "sides": sides, "shares": shares}
            case _:
                return self._picture(block)

    def _tiles(self, block: Tiles) -> Part:
        tiles = [
            {
                "label": tile.label,
                "figure": self._span(tile.figure),
                "remark": self._spans(tile.remark),
            }
            for tile in block.tiles
        ]
        return {"kind": "tiles", "tiles": tiles}

    def _table(self, table: Table) -> Part:
        head = [column.heading for column in table.columns]
        texts = [[numbers.cell_text(cell) for cell in row] for row in table.rows]
        size = 0.92 if len(table.columns) < 7 else 0.8
        return {
            "kind": "table",
            "caption": table.caption,
            "head": head,
            "aligns": [column.align.value for column in table.columns],
            "widths": widths.shares(head, texts, _LETTERS / size),
            "size": size,
            "rows": [[self._span("" if cell is None else cell) for cell in r] for r in table.rows],
            "note": self._spans(table.note),
        }

    def _picture(self, picture: Chart | Map) -> Part:
        drawn = pictures.svg(picture)
        return {
            "kind": "picture",
            "number": self._numbering.next(picture),
            "title": picture.title,
            "alt": picture.alt,
            "svg": drawn,
            "width": pictures.size(drawn)[0],
        }

    def _spans(self, spans: Spans) -> list[Part]:
        return [self._span(span) for span in spans]

    def _span(self, span: Span | Any) -> Part:
        figure = numbers.figure_of(span)
        name = figure.id if figure else ""
        return {"text": numbers.cell_text(span), "figure": name, "ground": name in self._grounded}
