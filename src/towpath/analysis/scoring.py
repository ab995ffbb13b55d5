"""Scoring: how much of what happened fell where the forecast had pointed, and how surely.

A forecast flags the cells of highest value until a share of the area is used up. Methods are only
ever compared at equal area, and on the same days. Places are scored, never a person.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis import asked, proportions
from towpath.analysis.arrays import Floats, Integers, counts, divide
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

# Shares of the area at which every forecast is scored.
SHARES = (0.005, 0.01, 0.02, 0.05, 0.10, 0.20)
# Days over which one day's luck may reach into the next: a week.
LAGS = 7
_NORMAL = 1.959964


@dataclass(frozen=True)
class Cut:
    """Where the flagged part of a forecast ends, at each share of the area; arrays (shares,).

    Cells above `level` are flagged whole. Those equal to it are flagged to the part `part`: what
    is left of the area, spread evenly over them. `expected`: the events that the forecast itself
    puts in the flagged part.
    """

    level: Floats
    part: Floats
    expected: Floats

    def holds(self, values: Floats) -> Floats:
        """(shares, k): to what part cells with these forecast values (k,) are flagged, 0 to 1."""
        level = self.level[:, None]
        return np.asarray((values > level) + self.part[:, None] * (values == level))


@dataclass(frozen=True)
class Measure:
    """A value with its limits; arrays of one shape, nan where there is nothing to divide by."""

    value: Floats
    low: Floats
    high: Floats


def cut(forecast: ArrayLike, shares: ArrayLike = SHARES) -> Cut:
    """Where to stop flagging, so that exactly each share of the cells is used, ties and all.

    forecast: (cells,) finite and not negative; shares: (shares,), 0 to 1. The area of a share is
    share × cells, seldom whole. The last cells in rank are flagged in part, and so are all their
    equals, to the same part: what they catch is the average over every order in which the ties
    could have been drawn, so no method gains by the order of cells. Raises ImpossibleNumbers.
    O(cells), and the
    sorting of the largest share.
    """
    values, wanted = _forecast(forecast), _shares(shares)
    area = wanted * values.size
    last = np.ceil(area).astype(np.int64)
    most = int(last.max())
    # Only the top is put in order. Turned over first: selection is slow below many noughts.
    top = -np.sort(np.partition(-values, most - 1)[:most])[::-1]
    level = top[most - last]
    above = most - np.searchsorted(top, level, "right")
    equal = most - above - np.searchsorted(top, level, "left")
    equal[level == top[0]] = np.count_nonzero(values == top[0])
    held = np.cumsum(top[::-1])
    expected = held[last - 1] - (last - area) * level
    return Cut(level, (area - above) / equal, expected)


def hits(forecast: ArrayLike, cells: ArrayLike, shares: ArrayLike = SHARES) -> Floats:
    """(shares,): how many events of a day the flagged share of the area caught.

    forecast: (cells,); cells: (events,), the cell of each event, −1 (outside the grid) counts for
    nothing. Fractions come from cells flagged in part: see `cut`. O(cells).
    """
    values = _forecast(forecast)
    inside = _inside(cells, values.size)
    return np.asarray(cut(values, shares).holds(values[inside]).sum(axis=1))


def best(cells: ArrayLike, number: int, shares: ArrayLike = SHARES) -> Floats:
    """(shares,): the most that any map of that area could have caught, had it known.

    cells: (events,); number: cells of the grid. With more flagged cells than events this is all
    of them, and the efficiency index is the hit rate itself.
    """
    inside = _inside(cells, number)
    return cut(np.bincount(inside, minlength=number), shares).expected


def reach(forecast: ArrayLike, truth: ArrayLike, shares: ArrayLike = SHARES) -> Floats:
    """(shares,): the expected hits over the best that could be expected, where truth is known.

    forecast, truth: (cells,), truth being the intensity that events were drawn from, as in a
    simulation. 1 is the ranking of the truth itself; no luck of single events enters. O(cells).
    """
    values, intensity = _forecast(forecast), _forecast(truth)
    if values.size != intensity.size:
        raise ImpossibleNumbers("Forecast and truth differ in cells.", "Use one grid for both.")
    caught = cut(values, shares).holds(values) @ intensity
    return divide(caught, cut(intensity, shares).expected)


def ratio(top: ArrayLike, bottom: ArrayLike, *, lags: int = LAGS) -> Measure:
    """A total over a total of days, with 95 % limits that allow for days that resemble the next.

    top, bottom: (days,) or (days, shares). Σ top ÷ Σ bottom; the variance is that of the residuals
    top − ratio × bottom (Cochran 1977, section 6.4), summed over `lags` days (`sum_variance`). Of
    two methods take top = their difference in hits day by day: the pairing takes out what made a
    day good or bad for both. Raises NotEnoughData below 2 days. O(days × shares × lags).
    """
    some, all_ = _days(top, bottom)
    asked.whole(lags, "lags", 0)
    whole = all_.sum(axis=0)
    value = divide(some.sum(axis=0), whole)
    known = np.where(np.isfinite(value), value, np.nan)
    error = divide(np.sqrt(sum_variance(some - known * all_, lags)), np.abs(whole))
    return Measure(value, value - _NORMAL * error, value + _NORMAL * error)


def sum_variance(residuals: Floats, lags: int = LAGS) -> Floats:
    """Variance of a sum over days (first axis), such that 1.96 of its roots reach 95 %.

    Newey & West 1987 with a Bartlett window, factor days ÷ (days − 1), and the critical value of
    Kiefer & Vogelsang 2005 (Econometric Theory 21) in place of 1.96, because so wide a window is
    itself uncertain. Never less than for independent days, with t: with few days negative
    correlations are mostly luck.
    """
    days = len(residuals)
    alone = (residuals**2).sum(axis=0) * days / (days - 1)
    joint = alone.copy()
    for lag in range(1, min(lags, days - 1) + 1):
        weight = 2 * (1 - lag / (lags + 1)) * days / (days - 1)
        joint += weight * (residuals[lag:] * residuals[:-lag]).sum(axis=0)
    window = min((lags + 1) / days, 1.0) if lags else 0.0
    wide = np.polynomial.Polynomial([1.96, 2.9694, 0.4160, -0.5324])(window)
    return np.asarray(
        np.maximum((_t(days - 1) / _NORMAL) ** 2 * alone, (wide / _NORMAL) ** 2 * joint)
    )


def hit_rate(caught: ArrayLike, events: ArrayLike, *, lags: int = LAGS) -> Measure:
    """The share of events caught, 0 to 1, all days pooled.

    caught: (days, shares) from `hits`; events: (days,). Wilson's interval on the number of events
    that they are worth, given how unequal the days were (`ratio`): never wider than 0 to 1, never
    narrower than chance alone (Korn & Graubard 1998 for the effective size).
    """
    some, all_ = _days(caught, _column(events, caught))
    whole = all_.sum(axis=0)
    share = divide(some.sum(axis=0), whole)
    known = np.where(whole > 0, np.minimum(share, 1.0), 0.0)
    variance = divide(sum_variance(some - known * all_, lags), whole**2)
    chance = divide(known * (1 - known), whole)
    effect = np.where(chance > 0, np.maximum(divide(variance, chance), 1.0), 1.0)
    worth = whole / effect
    found = proportions.wilson(known * worth, worth)
    return Measure(share, np.asarray(found.low), np.asarray(found.high))


def pai(caught: ArrayLike, events: ArrayLike, shares: ArrayLike = SHARES) -> Measure:
    """Prediction accuracy index: hit rate ÷ share of area (Chainey, Tompson & Uhlig 2008).

    Security Journal 21. 1 is no better than drawing the area blind. It falls as the area grows,
    whatever the method: compare at equal area only. Shapes as in `hit_rate`.
    """
    found, area = hit_rate(caught, events), _shares(shares)
    return Measure(found.value / area, found.low / area, found.high / area)


def rri(caught: ArrayLike, events: ArrayLike, recaptured: ArrayLike, before: ArrayLike) -> Measure:
    """Recapture rate index: hit rate now ÷ hit rate of the same area in the time before.

    Levine 2008 (Security Journal 21). recaptured: (days, shares), events of a base period in the
    area flagged that day; before: (days,), all events of that base period. Below 1 is usual: the
    worst places of the past fall back. The base is taken as known; limits are those of the hit
    rate.
    """
    found = hit_rate(caught, events)
    past, total = _days(recaptured, _column(before, recaptured))
    base = divide(past.sum(axis=0), total.sum(axis=0))
    return Measure(*(divide(one, base) for one in (found.value, found.low, found.high)))


def resampled(
    top: ArrayLike,
    bottom: ArrayLike,
    rng: np.random.Generator,
    *,
    block: int = LAGS,
    runs: int = 999,
) -> Measure:
    """The same as `ratio` by a circular block bootstrap over days (Politis & Romano 1992).

    Blocks of `block` days keep neighbouring days together; limits are the 2.5 and 97.5 per cent
    points of `runs` drawings. Slower than `ratio`, and free of its normal tail. O(runs × days).
    """
    some, all_ = _days(top, bottom)
    days, runs = len(some), asked.whole(runs, "runs")
    block = min(asked.whole(block, "days of a block"), days)
    starts = asked.chance(rng).integers(days, size=(runs, -(-days // block)))
    picked = ((starts[:, :, None] + np.arange(block)) % days).reshape(runs, -1)[:, :days]
    drawn = divide(some[picked].sum(axis=1), all_[picked].sum(axis=1))
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return Measure(divide(some.sum(axis=0), all_.sum(axis=0)), low, high)


def _t(degrees: int) -> float:
    from scipy import special

    return float(special.stdtrit(degrees, 0.975))


def _column(per_day: ArrayLike, like: ArrayLike) -> Floats:
    column = np.asarray(per_day, dtype=np.float64)
    return column if np.ndim(like) == 1 else column[:, None]


def _days(top: ArrayLike, bottom: ArrayLike) -> tuple[Floats, Floats]:
    some = np.asarray(top, dtype=np.float64)
    all_ = _column(bottom, some) if np.ndim(bottom) < some.ndim else np.asarray(bottom, np.float64)
    if len(some) != len(all_):
        raise ImpossibleNumbers("The days of two columns differ.", "Score both on the same days.")
    if len(some) < 2:
        raise NotEnoughData("One day has no interval.", "Score at least two days.")
    return some, np.broadcast_to(all_, some.shape)


def _forecast(forecast: ArrayLike) -> Floats:
    (values,) = counts(forecast)
    if values.ndim != 1 or not values.size:
        raise ImpossibleNumbers("A forecast holds one number a cell.", "Pass one day's row.")
    return values


def _shares(shares: ArrayLike) -> Floats:
    wanted = np.atleast_1d(np.asarray(shares, dtype=np.float64))
    if not np.all((wanted > 0) & (wanted <= 1)):
        raise ImpossibleNumbers("A share of the area lies outside 0 to 1.", "Give 0.05 for 5 %.")
    return wanted


def _inside(cells: ArrayLike, number: int) -> Integers:
    found = np.asarray(cells).ravel()
    if found.size and found.dtype.kind not in "biu":
        raise ImpossibleNumbers("The cell of an event is no number of one.", "Use `cell_of`.")
    found = found.astype(np.int64)
    if found.size and (found.max() >= number or found.min() < -1):
        raise ImpossibleNumbers("An event lies in a cell that is not there.", "Use the same grid.")
    return found[found >= 0]
