"""The headlines of a page: crime and ASB apart with their recent months, clearest rises and falls.

Shared by the board's page and the monthly report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.analysis.change import Verdict
from towpath.assessment import measures, wording
from towpath.assessment.caveats import recording
from towpath.assessment.changes import alike, comparison
from towpath.assessment.study import HEADLINES
from towpath.documents.blocks import (
    Align,
    Beside,
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    Paragraph,
    Quote,
    Spans,
    Table,
    Tile,
    Tiles,
)
from towpath.foundation import Figure, Period, categories
from towpath.foundation.categories import ALL_CRIME
from towpath.foundation.periods import add_months

if TYPE_CHECKING:
    from towpath.assessment.changes.comparison import Comparison, Row
    from towpath.assessment.findings import Contents
    from towpath.assessment.study import Study

MONTHS = 24
MOST = 3
SIDES = (Verdict.ROSE, Verdict.FELL)
NO_HARM = " Their harm: not supplied."


def tiles(study: Study, told: Comparison | None) -> Block:
    """All recorded crime and ASB side by side, each with its months in a line."""
    return Beside(tuple(_headline(study, word, told) for word in HEADLINES))


def _headline(study: Study, word: str, told: Comparison | None) -> tuple[Block, ...]:
    label = categories.get(word).label
    tile = Tile(label, measures.count(study, word), _remark(study, word, told))
    return (Beside(((Tiles((tile,)),), (spark(study, word),)), (1.25, 1.0)),)


def _remark(study: Study, word: str, told: Comparison | None) -> Spans:
    rate = measures.rate(study, word)
    said = wording.spans(
        "{rate} per 1,000 residents{over}. ", rate=rate, over=wording.over(study.period)
    )
    return wording.joined((*said, *(_moved(study, told[word]) if told else ())))


def _moved(study: Study, row: Row) -> Spans:
    """The change in few words; never a bare percentage where recording changed."""
    if recording.blocked(study, row.category):
        said = wording.spans("{before} before; recording changed.", before=row.before)
        return wording.joined((*said, *(_without(study) if row.category == ALL_CRIME else ())))
    if not row.change.supplied:
        return ("The change cannot be told.",)
    words = "{verdict} by {change!b}." if row.clear else "{verdict}: {change!l}."
    return wording.spans(words, verdict=wording.capital(row.verdict), change=row.change)


def _without(study: Study) -> Spans:
    """The headline again, of the crime that was recorded alike in both windows."""
    found = alike.of(study)
    if found is None:
        return ()
    return wording.spans(
        " Without {left}: {verdict}, {change!l}.",
        left=wording.listed([label.lower() for label in found.without]),
        verdict=found.verdict, change=found.change,
    )  # fmt: skip


def spark(study: Study, word: str) -> Chart:
    """The last two years of a category, month by month; months that are not held are gaps."""
    last = study.period.end
    window = Period(add_months(last, -MONTHS), last)
    counts = (
        measures.count(study, word, period=Period.of_months(first, 1))
        for first in window.month_starts
    )
    rows = tuple(zip(window.month_starts, counts, strict=True))
    label = categories.get(word).label
    table = Table(
        f"months-{word}", f"{label} by month", (Column("Month", Align.LEFT), Column("Incidents")),
        rows, appendix=True,
    )  # fmt: skip
    title = f"{window.length} to {Period(add_months(last, -1), last)}"
    return Chart(ChartKind.SPARK, title, f"{label}: {title}, a point a month.", table,
                 x="Month", y="Incidents")  # fmt: skip


def movers(study: Study, told: Comparison, contents: Contents, most: int = MOST) -> Block:
    """The clearest rises, then the clearest falls, each with the harm of its category."""
    chosen = [row for side in SIDES for row in clearest(study, told, side, most)]
    if not chosen:
        return Paragraph(_rest(study, told))
    harms = {row.category: harm_of(contents, row.category) for row in chosen}
    columns = [Column("Category", Align.LEFT), Column("Before"), Column("After"),
               Column("Change"), Column("95 % limits")]  # fmt: skip
    if any(harms.values()):
        columns.append(Column("Share of harm"))
    rows = tuple(_mover(row, harms[row.category])[: len(columns)] for row in chosen)
    caption = "The clearest rises, then the clearest falls"
    note = _rest(study, told) if any(harms.values()) else (*_rest(study, told), NO_HARM)
    return Table("clearest-changes", caption, tuple(columns), rows, note)


def clearest(study: Study, told: Comparison, verdict: Verdict, most: int = MOST) -> tuple[Row, ...]:
    """The categories that rose (or fell) by the most that is certain: the limit nearest nought."""
    moved = [
        row
        for row in told.of_categories
        if row.verdict == verdict.value and not recording.blocked(study, row.category)
    ]
    return tuple(sorted(moved, key=_certain, reverse=True)[:most])


def _certain(row: Row) -> float:
    low, high = row.change.low or 0.0, row.change.high or 0.0
    return low if low > 0 else -high


def _mover(row: Row, harm: Figure | None) -> tuple[Cell, ...]:
    limits = Quote(row.change, between=True)
    return row.label, row.before, row.after, row.change, limits, harm


def harm_of(contents: Contents, category: str) -> Figure | None:
    """The share of all weighed harm that finding 1c gave a category; None where it gave none."""
    harmful = (one for finding in contents if finding.key == "1c" for one in finding.figures)
    of_category = (one for one in harmful if one.basis.get("category") == category)
    return next((one for one in of_category if one.definition == "harm-share"), None)


def _rest(study: Study, told: Comparison) -> Spans:
    if told.unheld:
        return (" ".join(told.unheld),)
    still = [side.value for side in SIDES if not clearest(study, told, side, 1)]
    said = [f"No category of crime clearly {' or '.join(still)}."] if still else []
    doubtful = [row.label for row in told.rows if recording.blocked(study, row.category)]
    said += [f"Recording changed: {', '.join(doubtful)}."] if doubtful else []
    others = [row.label for row in told.of_categories if not row.clear]
    if len(still) == len(SIDES):
        return (" ".join(said),)
    return (" ".join([*said, f"No clear change: {', '.join(others)}."] if others else said),)


def told_of(study: Study) -> Comparison | None:
    """The study's comparison; None where one of its windows is not held at all."""
    from towpath.foundation import NoSuchData

    try:
        return comparison.of(study)
    except NoSuchData:
        return None
