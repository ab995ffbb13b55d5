"""4a: the last plan's indicators against their targets, reds first, and the fate of its actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.assessment import caveats, delivered, wording
from towpath.assessment.findings import Finding
from towpath.assessment.last_plan import beside, on_data, standing, tables
from towpath.assessment.last_plan.standing import Standing, Status
from towpath.assessment.last_plan.tables import Actions
from towpath.documents.blocks import Block, Paragraph, Spans
from towpath.foundation import NoSuchData

if TYPE_CHECKING:
    from towpath.assessment.delivered import Delivered
    from towpath.assessment.study import Study

LACK = "No results of the last plan have been delivered."


def find(study: Study) -> Finding:
    """A sentence, the table of indicators, the actions, and what is odd about the plan."""
    rows = of_area(study)
    stood = standing.of(rows)
    actions = actions_of(rows)
    blocks: list[Block] = [
        tables.indicators(study, stood),
        tables.for_board(study, stood),
        tables.course(study, stood),
    ]
    if actions:
        blocks.append(tables.of_actions(study, actions))
    found = Finding(
        _sentence(study, stood, actions),
        (*blocks, *regardless(study), *_oddities(study, stood)),
        signals=(_in_short(study, stood, actions),),
    )
    return found.with_caveats(*caveats.named(study, "no-attribution", "recording"))


def regardless(study: Study) -> tuple[Block, ...]:
    """The indicators that run on data, which need no results of the plan."""
    return (on_data.table(study),)


def of_area(study: Study) -> tuple[Delivered, ...]:
    """The plan's rows for the study's area (or for none in particular) up to its period's end."""
    rows = delivered.rows(study, tables.FEED, LACK)
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


def _sentence(study: Study, stood: tuple[Standing, ...], actions: tuple[Actions, ...]) -> Spans:
    said = wording.spans(
        "Of the {whole} indicators of the last plan, {green} reached their target, {amber} held "
        "their baseline without reaching it, and {red} did worse than their baseline.",
        whole=tables.at_status(study, stood, "any", len(stood)),
        **{word.value: tables.tally(study, stood, word) for word in Status if word.value.isalpha()},
    )
    unknown = [one for one in stood if one.status is Status.NOT_KNOWN]
    if unknown:
        said += wording.spans(
            " For {count} it is not known.", count=tables.tally(study, stood, Status.NOT_KNOWN)
        )
    if not actions:
        return wording.joined((*said, " What became of its actions was not supplied."))
    told = wording.spans(
        " Of its actions: {done} done, {late} late, {dropped} dropped.",
        **{end: tables.ended(study, actions, end) for end in ("done", "late", "dropped")},
    )
    return wording.joined((*said, *told))


def _in_short(study: Study, stood: tuple[Standing, ...], actions: tuple[Actions, ...]) -> Spans:
    """The plan in one line."""
    said = wording.spans(
        "Of {whole} indicators, {red} are red, {amber} amber and {green} green.",
        whole=tables.at_status(study, stood, "any", len(stood)),
        **{word.value: tables.tally(study, stood, word) for word in Status if word.value.isalpha()},
    )
    late = wording.spans(" Actions late: {late}.", late=tables.ended(study, actions, "late"))
    return wording.joined((*said, *(late if actions else ())))


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
