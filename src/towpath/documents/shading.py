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
    printed = _printed([*starts, *ends], {points.number(cell): cell for cell in cells})
    shades = [
        Shade(printed[low] if low == high else f"{printed[low]} to {printed[high]}", fill)
        for low, high, fill in zip(starts, ends, fills, strict=True)
    ]
    fill_of = {
        code: theme.PALE if value is None else fills[int(np.searchsorted(ends, value))]
        for code, value in found.items()
    }
    missing = {numbers.cell_text(c) for c in cells if points.number(c) is None}
    shades += [Shade(words or numbers.NOT_SUPPLIED, theme.PALE) for words in sorted(missing)]
    return shades[::-1], fill_of


def _printed(ends: Sequence[float], cells: Mapping[float | None, Cell]) -> dict[float, str]:
    """The ends of classes as their cells are printed; with more digits where two would be alike."""
    found = {end: numbers.cell_text(cells[end]) for end in ends}
    digits = 2
    while len(set(found.values())) < len(found) and digits < _DIGITS:
        digits += 1
        found = {end: f"{end:,.{digits}f}".replace("-", numbers.MINUS) for end in found}
    return found


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
