"""Figures, tables, map and chart of `helped`, and what of them `pilot` shows too."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from towpath.documents.blocks import (
    Align,
    Cell,
    Chart,
    ChartKind,
    Column,
    Map,
    Quote,
    Shapes,
    Table,
)
from towpath.foundation import Figure, Level, Unit
from towpath.foundation.periods import add_months, month_name
from towpath.places import plots

if TYPE_CHECKING:
    from datetime import date

    from towpath.analysis.interrupted import Factor
    from towpath.places.compared import Compared
    from towpath.places.plots import Plot

PLACE, KIND, EVENTS = "Place", "What it is", "Events before"
REACH = 1.959963984540054
AMONG = {
    Level.LSOA: "the small areas that lie for the greater part in it", Level.WARD: "wards like it",
}  # fmt: skip
LONGEST = 24  # letters of a name that stands on the map


def month(first: date) -> str:
    """A month as a person says it."""
    return month_name(first)


def count(told: Compared, plot: Plot, when: str) -> Figure:
    """Events of a plot, `before` or `after`."""
    period = told.before if when == "before" else told.after
    value = getattr(told.pair(plot), when)
    return told.figure("plot-events", value, Unit.COUNT, period=period, place=plot.role)


def total(told: Compared) -> Figure:
    """The weighted displacement difference."""
    found = told.difference
    return _difference(told, "displacement-total", found.total, (found.low, found.high))


def moved(told: Compared) -> Figure:
    """The difference around."""
    found = told.difference
    return _difference(told, "displacement-moved", found.moved, _limits(found.moved,
                       found.moved_error))  # fmt: skip


def _local(told: Compared) -> Figure:
    found = told.difference
    return _difference(told, "displacement-local", found.local, _limits(found.local,
                       found.local_error))  # fmt: skip


def _limits(value: float, error: float) -> tuple[float, float]:
    return value - REACH * error, value + REACH * error


def _difference(told: Compared, slug: str, value: float, limits: tuple[float, float]) -> Figure:
    low, high = limits
    return told.figure(slug, value, Unit.MEAN_COUNT, low=low, high=high)


def quotient(told: Compared) -> Figure:
    """The weighted displacement quotient."""
    value = told.quotient.value if told.quotient else None
    return told.figure(
        "displacement-quotient", value, Unit.RATIO, missing="The place did not change."
    )


def level(told: Compared) -> Figure:
    """The level after against what would have been."""
    found = told.series
    assert found is not None
    one = found.level
    return told.figure(
        "level-after", one.value, Unit.RATIO, low=one.low, high=one.high, since=told.run.key
    )


def expected(told: Compared) -> Figure:
    """What the chosen places would have had anyway."""
    found = told.by_itself
    assert found is not None
    return told.figure(
        "expected-by-itself", found.expected, Unit.MEAN_COUNT, low=found.low, high=found.high
    )


def reading(one: Factor) -> str:
    """A factor in words."""
    if one.low <= 1 <= one.high:
        return "no clear change"
    return "a clear fall" if one.high < 1 else "a clear rise"


def grounds(told: Compared) -> Table:
    """Each plot: its size, its events before and after, and the change a month."""
    rows = tuple(
        (
            one.role.capitalize(), one.name,
            told.figure("plot-hectares", one.outline.area / 1e4, Unit.SCORE, place=one.role),
            count(told, one, "before"), count(told, one, "after"), _change(told, one),
        )
        for one in told.plots
    )  # fmt: skip
    columns = (
        Column(KIND, Align.LEFT), Column(PLACE, Align.LEFT), Column("Hectares"),
        Column("Before"), Column("After"), Column("Change a month"),
    )  # fmt: skip
    caption = f"{told.here.label} in {told.before} and in {told.after}"
    return Table("plots", caption, columns, rows)


def _change(told: Compared, plot: Plot) -> Figure:
    pair = told.pair(plot)
    before, after = pair.before / told.before.months, pair.after / told.after.months
    return told.figure(
        "plot-change", 100 * (after / before - 1) if before else None, Unit.CHANGE,
        place=plot.role, numerator=pair.after, denominator=pair.before,
        missing="There were none before.",
    )  # fmt: skip


def measures(told: Compared, *, chosen_high: bool) -> Table:
    """Every measure with its limits and what it says."""
    rows: list[tuple[Cell, ...]] = [
        _row("Difference in the treated place", _local(told), "events, less the control's change")
    ]
    if told.plots.buffer:
        rows += [
            _row("Difference around it", moved(told), "events, less the change around the control"),
            _row("Both: weighted displacement difference", total(told), "events"),
            _row("Weighted displacement quotient", quotient(told),
                 told.quotient.reading if told.quotient else ""),
        ]  # fmt: skip
    if told.series:
        said = f"times what it would have been: {reading(told.series.level)}"
        rows.append(_row("Level, month by month", level(told), said))
    if chosen_high and told.by_itself:
        rows.append(
            _row(
                "Expected by itself",
                expected(told),
                f"events in {AMONG[told.among]}, if nobody had done anything",
            )
        )
    if not math.isnan(told.could_show):
        shown = told.figure("fall-to-be-seen", 100 * told.could_show, Unit.PER_CENT)
        rows.append(_row("Smallest fall to be seen", shown, "four times in five"))
    columns = (
        Column("Measure", Align.LEFT), Column("Value"), Column("95 % limits", Align.LEFT),
        Column("Says", Align.LEFT),
    )  # fmt: skip
    return Table("measures", "What the comparison says", columns, tuple(rows))


def _row(name: str, value: Figure, says: str) -> tuple[Cell, ...]:
    limits: Cell = "" if value.low is None else Quote(value, between=True)
    return name, value, limits, says


def ground_map(told: Compared) -> Map:
    """The plots, close up, and where in the area they lie."""
    rows = tuple(
        (one.name, one.role, told.figure("plot-events", told.pair(one).before, Unit.COUNT,
                                         period=told.before, place=one.role))
        for one in told.plots
    )  # fmt: skip
    columns = (Column(PLACE, Align.LEFT), Column(KIND, Align.LEFT), Column(EVENTS))
    table = Table("plots-drawn", "The places that are compared", columns, rows, appendix=True)
    every, credit = tuple(told.plots), told.here.border.credit
    names = tuple(one.name for one in every)
    shapes = Shapes("plots", names, names, tuple(one.outline.wkb for one in every), credit)
    return Map(
        title=f"{told.plots.treated.name} and what it is compared with",
        alt=(
            f"Map of {', '.join(f'{one.name} ({one.role})' for one in every)} in "
            f"{told.here.area}, with ward outlines."
        ),
        table=table,
        shapes=shapes,
        code=PLACE,
        value=KIND,
        labels=tuple(one for one in names[:2] if len(one) <= LONGEST),
        context=told.here.wards,
        ground=told.here.border,
        close=True,
        order=tuple(one.role for one in every),
    )


def course(told: Compared) -> Chart | None:
    """The months of the place, and what the control's course would have led to expect."""
    found = told.series
    if found is None:
        return None
    seen, without = told.monthly[plots.TREATED], found.without
    rows: list[tuple[Cell, ...]] = []
    for n, first in enumerate(told.run.month_starts):
        rows += [
            (first, "recorded", _of_month(told, seen[n], first, "recorded")),
            (first, "expected", _of_month(told, float(without[n]), first, "expected")),
        ]
    columns = (Column("Month", Align.LEFT), Column("Series", Align.LEFT), Column("Events"))
    name = told.plots.treated.name
    return Chart(
        ChartKind.LINES,
        title=f"{told.here.label} in {name}: {reading(found.level)}",
        alt=(
            f"Lines of {told.here.noun} in {name} by month: what was recorded, and what the course "
            "of the control would lead to expect had nothing been done."
        ),
        table=Table("course", f"{told.here.label} in {name} by month", columns, tuple(rows),
                    appendix=True),
        x="Month", y="Events", series="Series", breaks=((told.after.start, "begun"),),
        y_title="Events a month",
    )  # fmt: skip


def _of_month(told: Compared, value: float, first: date, what: str) -> Figure:
    from towpath.foundation import Period

    unit = Unit.COUNT if what == "recorded" else Unit.MEAN_COUNT
    period = Period(first, add_months(first, 1))
    return told.figure("plot-month", float(np.round(value, 6)), unit, period=period, series=what)
