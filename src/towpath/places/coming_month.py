"""The coming month by small area: what can be foreseen from months and stand-in points, scored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.analysis import monthly_forecast
from towpath.analysis.errors import NotEnoughData
from towpath.analysis.monthly_forecast import SHARES
from towpath.documents.blocks import (
    Align,
    Caveat,
    Cell,
    Chart,
    ChartKind,
    Column,
    Map,
    Quote,
    Shapes,
    Spans,
    Table,
)
from towpath.documents.wording import spans as said
from towpath.evidence import incidents
from towpath.foundation import Figure, Level, NoSuchData, Period, Unit
from towpath.foundation.periods import add_months
from towpath.places import answers, caveats, ground
from towpath.places.answers import Answer
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    from towpath.analysis.arrays import Floats, Months
    from towpath.analysis.monthly_forecast import Forecaster, Score, Walked
    from towpath.evidence.held import Held
    from towpath.places.ground import Ground, Question

VINTAGES = (2011, 2021)
SCORED_AT_MOST = 24
LISTED = 0.1
JUDGED = 1  # the place among SHARES of the tenth that a ranking is judged at
CODE, NAME, EXPECTED = "Code", "Small area", "Expected"


def find(held: Held, question: Question) -> Answer:
    """The coming month, and how good such forecasts were; NoSuchData below 14 months."""
    months = _months(held, question)
    here = ground.load(held, replace(question, period=Period.of_months(months[0], len(months))))
    if here.feed != question.feed:
        months = _months(held, here.question)
        period = Period.of_months(months[0], len(months))
        here = ground.load(held, replace(here.question, period=period))
    try:
        return _answer(Coming(here))
    except NotEnoughData as error:
        raise NoSuchData(error.sentence, "Load more months.") from error


def _months(held: Held, question: Question) -> list[date]:
    """The unbroken run of months held, of the question's feed if it names one, to the latest."""
    loads = held.of(Kind.INCIDENTS)
    firsts = {load.first for load in loads if question.feed in ("", load.feed)}
    if not firsts:
        raise NoSuchData("Nothing of that feed is held.", "`towpath loads` lists what is.")
    run = [max(firsts)]
    while add_months(run[0], -1) in firsts:
        run.insert(0, add_months(run[0], -1))
    return run


@dataclass(frozen=True)
class Coming:
    """Counts by stable small area and month, and what they say of the month that comes."""

    here: Ground

    @property
    def held(self) -> Held:
        """What is held."""
        return self.here.held

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The area's small areas, as stable from 2011 to 2021."""
        pack = self.held.pack
        found: set[str] = set()
        for vintage in VINTAGES:
            stable = pack.stable_areas(vintage)
            found |= {stable[code] for code in pack.small_areas(self.here.area, vintage)}
        return tuple(sorted(found))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What they are called."""
        return tuple(self.held.pack.stable_names.get(code, code) for code in self.codes)

    @cached_property
    def months(self) -> Months:
        """The months known."""
        first = np.datetime64(self.here.period.start, "M")
        return first + np.arange(self.here.period.months)

    @cached_property
    def seen(self) -> Floats:
        """(areas, months): incidents, each once."""
        tally = incidents.counts(
            self.held, ("stable", "month"), areas=self.held.pack.codes(self.here.area),
            categories=[self.here.question.category.slug], period=self.here.period,
            feeds=[self.here.feed],
        )  # fmt: skip
        at = {code: place for place, code in enumerate(self.codes)}
        found = np.zeros((len(self.codes), self.months.size))
        for row in tally.to_pylist():
            if row["stable"] in at:
                month = int(np.datetime64(row["month"], "M") - self.months[0])
                found[at[row["stable"]], month] += row["counts"]
        return found

    @cached_property
    def shapes(self) -> Shapes:
        """Their outlines."""
        import shapely

        pack = self.held.pack
        stable = pack.stable_areas(2021)
        drawn = pack.shapes(Level.LSOA, pack.small_areas(self.here.area, 2021), 2021)
        parts: dict[str, list[Any]] = {}
        for code, shape in zip(drawn.codes, shapely.from_wkb(list(drawn.wkb)), strict=True):
            parts.setdefault(stable[code], []).append(shape)
        codes = tuple(code for code in self.codes if code in parts)
        named = dict(zip(self.codes, self.names, strict=True))
        wkb = tuple(bytes(shapely.to_wkb(shapely.union_all(parts[code]))) for code in codes)
        return Shapes("stable", codes, tuple(named[code] for code in codes), wkb,
                      "; ".join(pack.credits))  # fmt: skip

    @cached_property
    def walked(self) -> Walked:
        """The last months foreseen one by one, as many as leave a year to learn from."""
        known = self.months.size - monthly_forecast.MONTHS_AT_LEAST
        first = self.months[-min(max(known, 1), SCORED_AT_MOST)]
        return monthly_forecast.walk(self.seen, self.months, str(first))

    @cached_property
    def scores(self) -> tuple[Score, ...]:
        """Their marks, the plain map first."""
        return monthly_forecast.scores(self.walked)

    @cached_property
    def scored(self) -> Period:
        """The months scored."""
        first = self.walked.months[0].astype(date)
        return Period.of_months(first, self.walked.months.size)

    @cached_property
    def chosen(self) -> Score:
        """The last forecaster whose ranking or numbers are clearly better; else the plain map."""
        better = [
            one for one in self.scores[1:]
            if float(one.sharper.low) > 0 or float(one.difference.low[JUDGED]) > 0
        ]  # fmt: skip
        return better[-1] if better else self.scores[0]

    @property
    def forecaster(self) -> Forecaster:
        """The one that is drawn."""
        by_slug = {one.slug: one for one in monthly_forecast.ORDINARY}
        return by_slug[self.chosen.slug]

    @cached_property
    def expected(self) -> Floats:
        """(areas,): events expected in the month that comes."""
        return self.forecaster.coming(self.seen, self.months)

    @property
    def coming(self) -> Period:
        """The month that comes."""
        return Period.of_months(self.here.period.end, 1)

    def figure(self, slug: str, value: float, unit: Unit, **grounds: Any) -> Figure:
        """A figure of the coming month; the months known are part of what was asked."""
        known = f"months since {self.here.period.start}"
        given = {"period": self.coming, "history": known, **grounds}
        return self.here.figure(slug, value, unit, **given)

    def rate(self, score: Score, place: int) -> Figure:
        """The share of events that a forecaster caught in so many of the areas."""
        caught = score.hit_rate
        return self.figure(
            "monthly-caught", 100 * float(caught.value[place]), Unit.PER_CENT,
            low=100 * float(caught.low[place]), high=100 * float(caught.high[place]),
            method=score.slug, areas=f"{100 * SHARES[place]:g} %", period=self.scored,
        )  # fmt: skip

    def difference(self, score: Score, place: int) -> Figure:
        """Points by which it caught more than last year's counts."""
        away = score.difference
        return self.figure(
            "monthly-difference", 100 * float(away.value[place]), Unit.POINTS,
            low=100 * float(away.low[place]), high=100 * float(away.high[place]),
            method=score.slug, areas=f"{100 * SHARES[place]:g} %", period=self.scored,
        )  # fmt: skip

    def sharper(self, score: Score) -> Figure:
        """How much better its numbers are than the plain map's, in deviance a month."""
        return self.figure(
            "monthly-sharper", float(score.sharper.value), Unit.MEAN_COUNT,
            low=float(score.sharper.low), high=float(score.sharper.high), method=score.slug,
            period=self.scored,
        )  # fmt: skip


def _answer(told: Coming) -> Answer:
    here = told.here
    told.walked  # noqa: B018 - too few months is said before anything is drawn
    on = replace(answers.standing(here.held, here), period=told.coming)
    every = _areas(told)
    drawn = _map(told, every)
    return Answer(
        command="coming-month",
        title=f"Where {here.noun} {here.does('is', 'are')} likeliest in {told.coming}",
        standing=on,
        sentences=(_lead(told), _expected(told)),
        tables=(_scores(told), _likeliest(told), every),
        picture=drawn,
        more=(_chart(told),),
        caveats=(*_of_events(here), Caveat("Months and small areas", (COARSE,))),
        layers=(answers.layer(drawn, "small-areas", on),),
        how=((HOW,),),
        asked=(
            ("category", here.question.category.slug),
            ("by", "month"),
            ("drawn", told.chosen.slug),
        ),
        spoken=(("months_scored", int(told.walked.months.size)), ("drawn", told.chosen.slug)),
    )


def _of_events(here: Ground) -> tuple[Caveat, ...]:
    """As of every answer, without what concerns cells: there are none here."""
    return tuple(one for one in caveats.of_events(here) if one.name != "Anonymised points")


COARSE = (
    "The feed tells months and small areas: nothing is said here of days, of streets or of what "
    "follows what. Most months most areas differ by chance, so a rank above a neighbour means "
    "little; the largest small areas are often the worst because they are large."
)
HOW = (
    "Each month is foreseen from the months before it alone, by last year's counts, by a mean "
    "drawn towards that of all areas, and by one that also forgets and knows the season. Scored "
    "are the ranking (events in the likeliest areas) and the numbers (Poisson deviance). Drawn is "
    "the last of them whose ranking or numbers are better by a 95 % interval above nought; else "
    "last year's counts. Small areas are stable ones, the same from 2011 to 2021."
)


def _lead(told: Coming) -> Spans:
    best, plain = told.scores[-1], told.scores[0]
    away = told.difference(best, JUDGED)
    told_apart = away.low is not None and away.high is not None and (away.low > 0 or away.high < 0)
    return said(
        "{label} caught {own} of {noun} in {share} of the small areas over {months} months; last "
        "year's counts caught {plain}; the difference of {away!l} {ending}.",
        label=best.label, own=told.rate(best, JUDGED), noun=told.here.noun,
        share=f"{100 * SHARES[JUDGED]:g}\N{NO-BREAK SPACE}%",
        months=str(told.walked.months.size), plain=told.rate(plain, JUDGED), away=away,
        ending="is clear" if told_apart else "cannot be told from nothing",
    )  # fmt: skip


def _expected(told: Coming) -> Spans:
    total = told.figure("monthly-expected", float(told.expected.sum()), Unit.MEAN_COUNT)
    own = told.chosen
    why = (
        "none is better"
        if own is told.scores[0]
        else "its numbers, if not its ranking, are the better ones"
    )
    return said(
        "In {month} {label} expects {total} events in {area}: it is drawn because {why}.",
        month=str(told.coming), label=own.label[:1].lower() + own.label[1:], total=total,
        area=str(told.here.area), why=why,
    )  # fmt: skip


def _scores(told: Coming) -> Table:
    rows = []
    for place, score in enumerate(told.scores):
        away = told.difference(score, JUDGED) if place else None
        sharper = told.sharper(score) if place else None
        row: tuple[Cell, ...] = (
            score.label,
            *(told.rate(score, at) for at in range(len(SHARES))),
            away, Quote(away, between=True) if away else "",
            sharper, Quote(sharper, between=True) if sharper else "",
        )  # fmt: skip
        rows.append(row)
    columns = (
        Column("Forecast", Align.LEFT),
        *(Column(f"In {100 * share:g}\N{NO-BREAK SPACE}% of areas") for share in SHARES),
        Column("Difference in 10\N{NO-BREAK SPACE}%"), Column("95 % limits", Align.LEFT),
        Column("Better numbers"), Column("95 % limits ", Align.LEFT),
    )  # fmt: skip
    note = ("Better numbers: Poisson deviance a month less than last year's counts have.",)
    return Table("monthly-scores", f"Scored month by month, {told.scored}", columns,
                 tuple(rows), note)  # fmt: skip


def _order(told: Coming) -> list[int]:
    return [int(one) for one in np.argsort(-told.expected, kind="stable")]


def _row(told: Coming, place: int) -> tuple[Cell, ...]:
    code = told.codes[place]
    total = float(told.expected.sum())
    return (
        told.names[place],
        code,
        told.figure(
            "monthly-area-expected", told.expected[place], Unit.MEAN_COUNT, place=code,
            method=told.chosen.slug,
        ),
        told.figure(
            "monthly-area-share", 100 * told.expected[place] / total, Unit.PER_CENT, place=code,
            method=told.chosen.slug, numerator=float(told.expected[place]), denominator=total,
        ),
        told.figure(
            "monthly-area-year", float(told.seen[place, -12:].sum()), Unit.COUNT, place=code,
        ),
    )  # fmt: skip


def _columns() -> tuple[Column, ...]:
    return (
        Column(NAME, Align.LEFT), Column(CODE, Align.LEFT), Column(EXPECTED), Column("Share"),
        Column("Last 12 months"),
    )  # fmt: skip


def _likeliest(told: Coming) -> Table:
    most = max(round(LISTED * len(told.codes)), 1)
    rows = tuple(_row(told, place) for place in _order(told)[:most])
    caption = f"The likeliest tenth of the small areas in {told.coming}"
    return Table("likeliest", caption, _columns(), rows)


def _areas(told: Coming) -> Table:
    rows = tuple(_row(told, place) for place in _order(told))
    return Table("small-areas", f"Every small area in {told.coming}", _columns(), rows,
                 appendix=True)  # fmt: skip


def _map(told: Coming, table: Table) -> Map:
    first = told.names[_order(told)[0]]
    return Map(
        title=f"Most is expected in {first}",
        alt=(
            f"Map of the small areas of {told.here.area}, shaded by the {told.here.noun} expected "
            f"in {told.coming}."
        ),
        table=table,
        shapes=told.shapes,
        code=CODE,
        value=EXPECTED,
        context=told.here.wards,
    )


def _chart(told: Coming) -> Chart:
    """What each forecaster caught in 5, 10 and 20 % of the areas, with limits."""
    rows = tuple(
        (f"{score.label}, {100 * share:g}\N{NO-BREAK SPACE}%", told.rate(score, place),
         f"{100 * share:g}\N{NO-BREAK SPACE}% of the areas")
        for place, share in enumerate(SHARES) for score in told.scores
    )  # fmt: skip
    columns = (Column("Forecast", Align.LEFT), Column("Caught"), Column("Areas", Align.LEFT))
    table = Table("monthly-caught", "Caught, as drawn", columns, rows, appendix=True)
    away = told.difference(told.scores[-1], JUDGED)
    better = away.low is not None and away.low > 0
    title = "ranks better than" if better else "ranks no better than"
    return Chart(
        ChartKind.DOTS,
        title=f"{told.scores[-1].label} {title} last year's counts",
        alt=f"What each forecast caught of {told.here.noun} in 5, 10 and 20 % of the small areas.",
        table=table, x="Caught", y="Forecast", mark="Areas",
        x_title=f"% of {told.here.noun} caught",
    )  # fmt: skip
