"""Charts of uncertain values: dots with their limits, and forests of effects."""

from __future__ import annotations

from collections.abc import Sequence

from towpath.documents import numbers
from towpath.documents.blocks import Chart
from towpath.documents.charts import bars, points, theme
from towpath.documents.charts.points import Point
from towpath.documents.charts.theme import Spec
from towpath.foundation import Unit

_INKS = (theme.BLUE, theme.ORANGE, "#6F777B", theme.TEAL, theme.PINK, theme.PURPLE)
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")


def dots(chart: Chart) -> Spec:
    """A dot and its limits, one row an area; marked rows stand out."""
    found = points.lying(chart)
    bottom, top = points.span(found, chart.reference.value if chart.reference else None)
    return _rows(chart, found, (bottom, top), bars.reference(chart))


def forest(chart: Chart) -> Spec:
    """Effects with their limits about the line of no effect, limits in words beside them."""
    found = points.lying(chart)
    bottom, top = points.span(found)
    return _rows(chart, found, (bottom, top), [_no_effect(chart)], worded=True)


def _rows(
    chart: Chart,
    found: Sequence[Point],
    ends: tuple[float, float],
    under: list[Spec],
    worded: bool = False,
) -> Spec:
    texts = _limits_worded(chart) if worded else [point.text for point in found]
    rows = [
        point.row(w=words, f=point.mark if _keyed(found) else _stands_out(point, found))
        for point, words in zip(found, texts, strict=True)
    ]
    title = chart.x_title or chart.y_title or bars.value_heading(chart)
    colour = (
        _key(found, _INKS) if _keyed(found) else {"field": "f", "type": "nominal", "scale": None}
    )
    shape = {"shape": _key(found, _SHAPES)} if _keyed(found) else {}
    limits = {"x": {"field": "lo", "type": "quantitative"}, "x2": {"field": "hi"}}
    dot = {"type": "point", "filled": True, "size": 95, "opacity": 1}
    wide = theme.WIDTH - (60 if worded else 0)
    return {
        "data": {"values": rows},
        "width": wide,
        "height": {"step": theme.BAR_STEP},
        "encoding": {"y": {**bars.down(found), "axis": {"grid": True, "gridDash": [1, 3]}}},
        "layer": [
            *under,
            {"mark": {"type": "rule", "strokeWidth": 2.4},
             "encoding": {**limits, "color": colour}},
            {"mark": dot, "encoding": {"x": bars.along(title, *ends), "color": colour, **shape}},
            {"mark": {"type": "text", "align": "left"},
             "encoding": {"x": {"value": wide + 10}, "text": {"field": "w"}}},
        ],
    }  # fmt: skip


def _keyed(found: Sequence[Point]) -> bool:
    """Where every row bears a mark, its words are a key; where some do, those stand out."""
    return bool(found) and all(point.mark for point in found)


def _key(found: Sequence[Point], signs: Sequence[str]) -> Spec:
    words = list(dict.fromkeys(point.mark for point in found))
    chosen = [signs[index % len(signs)] for index in range(len(words))]
    return {"field": "f", "type": "nominal", "sort": words,
            "scale": {"domain": words, "range": chosen}}  # fmt: skip


def _stands_out(point: Point, found: Sequence[Point]) -> str:
    if not any(other.mark for other in found):
        return theme.BLUE
    return theme.BLUE if point.mark else "#6F777B"


def _limits_worded(chart: Chart) -> list[str]:
    worded = []
    heading = bars.value_heading(chart)
    for cell in points.column(chart.table, heading):
        figure = numbers.figure_of(cell)
        between = numbers.limits(figure).removeprefix("(").removesuffix(")") if figure else ""
        between = between.split("limits ")[-1]
        worded.append(
            f"{numbers.cell_text(cell)} ({between})" if between else numbers.cell_text(cell)
        )
    return worded


def _no_effect(chart: Chart) -> Spec:
    heading = bars.value_heading(chart)
    figures = [numbers.figure_of(cell) for cell in points.column(chart.table, heading)]
    ratio = any(figure is not None and figure.unit is Unit.RATIO for figure in figures)
    return {
        "data": {"values": [{"y": 1.0 if ratio else 0.0}]},
        "mark": {"type": "rule", "color": theme.INK},
        "encoding": {"x": {"field": "y", "type": "quantitative"}, **bars.ACROSS},
    }
