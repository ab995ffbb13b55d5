"""Grids: what is held of what, or how much there is when, the word in each cell."""

from __future__ import annotations

from collections.abc import Sequence

from towpath.documents import numbers
from towpath.documents.blocks import Chart
from towpath.documents.charts import points, theme
from towpath.documents.charts.theme import Spec
from towpath.foundation import Figure


def grid(chart: Chart) -> Spec:
    """`x` across, `y` down, the word or figure of `series` in each cell."""
    across = [numbers.cell_text(c) for c in points.column(chart.table, chart.x)]
    down = [numbers.cell_text(c) for c in points.column(chart.table, chart.y)]
    cells = points.column(chart.table, chart.series)
    figures = [numbers.figure_of(cell) for cell in cells]
    texts = [numbers.cell_text(cell) for cell in cells]
    fills = _by_class(figures) if any(figures) else _by_word(texts)
    rows = [
        {"x": x, "y": y, "t": word, "f": fill, "k": theme.ink_on(fill)}
        for x, y, word, fill in zip(across, down, texts, fills, strict=True)
    ]
    return _cells(rows, list(dict.fromkeys(across)), list(dict.fromkeys(down)))


def _cells(rows: list[dict[str, str]], across: list[str], down: list[str]) -> Spec:
    longest = max((len(row["t"]) for row in rows), default=1)
    step = max(30, min(130, 12 + 8 * max(longest, *(len(word) for word in across), 1)))
    most = max(30, (theme.WIDTH + 80) // max(1, len(across)))
    fill = {"field": "f", "type": "nominal", "scale": None}
    ink = {"field": "k", "type": "nominal", "scale": None}
    head = {"orient": "top", "labelAngle": 0, "domain": False, "ticks": False,
            "labelOverlap": True, "labelLimit": min(step, most) - 4}  # fmt: skip
    return {
        "data": {"values": rows},
        "width": {"step": min(step, most)},
        "height": {"step": 28},
        "encoding": {
            "x": {"field": "x", "type": "nominal", "sort": across, "title": None, "axis": head},
            "y": {"field": "y", "type": "nominal", "sort": down, "title": None,
                  "axis": {"labelLimit": 260}},
        },
        "layer": [
            {"mark": {"type": "rect", "stroke": "#FFFFFF", "strokeWidth": 2},
             "encoding": {"color": fill}},
            {"mark": {"type": "text", "limit": min(step, most) - 4},
             "encoding": {"text": {"field": "t"}, "color": ink}},
        ],
    }  # fmt: skip


def _by_word(words: Sequence[str]) -> list[str]:
    """A colour a word, in the order in which they come; "not supplied" and blanks stay pale."""
    pale = {numbers.NOT_SUPPLIED, "", "none"}
    kinds = [word for word in dict.fromkeys(words) if word not in pale]
    colour = {word: theme.WORDS[i % len(theme.WORDS)] for i, word in enumerate(kinds)}
    return [colour.get(word, theme.PALE) for word in words]


def _by_class(figures: Sequence[Figure | None]) -> list[str]:
    values = [figure.value if figure else None for figure in figures]
    held = [value for value in values if value is not None]
    low, high = min(held, default=0.0), max(held, default=0.0)
    width = (high - low) / len(theme.SEQUENTIAL) or 1.0
    last = len(theme.SEQUENTIAL) - 1
    return [
        theme.PALE if value is None else theme.SEQUENTIAL[min(last, int((value - low) / width))]
        for value in values
    ]
