"""4a: the last plan's indicators against their targets, reds first, and the fate of its actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from towpath.assessment import caveats, delivered, measures, wording
from towpath.assessment.findings import Finding
from towpath.assessment.last_plan import beside, standing
from towpath.assessment.last_plan.standing import Standing, Status
from towpath.documents.blocks import Align, Block, Cell, Column, Paragraph, Spans, Table
from towpath.foundation import Figure, NoSuchData

if TYPE_CHECKING:
    from towpath.assessment.delivered import Delivered
    from towpath.assessment.study import Study

FEED = "plan-results"
LACK = "No results of the last plan have been delivered."
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


def find(study: Study) -> Finding:
    """A sentence, the table of indicators, the actions, and what is odd about the plan."""
    rows = of_area(study)
    stood = standing.of(rows)
    actions = actions_of(rows)
    tables: list[Block] = [_indicators(study, stood), _board(study, stood), _course(study, stood)]
    if actions:
        tables.append(_actions(study, actions))
    found = Finding(
        _sentence(study, stood, actions),
        (*tables, *_oddities(study, stood)),
        signals=(_in_short(study, stood, actions),),
    )
    return found.with_caveats(*caveats.named(study, "no-attribution", "recording"))


def of_area(study: Study) -> tuple[Delivered, ...]:
    """The plan's rows for the study's area (or for none in particular) up to its period's end."""
    rows = delivered.rows(study, FEED, LACK)
    mine = tuple(row for row in rows if row.period.end <= study.period.end and row.whole(study))
    if not mine:
        raise NoSuchData(
            f"The plan's results hold nothing of {study.area} up to {study.period}.",
            "Deliver the results of this area and period.",
        )
    return mine


def actions_of(rows: tuple[Delivered, ...]) -> tuple[Actions, ...]:
    """What became of each priority's actions, by its latest row that says so."""
    latest: dict[str, Actions] = {}
    for row in sorted(rows, key=lambda one: one.period.end):
        said = [row.number(f"actions-{end}") for end in ("done", "late", "dropped")]
        if any(one is not None for one in said):
            priority = row.said.get("priority", row.indicator)
            done, late, dropped = (int(one or 0) for one in said)
            latest[priority] = Actions(priority, row.said.get("owner", ""), done, late, dropped)
    return tuple(latest.values())


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


def _sentence(study: Study, stood: tuple[Standing, ...], actions: tuple[Actions, ...]) -> Spans:
    said = wording.spans(
        "Of the {whole} indicators of the last plan, {green} reached their target, {amber} held "
        "their baseline without reaching it, and {red} did worse than their baseline.",
        whole=_at(study, stood, "any", len(stood)),
        **{word.value: _tally(study, stood, word) for word in Status if word.value.isalpha()},
    )
    unknown = [one for one in stood if one.status is Status.NOT_KNOWN]
    if unknown:
        said += wording.spans(
            " For {count} it is not known.", count=_tally(study, stood, Status.NOT_KNOWN)
        )
    if not actions:
        return wording.joined((*said, " What became of its actions was not supplied."))
    told = wording.spans(
        " Of its actions: {done} done, {late} late, {dropped} dropped.",
        **{end: _ended(study, actions, end) for end in ("done", "late", "dropped")},
    )
    return wording.joined((*said, *told))


def _tally(study: Study, stood: tuple[Standing, ...], word: Status) -> Figure:
    return _at(study, stood, word.value, sum(one.status is word for one in stood))


def _at(study: Study, stood: tuple[Standing, ...], word: str, count: int) -> Figure:
    handling = delivered.handling(study, FEED)
    return measures.figure(
        study, "plan-indicators-at", count, feed=FEED, handling=handling, status=word
    )


def _ended(study: Study, actions: tuple[Actions, ...], end: str, of: str = "all") -> Figure:
    count = sum(getattr(one, end) for one in actions)
    handling = delivered.handling(study, FEED)
    return measures.figure(
        study, "plan-actions", count, feed=FEED, handling=handling, status=end, priority=of
    )


def _in_short(study: Study, stood: tuple[Standing, ...], actions: tuple[Actions, ...]) -> Spans:
    """The plan in one line."""
    said = wording.spans(
        "Of {whole} indicators, {red} are red, {amber} amber and {green} green.",
        whole=_at(study, stood, "any", len(stood)),
        **{word.value: _tally(study, stood, word) for word in Status if word.value.isalpha()},
    )
    late = wording.spans(" Actions late: {late}.", late=_ended(study, actions, "late"))
    return wording.joined((*said, *(late if actions else ())))


def _indicators(study: Study, stood: tuple[Standing, ...]) -> Table:
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
        change(study, one),
        beside.against_neighbours(study, one),
        one.status.value,
        one.owner or "not supplied",
    )


def _board(study: Study, stood: tuple[Standing, ...]) -> Table:
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


def _course(study: Study, stood: tuple[Standing, ...]) -> Table:
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


def _actions(study: Study, actions: tuple[Actions, ...]) -> Table:
    columns = (Column("Priority", Align.LEFT), Column("Done"), Column("Late"), Column("Dropped"),
               Column("Lead", Align.LEFT))  # fmt: skip
    rows = tuple(_fate(study, one) for one in actions)
    return Table("plan-actions", "Actions by priority", columns, rows)


def _fate(study: Study, one: Actions) -> tuple[Cell, ...]:
    ended = (_ended(study, (one,), end, one.priority) for end in ("done", "late", "dropped"))
    return (one.priority, *ended, one.owner or "not supplied")


def _oddities(study: Study, stood: tuple[Standing, ...]) -> list[Block]:
    """What a reader of the plan should ask about."""
    said = [f"{one.indicator}: {one.lacks}" for one in stood if one.lacks]
    said += [
        f"{one.indicator}: the partnership gave it {one.delivered_status}, the rules {one.status}."
        for one in stood
        if one.delivered_status and one.status is not Status.NOT_KNOWN
        and one.delivered_status != one.status.value
    ]  # fmt: skip
    said += beside.recorded_otherwise(study, stood)
    said += beside.twins(stood)
    return [Paragraph((f"To ask about: {' '.join(said)}",))] if said else []
