"""The monthly report: the same machinery as the assessment, with the periods of a month.

Signals first; then the month against the same month last year and against the mean of three years,
the financial year to date against the last, and twelve rolling months against the twelve before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from towpath.assessment import caveats, compiling, headlines, wording
from towpath.assessment import findings as found
from towpath.assessment.caveats import recording
from towpath.assessment.changes import by_category, comparison
from towpath.assessment.contents import entries
from towpath.assessment.study import Question, Study
from towpath.documents.blocks import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Spans,
    Table,
)
from towpath.foundation import Baseline, NoSuchData, Period
from towpath.foundation.categories import ALL_ASB, ALL_CRIME
from towpath.foundation.periods import add_months, month_name

if TYPE_CHECKING:
    from towpath.assessment.changes.comparison import Comparison, Row
    from towpath.assessment.compiling import Printing

APRIL = 4
# The findings that a month opens with, and those it looks ahead with.
FIRST, AHEAD = ("2d", "2g"), ("1j",)


@dataclass(frozen=True)
class Window:
    """One comparison of the report: its heading, its period and what it is set against."""

    key: str
    heading: str
    period: Period
    against: str


def windows(month: Period) -> tuple[Window, ...]:
    """The four comparisons of a month, in order."""
    last = add_months(month.end, -1)
    first = date(last.year - (last.month < APRIL), APRIL, 1)
    to_date = Period(first, month.end)
    year = Period(add_months(month.end, -12), month.end)
    name = month_name(last)
    return (
        Window("month-year-before", f"{name} against the same month last year", month,
               "year before"),
        Window("month-three-years", f"{name} against the mean of three years", month,
               "three-year mean"),
        Window("year-to-date", "The financial year to date against the last", to_date,
               "year before"),
        Window("rolling-twelve", "Twelve rolling months against the twelve before", year,
               "year before"),
    )  # fmt: skip


def compile(study: Study, printing: Printing, *, at: date) -> Document:
    """The report of the study's month; its last month where it asks for more."""
    month = Period(add_months(study.period.end, -1), study.period.end)
    asked = beside(study, month, "year before")
    if not asked.holds(month):
        raise NoSuchData(
            f"Nothing of {month} has been loaded for {study.area}.",
            "`towpath loads` shows which months are held; load the month or choose another.",
        )
    blocks = tuple(_blocks(asked, month))
    used = sorted({figure.definition for figure in found.block_figures(blocks)})
    return Document(
        title=f"Monthly report: {study.area}",
        subtitle=month.name,
        author=printing.partnership,
        modified=at,
        facts=_facts(asked, month, at),
        blocks=blocks,
        credits=compiling.credit_lines(study),
        notice=printing.notice,
        colour=printing.colour,
        definitions=tuple((slug, asked.definition(slug).says) for slug in used),
    )


def beside(study: Study, period: Period, against: str) -> Study:
    """A study of another period of the same area; what the store counted is counted once."""
    other = Study(
        Question(study.area, period, Baseline.parse(against, period)), study.held, study.pack
    )
    if other.feed == study.feed:
        other.cube = study.cube
    return other


def _facts(study: Study, month: Period, at: date) -> tuple[tuple[str, str], ...]:
    latest = max(load.first for load in study.loads(study.feed))
    return (
        ("Area", f"{study.area} ({study.area.level.label})"),
        ("Month", month.name),
        ("Data held to", month_name(latest)),
        ("Compiled", f"{at.day} {month_name(at.replace(day=1))}"),
    )


def _blocks(study: Study, month: Period) -> Iterator[Block]:
    yield Heading("Signals first")
    yield Listing(tuple(_said(study, FIRST)))
    yield headlines.tiles(study, headlines.told_of(study))
    for window in windows(month):
        yield Heading(window.heading)
        yield from _compared(study, window)
    yield Heading("Ahead")
    yield Listing(tuple(_said(study, AHEAD)))
    yield Heading("What to bear in mind")
    yield from caveats.all_of(study)


def _said(study: Study, keys: tuple[str, ...]) -> Iterator[Spans]:
    """The sentences of some findings, run on the month."""
    for entry in entries():
        if entry.key in keys:
            yield entry.find(study).sentence


def _compared(study: Study, window: Window) -> Iterator[Block]:
    try:
        other = beside(study, window.period, window.against)
        told = comparison.of(other)
    except NoSuchData as lack:
        yield Paragraph((f"Not supplied: {lack.sentence}",))
        return
    if told.unheld:
        yield Paragraph((f"Not comparable: {' '.join(told.unheld)}",))
        return
    yield Paragraph(_sentence(other, told), lead=True)
    yield _table(other, told, window)


def _sentence(study: Study, told: Comparison) -> Spans:
    return wording.spans(
        "All recorded crime {crime}. Anti-social behaviour {asb}.",
        crime=by_category.movement(study, told[ALL_CRIME]),
        asb=by_category.movement(study, told[ALL_ASB]),
    )


def _table(study: Study, told: Comparison, window: Window) -> Table:
    columns = (
        Column("Category", Align.LEFT), Column("Before"), Column("After"), Column("Change"),
        Column("95 % limits"), Column("Verdict", Align.LEFT),
    )  # fmt: skip
    caption = f"{wording.capital(wording.the(study.period))} against {wording.the(told.baseline)}"
    rows = tuple(_row(study, row) for row in told.rows)
    return Table(window.key, caption, columns, rows)


def _row(study: Study, row: Row) -> tuple[Cell, ...]:
    if recording.blocked(study, row.category):
        return row.label, row.before, row.after, None, None, by_category.RECORDED_OTHERWISE
    limits = Quote(row.change, between=True)
    return row.label, row.before, row.after, row.change, limits, row.verdict
