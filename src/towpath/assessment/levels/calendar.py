"""1j: season: which months are busy in an ordinary year, and the calendar of the year ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import false_discovery, season
from towpath.analysis import months as calendar
from towpath.assessment import caveats, hot_small_areas, measures, wording
from towpath.assessment.findings import Finding
from towpath.assessment.levels import hours
from towpath.assessment.levels.holding import require_period
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
from towpath.foundation import Figure, Period, categories
from towpath.foundation.categories import ALL_ASB, ALL_CRIME
from towpath.foundation.periods import month_name

if TYPE_CHECKING:
    from towpath.analysis.season import Ahead, Season
    from towpath.assessment.study import Study

NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SEASON_SURE = 0.05
FEWEST_A_MONTH = 5  # incidents, below which a theme's months are not told apart
MONTH, INDEX, THEME = "Month", "Index (100 is the mean day)", "Theme"


@dataclass(frozen=True, eq=False)
class Year:
    """The season of each theme and the year ahead of it; arrays are (themes, months)."""

    run: Period
    themes: tuple[str, ...]
    season: Season
    ahead: Ahead

    def sure(self, slug: str) -> bool:
        """Whether the theme has a season beyond chance, all themes being tried at once."""
        adjusted = np.atleast_1d(false_discovery.adjust(self.season.p))
        return bool(adjusted[self.themes.index(slug)] < SEASON_SURE)

    def peaks(self, slug: str) -> list[int]:
        """The months, January 0, that are clearly busier than the mean day, busiest first."""
        row = self.themes.index(slug)
        if not self.sure(slug):
            return []
        order = np.argsort(-self.season.index[row], kind="stable").tolist()
        return [one for one in order if self.season.peak[row, one]]


def find(study: Study) -> Finding:
    """The index by month, and the calendar of the next twelve."""
    require_period(study)
    year = study.remembered("season", reckon)
    blocks = (
        _chart(study, year), _calendar(study, year), _table(study, year), *regardless(study)
    )  # fmt: skip
    signals = () if not year.peaks(ALL_CRIME) else (_said(study, year),)
    found = Finding(_said(study, year), blocks, signals=signals)
    return found.with_caveats(_left_out(year), *caveats.named(study, "covid"))


def regardless(study: Study) -> tuple[Block, ...]:
    """Hours of the day and days of the week, which need no run of years."""
    return hours.blocks(study)


def reckon(study: Study) -> Year:
    """Fit the months of every theme; raises NoSuchData below three years of months."""
    run = study.unbroken
    months = np.array(run.month_starts, dtype="datetime64[M]")
    themes = tuple(
        slug for slug in hot_small_areas.THEMES
        if study.series(slug, run).mean() >= FEWEST_A_MONTH
    )  # fmt: skip
    monthly = np.array([study.series(slug, run) for slug in themes or (ALL_CRIME,)])
    found = season.index(monthly, months, leave_out=calendar.covid(months))
    first = np.datetime64(study.period.end, "M").astype(str)
    last = np.array([study.series(slug, _last_year(study)).sum() for slug in themes])
    return Year(run, themes, found, season.ahead(found, first, last))


def _last_year(study: Study) -> Period:
    """The twelve months that end with the period: the present level."""
    end = study.period.end
    return Period(date(end.year - 1, end.month, 1), end)


def _said(study: Study, year: Year) -> Spans:
    told = [_peaks(study, year, slug) for slug in (ALL_CRIME, ALL_ASB) if slug in year.themes]
    return wording.spans("In {area}, {told}.", area=study.area, told=wording.listed(told, "; "))


def _peaks(study: Study, year: Year, slug: str) -> Spans:
    name = "recorded crime" if slug == ALL_CRIME else "anti-social behaviour"
    busy = year.peaks(slug)
    if not busy:
        return (f"{name} has no month that is clearly busier than the others",)
    named = wording.listed(NAMES[one] for one in busy[:3])
    return wording.spans(
        "{name} is busiest in {named} (index {index} at its highest, where the year's mean day "
        "is {mean})",
        name=name,
        named=named,
        index=_index(study, year, slug, busy[0]),
        mean=_mean(study),
    )


def _mean(study: Study) -> Figure:
    return measures.figure(study, "month-index", 100, period=None, month="mean")


def _index(study: Study, year: Year, slug: str, month: int) -> Figure:
    row = year.themes.index(slug)
    found = year.season
    return measures.figure(
        study, "month-index", found.index[row, month],
        low=found.low[row, month], high=found.high[row, month],
        period=year.run, category=slug, month=NAMES[month],
    )  # fmt: skip


def _chart(study: Study, year: Year) -> Chart:
    """The index along the twelve months ahead, so that it reads as a calendar."""
    rows = tuple(
        (first, categories.get(slug).label, _index(study, year, slug, first.month - 1))
        for slug in year.themes
        for first in _firsts(year)
    )
    columns = (Column(MONTH, Align.LEFT), Column(THEME, Align.LEFT), Column(INDEX))
    caption = "Month index of every theme, with 95 per cent limits"
    table = Table("season-index", caption, columns, rows, appendix=True)
    title = "The busy and the quiet months of the year ahead, by season alone"
    alt = (
        "Small charts, one a theme, of the month index over the coming twelve months with its "
        "limits. " + " ".join(_in_words(year, slug) for slug in year.themes)
    )
    return Chart(ChartKind.MULTIPLES, title, alt, table, MONTH, INDEX, series=THEME)


def _firsts(year: Year) -> list[date]:
    firsts: list[date] = year.ahead.months.astype("M8[D]").tolist()
    return firsts


def _in_words(year: Year, slug: str) -> str:
    busy = [NAMES[one] for one in year.peaks(slug)[:3]]
    said = "".join(str(one) for one in wording.listed(busy)) if busy else "no clear peak"
    return f"{categories.get(slug).label}: {said}."


def _calendar(study: Study, year: Year) -> Table:
    rows: list[tuple[Cell, ...]] = []
    heads = [slug for slug in (ALL_CRIME, ALL_ASB) if slug in year.themes]
    for place, first in enumerate(_firsts(year)):
        busy = [
            hot_small_areas.THEMES[slug]
            for slug in year.themes
            if first.month - 1 in year.peaks(slug)
        ]
        counts = (_expected(study, year, slug, place, first) for slug in heads)
        rows.append((month_name(first), *counts, ", ".join(busy) or "none"))
    columns = (
        Column(MONTH, Align.LEFT),
        *(Column(f"{categories.get(slug).label}, expected") for slug in heads),
        Column("Clearly busier than usual", Align.LEFT),
    )
    note = (
        "Expected: the last twelve months' level spread by season and by the days of the month. "
        "It does not foresee a change of level."
    )
    caption = "The year ahead"
    return Table("year-ahead", caption, columns, tuple(rows), (note,))


def _expected(study: Study, year: Year, slug: str, place: int, first: date) -> Figure:
    value = year.ahead.expected[year.themes.index(slug), place]
    window = Period.of_months(first, 1)
    return measures.figure(study, "month-ahead", value, period=window, category=slug)


def _table(study: Study, year: Year) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (name, *(_index(study, year, slug, month) for slug in year.themes))
        for month, name in enumerate(NAMES)
    )
    columns = (
        Column(MONTH, Align.LEFT),
        *(Column(hot_small_areas.THEMES[slug].capitalize()
                 if slug != ALL_ASB else "ASB") for slug in year.themes),
    )  # fmt: skip
    note = (f"100 is the mean day of the year. From {len(year.run.month_starts)} months.",)
    return Table("season", "Month index by theme", columns, rows, note)


def _left_out(year: Year) -> Caveat | None:
    """COVID months teach no season."""
    months = [month_name(one.astype("M8[D]").item()) for one in year.season.left_out]
    if not months:
        return None
    words = f"{months[0]} to {months[-1]} were left out of the season: COVID restrictions."
    return Caveat("COVID months left out", (words,))
