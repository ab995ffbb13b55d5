"""What Typst sets type with: our fonts and no others, so that every machine sets alike."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst


@cache
def fonts() -> typst.Fonts:
    """Noto Sans, regular, bold and italic, from the package."""
    import typst

    with as_file(files("towpath.documents") / "fonts") as folder:
        return typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
        )
