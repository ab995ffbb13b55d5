"""Charts: one builder a kind, from a table to a Vega-Lite specification to SVG."""

from __future__ import annotations

from collections.abc import Callable

from towpath.documents.blocks import Chart, ChartKind
from towpath.documents.charts import bars, engine, grids, intervals, lines, scatters
from towpath.documents.charts.theme import Spec

_BUILDERS: dict[ChartKind, Callable[[Chart], Spec]] = {
    ChartKind.LINES: lines.lines,
    ChartKind.BARS: bars.bars,
    ChartKind.STACKED: bars.stacked,
    ChartKind.DOTS: intervals.dots,
    ChartKind.SLOPE: scatters.slope,
    ChartKind.FUNNEL: scatters.funnel,
    ChartKind.LORENZ: scatters.lorenz,
    ChartKind.WATERFALL: bars.waterfall,
    ChartKind.MULTIPLES: lines.multiples,
    ChartKind.GRID: grids.grid,
    ChartKind.SPARK: lines.spark,
    ChartKind.FOREST: intervals.forest,
}


def spec(chart: Chart) -> Spec:
    """The Vega-Lite specification of a chart, its data inside."""
    return _BUILDERS[chart.kind](chart)


def svg(chart: Chart) -> str:
    """The picture of a chart, drawn from its table and nothing else."""
    return engine.svg(spec(chart))
