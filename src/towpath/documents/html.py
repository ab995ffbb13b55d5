"""The web page: one self-contained, accessible file that needs no script and no other host."""

from __future__ import annotations

import base64
from typing import Any

from markupsafe import Markup, escape

from towpath.documents import contents, csv, grounds, numbers, pictures
from towpath.documents.audience import Readable
from towpath.documents.blocks import Chart, Document, Heading, Map, Span, Table
from towpath.documents.templating import template


def page(readable: Readable) -> str:
    """The document as a web page."""
    document = readable.document
    writer = _Page(document)
    return template("page.html").render(
        document=document,
        marking=readable.marking,
        printed_marking=_style_text(readable.marking),
        writer=writer,
        outline=_outline(document),
        grounds=grounds.groups(document),
        kind=lambda block: type(block).__name__.lower(),
    )


class _Page:
    """What the template asks while it walks the blocks: names, links, pictures, downloads."""

    def __init__(self, document: Document) -> None:
        self._anchors = {id(h): anchor for h, anchor in contents.headings(document, 6)}
        self._asked = {figure.id for figure in contents.shown(document)}
        tables = [block for block in contents.blocks(document) if isinstance(block, Table)]
        self._own_place = {table.key for table in tables if not table.appendix}
        self._printed: set[str] = set()
        self.numbering = contents.Numbering()

    def anchor(self, heading: Heading) -> str:
        return self._anchors[id(heading)]

    def place_of(self, table: Table) -> str:
        """How a picture's table is shown: here, elsewhere on the page, or as a download only."""
        if table.appendix:
            return "apart"
        if table.key in self._own_place or table.key in self._printed:
            return "elsewhere"
        self._printed.add(table.key)
        return "here"

    def words(self, span: Span | Any) -> Markup:
        """A span or cell: words escaped, a figure as a link to its grounds."""
        figure = numbers.figure_of(span)
        text = escape(numbers.cell_text(span))
        if figure is None:
            return text
        value = numbers.raw(span)
        if not isinstance(value, str):
            text = Markup('<data value="{}">{}</data>').format(value, text)
        if figure.id not in self._asked:
            return text
        link = Markup('<a class="n" href="#{}" title="{}">{}</a>')
        return link.format(figure.id, numbers.remark(span) or figure.id, text)

    def picture(self, picture: Chart | Map, number: str) -> str:
        """The SVG, named and described, its own names apart from those of other pictures."""
        return pictures.named(picture, number.lower().replace(" ", "-"))

    def wide(self, picture: Chart | Map) -> bool:
        """Whether a phone scrolls the picture sideways rather than shrink its words away."""
        return pictures.size(pictures.svg(picture))[0] > 400

    def download(self, table: Table) -> str:
        """The table's CSV inside the page, so that the link works wherever the page goes."""
        data = base64.b64encode(csv.table(table).encode()).decode()
        return f"data:text/csv;charset=utf-8;base64,{data}"


def _style_text(words: str) -> Markup:
    """Words as a string of a style sheet: whatever is not plain becomes its number."""
    safe = (c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in words)
    return escape("".join(safe))


def _outline(document: Document) -> list[tuple[Heading, str, list[tuple[Heading, str]]]]:
    outline: list[tuple[Heading, str, list[tuple[Heading, str]]]] = []
    for heading, anchor in contents.headings(document):
        if heading.level == 2 or not outline:
            outline.append((heading, anchor, []))
        else:
            outline[-1][2].append((heading, anchor))
    return outline
