"""Next month by small area: what can be foreseen from months and snapped points.

Such files carry no near-repeat and no daily forecast: see `near_repeat`. They carry a ranking of
small areas and a number for each, and whether those are better than last year's counts is scored
here month by month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis import loglinear, scoring
from towpath.analysis import months as calendar
from towpath.analysis.arrays import Floats, Months, counts, divide
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData
from towpath.analysis.scoring import Measure

# Shares of the areas at which forecasts of months are scored.
SHARES = (0.05, 0.10, 0.20)
HALF_LIVES = (3.0, 6.0, 12.0, 24.0, 48.0)
MONTHS_AT_LEAST = 12
_LAGS = 2


class Forecaster(Protocol):
    """A way to foresee the coming month from the months before it."""

    @property
    def slug(self) -> str:
        """Its name in commands and kept files."""

    @property
    def label(self) -> str:
        """Its name in print."""

    def coming(self, history: Floats, months: Months) -> Floats:
        """(areas,): events expected in the month after `months`, from history (areas, months)."""


@dataclass(frozen=True)
class LastYear:
    """The plain map: a twelfth of each area's count of the last twelve months.

    Half an event is added to each year, so that an area without any is not called safe for ever;
    it changes no rank.
    """

    slug: str = "last-year"
    label: str = "Last year's counts"

    def coming(self, history: Floats, months: Months) -> Floats:  # noqa: ARG002
        """See Forecaster."""
        year = history[:, -12:]
        return np.asarray((year.sum(axis=1) + 0.5) / year.shape[1])


@dataclass(frozen=True)
class Shrunken:
    """The mean of the last `window` months (None: all), drawn to that of all areas.

    Risks as gamma between areas, counts as Poisson, variance between areas by moments (Robbins
    1956; Morris 1983, JASA 78): m + A/(A + m/n) · (mean − m). It keeps the order of the means and
    mends their numbers.
    """

    window: int | None = None
    slug: str = "shrunken"
    label: str = "Shrunken mean"

    def coming(self, history: Floats, months: Months) -> Floats:  # noqa: ARG002
        """See Forecaster."""
        held = history if self.window is None else history[:, -self.window :]
        return shrink(held.mean(axis=1), held.shape[1])


@dataclass(frozen=True)
class Weighted:
    """A mean that forgets, drawn to that of all areas, times the season of them all.

    Months weigh 2^(−age ÷ half_life); half_life None: the one of 3, 6, 12, 24 and 48 months that
    would have foreseen the last year of the history best (Poisson deviance, one month ahead). The
    season is one wave a year of the total, from 24 months on. Single areas have too few events for
    a season or a trend of their own.
    """

    half_life: float | None = None
    slug: str = "weighted"
    label: str = "Weighted mean with season"

    def coming(self, history: Floats, months: Months) -> Floats:
        """See Forecaster."""
        season = _season(history.sum(axis=0), months)
        length = self.half_life or _best_half_life(history, season)
        return np.asarray(_weighted(history, season[:-1], length) * season[-1])


@dataclass(frozen=True)
class Track:
    """What one forecaster did: hits and share of km² used (months, shares), deviance (months,)."""

    slug: str
    label: str
    hits: Floats
    land: Floats
    deviance: Floats


@dataclass(frozen=True)
class Walked:
    """A walk forward by months; `events`: (months,)."""

    months: Months
    shares: Floats
    events: Floats
    tracks: tuple[Track, ...]


@dataclass(frozen=True)
class Score:
    """A forecaster's marks, all months pooled, and against the plain map; arrays (shares,).

    `pai`: hit rate ÷ share of km² used; `deviance`: Poisson, a month; `difference`: of hit rates
    against the first forecaster, 0 to 1; `gain`: that ÷ the first's hit rate; `sharper`: the first
    one's deviance less this one's, a month, above 0 where this one's numbers are better.
    """

    slug: str
    label: str
    hit_rate: Measure
    pai: Floats
    deviance: float
    difference: Measure
    gain: Floats
    sharper: Measure
    sentence: str


ORDINARY: tuple[Forecaster, ...] = (LastYear(), Shrunken(), Weighted())


def walk(
    monthly: ArrayLike,
    months: Months,
    first: str,
    *,
    km2: ArrayLike | None = None,
    forecasters: Sequence[Forecaster] = ORDINARY,
    shares: ArrayLike = SHARES,
) -> Walked:
    """Foresee every month from `first` ("2018-02") on, each from the months before it alone.

    monthly: (areas, months) counts; months: datetime64[M] in a row; km2: (areas,) land (default:
    all alike). Areas of equal value share what is left of the area (`scoring.cut`). The first
    forecaster is the plain map. Raises NotEnoughData with fewer than 12 months before, or 2 to
    score. O(months² × areas) at most.
    """
    (seen,) = counts(monthly)
    if seen.ndim != 2:
        raise ImpossibleNumbers("One row is owed for each area.", "Give (areas, months).")
    when = calendar.consecutive(months, seen.shape[1])
    begin = int(np.count_nonzero(when < np.datetime64(first, "M")))
    if begin < MONTHS_AT_LEAST or when.size - begin < 2:
        raise NotEnoughData(
            f"There are {begin} months to learn from and {when.size - begin} to score.",
            "Give 12 or more before the first month scored, and two to score.",
        )
    land = np.ones(len(seen)) if km2 is None else counts(km2)[0]
    wanted = np.atleast_1d(np.asarray(shares, dtype=np.float64))
    tracks = tuple(_track(f, seen, when, begin, land / land.sum(), wanted) for f in forecasters)
    return Walked(when[begin:], wanted, seen[:, begin:].sum(axis=0), tracks)


def scores(walked: Walked) -> tuple[Score, ...]:
    """The marks of every forecaster, with limits that pair them with the first, month by month."""
    return tuple(_score(walked, track, walked.tracks[0]) for track in walked.tracks)


def shrink(means: Floats, periods: float) -> Floats:
    """Means of `periods` Poisson counts each, (areas,), drawn to the mean of all: `Shrunken`.

    Where they vary no more than chance, all are the mean.
    """
    middle = float(means.mean())
    between = max(float(means.var(ddof=1)) - middle / periods, 0.0) if means.size > 1 else 0.0
    weight = between / (between + middle / periods) if middle > 0 else 0.0
    return np.asarray(np.maximum(middle + weight * (means - middle), 1e-9))


def deviance(observed: ArrayLike, expected: ArrayLike) -> float:
    """Poisson deviance 2 Σ (o ln(o/e) − (o − e)); 0 is perfect, infinite for an event never so."""
    from scipy import special

    seen, ahead = counts(observed, expected)
    return float(2 * (special.rel_entr(seen, ahead) - (seen - ahead)).sum())


def _track(
    forecaster: Forecaster, seen: Floats, when: Months, begin: int, land: Floats, shares: Floats
) -> Track:
    hits, used, lost = [], [], []
    for month in range(begin, when.size):
        ahead = forecaster.coming(seen[:, :month], when[:month])
        holds = scoring.cut(ahead, shares).holds(ahead)
        hits.append(holds @ seen[:, month])
        used.append(holds @ land)
        lost.append(deviance(seen[:, month], ahead))
    return Track(forecaster.slug, forecaster.label, np.array(hits), np.array(used), np.array(lost))


def _season(total: Floats, months: Months) -> Floats:
    """(months + 1,): the factor of each month and of the one that comes, 1 on average."""
    every = np.append(months, months[-1] + 1)
    length = calendar.days(every) / 30.436875
    if total.size < 24 or not total.any():
        return length
    waves = loglinear.wave_columns(calendar.of_year(every))
    time = np.arange(total.size) / 12
    design = np.column_stack([np.ones(total.size), time, waves[:-1]])
    model = loglinear.fit(design, total, exposure=length[:-1])
    return np.asarray(length * np.exp(waves @ model.coefficients[2:]))


def _weighted(history: Floats, season: Floats, half_life: float) -> Floats:
    """(areas,): the shrunken weighted mean of an average month."""
    weight = 0.5 ** (np.arange(history.shape[1])[::-1] / half_life)
    exposure = weight * season
    means = history @ weight / exposure.sum()
    # What so unequal weights are worth in equal months (Kish 1965).
    return shrink(means, float(exposure.sum() ** 2 / (weight * exposure).sum()))


def _best_half_life(history: Floats, season: Floats) -> float:
    last = range(max(MONTHS_AT_LEAST, history.shape[1] - 12), history.shape[1])
    lost = [
        sum(
            deviance(history[:, m], season[m] * _weighted(history[:, :m], season[:m], length))
            for m in last
        )
        for length in HALF_LIVES
    ]
    return HALF_LIVES[int(np.argmin(lost))]


def _score(walked: Walked, track: Track, plain: Track) -> Score:
    more = track.hits - plain.hits
    rate = scoring.hit_rate(track.hits, walked.events, lags=_LAGS)
    difference = scoring.ratio(more, walked.events, lags=_LAGS)
    gain = divide(more.sum(axis=0), plain.hits.sum(axis=0))
    sharper = scoring.ratio(plain.deviance - track.deviance, np.ones(more.shape[0]), lags=_LAGS)
    return Score(
        track.slug, track.label, rate, rate.value / track.land.mean(axis=0),
        float(track.deviance.mean()), difference, gain, sharper,
        _sentence(walked, track, plain, rate, difference),
    )  # fmt: skip


def _sentence(
    walked: Walked, track: Track, plain: Track, rate: Measure, difference: Measure
) -> str:
    at = int(np.argmin(np.abs(walked.shares - 0.10)))
    said = (
        f"{track.label}: {100 * rate.value[at]:.1f} % of {walked.events.sum():,.0f} events in "
        f"{100 * walked.shares[at]:g} % of the areas over {walked.months.size} months"
    )
    if track is plain:
        return said + "."
    low, high = 100 * difference.low[at], 100 * difference.high[at]
    ending = "they cannot be told apart" if low <= 0 <= high else "a clear difference"
    return (
        f"{said}; {plain.label}: {100 * (rate.value[at] - difference.value[at]):.1f} %: {ending} "
        f"(95 % interval {low:+.1f} to {high:+.1f} points)."
    )
