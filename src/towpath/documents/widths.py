"""How a table's width is shared among its columns, on paper."""

from __future__ import annotations

from collections.abc import Sequence

_LEAST = 6.0
# Capitals and digits are wider than the mean letter; a word that cannot break needs room.
_WIDE = 1.25


def shares(head: Sequence[str], rows: Sequence[Sequence[str]], most: float = 36.0) -> list[float]:
    """Relative widths: by the longest text of each column, never less than its longest word."""
    found = []
    for heading, *cells in zip(head, *rows, strict=True):
        words = [word for text in (heading, *cells) for word in text.split()]
        word = min(max((len(word) for word in words), default=1) * _WIDE, most)
        longest = max((len(text) for text in cells), default=1)
        found.append(max(word, min(max(longest, len(heading) / 2), most), _LEAST))
    return found
