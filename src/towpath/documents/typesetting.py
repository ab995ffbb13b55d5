"""What Typst sets type with: our fonts and no others, so that every machine sets alike."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst


FONTS = Path(__file__).parent / "fonts"
TEMPLATES = Path(__file__).parent / "templates"


@cache
def fonts() -> typst.Fonts:
    """Noto Sans, regular, bold and italic, from the package."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
