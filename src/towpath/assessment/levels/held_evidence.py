"""1o: what evidence is held for each theme that the law asks about, and who owes the rest."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from towpath.assessment import delivered, measures, wording
from towpath.assessment.findings import Finding
from towpath.documents.blocks import Align, Cell, Chart, ChartKind, Column, Spans, Table
from towpath.foundation import Figure, NoSuchData, handling

if TYPE_CHECKING:
    from towpath.assessment.study import Study

INDICATORS = "published-indicator"
HELD, NONE = "held", "none"
MOST_MONTHS = 12  # that the grid has room for
MONTH, EVIDENCE = "Month", "Evidence"


@dataclass(frozen=True)
class Needed:
    """A kind of evidence by which a theme is known, and who would supply it."""

    theme: str
    title: str
    owner: str
    feeds: tuple[str, ...] = ()
    indicator: str = ""


@dataclass(frozen=True)
class Coverage:
    """A kind of evidence and the months of the period in which it is held."""

    needed: Needed
    months: frozenset[date]
    of: tuple[date, ...]

    @property
    def standing(self) -> str:
        """Held whole, in part or not at all, as the table says it."""
        if not self.months:
            return "not supplied"
        return "held" if len(self.months) == len(self.of) else "held in part"


@cache
def needed() -> tuple[Needed, ...]:
    """The evidence that the statutory themes ask for (`themes.toml`)."""
    text = files("towpath.assessment.levels").joinpath("themes.toml").read_text("utf-8")
    return tuple(
        Needed(theme["title"], **_tupled(row))
        for theme in tomllib.loads(text)["theme"]
        for row in theme["evidence"]
    )


def _tupled(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "feeds": tuple(row.get("feeds", ()))}


def find(study: Study) -> Finding:
    """A grid of evidence by month, and a table with the owners of what is missing."""
    if not study.period.months:
        raise NoSuchData(
            f"{study.period} is a period of days, and loads are held by month.",
            "Choose a period of whole months.",
        )
    covered = [_coverage(study, one) for one in needed()]
    return Finding(_said(study, covered), (_grid(study, covered), _table(study, covered)))


def _coverage(study: Study, one: Needed) -> Coverage:
    months = study.period.month_starts
    held = {load.first for feed in one.feeds for load in study.loads(feed)}
    if one.indicator:
        held |= _published(study, one.indicator)
    return Coverage(one, frozenset(held & set(months)), months)


def _published(study: Study, word: str) -> set[date]:
    """The months that published indicators of a name speak of."""
    try:
        rows = delivered.rows(study, INDICATORS, "No published indicator has been delivered.")
    except NoSuchData:
        return set()
    named = [row.period for row in rows if word in row.indicator.lower()]
    return {month for period in named for month in period.month_starts}


def _said(study: Study, covered: list[Coverage]) -> Spans:
    themes = list(dict.fromkeys(one.needed.theme for one in covered))
    bare = [theme for theme in themes if not _supplied(covered, theme)]
    known = _themes(study, len(themes) - len(bare), len(themes))
    if not bare:
        words = "Some evidence is held for each of the {all} themes that the law asks about."
        return wording.spans(words, all=known)
    return wording.spans(
        "Evidence is held for {known} of the themes that the law asks about; nothing is held for "
        "{bare}.",
        known=known,
        bare=wording.listed([theme.lower() for theme in bare]),
    )


def _supplied(covered: list[Coverage], theme: str) -> bool:
    return any(one.months for one in covered if one.needed.theme == theme)


def _themes(study: Study, held: int, of: int) -> Figure:
    return measures.figure(
        study, "themes-held", held, denominator=of, numerator=held, handling=handling.PUBLIC
    )


def _table(study: Study, covered: list[Coverage]) -> Table:
    rows = tuple(
        (
            one.needed.theme,
            one.needed.title,
            measures.figure(
                study,
                "months-held",
                len(one.months),
                denominator=len(one.of),
                evidence=one.needed.title,
                theme=one.needed.theme,
                handling=handling.PUBLIC,
            ),
            one.standing,
            one.needed.owner,
        )
        for one in covered
    )
    columns = (
        Column("Theme", Align.LEFT),
        Column(EVIDENCE, Align.LEFT),
        Column("Months held"),
        Column("Standing", Align.LEFT),
        Column("Who supplies it", Align.LEFT),
    )
    months = len(study.period.month_starts)
    caption = f"Evidence for each theme in the {months} months of the period"
    return Table("held-evidence", caption, columns, rows)


def _grid(study: Study, covered: list[Coverage]) -> Chart:
    """Every kind of evidence once, by month; the last twelve where the period is longer."""
    months = study.period.month_starts[-MOST_MONTHS:]
    once = {one.needed.title: one for one in covered}
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (title, f"{month:%b}", HELD if month in one.months else NONE)
        for title, one in once.items()
        for month in months
    )
    headings = (EVIDENCE, MONTH, "Standing")
    columns = tuple(Column(one, Align.LEFT) for one in headings)
    caption = f"What is held in each month to {months[-1]:%B %Y}"
    table = Table("held-by-month", caption, columns, rows, appendix=True)
    lacking = [title for title, one in once.items() if not one.months]
    title = _title(lacking)
    alt = f"Grid of evidence by month, {HELD} or {NONE}. {title}."
    return Chart(ChartKind.GRID, title, alt, table, MONTH, EVIDENCE, "Standing")


def _title(lacking: list[str]) -> str:
    """The verdict of the grid; what is missing is named where it is one thing."""
    if not lacking:
        return "Every kind of evidence is held in at least one month"
    if len(lacking) == 1:
        return f"{lacking[0]}: not held in any month"
    return "Several kinds of evidence are not held at all"
