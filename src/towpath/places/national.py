"""Many areas at once: the same back-test on each, in a loop or over a cluster.

    national.scores(held, categories.find("burglary"), groups, national.Protocol(first, 180))

Each area's grid is drawn around its own events from before the first day scored, so that a worker
needs nothing but these events.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from towpath.analysis import events, grids, walk_forward
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData
from towpath.documents.blocks import Align, Caveat, Column, Quote, Table
from towpath.documents.wording import spans as said
from towpath.evidence import events as held_events
from towpath.evidence import fanning
from towpath.foundation import Area, Figure, Level, NoSuchData, Period, Unit
from towpath.foundation.periods import add_months
from towpath.places import answers, methods, walks
from towpath.places.answers import Answer, Standing

if TYPE_CHECKING:
    import pyarrow as pa

    from towpath.evidence.fanning import Points
    from towpath.evidence.held import Held
    from towpath.foundation.categories import Category
    from towpath.places.walks import Asked

NAMES = ("events", "cells", "caught", "plain", "difference", "low", "high", "on")
NOTHING = float("nan")
Measure = tuple[float, float]
UNLIMITED: Measure = (NOTHING, NOTHING)


@dataclass(frozen=True)
class Protocol:
    """How each area is scored: from which day (days since 1970-01-01), how many, which method."""

    first: float
    days: int
    slug: str = methods.SAID
    cell: float = walks.CELL
    reach: float = 750.0  # metres around earlier events that belong to the map
    share: float = walks.JUDGED

    def __call__(self, group: str, points: Points) -> dict[str, float]:  # noqa: ARG002
        """One area's marks; not a number where its events are too few."""
        middle = (points.since + points.until) / 2
        try:
            return self._scored(events.of(points.x, points.y, middle))
        except (NotEnoughData, ImpossibleNumbers):
            return {**dict.fromkeys(NAMES, NOTHING), "events": 0.0, "on": 0.0}

    def _scored(self, seen: events.Events) -> dict[str, float]:
        grid = grids.around(seen.before(self.first).xy, self.cell, self.reach)
        plain, method = methods.plain(), methods.named(self.slug)
        walked = walk_forward.run([plain, method], seen, grid, self.first, self.days)
        judged = walked.last(walk_forward.TRIAL_DAYS)
        found = walk_forward.verdict(walked, method.slug, plain.slug, share=self.share)
        at = walks.at_share(self.share)
        one, other = (next(s for s in walk_forward.scores(judged) if s.slug == slug)
                      for slug in (method.slug, plain.slug))  # fmt: skip
        return {
            "events": float(judged.events.sum()), "cells": float(grid.cells),
            "caught": float(one.hit_rate.value[at]), "plain": float(other.hit_rate.value[at]),
            "difference": found.difference, "low": found.low, "high": found.high,
            "on": float(found.on),
        }  # fmt: skip


def scores(
    held: Held, category: Category, groups: Mapping[str, str], protocol: Protocol, feed: str
) -> pa.Table:
    """The marks of each group of small areas, on whichever engine holds them: see `fanning`."""
    return fanning.each(
        held, groups, protocol, NAMES, categories=[category.slug], feeds=[feed]
    )  # fmt: skip


def score_each(held: Held, asked: Asked, level: str, days: int, slug: str = methods.SAID) -> Answer:
    """One line for each area of a level within the area asked about."""
    question = asked.question
    groups = _groups(held, question.area, Level(level))
    feed = question.feed or _finest(held, question.category, frozenset(groups))
    months = [load.first for load in held.loads if load.feed == feed]
    end = asked.as_of or add_months(max(months), 1)
    first = walks.number_of(end) - days
    protocol = Protocol(first, days, slug, question.cell or walks.CELL)
    period = Period(walks.day_of(first), end)
    made = scores(held, question.category, groups, protocol, feed)
    return _answer(Many(held, question.area, Level(level), period, feed,
                        question.category, protocol), made)  # fmt: skip


def _groups(held: Held, area: Area, level: Level) -> dict[str, str]:
    """Small-area code to the code of the larger area that it is in."""
    found: dict[str, str] = {}
    for vintage in (2011, 2021):
        of = held.pack.membership(level, vintage)
        inside = held.pack.small_areas(area, vintage)
        found |= {code: of[code] for code in inside if of.get(code)}
    if not found:
        raise NoSuchData(f"There is no {level.label} in {area}.", "Name another level.")
    return found


def _finest(held: Held, category: Category, codes: frozenset[str]) -> str:
    rows = held_events.fitness(held, areas=codes, categories=[category.slug]).to_pylist()
    fit: dict[str, int] = {}
    for row in rows:
        fit[row["feed"]] = fit.get(row["feed"], 0) + row["fit"]
    if not fit or not max(fit.values()):
        raise NoSuchData(f"No {category.label.lower()} has a day and a point.", walks.BY_MONTH)
    return max(sorted(fit), key=lambda feed: fit[feed])


@dataclass(frozen=True)
class Many:
    """What a list of areas stands on."""

    held: Held
    area: Area
    level: Level
    period: Period
    feed: str
    category: Category
    protocol: Protocol

    @property
    def standing(self) -> Standing:
        """As of every answer."""
        loads = tuple(one for one in self.held.loads if one.feed == self.feed)
        handling = self.held.handling(loads)
        return answers.standing_on(self.held, (self.area, self.period), (self.feed,), handling)

    def figure(
        self, slug: str, value: float, unit: Unit, area: Area, limits: Measure = UNLIMITED
    ) -> Figure:
        """A figure of one area."""
        known = math.isfinite(value)
        low, high = (one if math.isfinite(one) else None for one in limits)
        basis = {
            "feed": self.feed, "category": self.category.slug, "each": self.level.value,
            "method": methods.named(self.protocol.slug).slug, "cell": f"{self.protocol.cell:g} m",
            "ground": f"{100 * self.protocol.share:g} %",
        }  # fmt: skip
        return Figure(
            value=value if known else None, unit=unit, definition=slug, snapshot=self.held.id,
            period=self.period, area=area, handling=self.standing.handling, basis=basis,
            missing="" if known else "There are too few events to tell.", low=low, high=high,
        )  # fmt: skip


def _answer(told: Many, made: pa.Table) -> Answer:
    label = methods.named(told.protocol.slug).label
    rows = made.to_pylist()
    on = [row for row in rows if row["on"]]
    lead = said(
        "{label} earned its place beside last year's counts in {on} of {many} areas.",
        label=label,
        on=told.figure("forecast-areas-on", len(on), Unit.COUNT, told.area),
        many=told.figure("forecast-areas-scored", len(rows), Unit.COUNT, told.area),
    )
    return Answer(
        command="score-each",
        title=f"How well {told.category.label.lower()} could be foreseen, area by area",
        standing=told.standing,
        sentences=(lead,),
        tables=(_table(told, rows),),
        caveats=(Caveat("Many at once", (AT_ONCE,)),),
        how=((HOW,),),
        asked=(
            ("category", told.category.slug), ("each", told.level.value),
            ("method", told.protocol.slug), ("days", str(told.protocol.days)),
            ("cell", f"{told.protocol.cell:g} m"),
        ),
    )  # fmt: skip


AT_ONCE = (
    "Of many areas that are judged at once some will seem better by luck alone: about one in forty "
    "where nothing is better anywhere."
)
HOW = (
    "In each area the map is made of the squares within 750 m of an event from before the days "
    "scored; last year's counts and the method are walked forward over the same days, and judged "
    "at 5 % of that ground over the last 90 of them. So these shares are of ground where something "
    "had happened, and lower than those of a map of the whole area."
)


def _table(told: Many, rows: list[dict[str, float | str]]) -> Table:
    names = told.held.pack.names(told.level)
    listed = []
    for row in rows:
        area = Area(told.level, str(row["group"]), 0, names.get(str(row["group"]), ""))
        values = {name: float(row[name]) for name in NAMES}
        away = told.figure(
            "forecast-difference", 100 * values["difference"], Unit.POINTS, area,
            (100 * values["low"], 100 * values["high"]),
        )  # fmt: skip
        listed.append((
            str(area),
            told.figure("forecast-events", values["events"], Unit.COUNT, area),
            told.figure("forecast-caught", 100 * values["caught"], Unit.PER_CENT, area),
            told.figure("forecast-plain-caught", 100 * values["plain"], Unit.PER_CENT, area),
            away, Quote(away, between=True), "on" if values["on"] else "off",
        ))  # fmt: skip
    columns = (
        Column(told.level.label.capitalize(), Align.LEFT), Column("Events"),
        Column("Caught in 5\N{NO-BREAK SPACE}%"), Column("Last year's counts"),
        Column("Difference"), Column("95 % limits", Align.LEFT), Column("Method", Align.LEFT),
    )  # fmt: skip
    caption = f"Area by area, {told.period}"
    return Table("each-area", caption, columns, tuple(listed))
