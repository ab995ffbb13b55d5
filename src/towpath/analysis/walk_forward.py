"""Walk forward: every method forecasts day after day, and each day is scored as it falls.

A forecast is worth keeping only where it beats what any analyst would draw anyway, the counts of
last year; `verdict` says whether it does, and switches it off where it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from towpath.analysis import asked, diary, scoring
from towpath.analysis.arrays import Floats
from towpath.analysis.diary import Diary
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData
from towpath.analysis.events import Events
from towpath.analysis.grids import Grid
from towpath.analysis.prospective import Forecaster, Method
from towpath.analysis.scoring import SHARES, Measure

# The time before each day that the recapture rate looks back on.
BASE_DAYS = 365
# The share of area at which a verdict is given and stability is measured.
JUDGED = 0.05
TRIAL_DAYS = 90
# Events that one map caught and the other missed, below which a comparison is luck.
TELLING = 10
_VALUES_HELD = 20_000_000


@dataclass(frozen=True)
class Track:
    """What one method did, day by day.

    `hits`: (days, shares) events caught; `expected`: (days, shares) events that it had itself put
    there; `total`: (days,) events that it expected in all; `recaptured`: (days, shares) events of
    the base period in the area flagged; `kept`: (days,) the part of the flagged 5 % that was
    flagged the day before, nan on the first; `settings`: the parameters of each refit, by day.
    """

    slug: str
    label: str
    hits: Floats
    expected: Floats
    total: Floats
    recaptured: Floats
    kept: Floats
    settings: tuple[tuple[float, dict[str, float]], ...]


@dataclass(frozen=True)
class Result:
    """A walk forward, kept as the days of every method, so that any comparison can be made later.

    `day`: (days,); `events`: (days,) that fell on the grid, `outside`: (days,) that did not, and
    count for nothing; `before`: (days,) events of the base period; `best`: (days, shares) the most
    that any map could have caught that day; `best_fixed`: (shares,) the most that one map, the same
    on all days, could have.
    """

    day: Floats
    cells: int
    shares: Floats
    refit_every: int | None
    events: Floats
    outside: Floats
    before: Floats
    best: Floats
    best_fixed: Floats
    tracks: tuple[Track, ...]

    def track(self, slug: str) -> Track:
        """The method of that name. Raises NotEnoughData where it did not walk."""
        for one in self.tracks:
            if one.slug == slug:
                return one
        raise NotEnoughData(f"No method called {slug} was scored.", "Score it first.")

    def last(self, days: int) -> Result:
        """The same walk, its last days alone."""
        kept = slice(-asked.whole(days, "days"), None)
        tracks = tuple(
            Track(
                t.slug, t.label, t.hits[kept], t.expected[kept], t.total[kept],
                t.recaptured[kept], t.kept[kept], t.settings,
            )
            for t in self.tracks
        )  # fmt: skip
        return Result(
            self.day[kept], self.cells, self.shares, self.refit_every, self.events[kept],
            self.outside[kept], self.before[kept], self.best[kept],
            np.full(self.shares.size, np.nan), tracks,
        )  # fmt: skip


@dataclass(frozen=True)
class Score:
    """A method's marks at each share of the area, all days pooled; arrays (shares,).

    `pei`: hits ÷ the best of any map of the same area, day by day; `kept`: mean part of the
    flagged 5 % kept from one day to the next; `jaccard`: the same as cells in common ÷ cells in
    either.
    """

    slug: str
    label: str
    hit_rate: Measure
    pai: Measure
    pei: Measure
    rri: Measure
    kept: float
    jaccard: float


@dataclass(frozen=True)
class Comparison:
    """One method against another on the same days, with 95 % limits; arrays (shares,).

    `difference`: of hit rates, 0 to 1; `gain`: that difference ÷ the other's hit rate; `telling`:
    events that one caught and the other missed.
    """

    slug: str
    against: str
    difference: Measure
    gain: Measure
    telling: Floats


class Reason(StrEnum):
    """Why a forecast is on or off."""

    BETTER = "better"
    WORSE = "worse"
    NO_BETTER = "no better"
    TOO_FEW = "too few events to tell"
    TRIAL = "on trial"
    YARDSTICK = "the yardstick itself"


@dataclass(frozen=True)
class Verdict:
    """Whether a forecast may be shown, and the sentence that stands on its face.

    `difference`: of hit rates at `share` of the area, 0 to 1, with its limits `low` and `high`.
    """

    on: bool
    reason: Reason
    sentence: str
    difference: float
    low: float
    high: float
    share: float
    days: int
    events: int


def run(
    methods: Sequence[Method],
    events: Events,
    grid: Grid,
    first: float,
    days: int,
    *,
    refit_every: int | None = None,
) -> Result:
    """Score methods on `days` days from `first`, each forecast knowing only what came before.

    The protocol. *Refit*: parameters are settled from the events before `first`, and again every
    `refit_every` days (None: once); between refits a method sees each new day's events but keeps
    its parameters. *Area*: the cells of `grid`, which must not be drawn from the days scored;
    events outside it are counted apart. *Ties*: cells of equal value are flagged to equal parts, so
    the area is exact (`scoring.cut`). *Days*: whole days from `first`, all pooled, also those
    without events. Raises ImpossibleNumbers for no method, and for a forecast that is
    negative, not a number or of the wrong shape. One method is held at a time, and of it at most 20
    million values:
    O(methods × days × cells) beside the methods' own work.
    """
    if asked.whole(days, "days") < 2:
        raise NotEnoughData("One day has no interval.", "Score at least two days.")
    if refit_every is not None:
        asked.whole(refit_every, "days between refits")
    if not methods:
        raise ImpossibleNumbers("There is no method to score.", "Name one method or more.")
    kept = diary.of(events, grid, asked.day(first), days, base_days=BASE_DAYS)
    tracks = tuple(_walk(m, events, grid, kept, refit_every) for m in methods)
    everything = np.concatenate([kept.on(i) for i in range(days)])
    return Result(
        kept.day, grid.cells, np.array(SHARES), refit_every, kept.events, kept.outside,
        kept.before, np.array([scoring.best(kept.on(i), grid.cells) for i in range(days)]),
        scoring.best(everything, grid.cells), tracks,
    )  # fmt: skip


def _walk(
    method: Method, events: Events, grid: Grid, days: Diary, refit_every: int | None
) -> Track:
    shape = days.day.size, len(SHARES)
    hits, expected, recaptured = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    total, kept, settings = np.zeros(shape[0]), np.full(shape[0], np.nan), []
    flagged = np.empty(0)
    forecasts = _forecasts(method, events, grid, days.day, refit_every)
    for (i, forecast, fitted), past in zip(forecasts, days.past(), strict=True):
        if fitted is not None:
            settings.append((float(days.day[i]), dict(fitted.settings())))
        cut = scoring.cut(forecast)
        hits[i] = cut.holds(forecast[days.on(i)]).sum(axis=1)
        expected[i], total[i] = cut.expected, forecast.sum()
        somewhere = np.flatnonzero((forecast >= cut.level[-1]) & (past > 0))
        recaptured[i] = cut.holds(forecast[somewhere]) @ past[somewhere]
        now = _judged(cut).holds(forecast)[0]
        if i:
            kept[i] = np.minimum(now, flagged).sum() / (JUDGED * grid.cells)
        flagged = now
    return Track(
        method.slug, method.label, hits, expected, total, recaptured, kept, tuple(settings)
    )


def _judged(cut: scoring.Cut) -> scoring.Cut:
    at = slice(SHARES.index(JUDGED), SHARES.index(JUDGED) + 1)
    return scoring.Cut(cut.level[at], cut.part[at], cut.expected[at])


def _forecasts(
    method: Method, events: Events, grid: Grid, day: Floats, refit_every: int | None
) -> Iterator[tuple[int, Floats, Forecaster | None]]:
    """Each day's number and forecast, with the forecaster on the days when it was fitted anew."""
    step = refit_every or day.size
    most = max(1, _VALUES_HELD // max(grid.cells, 1))
    for begin in range(0, day.size, step):
        fitted = method.fit(events.before(day[begin]), grid, float(day[begin]))
        stop = min(begin + step, day.size)
        for start in range(begin, stop, most):
            number = min(most, stop - start)
            rows = np.asarray(fitted.daily(events, float(day[start]), number))
            if rows.shape != (number, grid.cells):
                raise ImpossibleNumbers(
                    f"{method.label} answered in the wrong shape.", "It owes (days, cells)."
                )
            for k, row in enumerate(rows):
                yield start + k, row, fitted if start + k == begin else None


def scores(result: Result) -> tuple[Score, ...]:
    """The marks of every method, in the order in which they walked."""
    return tuple(_score(result, track) for track in result.tracks)


def _score(result: Result, track: Track) -> Score:
    kept = float(np.nanmean(track.kept[1:])) if track.kept.size > 1 else np.nan
    return Score(
        track.slug,
        track.label,
        scoring.hit_rate(track.hits, result.events),
        scoring.pai(track.hits, result.events, result.shares),
        scoring.ratio(track.hits, result.best),
        scoring.rri(track.hits, result.events, track.recaptured, result.before),
        kept,
        kept / (2 - kept),
    )


def compare(result: Result, slug: str, against: str) -> Comparison:
    """Two methods, paired day by day: difference in hit rate, and gain over the other.

    The pairing takes out what made a day easy or hard for both; days that resemble the next widen
    the limits (`scoring.ratio`). The gain has no limits worth the name where the other caught next
    to nothing.
    """
    one, other = result.track(slug), result.track(against)
    more = one.hits - other.hits
    return Comparison(
        slug,
        against,
        scoring.ratio(more, result.events),
        scoring.ratio(more, other.hits),
        np.abs(more).sum(axis=0),
    )


def verdict(result: Result, slug: str, against: str, *, share: float = JUDGED) -> Verdict:
    """Whether a forecast has earned its place beside the plain map, over the last 90 days.

    slug, against: the forecast and the plain map of last year's counts. On only where the whole
    95 % interval of the paired difference lies above nought: the burden of proof is the
    forecast's, as the plain map is simpler. Before 90 days it is on trial, and on. Where too few
    events were caught by one map alone, nothing can be told, and the plain map stands. Looking
    every day finds luck sooner or later: judge once a quarter.
    """
    held = result.last(TRIAL_DAYS)
    at = int(np.argmin(np.abs(held.shares - share)))
    found = compare(held, slug, against)
    difference, low, high = (
        float(m[at]) for m in (found.difference.value, found.difference.low, found.difference.high)
    )
    reason = Reason.YARDSTICK
    if slug != against:
        reason = _reason(held.day.size, float(found.telling[at]), low, high)
    on = reason in (Reason.BETTER, Reason.TRIAL, Reason.YARDSTICK)
    sentence = _sentence(held, found, at, reason)
    return Verdict(
        on, reason, sentence, difference, low, high, float(held.shares[at]), held.day.size,
        int(held.events.sum()),
    )  # fmt: skip


def _reason(days: int, telling: float, low: float, high: float) -> Reason:
    if days < TRIAL_DAYS:
        return Reason.TRIAL
    if telling < TELLING or not np.isfinite(low):
        return Reason.TOO_FEW
    if low > 0:
        return Reason.BETTER
    return Reason.WORSE if high < 0 else Reason.NO_BETTER


_ENDINGS = {
    Reason.BETTER: "The forecast is better and stays on.",
    Reason.WORSE: "The forecast is worse than the plain map and is switched off.",
    Reason.NO_BETTER: "The two cannot be told apart, so the forecast is switched off and the "
    "plain map stands.",
    Reason.TOO_FEW: "Too few events were caught by one of the two alone to tell them apart, so the "
    "forecast is switched off and the plain map stands.",
    Reason.TRIAL: f"The forecast is on trial until it has been scored on {TRIAL_DAYS} days.",
    Reason.YARDSTICK: "It is the plain map that every forecast is measured by.",
}


def _sentence(held: Result, found: Comparison, at: int, reason: Reason) -> str:
    events = held.events.sum()
    if not events:
        return f"Over {held.day.size} days no event fell on the map. " + _ENDINGS[reason]
    one, other = held.track(found.slug), held.track(found.against)
    rate, plain = (100 * t.hits[:, at].sum() / events for t in (one, other))
    said = (
        f"{one.label}: {rate:.1f} % of {events:,.0f} events caught in "
        f"{100 * held.shares[at]:g} % of the area over {held.day.size} days. "
    )
    if reason == Reason.YARDSTICK:
        return said + _ENDINGS[reason]
    low, high = 100 * found.difference.low[at], 100 * found.difference.high[at]
    return (
        f"{said}{other.label}: {plain:.1f} %. The difference is {rate - plain:+.1f} points "
        f"(95 % interval {low:+.1f} to {high:+.1f}). {_ENDINGS[reason]}"
    )
