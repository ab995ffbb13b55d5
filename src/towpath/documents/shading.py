"""How a map is shaded: classes of numbers, a colour a word, and what the key says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from towpath.documents import numbers
from towpath.documents.blocks import Cell, Map
from towpath.documents.charts import points, theme
from towpath.documents.charts.points import column

# The fill of the top class: dark with white lines, so that it stands out without colour.
HATCHED = "hatched"
NOTHING = "#EEF1F3"
_DIGITS = 6
_FIFTHS = (0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class Shade:
    """A line of the key: what it says and how it is filled."""

    words: str
    fill: str


def flat(fill: str) -> str:
    """The colour under the hatching, or the fill itself."""
    return theme.BLUE if fill == HATCHED else fill


def classes(values: Sequence[float], shares: Sequence[float] = _FIFTHS) -> list[float]:
    """Upper ends of classes that hold such shares of the areas, at most five, equal ones unless
    said; fewer where values repeat."""
    distinct = sorted(set(values))
    if len(distinct) <= len(shares):
        return distinct
    ends = np.quantile(np.asarray(values), shares, method="inverted_cdf")
    return [float(end) for end in dict.fromkeys(ends)]


def of(drawn: Map) -> tuple[list[Shade], dict[str, str]]:
    """The key from the top down, and the fill of each area by its code."""
    codes = [numbers.cell_text(cell) for cell in column(drawn.table, drawn.code)]
    cells = column(drawn.table, drawn.value)
    if any(numbers.figure_of(cell) for cell in cells):
        return _by_class(codes, cells, drawn.shares or _FIFTHS)
    words = [numbers.cell_text(cell) for cell in cells]
    return _by_word(codes, words, drawn.order, drawn.graded)


def _by_class(
    codes: Sequence[str], cells: Sequence[Cell], shares: Sequence[float]
) -> tuple[list[Shade], dict[str, str]]:
    found = {code: points.number(cell) for code, cell in zip(codes, cells, strict=True)}
    held = sorted(value for value in found.values() if value is not None)
    ends = classes(held, shares)
    fills = [*theme.SEQUENTIAL[len(theme.SEQUENTIAL) - len(ends) : -1], HATCHED]
    starts = [min(v for v in held if v > before) for before in [float("-inf"), *ends[:-1]]]
    spans = list(zip(starts, ends, strict=True))
    said = _printed(spans, {points.number(cell): numbers.cell_text(cell) for cell in cells})
    shades = [Shade(words, fill) for words, fill in zip(said, fills, strict=True)]
    fill_of = {
        code: theme.PALE if value is None else fills[int(np.searchsorted(ends, value))]
        for code, value in found.items()
    }
    missing = {numbers.cell_text(c) for c in cells if points.number(c) is None}
    shades += [Shade(words or numbers.NOT_SUPPLIED, theme.PALE) for words in sorted(missing)]
    return shades[::-1], fill_of


def _printed(spans: Sequence[tuple[float, float]], cells: Mapping[float | None, str]) -> list[str]:
    """Each class from its least to its most, as its cells are printed.

    With more digits where a class would end as it begins, or two would end alike.
    """
    for digits in range(2, _DIGITS):
        said = [
            tuple(cells[end] if digits == 2 else _with(digits, end) for end in span)
            for span in spans
        ]
        alike = any(low == high for (low, high), span in zip(said, spans, strict=True)
                    if span[0] != span[1])  # fmt: skip
        if not alike and len({high for _, high in said}) == len(said):
            break
    return [low if low == high else f"{low} to {high}" for low, high in said]


def _with(digits: int, end: float) -> str:
    return f"{end:,.{digits}f}".replace("-", numbers.MINUS)


def _by_word(
    codes: Sequence[str], words: Sequence[str], order: Sequence[str], graded: bool
) -> tuple[list[Shade], dict[str, str]]:
    # The first word is the strongest statement, hatched; "none" and blanks stay pale.
    kinds = [word for word in dict.fromkeys((*order, *words)) if word not in ("", "none")]
    fills = [HATCHED, *(theme.SEQUENTIAL[-2::-1] if graded else theme.WORDS[1:])]
    colour = {word: fills[index % len(fills)] for index, word in enumerate(kinds)}
    shades = [Shade(word, fill) for word, fill in colour.items()]
    if any(word not in colour for word in words):
        shades.append(Shade("none of these", NOTHING))
    return shades, {c: colour.get(w, NOTHING) for c, w in zip(codes, words, strict=True)}
