"""How a table's width is shared among its columns, on paper."""

from __future__ import annotations

from collections.abc import Sequence

_LEAST, _MOST = 6.0, 36.0


def shares(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Relative widths: by the longest text of each column, headings free to break."""
    found = []
    for heading, *cells in zip(head, *rows, strict=True):
        longest = max((len(cell) for cell in cells), default=1)
        word = max((len(word) for word in heading.split()), default=1) + 1
        found.append(min(max(longest, word, len(heading) / 2, _LEAST), _MOST))
    return found


def of_grounds(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """The same for the grounds, where the ids of the first column must never break."""
    return [14.0, *shares(head, rows)[1:]]
