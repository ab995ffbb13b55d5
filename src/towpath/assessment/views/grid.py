"""6b: concern × evidence × plan: what people rank high that nothing in the plan answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from towpath.analysis import surveys
from towpath.assessment import caveats, measures, wording
from towpath.assessment.findings import Finding
from towpath.assessment.last_plan import beside, results, tables
from towpath.assessment.views import concerns, tallies
from towpath.assessment.views.tallies import Share
from towpath.documents.blocks import Align, Cell, Chart, ChartKind, Column, Spans, Table
from towpath.foundation import Figure, NoSuchData, NotUnderstood, Period, categories, handling

if TYPE_CHECKING:
    from towpath.assessment.study import Study

# The places that count as high in either ranking.
TOP = 3
UNANSWERED = "concern without action"
NO_PLAN = "plan not supplied"
ACROSS = ("Concern", "Evidence", "Plan")


@dataclass(frozen=True)
class Row:
    """A concern with its three places. `evidence` is None where no incidents can tell of it."""

    share: Share
    incidents: int | None
    evidence: int | None
    actions: int | None
    flag: str


def find(study: Study) -> Finding:
    """The grid and its table, concerns in order; those without an answer are named."""
    every = tallies.of(study)
    year = tallies.years(every)[-1]
    ranked = tallies.shares(one for one in every if one.year == year)
    rows = crossed(study, ranked)
    table = _table(study, rows, year)
    found = Finding(_sentence(study, rows, year), (_grid(rows), table),
                    signals=(_sentence(study, rows, year),))  # fmt: skip
    return found.with_caveats(*caveats.named(study, "survey-mode"))


def crossed(study: Study, ranked: tuple[Share, ...]) -> tuple[Row, ...]:
    """Each concern beside the incidents of its category and the plan's rows that answer it."""
    seen = {one.concern: incidents(study, one) for one in ranked}
    acted = {one.concern: actions(study, one) for one in ranked}
    grid = surveys.grid(
        [one.concern for one in ranked],
        [one.share for one in ranked],
        [float(seen[one.concern] or 0) for one in ranked],
        [acted[one.concern] or 0 for one in ranked],
        top=TOP,
    )
    by_name = {one.concern: one for one in ranked}
    return tuple(
        Row(
            by_name[one.theme],
            seen[one.theme],
            one.evidence_rank if seen[one.theme] is not None else None,
            acted[one.theme],
            one.flag if acted[one.theme] is not None else NO_PLAN,
        )
        for one in grid
    )


def incidents(study: Study, one: Share) -> int | None:
    """Recorded incidents of the concern's category; None where the feed cannot tell them apart."""
    slug = _slug(one)
    if not slug or not study.kinds(slug).any() or study.missing_months(study.period):
        return None
    return study.total(slug)


def actions(study: Study, one: Share) -> int | None:
    """The plan's indicators that count its category or bear its words; None without a plan."""
    try:
        rows = results.of_area(study)
    except NoSuchData:
        return None
    slug, words = _slug(one), one.concern.casefold()
    own = categories.within(slug) if slug else frozenset()
    answering = {
        row.indicator
        for row in rows
        if any(own & categories.within(word) for word in beside.counted(study, row.indicator))
        or words in (row.indicator.casefold(), row.said.get("priority", "").casefold())
        or (
            slug
            and categories.get(slug).label.casefold() == row.said.get("priority", "").casefold()
        )
    }
    return len(answering)


def _slug(one: Share) -> str:
    try:
        return categories.find(one.category or one.concern).slug
    except NotUnderstood:
        return ""


def _sentence(study: Study, rows: tuple[Row, ...], year: Period) -> Spans:
    top = rows[0].share
    first = wording.spans(
        "People put {concern} first ({share}). ",
        concern=top.concern.lower(), share=concerns.share(study, top, year),
    )  # fmt: skip
    open_ = [row.share.concern.lower() for row in rows if row.flag == UNANSWERED]
    if all(row.flag == NO_PLAN for row in rows):
        said: Spans = ("Whether the plan answers it was not supplied.",)
    elif open_:
        said = (f"Concern without action in the plan: {'; '.join(open_)}.",)
    else:
        said = ("The plan answers each of the first concerns.",)
    return wording.joined((*first, *said))


def _grid(rows: tuple[Row, ...]) -> Chart:
    """A word for each of the three, so that one look tells which concerns go unanswered.

    What stands lower in its ranking stays blank.
    """
    cells: list[tuple[Cell, ...]] = []
    for row in rows:
        words = (_height(row.share.rank), _height(row.evidence), _answer(row.actions))
        cells += [(row.share.concern, across, word)
                  for across, word in zip(ACROSS, words, strict=True)]  # fmt: skip
    columns = tuple(Column(word, Align.LEFT) for word in ("Theme", "What", "Word"))
    table = Table("concern-grid", "Concern, evidence and plan", columns, tuple(cells),
                  appendix=True)  # fmt: skip
    unanswered = any(row.flag == UNANSWERED for row in rows)
    title = (
        "Some of the first concerns are not answered in the plan"
        if unanswered
        else "Concern, evidence and plan, side by side"
    )
    alt = "; ".join(f"{row.share.concern}: {row.flag}" for row in rows) + "."
    return Chart(ChartKind.GRID, title, alt, table, x="What", y="Theme", series="Word")


def _height(rank: int | None) -> str:
    if rank is None:
        return "not held"
    return "high" if rank <= TOP else ""


def _answer(actions: int | None) -> str:
    if actions is None:
        return "not supplied"
    return "answers it" if actions else "no answer"


def _table(study: Study, rows: tuple[Row, ...], year: Period) -> Table:
    columns = (
        Column("Theme", Align.LEFT), Column("Concern rank"), Column("Named by"),
        Column("Evidence rank"), Column("Incidents"), Column("Rows of the plan"),
        Column("What it says", Align.LEFT),
    )  # fmt: skip
    cells = tuple(_row(study, row, year) for row in rows)
    note = (
        "Evidence ranks recorded incidents of the concern's category. A concern without a category "
        "of recorded crime, such as speeding, has no evidence here: that is a gap, not a nought."
    )
    return Table("concern-evidence-plan", "Concern, evidence and plan", columns, cells, (note,))


def _row(study: Study, row: Row, year: Period) -> tuple[Cell, ...]:
    slug = _slug(row.share)
    place = measures.figure(
        study, "evidence-rank", row.evidence, concern=row.share.concern,
        missing="No incidents that are held tell of it.",
    )  # fmt: skip
    held = measures.count(study, slug) if row.incidents is not None else "not held"
    return (
        row.share.concern, concerns.rank(study, row.share, year),
        concerns.share(study, row.share, year), place, held, _acted(study, row), row.flag,
    )  # fmt: skip


def _acted(study: Study, row: Row) -> Figure:
    # Indicators are counted, not people: nothing in it needs the gate.
    return measures.figure(
        study, "concern-actions", row.actions, concern=row.share.concern, feed=tables.FEED,
        handling=handling.PUBLIC, missing="The plan's results were not supplied.",
    )  # fmt: skip
