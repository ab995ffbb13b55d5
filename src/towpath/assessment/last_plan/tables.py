"""The plan's numbers as figures and tables: indicators, their course, what became of actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from towpath.assessment import delivered, measures, wording
from towpath.assessment.changes.by_category import RECORDED_OTHERWISE
from towpath.assessment.last_plan import beside, standing
from towpath.assessment.last_plan.standing import Standing, Status
from towpath.documents.blocks import Align, Cell, Column, Table
from towpath.foundation import Figure, handling

if TYPE_CHECKING:
    from towpath.assessment.study import Study

FEED = "plan-results"
# The units that partnerships write, and the definition whose figures are printed in each.
UNITS = {
    "%": "plan-share", "per cent": "plan-share", "percent": "plan-share",
    "percentage": "plan-share", "": "plan-score", "offences": "plan-count",
    "crimes": "plan-count", "incidents": "plan-count", "count": "plan-count",
    "number": "plan-count", "people": "plan-count", "admissions": "plan-count",
    "per 1,000": "plan-rate", "per 1,000 residents": "plan-rate",
    "per 1,000 population": "plan-rate", "per 1,000 households": "plan-households",
    "per 100,000": "plan-per-100000", "per 100,000 residents": "plan-per-100000",
}  # fmt: skip


@dataclass(frozen=True)
class Actions:
    """A priority's actions, counted once however many indicators it has."""

    priority: str
    owner: str
    done: int
    late: int
    dropped: int


def figure(study: Study, one: Standing, part: str, value: float | None) -> Figure:
    """A number of an indicator, in its own unit as far as Towpath knows it."""
    return measures.figure(
        study, UNITS.get(one.unit.casefold(), "plan-score"), value, period=one.period,
        handling=delivered.handling(study, FEED), feed=FEED, indicator=one.indicator, part=part,
        unit=one.unit, missing=one.lacks or "It was not delivered.",
    )  # fmt: skip


def change(study: Study, one: Standing) -> Figure:
    """Result against baseline: in points where the indicator is a percentage, else in per cent."""
    points = UNITS.get(one.unit.casefold()) == "plan-share"
    value = None
    if one.baseline is not None and one.actual is not None:
        gap = one.actual - one.baseline
        value = gap if points else 100 * gap / one.baseline if one.baseline else None
    return measures.figure(
        study, "plan-points" if points else "plan-change", value, period=one.period,
        handling=delivered.handling(study, FEED), feed=FEED, indicator=one.indicator,
        numerator=one.actual, denominator=one.baseline,
        missing="It needs a result and a baseline other than nought.",
    )  # fmt: skip


def tally(study: Study, stood: tuple[Standing, ...], word: Status) -> Figure:
    """How many indicators stand at a status."""
    return at_status(study, stood, word.value, sum(one.status is word for one in stood))


def at_status(study: Study, stood: tuple[Standing, ...], word: str, count: int) -> Figure:
    """A number of indicators, by the word they are counted under."""
    # Indicators and actions are counted here, not people: nothing in it needs the gate.
    return measures.figure(
        study, "plan-indicators-at", count, feed=FEED, handling=handling.PUBLIC, status=word
    )


def ended(study: Study, actions: tuple[Actions, ...], end: str, of: str = "all") -> Figure:
    """How many actions of some priorities were done, are late, or were dropped."""
    count = sum(getattr(one, end) for one in actions)
    return measures.figure(
        study, "plan-actions", count, feed=FEED, handling=handling.PUBLIC, status=end, priority=of
    )


def indicators(study: Study, stood: tuple[Standing, ...]) -> Table:
    """The table of indicators, reds first, with the neighbours beside."""
    columns = (
        Column("Indicator", Align.LEFT), Column("Baseline"), Column("Target"), Column("Result"),
        Column("Change"), Column("Against neighbours", note="Our change less theirs, in points."),
        Column("Status", Align.LEFT), Column("Lead", Align.LEFT),
    )  # fmt: skip
    rows = tuple(_indicator(study, one) for one in stood)
    kinds = "; ".join(f"{row['status']}: {row['says']}" for row in standing.rules())
    return Table("plan-indicators", "The plan's indicators, reds first", columns, rows,
                 (f"{wording.capital(kinds)}.",))  # fmt: skip


def _indicator(study: Study, one: Standing) -> tuple[Cell, ...]:
    return (
        one.indicator,
        figure(study, one, "baseline", one.baseline),
        figure(study, one, "target", one.target),
        figure(study, one, "result", one.actual),
        RECORDED_OTHERWISE if beside.doubtful(study, one) else change(study, one),
        beside.against_neighbours(study, one),
        one.status.value,
        one.owner or "not supplied",
    )


def for_board(study: Study, stood: tuple[Standing, ...]) -> Table:
    """The narrow table that the board's page quotes."""
    columns = (Column("Indicator", Align.LEFT), Column("Target"), Column("Result"),
               Column("Next at this pace"), Column("Status", Align.LEFT))  # fmt: skip
    rows = tuple(
        (
            one.indicator,
            figure(study, one, "target", one.target),
            figure(study, one, "result", one.actual),
            figure(study, one, "next period at this pace", one.pace),
            one.status.value,
        )
        for one in stood
    )
    return Table("plan-board", "Where indicators stand, and will stand at this pace", columns, rows,
                 appendix=True)  # fmt: skip


def course(study: Study, stood: tuple[Standing, ...]) -> Table:
    """Where each indicator was to stand in each period, and where it stood."""
    columns = (Column("Indicator", Align.LEFT), Column("Period", Align.LEFT),
               Column("Trajectory"), Column("Result"))  # fmt: skip
    rows = tuple(
        (
            one.indicator,
            step.period.name,
            figure(study, one, f"due {step.period.key}", step.due),
            figure(study, one, f"result {step.period.key}", step.actual),
        )
        for one in stood
        for step in one.course
    )
    return Table("plan-course", "Trajectory and result by period", columns, rows, appendix=True)


def of_actions(study: Study, actions: tuple[Actions, ...]) -> Table:
    """What became of each priority's actions."""
    columns = (Column("Priority", Align.LEFT), Column("Done"), Column("Late"), Column("Dropped"),
               Column("Lead", Align.LEFT))  # fmt: skip
    rows = tuple(_fate(study, one) for one in actions)
    return Table("plan-actions", "Actions by priority", columns, rows)


def _fate(study: Study, one: Actions) -> tuple[Cell, ...]:
    fates = (ended(study, (one,), end, one.priority) for end in ("done", "late", "dropped"))
    return (one.priority, *fates, one.owner or "not supplied")
