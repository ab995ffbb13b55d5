"""A chart's table as points to draw: fixed field names, plain values, texts already printed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from towpath.documents import numbers
from towpath.documents.blocks import Cell, Chart, Table
from towpath.foundation import Figure, TowpathError


@dataclass(frozen=True)
class Point:
    """One row of the table. `y` and limits are None where there is nothing to draw."""

    x: str | float | None
    y: float | None
    series: str
    low: float | None
    high: float | None
    mark: str
    text: str

    def row(self, **more: object) -> dict[str, object]:
        """The point as a record for Vega-Lite, with whatever the chart adds."""
        return {
            "x": self.x, "y": self.y, "s": self.series, "lo": self.low, "hi": self.high,
            "m": self.mark, "t": self.text, **more,
        }  # fmt: skip


def column(table: Table, heading: str) -> list[Cell]:
    """The cells of one column; refuses a heading that the table does not have."""
    for index, one in enumerate(table.columns):
        if one.heading == heading:
            return [row[index] for row in table.rows]
    raise TowpathError(
        f"The table “{table.caption}” has no column called {heading!r}.",
        "Name one of its columns; this is a fault in the finding's definition.",
    )


def of(chart: Chart) -> list[Point]:
    """The rows of the chart's table, in their order, as points."""
    ys = _cells(chart, chart.y)
    lows, highs = _cells(chart, chart.low), _cells(chart, chart.high)
    return [
        Point(
            x=_place(x),
            y=number(y),
            series=numbers.cell_text(series),
            low=number(low) if chart.low else _limit(y, "low"),
            high=number(high) if chart.high else _limit(y, "high"),
            mark=numbers.cell_text(mark),
            text=numbers.cell_text(y),
        )
        for x, y, series, low, high, mark in zip(
            _cells(chart, chart.x),
            ys,
            _cells(chart, chart.series),
            lows,
            highs,
            _cells(chart, chart.mark),
            strict=True,
        )
    ]


def lying(chart: Chart) -> list[Point]:
    """Points of bars and dots that lie on their side: `x` the words, `y` the numbers."""
    if any(numbers.figure_of(cell) for cell in column(chart.table, chart.x)):
        chart = replace(chart, x=chart.y, y=chart.x)
    return of(chart)


def timed(chart: Chart) -> bool:
    """Whether the chart runs along dates."""
    cells = column(chart.table, chart.x)
    return bool(cells) and all(isinstance(cell, date) for cell in cells)


def number(cell: Cell) -> float | None:
    """The value to draw, or nothing."""
    figure = numbers.figure_of(cell)
    if figure is None or figure.value is None or not math.isfinite(figure.value):
        return None
    return float(figure.value)


def series_of(points: Sequence[Point]) -> list[str]:
    """The names of the series in the order in which they first come."""
    return list(dict.fromkeys(point.series for point in points))


def span(points: Sequence[Point], *more: float | None) -> tuple[float, float]:
    """The least and greatest number that must fit, zero among them."""
    found = [n for p in points for n in (p.y, p.low, p.high)]
    numbers_ = [n for n in (*found, *more) if n is not None and math.isfinite(n)]
    return min(0.0, *numbers_, 0.0), max(0.0, *numbers_, 0.0)


def nice(top: float) -> float:
    """The next round number above, for the end of an axis."""
    if top <= 0:
        return 0.0
    step = 10.0 ** math.floor(math.log10(top))
    ends = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
    return next(step * end for end in ends if step * end >= top * (1 - 1e-9))


def _cells(chart: Chart, heading: str) -> list[Cell]:
    if not heading:
        return [None] * len(chart.table.rows)
    return column(chart.table, heading)


def _place(cell: Cell) -> str | float | None:
    if isinstance(cell, date):
        return cell.isoformat()
    return number(cell) if numbers.figure_of(cell) else numbers.cell_text(cell)


def _limit(cell: Cell, end: str) -> float | None:
    figure: Figure | None = numbers.figure_of(cell)
    if figure is None or figure.value is None:
        return None
    value = figure.low if end == "low" else figure.high
    return None if value is None or not math.isfinite(value) else float(value)
