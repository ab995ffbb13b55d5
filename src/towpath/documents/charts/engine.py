"""From a Vega-Lite specification to SVG: the same input, the same bytes."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from towpath.documents import typesetting
from towpath.documents.charts.theme import CONFIG, Spec

if TYPE_CHECKING:
    from types import ModuleType

# Vega names each mark for screen readers; the page names the picture as one.
_SPOKEN = re.compile(r' (?:role|aria-[a-z]+|class)="[^"]*"')
_NAME = re.compile(r'\bid="([^"]+)"')


def svg(spec: Spec) -> str:
    """The picture of a specification, drawn once in a process."""
    return _drawn(json.dumps(spec, sort_keys=True))


@lru_cache(maxsize=512)
def _drawn(text: str) -> str:
    drawn = _converter().vegalite_to_svg(
        json.loads(text), config=CONFIG, show_warnings=False, allowed_base_urls=[]
    )
    return _renumbered(_SPOKEN.sub("", str(drawn)))


def _renumbered(picture: str) -> str:
    # The engine counts clip paths over the life of the process; two runs must give the same bytes.
    names = dict.fromkeys(_NAME.findall(picture))
    for index, name in enumerate(names):
        picture = picture.replace(f'id="{name}"', f'id="c{index}"')
        picture = picture.replace(f"url(#{name})", f"url(#c{index})")
    return picture


@cache
def _converter() -> ModuleType:
    import vl_convert

    vl_convert.register_font_directory(str(typesetting.FONTS))
    return vl_convert
