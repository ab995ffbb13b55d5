"""Charts and maps as pictures, each drawn once however many writers use it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from towpath.documents import typesetting
from towpath.documents.blocks import Chart, Map

_SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')
_PIXELS_PER_INCH = 96
# One sheet a picture, as large as the picture; Typst sees our fonts alone, on every machine.
_SHEETS = """#set page(width: auto, height: auto, margin: 0pt)
#for one in json(bytes(sys.inputs.pictures)) {
  page(image(bytes(one), format: "svg"))
}
"""


@lru_cache(maxsize=256)
def svg(picture: Chart | Map) -> str:
    """The picture as SVG."""
    if isinstance(picture, Map):
        from towpath.documents import maps

        return maps.svg(picture)
    from towpath.documents import charts

    return charts.svg(picture)


def named(picture: Chart | Map, prefix: str) -> str:
    """The SVG with its title and text alternative, its inner names under a prefix."""
    drawn = svg(picture).replace('id="', f'id="{prefix}-').replace("url(#", f"url(#{prefix}-")
    head, _, body = drawn.partition(">")
    return (
        f'{head} role="img" aria-labelledby="{prefix}-title {prefix}-desc">'
        f'<title id="{prefix}-title">{escape(picture.title)}</title>'
        f'<desc id="{prefix}-desc">{escape(picture.alt)}</desc>{body}'
    )


def standalone(picture: Chart | Map) -> str:
    """The SVG as a file of its own."""
    return named(picture, "picture") + "\n"


def size(drawn: str) -> tuple[float, float]:
    """Width and height of an SVG, in pixels of 1/96 inch."""
    found = _SIZE.search(drawn)
    assert found, "every picture drawn here states its size"
    return float(found[1]), float(found[2])


def pngs(drawn: Sequence[str], scale: float = 2.0) -> list[bytes]:
    """SVGs as PNGs, twice their size by default, for writers that take no SVG."""
    return list(_pngs(tuple(drawn), scale)) if drawn else []


@lru_cache(maxsize=8)
def _pngs(drawn: tuple[str, ...], scale: float) -> tuple[bytes, ...]:
    # All at once: setting up is dearer than drawing. The public form often has the same pictures.
    import json

    import typst

    sheets: bytes | list[bytes] = typst.compile(
        _SHEETS.encode(),  # bytes: markup, not a path
        font_paths=typesetting.fonts(),
        format="png",
        ppi=_PIXELS_PER_INCH * scale,
        sys_inputs={"pictures": json.dumps(drawn)},
    )
    return tuple(sheets) if isinstance(sheets, list) else (sheets,)
