"""2h: are the two windows of equal quality, and what if the lost rows are dealt out again?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import change
from towpath.assessment import caveats, measures, wording
from towpath.assessment.caveats import outcomes, places, recording, windows
from towpath.assessment.caveats.windows import Window
from towpath.assessment.changes import comparison
from towpath.assessment.findings import Finding
from towpath.documents.blocks import Align, Cell, Column, Quote, Table
from towpath.foundation import Figure, categories
from towpath.foundation.categories import ALL_ASB, ALL_CRIME

if TYPE_CHECKING:
    from towpath.analysis.arrays import Floats
    from towpath.analysis.change import Change
    from towpath.assessment.study import Study
    from towpath.documents.blocks import Spans

GREEN, AMBER, RED = "alike", "differs", "not comparable"
# A repeat is a row of an identifier already counted; so many more of them are worth a look.
REPEATS_APART = 0.5


@dataclass(frozen=True)
class Check:
    """One line of the traffic table: what is looked at, in each window, and the light."""

    name: str
    before: Cell
    after: Cell
    light: str


def find(study: Study) -> Finding:
    """The traffic table, and the answer given twice."""
    comparison.of(study)
    checks = [check for look in LOOKS if (check := look(study)) is not None]
    again = _allocated(study)
    found = Finding(_sentence(study, checks, again), (_lights(checks), _twice(study, again)))
    names = ("coverage", "recording", "unplaced", "snap-points", "vintage", "outcome-age", "covid")
    return found.with_caveats(*caveats.named(study, *names))


def _sentence(study: Study, checks: list[Check], again: Change) -> Spans:
    unlike = [check.name[0].lower() + check.name[1:] for check in checks if check.light != GREEN]
    first = "The two windows are of equal quality in all that was looked at."
    if unlike:
        first = f"The two windows differ in: {', '.join(unlike)}."
    words = (
        " With the rows that have no place dealt out again, all recorded crime would have changed "
        "by {again} instead of {told}, and {altered}."
    )
    told = comparison.of(study)
    verdicts = [str(one.value) for one in again.verdict]
    other = [
        row.label
        for row, verdict in zip(told.rows, verdicts, strict=True)
        if row.verdict != verdict and not told.unheld
    ]
    altered = f"the verdict on {', '.join(other)} would be another" if other else ""
    if recording.blocked(study, ALL_CRIME) or told.unheld:
        return (first,)
    return wording.spans(
        first + words,
        again=_figure(study, 0, again),
        told=told[ALL_CRIME].change,
        altered=altered or "no verdict would be another",
    )


# -- the traffic table -------------------------------------------------------------------------


def _months(study: Study) -> Check:
    sides = windows.sides(study)
    lacking = [sum(len(study.missing_months(one)) for one in side.periods) for side in sides]
    cells = [
        measures.figure(
            study, "months-held", len(side.months) - lost, denominator=len(side.months),
            **side.grounds,
        )
        for side, lost in zip(sides, lacking, strict=True)
    ]  # fmt: skip
    return Check("Months held", cells[0], cells[1], RED if any(lacking) else GREEN)


def _days(study: Study) -> Check:
    before, after = study.baseline.days, float(study.period.days)
    cells = [
        measures.figure(study, "days-in-window", days, **side.grounds)
        for side, days in zip(windows.sides(study), (before, after), strict=True)
    ]
    return Check("Days", cells[0], cells[1], GREEN if before == after else AMBER)


def _unplaced(study: Study) -> Check | None:
    sides, held = windows.sides(study), places.placing(study)
    if not all(held.of(side)[1] for side in sides):
        return None
    was, now = (windows.share(study, "unplaced-share", *held.of(side), side) for side in sides)
    apart = abs((was.value or 0) - (now.value or 0))
    return Check("Rows without a place", was, now, AMBER if apart >= places.POINTS_APART else GREEN)


def _repeats(study: Study) -> Check:
    every = (ALL_CRIME, ALL_ASB)
    cells, shares = [], []
    for side in windows.sides(study):
        rows = sum(study.rows(every, one) for one in side.periods)
        repeats = rows - sum(study.total(every, one) for one in side.periods)
        cells.append(windows.share(study, "repeated-rows", repeats, rows, side))
        shares.append(100 * repeats / rows if rows else 0.0)
    light = AMBER if abs(shares[0] - shares[1]) >= REPEATS_APART else GREEN
    return Check("Rows repeated", cells[0], cells[1], light)


def _vintage(study: Study) -> Check:
    loads = study.loads(study.feed)

    def years(side: Window) -> str:
        found = {
            load.vintage for load in loads if any(one.contains(load.first) for one in side.periods)
        }
        return " and ".join(str(year) for year in sorted(found) if year) or "none"

    was, now = (years(side) for side in windows.sides(study))
    return Check("Vintage of small areas", was, now, GREEN if was == now else AMBER)


def _points(study: Study) -> Check:
    before, after = windows.sides(study)
    replaced = places.new_catalogues(study)
    start, end = min(one.start for one in before.periods), study.period.end
    fallen = [one for one in replaced if start < one.month < end]

    def said(side: Window) -> str:
        inside = [one for one in fallen if any(p.contains(one.month) for p in side.periods)]
        return f"replaced in {inside[0].month:%B %Y}" if inside else "one set"

    between = fallen and said(before) == said(after) == "one set"
    cells = ("one set", "another set") if between else (said(before), said(after))
    return Check("Anonymous points", *cells, AMBER if fallen else GREEN)


def _recording(study: Study) -> Check:
    doubtful = recording.drift(study).recorded_otherwise
    named = ", ".join(categories.get(slug).label for slug in sorted(doubtful))
    light = RED if doubtful else GREEN
    return Check("Recording", "as before", f"changed: {named}" if named else "as before", light)


def _outcome_age(study: Study) -> Check | None:
    found = outcomes.compared(study)
    if found is None:
        return None
    was, now = (outcomes.still_open(study, side) for side in windows.sides(study))
    return Check("Crimes still open", was, now, GREEN if found.fair else RED)


def _covid(study: Study) -> Check:
    under = [windows.restricted(side) for side in windows.sides(study)]
    cells = [
        measures.figure(study, "months-restricted", months, **side.grounds)
        for side, months in zip(windows.sides(study), under, strict=True)
    ]
    light = AMBER if any(under) else GREEN
    return Check("Months under COVID restrictions", cells[0], cells[1], light)


LOOKS: tuple[Callable[[Study], Check | None], ...] = (
    _months, _days, _recording, _unplaced, _points, _vintage, _outcome_age, _covid, _repeats,
)  # fmt: skip


def _lights(checks: list[Check]) -> Table:
    columns = (
        Column("What", Align.LEFT), Column("Before"), Column("After"), Column("Light", Align.LEFT)
    )  # fmt: skip
    rows = tuple((one.name, one.before, one.after, one.light) for one in checks)
    return Table("quality-of-windows", "The quality of both windows", columns, rows)


# -- the answer again --------------------------------------------------------------------------


def _allocated(study: Study) -> Change:
    """The change with unplaced rows dealt out as the placed ones lie, by category and window."""
    sides = windows.sides(study)
    counts: list[Floats] = []
    for side in sides:
        own = np.array(
            [sum(study.total(word, one) for one in side.periods) for word in study.all_categories]
        )
        counts.append(own * _inflation(study, side))
    years = len(study.baseline.periods)
    days = (study.baseline.days * years, float(study.period.days))
    return change.between(
        counts[0],
        counts[1],
        days=days,
        periods=(years, 1),
        spread=comparison.spread(study),
        materiality=comparison.MATERIAL_PERCENT,
    )


def _inflation(study: Study, side: Window) -> Floats:
    """All rows over placed rows of the whole force, by category: what a placed row stands for."""
    held = places.placing(study)
    factors = []
    for word in study.all_categories:
        lost, rows = held.of(side, categories.within(word))
        factors.append(rows / (rows - lost) if rows > lost else 1.0)
    return np.array(factors)


def _figure(study: Study, place: int, again: Change) -> Figure:
    parts = (again.percent, again.low, again.high)
    value, low, high = (float(np.asarray(one)[place]) for one in parts)
    return measures.figure(
        study, "change-unplaced-allocated", value, low=low, high=high, against=study.baseline,
        category=study.all_categories[place], missing="There were none before.",
        numerator=float(again.after[place]), denominator=float(again.before[place]),
    )  # fmt: skip


def _twice(study: Study, again: Change) -> Table:
    rows: list[tuple[Cell, ...]] = []
    told = comparison.of(study)
    for place, row in enumerate(told.rows):
        if recording.blocked(study, row.category) or told.unheld:
            why = "not comparable" if told.unheld else "recording changed"
            rows.append((row.label, None, why, None, None, why))
            continue
        figure = _figure(study, place, again)
        cells = (figure, Quote(figure, between=True), str(again.verdict[place].value))
        rows.append((row.label, row.change, row.verdict, *cells))
    columns = (
        Column("Category", Align.LEFT), Column("As counted"), Column("Verdict", Align.LEFT),
        Column("With unplaced rows"), Column("95 % limits"), Column("Verdict then", Align.LEFT),
    )  # fmt: skip
    note = (
        "Rows without a place are dealt out to areas as the placed rows of the same category and "
        "window lie over the whole force."
    )
    caption = "The answer again, with rows that have no place dealt out"
    return Table("change-unplaced-allocated", caption, columns, tuple(rows), (note,))
