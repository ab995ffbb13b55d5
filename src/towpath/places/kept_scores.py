"""What became of the forecasts that were kept: each scored by what happened on its days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.analysis import scoring
from towpath.documents.blocks import Align, Caveat, Cell, Column, Quote, Spans, Table
from towpath.documents.wording import spans as said
from towpath.foundation import Figure, Level, NoSuchData, Period, Unit, categories
from towpath.foundation.periods import add_months
from towpath.places import answers, kept, walks
from towpath.places.answers import Answer
from towpath.places.ground import Ground, Question
from towpath.places.walks import SHARES, Asked
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    from towpath.analysis.arrays import Floats
    from towpath.evidence.held import Held
    from towpath.foundation import Area

SHOWN = 0.02
FORECASTS = ("forecast", "forecasts")


@dataclass(frozen=True)
class Outcome:
    """A kept forecast and its days: `events` (days,); `hits`, `plain` (days, shares) caught."""

    forecast: kept.Forecast
    here: Ground
    events: Floats
    hits: Floats
    plain: Floats

    @property
    def card(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Question and finding, to be kept as a scorecard."""
        end = self.forecast.as_of + timedelta(days=self.forecast.days)
        question = {
            "kind": "kept forecast", "forecast": self.forecast.id,
            "snapshot": self.here.snapshot, "end": end.isoformat(),
        }  # fmt: skip
        found = {
            "events": self.events.tolist(), "shares": list(SHARES), "hits": self.hits.tolist(),
            "plain": self.plain.tolist(), "expected": float(self.forecast.expected.sum()),
        }  # fmt: skip
        return question, found

    @property
    def series(self) -> tuple[str, str, str]:
        """Forecasts that are pooled: of one kind of event, by one method, in one place."""
        asked = self.forecast.question
        return str(asked["category"]), str(asked["asked"]), str(asked["area"])


@dataclass(frozen=True)
class Scored:
    """The forecasts whose days are held by now, and how many still wait."""

    held: Held
    outcomes: tuple[Outcome, ...]
    waiting: int

    @cached_property
    def answer(self) -> Answer:
        """The scorecards as a list, with each series pooled."""
        return _answer(self)

    @property
    def cards(self) -> tuple[tuple[dict[str, Any], dict[str, Any]], ...]:
        """What is to be kept."""
        return tuple(one.card for one in self.outcomes)


def score(held: Held) -> Scored:
    """Score every forecast kept whose days are held; NoSuchData where there is none."""
    every = tuple(kept.forecasts(held.home))
    if not every:
        raise NoSuchData("No forecast has been kept yet.", "Make one: `towpath places forecast`.")
    ready = [one for one in every if _held(held, one)]
    if not ready:
        raise NoSuchData(
            f"None of the {len(every)} forecasts kept can be scored: their days are not held yet.",
            "Load what happened on them, and ask again.",
        )
    grounds: dict[tuple[Any, ...], Ground] = {}
    found = [_outcome(one, _ground(held, one, ready, grounds)) for one in ready]
    return Scored(held, tuple(found), len(every) - len(ready))


def _end(one: kept.Forecast) -> date:
    return one.as_of + timedelta(days=one.days)


def _held(held: Held, one: kept.Forecast) -> bool:
    """Whether a load of its feed covers its last day and was delivered after it."""
    end = _end(one)
    last = end - timedelta(days=1)
    return any(
        load.feed == one.question["feed"]
        and load.first <= last < add_months(load.first, 1)
        and load.delivered[:10] >= end.isoformat()
        for load in held.of(Kind.INCIDENTS)
    )


def _ground(
    held: Held, one: kept.Forecast, every: list[kept.Forecast], known: dict[tuple[Any, ...], Ground]
) -> Ground:
    """What is held of a forecast's kind of event and place, up to the last day foreseen of it."""
    names = ("category", "area", "feed", "cell")
    key = tuple(one.question[name] for name in names)
    if key not in known:
        alike = [o for o in every if tuple(o.question[name] for name in names) == key]
        question = Question(
            categories.find(str(key[0])), _area(held, str(key[1])),
            Period(one.as_of, _end(one)), float(key[3]), str(key[2]),
        )  # fmt: skip
        known[key] = walks.history(held, Asked(question, max(map(_end, alike))))
    return known[key]


def _area(held: Held, key: str) -> Area:
    level, code, vintage = key.split(":")
    wanted = [one for one in held.pack.every(Level(level)) if one.code == code]
    exact = [one for one in wanted if one.vintage == int(vintage)]
    if not wanted:
        raise NoSuchData(f"The area {code} is not in the reference pack.", "Build it anew.")
    return (exact or wanted)[0]


def _outcome(one: kept.Forecast, here: Ground) -> Outcome:
    first = walks.number_of(one.as_of)
    seen = [here.events.between(first + n, first + n + 1) for n in range(one.days)]
    cell = [one.grid.cell_of(day.xy) for day in seen]
    hits, plain = (
        np.array([scoring.hits(row, on) for row, on in zip(rows, cell, strict=True)])
        for rows in (one.expected, one.plain)
    )
    return Outcome(one, here, np.array([float((on >= 0).sum()) for on in cell]), hits, plain)


def _answer(told: Scored) -> Answer:
    on = replace(
        answers.standing(told.held, *{id(one.here): one.here for one in told.outcomes}.values()),
        period=Period(
            min(one.forecast.as_of for one in told.outcomes),
            max(_end(one.forecast) for one in told.outcomes),
        ),
    )
    return Answer(
        command="score-kept",
        title="What became of the forecasts that were kept",
        standing=on,
        sentences=(_lead(told),),
        tables=(_pooled(told), _listed(told)),
        caveats=_cautions(told),
        how=((HOW,),),
        asked=(("forecasts", str(len(told.outcomes))),),
    )


HOW = (
    "Each forecast is scored as it was kept, by the events that are held now of its days: how many "
    "fell in the likeliest squares of so much ground, and how many in as much of the map of last "
    "year's counts that was kept beside it. Squares of equal value are flagged in parts, so what "
    "was caught need not be whole. Where a day was foreseen twice by one method, the forecast with "
    "the lower name counts in the sum. One day says nothing: many days do."
)


def _lead(told: Scored) -> Spans:
    many = str(len(told.outcomes))
    series = _series(told)
    key, group = max(series.items(), key=lambda one: len(one[1]))
    events, caught, plain = (sum(map(float, one)) for one in _sums(group))
    here = group[0].here
    basis = {"method": key[1], "series": str(len(group)), "ground": f"{100 * SHOWN:g} %"}
    return said(
        "{many} {noun} of those kept can be scored: of {events} events of {kind} on the days "
        "foreseen by {method}, {caught} fell in the likeliest 2\N{NO-BREAK SPACE}% of the ground, "
        "and {plain} in as much of last year's counts.",
        many=many, noun=FORECASTS[len(told.outcomes) != 1], method=key[1], kind=here.noun,
        events=here.figure("kept-events", events, Unit.COUNT, **basis),
        caught=here.figure("kept-caught", caught, Unit.MEAN_COUNT, **basis),
        plain=here.figure("kept-plain", plain, Unit.MEAN_COUNT, **basis),
    )  # fmt: skip


def _sums(group: list[Outcome]) -> tuple[list[float], list[float], list[float]]:
    at = walks.at_share(SHOWN)
    return (
        [float(one.events.sum()) for one in group],
        [float(one.hits[:, at].sum()) for one in group],
        [float(one.plain[:, at].sum()) for one in group],
    )


def _series(told: Scored) -> dict[tuple[str, str, str], list[Outcome]]:
    """Outcomes by series, each day once."""
    found: dict[tuple[str, str, str], dict[date, Outcome]] = {}
    for one in sorted(told.outcomes, key=lambda one: one.forecast.id):
        found.setdefault(one.series, {}).setdefault(one.forecast.as_of, one)
    return {key: [days[day] for day in sorted(days)] for key, days in sorted(found.items())}


def _pooled(told: Scored) -> Table:
    rows = tuple(_series_row(key, group) for key, group in _series(told).items())
    columns = (
        Column("Kind of event", Align.LEFT), Column("Method", Align.LEFT), Column("Days"),
        Column("Events"), Column("Caught in 2\N{NO-BREAK SPACE}%"), Column("Last year's counts"),
        Column("Difference"), Column("95 % limits", Align.LEFT), Column("Happened / expected"),
    )  # fmt: skip
    return Table("kept-series", "Forecasts kept, all days of a method pooled", columns, rows)


def _series_row(key: tuple[str, str, str], group: list[Outcome]) -> tuple[Cell, ...]:
    at, here = walks.at_share(SHOWN), group[0].here
    events = np.concatenate([one.events for one in group])
    hits = np.concatenate([one.hits[:, at] for one in group])
    plain = np.concatenate([one.plain[:, at] for one in group])
    basis = {"method": key[1], "days": str(events.size), "ground": f"{100 * SHOWN:g} %"}
    total = float(events.sum())

    def rate(slug: str, caught: Floats) -> Figure:
        value = 100 * float(caught.sum()) / total if total else np.nan
        return here.figure(
            slug, value, Unit.PER_CENT, numerator=float(caught.sum()), denominator=total,
            missing="Nothing happened on these days.", **basis,
        )  # fmt: skip

    low = high = np.nan
    if events.size > 1 and total:
        away = scoring.ratio(hits - plain, events)
        low, high = 100 * float(away.low), 100 * float(away.high)
    value = 100 * float((hits - plain).sum()) / total if total else np.nan
    difference = here.figure(
        "kept-difference", value, Unit.POINTS, low=low, high=high,
        missing="Nothing happened on these days.", **basis,
    )  # fmt: skip
    expected = sum(float(one.forecast.expected.sum()) for one in group)
    return (
        here.label, key[1],
        here.figure("kept-days", events.size, Unit.COUNT, **basis),
        here.figure("kept-events", total, Unit.COUNT, **basis),
        rate("kept-hit-rate", hits), rate("kept-plain-rate", plain),
        difference, Quote(difference, between=True),
        here.figure("kept-calibration", total / expected, Unit.RATIO, **basis),
    )  # fmt: skip


def _listed(told: Scored) -> Table:
    at = walks.at_share(SHOWN)
    rows = []
    for one in told.outcomes:
        asked, here = one.forecast.question, one.here
        basis = {"forecast": one.forecast.id, "ground": f"{100 * SHOWN:g} %"}
        total, expected = float(one.events.sum()), float(one.forecast.expected.sum())
        rows.append((
            one.forecast.id, Period(one.forecast.as_of, _end(one.forecast)).name, here.label,
            str(asked["asked"]), str(asked["method"]),
            here.figure("kept-expected", expected, Unit.MEAN_COUNT, **basis),
            here.figure("kept-events", total, Unit.COUNT, **basis),
            here.figure("kept-caught", float(one.hits[:, at].sum()), Unit.MEAN_COUNT, **basis),
            here.figure("kept-plain", float(one.plain[:, at].sum()), Unit.MEAN_COUNT, **basis),
        ))  # fmt: skip
    columns = (
        Column("Forecast", Align.LEFT), Column("Days", Align.LEFT),
        Column("Kind of event", Align.LEFT), Column("Asked for", Align.LEFT),
        Column("Drawn", Align.LEFT), Column("Expected"), Column("Happened"),
        Column("Caught in 2\N{NO-BREAK SPACE}%"), Column("Last year's counts"),
    )  # fmt: skip
    return Table("kept-forecasts", "Every forecast kept, and its days", columns, tuple(rows))


def _cautions(told: Scored) -> tuple[Caveat, ...]:
    if not told.waiting:
        return ()
    wait = "1 forecast waits until its days are held."
    if told.waiting > 1:
        wait = f"{told.waiting} forecasts wait until their days are held."
    return (Caveat("Waiting", (wait,)),)
