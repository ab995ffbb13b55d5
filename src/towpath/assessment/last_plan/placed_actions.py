"""4b: did the placed actions work, against a control, and did crime only move next door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.assessment import caveats, measures, wording
from towpath.assessment.findings import Finding
from towpath.assessment.last_plan import displaced, placed
from towpath.assessment.last_plan.displaced import TOO_COARSE, Measured
from towpath.documents.blocks import (
    Align,
    Block,
    Caveat,
    Cell,
    Chart,
    ChartKind,
    Column,
    Spans,
    Table,
)
from towpath.foundation import Figure, NoSuchData, Period, categories

if TYPE_CHECKING:
    from towpath.assessment.study import Study


def find(study: Study) -> Finding:
    """A forest of differences with their limits, a table of counts, and one sentence."""
    actions = placed.read(study.held.home.definitions)
    if not actions:
        raise NoSuchData("No placed actions have been declared.", "Declare one.")
    measured = tuple(displaced.measure(study, action) for action in actions)
    drawn = [one for one in measured if one.difference]
    blocks: list[Block] = [_forest(study, drawn)] if drawn else []
    found = Finding(_sentence(study, measured), (*blocks, _table(study, measured)),
                    signals=tuple(_signal(study, one) for one in drawn))  # fmt: skip
    high = ("regression-to-mean",) if any(one.action.chosen_high for one in measured) else ()
    refused = Caveat("Too coarse for streets", (TOO_COARSE,)) if _refused(measured) else None
    said = caveats.named(study, "no-attribution", *high, "snapped")
    return found.with_caveats(*said, refused)


def _refused(measured: tuple[Measured, ...]) -> bool:
    return any(one.lack == TOO_COARSE for one in measured)


def figure(study: Study, one: Measured, part: str) -> Figure:
    """The local, moved or total difference of an action with its limits."""
    difference, low, high = one.difference, None, None
    value = getattr(difference, part) if difference else None
    if difference and value is not None:
        error = {"local": difference.local_error, "moved": difference.moved_error,
                 "total": difference.error}[part]  # fmt: skip
        reach = (difference.high - difference.low) / 2 * (error / difference.error or 0.0)
        low, high = value - reach, value + reach
    return measures.figure(
        study, f"displacement-{part}", value, period=one.action.after, against=one.action.before,
        low=low, high=high, action=one.action.what, category=one.action.category,
        missing=one.lack,
    )  # fmt: skip


def _forest(study: Study, drawn: list[Measured]) -> Chart:
    rows: list[tuple[Cell, ...]] = []
    for one in drawn:
        rows.append((one.action.what, figure(study, one, "total")))
    table = Table("placed-actions-forest", "Difference by action, area and buffer together",
                  (Column("Action", Align.LEFT), Column("Incidents")), tuple(rows),
                  appendix=True)  # fmt: skip
    clear = sum(one.verdict == "fewer than expected" for one in drawn)
    title = (
        "Placed actions: fewer incidents than the control led to expect"
        if clear == len(drawn)
        else "Placed actions against their controls"
    )
    alt = " ".join(f"{one.action.what}: {one.verdict}." for one in drawn)
    return Chart(ChartKind.FOREST, title, alt, table, x="Incidents", y="Action",
                 x_title="incidents more or fewer than the control led to expect")  # fmt: skip


def _table(study: Study, measured: tuple[Measured, ...]) -> Table:
    columns = (
        Column("Action", Align.LEFT), Column("From", Align.LEFT), Column("Before"),
        Column("After"), Column("In its area"), Column("In the buffer"), Column("Together"),
        Column("Verdict", Align.LEFT),
    )  # fmt: skip
    return Table("placed-actions", "Placed actions, against control and buffer", columns,
                 tuple(_row(study, one) for one in measured))  # fmt: skip


def _row(study: Study, one: Measured) -> tuple[Cell, ...]:
    action = one.action
    label = f"{action.what} ({categories.get(action.category).label})"
    return (
        label,
        action.start,
        _counted(study, one, action.before),
        _counted(study, one, action.after),
        figure(study, one, "local"),
        figure(study, one, "moved") if action.buffer else "no buffer",
        figure(study, one, "total"),
        one.verdict,
    )


def _counted(study: Study, one: Measured, period: Period) -> Figure:
    held = study.holds(period) and one.difference is not None
    value = displaced.count(study, one.action, one.action.area, period) if held else None
    return measures.figure(
        study, "placed-action-count", value, period=period, action=one.action.what,
        category=one.action.category, place="area", missing=one.lack,
    )  # fmt: skip


def _sentence(study: Study, measured: tuple[Measured, ...]) -> Spans:
    told = [one for one in measured if one.difference]
    if not told:
        return (f"None of the placed actions could be measured: {measured[0].lack}",)
    return wording.joined(
        span for place, one in enumerate(told)
        for span in ((" ",) if place else ()) + _signal(study, one)
    )  # fmt: skip


def _signal(study: Study, one: Measured) -> Spans:
    total = figure(study, one, "total")
    if one.verdict == "no clear difference":
        return wording.spans(
            "{what}: no clear difference from its control, {total!l}.",
            what=one.action.what, total=total,
        )  # fmt: skip
    word = one.verdict.split()[0]
    return wording.spans(
        "{what}: {total!b} incidents {word} than its control led to expect.",
        what=one.action.what, total=total, word=word,
    )  # fmt: skip
