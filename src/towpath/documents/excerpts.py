"""Pieces of a document for a page of the site: the same blocks, without a page of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from towpath.documents import html, numbers
from towpath.documents.audience import Readable
from towpath.documents.blocks import Block, Span
from towpath.documents.templating import template
from towpath.foundation import Figure

Address = Callable[[Figure], str]


def excerpts(
    readable: Readable, pieces: Mapping[str, tuple[Block, ...]], address: Address
) -> dict[str, str]:
    """Each piece as HTML. Its blocks are blocks of the document, and its pictures are numbered on
    from piece to piece; `address` says where a figure leads.
    """
    document = readable.document
    writer = _Excerpt(readable, address)
    page = template("excerpt.html")
    return {
        key: page.render(
            blocks=blocks,
            document=document,
            writer=writer,
            kind=lambda block: type(block).__name__.lower(),
        )
        for key, blocks in pieces.items()
    }


class _Excerpt(html._Page):
    """The web page's writer, but for where a figure leads."""

    def __init__(self, readable: Readable, address: Address) -> None:
        super().__init__(readable.document)
        self.address = address

    def words(self, span: Span | object) -> Markup:
        """A span or cell; a figure leads to its provenance."""
        figure = numbers.figure_of(span)  # type: ignore[arg-type]  # what a template walks over
        text = escape(numbers.cell_text(span))  # type: ignore[arg-type]
        if figure is None:
            return text
        link = Markup('<a class="n" href="{}" title="{}">{}</a>')
        return link.format(self.address(figure), numbers.remark(span) or figure.id, text)  # type: ignore[arg-type]
