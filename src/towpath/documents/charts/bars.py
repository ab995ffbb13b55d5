"""Charts of lengths: sorted bars, stacked bars and areas, waterfalls."""

from __future__ import annotations

from collections.abc import Sequence

from towpath.documents.blocks import Chart
from towpath.documents.charts import points, theme
from towpath.documents.charts.lines import time_axis
from towpath.documents.charts.points import Point
from towpath.documents.charts.theme import Spec

# A rule from top to bottom, whatever rows lie between.
ACROSS: Spec = {"y": {"value": 0}, "y2": {"value": "height"}}


def down(found: Sequence[Point]) -> Spec:
    """Words down the side, in the order of the table."""
    order = list(dict.fromkeys(str(point.x) for point in found))
    return {"field": "x", "type": "nominal", "sort": order, "title": None,
            "axis": {"labelLimit": 260}}  # fmt: skip


def along(title: str, bottom: float, top: float) -> Spec:
    """Numbers along the bottom, with room for the text after the longest mark."""
    room = (top - bottom) * 0.16
    left = bottom - room if bottom < 0 else 0.0
    axis = {"tickCount": 5, "grid": True, "domain": False}
    return {"field": "y", "type": "quantitative", "title": title,
            "scale": {"domain": [left, top + room], "nice": False}, "axis": axis}  # fmt: skip


def reference(chart: Chart, name: str = "") -> list[Spec]:
    """A dashed line for the whole area, named above the plot."""
    if chart.reference is None or chart.reference.value is None:
        return []
    words = name or str(chart.reference.basis.get("label", chart.reference.area or "whole area"))
    data = {"values": [{"y": float(chart.reference.value), "t": words}]}
    x = {"field": "y", "type": "quantitative"}
    return [
        {"data": data, "mark": {"type": "rule", "strokeDash": [4, 3], "color": theme.QUIET},
         "encoding": {"x": x, **ACROSS}},
        {"data": data, "mark": {"type": "text", "dy": -9, "color": theme.QUIET},
         "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "t"}}},
    ]  # fmt: skip


def bars(chart: Chart) -> Spec:
    """Bars in the order of the table, the number at the end of each, whiskers where given."""
    found = points.lying(chart)
    names = points.series_of(found)
    bottom, top = points.span(found, chart.reference.value if chart.reference else None)
    rows = [point.row(end=_end(point), f=_fill(point, found)) for point in found]
    encoding: Spec = {
        "y": down(found),
        "x": along(chart.x_title or value_heading(chart), bottom, top),
    }
    if len(names) > 1:
        encoding["yOffset"] = {"field": "s", "type": "nominal", "sort": names}
    return {
        "data": {"values": rows},
        "width": theme.WIDTH,
        "height": {"step": theme.BAR_STEP if len(names) < 2 else 20},
        "encoding": encoding,
        "layer": [_bar(names), *_whiskers(found), *_numbers(found), *reference(chart)],
    }


def _bar(names: Sequence[str]) -> Spec:
    mark: Spec = {"type": "bar", "height": {"band": 0.74 if len(names) < 2 else 0.9}}
    if len(names) < 2:
        return {"mark": mark, "encoding": {"color": {"field": "f", "type": "nominal",
                "scale": None}}}  # fmt: skip
    colours = list(theme.CATEGORICAL[: len(names)])
    return {"mark": mark, "encoding": {"color": {"field": "s", "type": "nominal", "sort": names,
            "scale": {"domain": list(names), "range": colours},
            "legend": {"symbolType": "square"}}}}  # fmt: skip


def _fill(point: Point, found: Sequence[Point]) -> str:
    if not any(other.mark for other in found):
        return theme.BLUE
    return theme.BLUE if point.mark else theme.SEQUENTIAL[2]


def _whiskers(found: Sequence[Point]) -> list[Spec]:
    if all(point.low is None or point.high is None for point in found):
        return []
    ends = {"x": {"field": "lo", "type": "quantitative"}, "x2": {"field": "hi"}}
    halo = {"type": "rule", "color": "#FFFFFF", "strokeWidth": 4}
    return [
        {"mark": halo, "encoding": ends},
        {"mark": {"type": "rule", "color": theme.INK, "strokeWidth": 1.6}, "encoding": ends},
    ]


def _end(point: Point) -> float:
    value = point.y or 0.0
    if value < 0:
        return min(value, point.low if point.low is not None else value)
    return max(value, point.high if point.high is not None else value)


def _numbers(found: Sequence[Point]) -> list[Spec]:
    layers: list[Spec] = []
    for sign, align, dx in ((">=", "left", 6), ("<", "right", -6)):
        layers.append({
            "transform": [{"filter": f"datum.end {sign} 0"}],
            "mark": {"type": "text", "align": align, "dx": dx},
            "encoding": {"x": {"field": "end", "type": "quantitative"},
                         "text": {"field": "t"}},
        })  # fmt: skip
    return layers if any(point.y is None or point.y >= 0 for point in found) else layers[1:]


def stacked(chart: Chart) -> Spec:
    """Parts of a whole: areas along dates, otherwise bars on their side, parts named."""
    return _stacked_areas(chart) if points.timed(chart) else _stacked_bars(chart)


def _key(names: Sequence[str]) -> Spec:
    colours = list(theme.WORDS[: len(names)])
    return {"field": "s", "type": "nominal", "sort": list(names),
            "scale": {"domain": list(names), "range": colours},
            "legend": {"symbolType": "square", "columns": 3}}  # fmt: skip


def _stacked_areas(chart: Chart) -> Spec:
    found = points.of(chart)
    names = points.series_of(found)
    order = {name: len(names) - index for index, name in enumerate(names)}
    return {
        "data": {"values": [point.row(o=order[point.series]) for point in found]},
        "title": chart.y_title or chart.y,
        "width": theme.WIDTH + 120,
        "height": 220,
        "mark": {"type": "area", "stroke": "#FFFFFF", "strokeWidth": 1.5},
        "encoding": {
            "x": {"field": "x", "type": "temporal", "scale": {"type": "utc"}, "title": None,
                  "axis": time_axis(found, 7)},
            "y": {"field": "y", "type": "quantitative", "stack": "zero", "title": None},
            "color": _key(names),
            "order": {"field": "o", "type": "quantitative"},
        },
    }  # fmt: skip


def _stacked_bars(chart: Chart) -> Spec:
    found = points.lying(chart)
    names = points.series_of(found)
    whole = max((sum(p.y or 0 for p in found if p.x == x) for x in {p.x for p in found}), default=1)
    before: dict[str, float] = {}
    rows = []
    for point in found:
        start = before.get(str(point.x), 0.0)
        before[str(point.x)] = end = start + (point.y or 0.0)
        fill = theme.WORDS[names.index(point.series) % len(theme.WORDS)]
        shown = point.text if whole and (end - start) / whole >= 0.09 else ""
        rows.append(point.row(a=start, b=end, c=(start + end) / 2, n=shown, k=theme.ink_on(fill)))
    ends = {"x": {"field": "a", "type": "quantitative", "title": chart.x_title or None,
                  "scale": {"domain": [0, whole or 1], "nice": False}, "axis": {"grid": False}},
            "x2": {"field": "b"}}  # fmt: skip
    middle = {"x": {"field": "c", "type": "quantitative"}, "text": {"field": "n"},
              "color": {"field": "k", "type": "nominal", "scale": None}}  # fmt: skip
    return {
        "data": {"values": rows},
        "width": theme.WIDTH + 40,
        "height": {"step": 32},
        "encoding": {"y": down(found)},
        "layer": [
            {"mark": {"type": "bar", "height": {"band": 0.8}, "stroke": "#FFFFFF"},
             "encoding": {**ends, "color": _key(names)}},
            {"mark": {"type": "text"}, "encoding": middle},
        ],
        "resolve": {"scale": {"color": "independent"}},
    }  # fmt: skip


def waterfall(chart: Chart) -> Spec:
    """From one level to another by signed steps; the axis need not start at nought."""
    found = points.lying(chart)
    rows: list[dict[str, object]] = []
    reached, level = [], 0.0
    for point in found:
        value = point.y or 0.0
        start, level = (value, value) if point.mark else (level, level + value)
        words = point.text if point.mark or value <= 0 else f"+{point.text}"
        colour = theme.GREY if point.mark else theme.ORANGE if value > 0 else theme.TEAL
        rows.append(point.row(a=start, b=level, f=colour, end=max(start, level), n=words))
        reached += [start, level]
    return _steps(chart, found, rows, (min(reached, default=0.0), max(reached, default=1.0)))


def _steps(
    chart: Chart, found: Sequence[Point], rows: list[dict[str, object]], ends: tuple[float, float]
) -> Spec:
    room = (ends[1] - ends[0] or 1.0) * 0.12
    domain = [ends[0] - room, ends[1] + room * 2]
    title = chart.x_title or value_heading(chart)
    x: Spec = {"field": "a", "type": "quantitative", "title": title,
               "scale": {"domain": domain, "nice": False, "zero": False},
               "axis": {"tickCount": 5}}  # fmt: skip
    colour = {"field": "f", "type": "nominal", "scale": None}
    dot = {"type": "point", "filled": True, "size": 170, "shape": "diamond", "opacity": 1}
    return {
        "data": {"values": rows},
        "width": theme.WIDTH,
        "height": {"step": theme.BAR_STEP},
        "encoding": {"y": down(found)},
        "layer": [
            {"mark": {"type": "bar", "height": {"band": 0.62}},
             "encoding": {"x": x, "x2": {"field": "b"}, "color": colour}},
            {"transform": [{"filter": "datum.m != null && datum.m != ''"}], "mark": dot,
             "encoding": {"x": x, "color": colour}},
            {"mark": {"type": "text", "align": "left", "dx": 10},
             "encoding": {"x": {"field": "end", "type": "quantitative"}, "text": {"field": "n"}}},
        ],
    }  # fmt: skip


def value_heading(chart: Chart) -> str:
    """The heading of the column that holds the numbers."""
    figures = [points.number(cell) for cell in points.column(chart.table, chart.x)]
    return chart.x if any(n is not None for n in figures) else chart.y
