"""Charts along time: lines, sparklines and small multiples."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from towpath.documents import numbers
from towpath.documents.blocks import Chart
from towpath.documents.charts import points, theme
from towpath.documents.charts.points import Point
from towpath.documents.charts.theme import Spec

HEIGHT = 230
WIDTH = theme.WIDTH + 60
_LABEL_GAP = 16


def lines(chart: Chart) -> Spec:
    """One line a series, named at its end; known breaks drawn and named above the plot."""
    found = points.of(chart)
    names = points.series_of(found)
    if len(names) > len(theme.CATEGORICAL):
        return multiples(chart)
    bottom, top = _ends(found, chart)
    layers = [*_band(found), _line(names), *_ends_named(found, names, top - bottom)]
    layers += [*_marked(), *_reference(chart), *_breaks(chart)]
    return {
        "data": {"values": [point.row() for point in found]},
        "title": chart.y_title or chart.y,
        "width": WIDTH,
        "height": HEIGHT,
        "encoding": {
            "x": _along(chart, found),
            "y": {"field": "y", "type": "quantitative", "title": None,
                  "scale": {"domain": [bottom, top]}, "axis": {"tickCount": 5}},
        },
        "layer": layers,
    }  # fmt: skip


def spark(chart: Chart) -> Spec:
    """A line without axes; the last point is marked."""
    found = points.of(chart)
    rows = [point.row(i=index) for index, point in enumerate(found)]
    drawn = [row for row in rows if row["y"] is not None]
    return {
        "data": {"values": rows},
        "width": 150,
        "height": 32,
        "padding": 2,
        "encoding": {
            "x": {"field": "i", "type": "quantitative", "axis": None},
            "y": {"field": "y", "type": "quantitative", "axis": None,
                  "scale": {"zero": False}},
        },
        "layer": [
            {"mark": {"type": "line", "color": theme.BLUE, "strokeWidth": 1.8}},
            {"data": {"values": drawn[-1:]},
             "mark": {"type": "point", "filled": True, "size": 45, "color": theme.BLUE,
                      "opacity": 1}},
        ],
    }  # fmt: skip


def multiples(chart: Chart) -> Spec:
    """Small charts, one a series, each on its own scale, with limits and signals."""
    found = points.of(chart)
    names = points.series_of(found)
    encoding = {
        "x": {**_along(chart, found), "axis": time_axis(found, 3) if points.timed(chart) else None},
        "y": {"field": "y", "type": "quantitative", "title": None, "scale": {"domainMin": 0},
              "axis": {"tickCount": 3}},
    }  # fmt: skip
    signals = {
        "transform": [{"filter": "datum.m != null && datum.m != ''"}],
        "mark": {"type": "point", "filled": True, "shape": "diamond", "size": 110,
                 "color": theme.PINK, "opacity": 1},
    }  # fmt: skip
    line = {"mark": {"type": "line", "color": theme.BLUE, "strokeWidth": 1.8}}
    return {
        "data": {"values": [point.row() for point in found]},
        "title": _multiples_title(chart),
        "facet": {"field": "s", "type": "nominal", "sort": names, "title": None},
        "columns": 3 if len(names) > 4 else 2,
        "spacing": {"row": 22, "column": 26},
        "resolve": {"scale": {"y": "independent"}},
        "spec": {
            "width": 140 if len(names) > 4 else 230,
            "height": 90,
            "encoding": encoding,
            "layer": [*_band(found), line, signals],
        },
    }


def _multiples_title(chart: Chart) -> Spec:
    title: Spec = {"text": chart.y_title or chart.y}
    if chart.mark:
        title["subtitle"] = "Diamond: a signal. Band: where a month is unremarkable."
    return title


def _line(names: Sequence[str]) -> Spec:
    colours = list(theme.CATEGORICAL[: len(names)])
    return {
        "mark": {"type": "line", "strokeWidth": 2.4},
        "encoding": {
            "color": {"field": "s", "type": "nominal", "legend": None,
                      "scale": {"domain": list(names), "range": colours}},
            "strokeDash": {"field": "s", "type": "nominal", "legend": None,
                           "scale": {"domain": list(names),
                                     "range": list(theme.DASHES[: len(names)])}},
        },
    }  # fmt: skip


def _ends_named(found: Sequence[Point], names: Sequence[str], height: float) -> list[Spec]:
    """The name of each line at its last point, moved apart where they would touch."""
    if len(names) < 2:
        return []
    last = {p.series: p for p in found if p.y is not None}
    gap = height * _LABEL_GAP / HEIGHT
    below, spots = float("-inf"), []
    for point in sorted(last.values(), key=lambda p: p.y or 0.0):
        below = max(point.y or 0.0, below + gap)
        spots.append(point.row(at=below, k=_label_ink(names.index(point.series))))
    return [{
        "data": {"values": spots},
        "mark": {"type": "text", "align": "left", "dx": 8, "fontWeight": "bold"},
        "encoding": {
            "y": {"field": "at", "type": "quantitative"},
            "text": {"field": "s"},
            "color": {"field": "k", "type": "nominal", "scale": None},
        },
    }]  # fmt: skip


def _label_ink(index: int) -> str:
    darker = {theme.ORANGE: "#A8400F", theme.TEAL: "#1A6E67"}
    return darker.get(theme.CATEGORICAL[index], theme.CATEGORICAL[index])


def _band(found: Sequence[Point]) -> list[Spec]:
    if all(point.low is None or point.high is None for point in found):
        return []
    return [{
        "mark": {"type": "area", "opacity": 0.16, "color": theme.BLUE, "line": False},
        "encoding": {"y": {"field": "lo", "type": "quantitative"}, "y2": {"field": "hi"},
                     "detail": {"field": "s"}},
    }]  # fmt: skip


def _marked() -> list[Spec]:
    some = [{"filter": "datum.m != null && datum.m != ''"}]
    diamond = {"type": "point", "filled": True, "shape": "diamond", "size": 110, "opacity": 1}
    words: Spec = {"transform": some, "mark": {"type": "text", "dy": -13},
                   "encoding": {"text": {"field": "m"}}}  # fmt: skip
    return [{"transform": some, "mark": {**diamond, "color": theme.PINK}}, *theme.haloed(words)]


def _reference(chart: Chart) -> list[Spec]:
    """A dashed line for the whole area, named at its right end."""
    if chart.reference is None or chart.reference.value is None:
        return []
    value = float(chart.reference.value)
    name = chart.reference.basis.get("label", str(chart.reference.area or "whole area"))
    data = {"values": [{"y": value, "t": f"{name}: {numbers.text(chart.reference)}"}]}
    y = {"field": "y", "type": "quantitative"}
    words: Spec = {
        "data": data,
        "mark": {"type": "text", "align": "right", "dy": 12},
        "encoding": {"x": {"value": WIDTH - 4}, "y": y, "text": {"field": "t"}},
    }
    return [
        {"data": data, "mark": {"type": "rule", "strokeDash": [4, 3], "color": theme.INK},
         "encoding": {"x": {"value": 0}, "x2": {"value": WIDTH}, "y": y}},
        *theme.haloed(words),
    ]  # fmt: skip


def _breaks(chart: Chart) -> list[Spec]:
    """A dashed rule a break, its name above the plot, each on a line of its own."""
    if not points.timed(chart) or not chart.breaks:
        return []
    shown = [(day.isoformat(), name) for day, name in sorted(chart.breaks)]
    dates = [str(p.x) for p in points.of(chart)]
    start, end = _ordinal(min(dates)), _ordinal(max(dates))
    layers: list[Spec] = []
    for level, (day, name) in enumerate(reversed(shown)):
        right = _ordinal(day) > start + (end - start) * 0.66
        data = {"values": [{"x": day, "t": name}]}
        x = {"field": "x", "type": "temporal", "scale": {"type": "utc"}}
        top = -8 - 17 * level
        words: Spec = {
            "data": data,
            "mark": {"type": "text", "align": "right" if right else "left",
                     "dx": -5 if right else 5, "color": theme.PINK},
            "encoding": {"x": x, "y": {"value": top}, "text": {"field": "t"}},
        }  # fmt: skip
        layers += [
            {"data": data, "mark": {"type": "rule", "strokeDash": [4, 3], "color": theme.PINK},
             "encoding": {"x": x, "y": {"value": top - 6}, "y2": {"value": HEIGHT}}},
            *theme.haloed(words),
        ]  # fmt: skip
    return layers


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _along(chart: Chart, found: Sequence[Point]) -> Spec:
    if points.timed(chart):
        return {"field": "x", "type": "temporal", "scale": {"type": "utc"},
                "title": chart.x_title or None, "axis": time_axis(found, 7)}  # fmt: skip
    order = list(dict.fromkeys(str(point.x) for point in found))
    return {"field": "x", "type": "ordinal", "sort": order, "title": chart.x_title or None,
            "axis": {"labelAngle": 0, "labelOverlap": True}}  # fmt: skip


def time_axis(found: Sequence[Point], most: int) -> Spec:
    """Months while they fit, years on a long run."""
    days = sorted({_ordinal(str(point.x)) for point in found})
    months = (days[-1] - days[0]) / 30.4 if days else 0
    if months > most * 6:
        step = 1 if months <= most * 12 else 2
        return {"format": "%Y", "grid": False, "tickCount": {"interval": "year", "step": step}}
    step = next((n for n in (1, 2, 3, 6) if months / n <= most), 12)
    return {"format": "%b %Y" if most > 3 else "%b %y", "grid": False, "labelOverlap": True,
            "tickCount": {"interval": "month", "step": step}}  # fmt: skip


def _ends(found: Sequence[Point], chart: Chart) -> tuple[float, float]:
    reference = chart.reference.value if chart.reference else None
    low, high = points.span(found, reference)
    return -points.nice(-low), points.nice(high)
