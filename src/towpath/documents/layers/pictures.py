"""A layer as a picture, which says on its face what it is and who may have it."""

from __future__ import annotations

from html import escape

from towpath.documents import pictures
from towpath.documents.charts import theme
from towpath.documents.layers.audience import Readable
from towpath.foundation import TowpathError

_LINE = 20


def svg(readable: Readable) -> str:
    """The picture, its title above it, and its marking and notice above and below."""
    layer = readable.layer
    if layer.picture is None:
        raise TowpathError(
            f"The layer {layer.name} has no map that draws it.", "Ask for it in another format."
        )
    drawn = pictures.standalone(layer.picture)
    width, height = pictures.size(drawn)
    head = [(readable.marking, theme.QUIET), (layer.title, theme.INK)]
    above = [one for one in head if one[0]]
    below = [(layer.notice, theme.QUIET)] if layer.notice else []
    top = _LINE * len(above) + 6
    tall = top + height + _LINE * len(below) + 4
    words = _lines(above, 0) + _lines(below, top + height)
    placed = drawn.strip().replace("<svg ", f'<svg y="{top}" ', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{tall:.0f}" '
        f'viewBox="0 0 {width:.0f} {tall:.0f}" font-family="{theme.FONT}">'
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>{words}{placed}</svg>\n'
    )


def png(readable: Readable) -> bytes:
    """The same as pixels, twice its size."""
    return pictures.pngs([svg(readable)])[0]


def _lines(said: list[tuple[str, str]], top: float) -> str:
    return "".join(
        f'<text x="8" y="{top + _LINE * index + 16:.0f}" font-size="{theme.SIZE}" '
        f'font-weight="bold" fill="{colour}">{escape(words)}</text>'
        for index, (words, colour) in enumerate(said)
    )
