"""Charts of two measures: ranks joined, rates against their base, concentration."""

from __future__ import annotations

from collections.abc import Sequence

from towpath.documents import labels, numbers
from towpath.documents.blocks import Chart
from towpath.documents.charts import points, theme
from towpath.documents.charts.points import Point
from towpath.documents.charts.theme import Spec

# Ranks that move by so many places are drawn strongly where the table marks none.
_MOVED = 3
_FUNNEL = (550.0, 280.0)


def slope(chart: Chart) -> Spec:
    """Two columns of ranks joined by lines, named at both ends; the first rank on top."""
    names = [numbers.cell_text(c) for c in points.column(chart.table, _names(chart))]
    left = [points.number(c) for c in points.column(chart.table, chart.x)]
    right = [points.number(c) for c in points.column(chart.table, chart.y)]
    marks = _marks(chart, left, right)
    rows: list[dict[str, object]] = [
        {"a": a, "b": b, "n": name, "f": theme.BLUE if mark else "#8D9499",
         "w": 2.6 if mark else 1.4, "la": f"{name}  {a:.0f}", "lb": f"{b:.0f}  {name}"}
        for name, a, b, mark in zip(names, left, right, marks, strict=True)
        if a is not None and b is not None
    ]  # fmt: skip
    ranks = [rank for rank in (*left, *right) if rank is not None]
    return _slope(chart, rows, int(max(ranks, default=1)))


def _slope(chart: Chart, rows: list[dict[str, object]], most: int) -> Spec:
    width = 150
    scale = {"domain": [0.5, most + 0.5], "reverse": True, "nice": False}
    y = {"field": "a", "type": "quantitative", "axis": None, "scale": scale}
    heads = [{"x": 0, "t": chart.x, "al": "right"}, {"x": width, "t": chart.y, "al": "left"}]
    ink = {"field": "f", "type": "nominal", "scale": None}
    layers: list[Spec] = [
        {"mark": "rule", "encoding": {
            "x": {"value": 0}, "x2": {"value": width}, "y": y, "y2": {"field": "b"}, "color": ink,
            "size": {"field": "w", "type": "quantitative", "scale": None}}},
    ]  # fmt: skip
    for field, x, align, dx in (("a", 0, "right", -12), ("b", width, "left", 12)):
        at = {"x": {"value": x}, "y": {"field": field, "type": "quantitative"}}
        layers += [
            {"mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
             "encoding": {**at, "color": ink}},
            {"mark": {"type": "text", "align": align, "dx": dx},
             "encoding": {**at, "text": {"field": "l" + field}}},
            {"data": {"values": [heads[0 if field == "a" else 1]]},
             "mark": {"type": "text", "align": align, "fontWeight": "bold", "dx": dx},
             "encoding": {"x": {"value": x}, "y": {"value": -8}, "text": {"field": "t"}}},
        ]  # fmt: skip
    return {"data": {"values": rows}, "width": width, "height": 24 * most, "layer": layers}


def _names(chart: Chart) -> str:
    return chart.series or chart.table.columns[0].heading


def _marks(
    chart: Chart, left: Sequence[float | None], right: Sequence[float | None]
) -> Sequence[bool]:
    if chart.mark:
        return [bool(numbers.cell_text(c)) for c in points.column(chart.table, chart.mark)]
    return [abs((a or 0) - (b or 0)) >= _MOVED for a, b in zip(left, right, strict=True)]


def funnel(chart: Chart) -> Spec:
    """A rate against its base, between limits that narrow as the base grows."""
    found = [p for p in points.of(chart) if isinstance(p.x, float) and p.y is not None]
    _, top = points.span(found, chart.reference.value if chart.reference else None)
    rows = [p.row(f=theme.PINK if p.mark else theme.BLUE) for p in found]
    bases = [p.x for p in found if isinstance(p.x, float)] or [0.0, 1.0]
    across = (max(0.0, min(bases) - 0.06 * max(bases)), max(bases) * 1.06)
    x = {"field": "x", "type": "quantitative", "title": chart.x_title or chart.x,
         "scale": {"domain": list(across), "nice": False},
         "axis": {"tickCount": 5, "grid": False}}  # fmt: skip
    y = {"field": "y", "type": "quantitative", "title": None,
         "scale": {"domain": [0, points.nice(top) or 1], "nice": False}}  # fmt: skip
    colour = {"field": "f", "type": "nominal", "scale": None}
    limit = {"type": "line", "color": theme.QUIET, "strokeDash": [5, 3], "interpolate": "monotone"}
    return {
        "data": {"values": rows},
        "title": chart.y_title or chart.y,
        "width": _FUNNEL[0],
        "height": _FUNNEL[1],
        "encoding": {"x": x},
        "layer": [
            *[{"mark": limit, "encoding": {"y": {"field": end, "type": "quantitative"}}}
              for end in ("lo", "hi")],
            *_level(chart, *across),
            {"mark": {"type": "point", "filled": True, "size": 65, "opacity": 0.9},
             "encoding": {"y": y, "color": colour}},
            *_named(found, across, points.nice(top) or 1),
        ],
    }  # fmt: skip


def _level(chart: Chart, start: float, end: float) -> list[Spec]:
    if chart.reference is None or chart.reference.value is None:
        return []
    level = float(chart.reference.value)
    values = [{"x": start, "y": level}, {"x": end, "y": level}]
    return [{"data": {"values": values}, "mark": {"type": "line", "color": theme.QUIET},
             "encoding": {"y": {"field": "y", "type": "quantitative"}}}]  # fmt: skip


def _named(found: Sequence[Point], across: tuple[float, float], top: float) -> list[Spec]:
    """The names of marked points, beside them and clear of each other."""
    wide, tall = _FUNNEL
    wanted = []
    for point in sorted((p for p in found if p.mark), key=lambda p: -(p.y or 0)):
        x = (float(point.x or 0) - across[0]) / (across[1] - across[0]) * wide
        half = labels.width(point.mark, theme.SIZE) / 2 + 9
        beside = x + half if x + 2 * half < wide else x - half
        wanted.append((point.mark, (beside, tall * (1 - (point.y or 0) / top))))
    placed = labels.placed(wanted, (wide, tall), theme.SIZE)
    spots = [{"px": one.x, "py": one.y - 4, "n": one.words} for one in placed]
    pixels = {"type": "quantitative", "scale": None, "axis": None}
    return theme.haloed({
        "data": {"values": spots},
        "mark": {"type": "text"},
        "encoding": {"x": {"field": "px", **pixels}, "y": {"field": "py", **pixels},
                     "text": {"field": "n"}},
    })  # fmt: skip


def lorenz(chart: Chart) -> Spec:
    """The share of events in the share of places, with equality and the band by chance."""
    found = points.of(chart)
    scale = {"domain": [0, 100], "nice": False}
    x = {"field": "x", "type": "quantitative", "title": chart.x_title or chart.x, "scale": scale,
         "axis": {"tickCount": 5}}  # fmt: skip
    y = {"field": "y", "type": "quantitative", "title": None, "scale": scale}
    curve = [p.row() for p in sorted(found, key=lambda p: float(p.x or 0))]
    level = {"values": [{"x": 0, "y": 0}, {"x": 100, "y": 100}]}
    band = [] if all(p.low is None for p in found) else [
        {"mark": {"type": "area", "color": theme.QUIET, "opacity": 0.28},
         "encoding": {"y": {"field": "lo", "type": "quantitative"}, "y2": {"field": "hi"}}},
    ]  # fmt: skip
    return {
        "data": {"values": curve},
        "title": chart.y_title or chart.y,
        "width": 300,
        "height": 300,
        "encoding": {"x": x},
        "layer": [
            *band,
            {"data": level, "mark": {"type": "line", "strokeDash": [4, 3], "color": theme.QUIET},
             "encoding": {"y": y}},
            {"mark": {"type": "line", "strokeWidth": 2.6, "color": theme.BLUE},
             "encoding": {"y": y}},
            *_labels(found),
        ],
    }  # fmt: skip


def _labels(found: Sequence[Point]) -> list[Spec]:
    words = [{"x": 62, "y": 60, "t": "equal shares"}]
    if any(point.low is not None for point in found):
        middle = min(found, key=lambda p: abs(float(p.x or 0) - 30))
        words.append({"x": 30, "y": middle.low or 0, "t": "by chance alone"})
    at = {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}}
    some = [{"filter": "datum.m != null && datum.m != ''"}]
    quiet: Spec = {
        "data": {"values": words},
        "mark": {"type": "text", "align": "left", "dx": 6, "dy": 14, "color": theme.QUIET},
        "encoding": {**at, "text": {"field": "t"}},
    }
    named: Spec = {
        "transform": some,
        "mark": {"type": "text", "align": "left", "dx": 10, "dy": 6},
        "encoding": {**at, "text": {"field": "m"}},
    }
    dot = {"type": "point", "filled": True, "size": 90, "color": theme.PINK, "opacity": 1}
    return [
        *theme.haloed(quiet),
        {"transform": some, "mark": dot, "encoding": at},
        *theme.haloed(named),
    ]
