"""The partnership's colour, and the text that can be read on it."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"#[0-9a-fA-F]{6}")
_FALLBACK = "#12436d"


def stylesheet(colour: str) -> str:
    """Custom properties that the other stylesheets stand on."""
    brand = colour.lower() if _SHAPE.fullmatch(colour) else _FALLBACK
    return (
        f":root{{--govuk-brand-colour:{brand};--towpath-colour:{brand};"
        f"--towpath-on-colour:{text_on(brand)}}}\n"
    )


def text_on(colour: str) -> str:
    """White or black, whichever stands out more (WCAG 2.2, relative luminance).

    Black itself, since on a strong red neither white nor the usual near-black reaches 4.5.
    """
    return "#ffffff" if contrast(colour, "#ffffff") >= contrast(colour, "#000000") else "#000000"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
