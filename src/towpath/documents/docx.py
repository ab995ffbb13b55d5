"""The Word file: real headings, lists and tables, in the partnership's own template if any."""

from __future__ import annotations

import io
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from towpath.documents import archives, contents, endnotes, numbers, pictures, widths, wordml
from towpath.documents.audience import Readable
from towpath.documents.blocks import (
    Align,
    Beside,
    Block,
    Caveat,
    Chart,
    Document,
    Heading,
    Listing,
    Map,
    PageBreak,
    Paragraph,
    Spans,
    Table,
    TableOfContents,
    Tiles,
)

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as WordParagraph

_WIDEST_CM = 16.2
_CM_PER_PIXEL = 2.54 / 96 * 0.9


def file(readable: Readable, template: Path | None = None) -> bytes:
    """The document as DOCX; a template lends its styles, headers and page, and loses its text."""
    import docx

    word = docx.Document(str(template) if template else None)
    wordml.clear(word)
    if template is None:
        wordml.dress(word, readable.document.colour)
    _describe(word, readable.document)
    wordml.mark(word, readable.marking, readable.document.notice)
    _Writer(word, readable.document).write()
    out = io.BytesIO()
    word.save(out)
    return archives.settled(out.getvalue())


def _describe(word: Word, document: Document) -> None:
    day = document.modified
    moment = datetime(day.year, day.month, day.day)
    properties = word.core_properties
    properties.title = f"{document.title}: {document.subtitle}"
    properties.author = properties.last_modified_by = document.author
    properties.language = document.language
    properties.comments = document.notice
    properties.created = properties.modified = moment
    properties.revision = 1
    wordml.set_language(word, document.language)


class _Writer:
    """Writes the blocks one after another; those beside each other come in turn."""

    def __init__(self, word: Word, document: Document) -> None:
        self._word = word
        self._document = document
        self._notes = endnotes.of(document)
        self._grounded = self._notes.ids
        self._numbering = contents.Numbering()
        self._marks = count(1)
        self._styles = wordml.Styles(word)
        drawn = contents.pictures(document)
        self._pngs = dict(
            zip(drawn, pictures.pngs([pictures.svg(one) for one in drawn]), strict=True)
        )

    def write(self) -> None:
        document = self._document
        self._styled(document.title, "Title")
        self._styled(document.subtitle, "Subtitle")
        for label, value in document.facts:
            paragraph = self._styled(f"{label}: ", "Normal")
            paragraph.add_run(value).bold = True
            paragraph.paragraph_format.space_after = 0
        for block in document.blocks:
            self._block(block)
        self._grounds()
        for credit in document.credits:
            self._styled(credit, "Normal")

    def _contents(self) -> None:
        wordml.new_page(self._word)
        self._heading("Contents", 2)
        wordml.columns(self._word, 2)
        for heading, anchor in contents.headings(self._document):
            paragraph = self._styled("", "Normal")
            paragraph.paragraph_format.left_indent = wordml.cm(0.5 * (heading.level - 2))
            paragraph.paragraph_format.space_after = 0
            wordml.link(paragraph, heading.text, anchor)
            wordml.enlarge(paragraph, 8)
        wordml.columns(self._word, 1)

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block.text, block.level, self._anchor(block))
            case Paragraph():
                paragraph = self._spans(self._styled("", "Normal"), block.spans)
                if block.lead:
                    wordml.enlarge(paragraph)
            case Caveat():
                self._caveat(block)
            case Listing():
                style = "List Number" if block.numbered else "List Bullet"
                self._list([self._spans(self._styled("", style), item) for item in block.items])
            case PageBreak():
                wordml.new_page(self._word)
            case TableOfContents():
                self._contents()
            case _:
                self._large(block)

    def _large(self, block: Tiles | Table | Chart | Map | Beside) -> None:
        match block:
            case Tiles():
                self._tiles(block)
            case Table():
                if not block.appendix:
                    self._table(block)
            case Beside():
                for side in block.sides:
                    for one in side:
                        self._block(one)
            case _:
                self._picture(block)

    def _list(self, items: list[WordParagraph]) -> None:
        if items and items[0].style and items[0].style.name == "List Number":
            wordml.restart(self._word, items)

    def _caveat(self, caveat: Caveat) -> None:
        paragraph = self._styled("", "Normal")
        grave = "Take care: " if caveat.grave else ""
        paragraph.add_run(f"{grave}{caveat.name}. ").bold = True
        self._spans(paragraph, caveat.spans)
        wordml.side_bar(paragraph, "D4351C" if caveat.grave else "9AA3A8")

    def _tiles(self, tiles: Tiles) -> None:
        rows = 3 if any(tile.remark for tile in tiles.tiles) else 2
        table = self._word.add_table(rows, len(tiles.tiles))
        wordml.table_words(table, "Main figures", "Each column is one figure under its label.")
        for index, tile in enumerate(tiles.tiles):
            self._in(table.cell(0, index), (tile.label,))
            large = self._in(table.cell(1, index), (tile.figure,))
            wordml.enlarge(large, 18, bold=True)
            if rows == 3:
                self._in(table.cell(2, index), tile.remark)
        wordml.repeat_header(table)
        wordml.shade(table, "F1F4F7")
        self._styled("", "Normal")

    def _table(self, table: Table) -> None:
        caption = self._styled(table.caption, "Caption")
        caption.paragraph_format.keep_with_next = True
        head = [column.heading for column in table.columns]
        made = self._word.add_table(1 + len(table.rows), len(head))
        wordml.table_words(made, table.caption, "")
        cells = wordml.cells(made)
        for place, heading in enumerate(head):
            self._in(cells[0][place], (heading,), bold=True, align=table.columns[place].align)
        for index, row in enumerate(table.rows):
            for place, cell in enumerate(row):
                spans: Spans = ("" if cell is None else cell,)  # type: ignore[assignment]
                self._in(cells[index + 1][place], spans, align=table.columns[place].align)
        wordml.repeat_header(made)
        wordml.rule(made)
        texts = [[numbers.cell_text(cell) for cell in row] for row in table.rows]
        wordml.share_width(made, widths.shares(head, texts, wordml.LETTERS))
        self._spans(self._styled("", "Normal"), table.note)

    def _picture(self, picture: Chart | Map) -> None:
        number = self._numbering.next(picture)
        caption = self._styled(f"{number}. {picture.title}", "Caption")
        caption.paragraph_format.keep_with_next = True
        width = min(_WIDEST_CM, pictures.size(pictures.svg(picture))[0] * _CM_PER_PIXEL)
        data = io.BytesIO(self._pngs[picture])
        inline = self._word.add_picture(data, width=wordml.cm(width))
        wordml.picture_words(inline, number, picture.alt)

    def _grounds(self) -> None:
        if not self._notes.notes:
            return
        wordml.new_page(self._word)
        self._heading("Where the numbers come from", 2, "grounds")
        paragraph = self._styled(f"{endnotes.HOW_TO_READ} ", "Normal")
        paragraph.add_run(self._notes.common).bold = True
        wordml.columns(self._word, 2)
        for note in self._notes.notes:
            wordml.small_notes(self._word, note, self._marks)
        wordml.columns(self._word, 1)

    def _in(
        self, cell: _Cell, spans: Spans, *, bold: bool = False, align: Align = Align.LEFT
    ) -> WordParagraph:
        paragraph = self._spans(cell.paragraphs[0], spans)
        wordml.in_cell(paragraph, bold=bold, right=align is Align.RIGHT)
        return paragraph

    def _spans(self, paragraph: WordParagraph, spans: Spans) -> WordParagraph:
        for span in spans:
            figure = numbers.figure_of(span)
            text = numbers.cell_text(span)
            if figure and figure.id in self._grounded:
                wordml.link(paragraph, text, figure.id)
            else:
                paragraph.add_run(text)
        return paragraph

    def _styled(self, text: str, style: str) -> WordParagraph:
        return self._styles.put(self._word.add_paragraph(text), style)

    def _heading(self, text: str, level: int, anchor: str = "") -> None:
        paragraph = self._styled(text, f"Heading {level - 1}")
        if anchor:
            wordml.bookmark(paragraph, anchor, next(self._marks))

    def _anchor(self, heading: Heading) -> str:
        return next(a for h, a in contents.headings(self._document, 6) if h is heading)
