"""How a table's width is shared among its columns, on paper."""

from __future__ import annotations

from collections.abc import Sequence

# Capitals and digits are wider than the mean letter, and every column has a margin.
_WIDE, _MARGIN = 1.15, 1.5
_MOST = 36.0  # letters that one column asks for, however long its text


def shares(head: Sequence[str], rows: Sequence[Sequence[str]], page: float) -> list[float]:
    """Relative widths of columns on a page so many letters wide.

    No column is narrower than its longest word, where the page has room for all of these; what is
    left goes to those with longer texts. A no-break space is no end of a word.
    """
    least, wanted = [], []
    for heading, *cells in zip(head, *rows, strict=True):
        words = [word for text in (heading, *cells) for word in text.split(" ")]
        word = max(map(len, words)) * _WIDE + _MARGIN
        longest = max((len(text) for text in cells), default=1) + _MARGIN
        least.append(min(word, _MOST))
        wanted.append(max(least[-1], min(max(longest, len(heading) / 2), _MOST)))
    room, lack = page - sum(least), sum(wanted) - sum(least)
    if room <= 0 or lack <= room:
        return least if room <= 0 else wanted
    return [few + (many - few) * room / lack for few, many in zip(least, wanted, strict=True)]
