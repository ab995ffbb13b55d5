"""Calibration: where a forecast expects ten events, do ten happen?

A ranking can be good while its numbers are wrong. The numbers matter as soon as somebody says
"about two a week here", or sets the forecast of one place against that of another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis import scoring
from towpath.analysis.arrays import Bools, Floats, counts, divide
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

# Expected events in a band, below which its ratio says little and the test leaves it out.
ENOUGH = 5


@dataclass(frozen=True)
class Calibration:
    """Expected against observed events by band of the forecast, all days pooled; arrays (bands,).

    `area`: where each band ends as a share of the area, the cells of highest forecast first;
    `ratio`: observed ÷ expected, with 95 % limits; `level`: the same of all bands together, (); `p`
    of "the numbers are right" and `p_of_shape` of "they are right but for one factor" over the
    bands that expect at least five events; `dispersion`: of days and bands about their means.
    `off`: bands whose limits leave 1 out.
    """

    area: Floats
    expected: Floats
    observed: Floats
    ratio: scoring.Measure
    level: scoring.Measure
    p: float
    p_of_shape: float
    dispersion: float

    @property
    def off(self) -> Bools:
        """(bands,): True where the limits leave 1 out."""
        return np.asarray((self.ratio.low > 1) | (self.ratio.high < 1))


def bands(
    expected: ArrayLike,
    total: ArrayLike,
    hits: ArrayLike,
    events: ArrayLike,
    shares: ArrayLike = scoring.SHARES,
) -> Calibration:
    """Calibration from what a walk forward keeps: no cell has to be looked at again.

    expected, hits: (days, shares), cumulative, as in `walk_forward.Track`; total, events: (days,),
    over the whole area. The bands lie between one share and the next, and the last is the rest.
    Limits of a ratio are paired by day (`scoring.ratio`). The test is Pearson's chi-square of the
    pooled bands over the dispersion of days and bands, never below 1 (Hosmer & Lemeshow's idea for
    counts, with no parameter fitted on these days). Raises NotEnoughData below 2 days, or where no
    band expects five events.
    """
    ahead, seen = _between(expected, total), _between(hits, events)
    if ahead.shape != seen.shape:
        raise ImpossibleNumbers("Forecast and events differ in days.", "Use one walk forward.")
    if len(ahead) < 2:
        raise NotEnoughData("One day has no interval.", "Score at least two days.")
    all_expected, all_seen = ahead.sum(axis=0), seen.sum(axis=0)
    spread = _dispersion(ahead, seen)
    area = np.append(np.atleast_1d(np.asarray(shares, dtype=np.float64)), 1.0)
    p, p_of_shape = _tests(all_expected, all_seen, spread)
    level = scoring.ratio(seen.sum(axis=1), ahead.sum(axis=1))
    return Calibration(
        area, all_expected, all_seen, scoring.ratio(seen, ahead), level, p, p_of_shape, spread
    )


def _between(cumulative: ArrayLike, whole: ArrayLike) -> Floats:
    """(days, bands) from cumulative (days, shares) and the total of each day."""
    upto = np.column_stack([np.asarray(cumulative, np.float64), np.asarray(whole, np.float64)])
    parts = np.diff(upto, axis=1, prepend=0.0)
    # Rounding leaves a hair below nought where the whole is in the first bands.
    return counts(np.where(np.abs(parts) < 1e-9, 0.0, parts))[0]


def _dispersion(ahead: Floats, seen: Floats) -> float:
    """Pearson's chi-square of days within bands over its degrees of freedom, at least 1."""
    rate = divide(seen.sum(axis=0), ahead.sum(axis=0))
    fitted = ahead * np.where(np.isfinite(rate), rate, 0.0)
    held = fitted > 0
    degrees = np.count_nonzero(held) - np.count_nonzero(held.any(axis=0))
    if degrees < 1:
        return 1.0
    return float(max(((seen - fitted)[held] ** 2 / fitted[held]).sum() / degrees, 1.0))


def _tests(expected: Floats, seen: Floats, spread: float) -> tuple[float, float]:
    from scipy import special

    told = expected >= ENOUGH
    if not told.any():
        raise NotEnoughData("No band expects five events.", "Score more days.")
    ahead, found = expected[told], seen[told]
    number = np.count_nonzero(told)
    chi = ((found - ahead) ** 2 / ahead).sum() / spread
    fitted = ahead * found.sum() / ahead.sum()
    left = ((found - fitted) ** 2 / np.maximum(fitted, 1e-300)).sum() / spread
    shape = float(special.chdtrc(number - 1, left)) if number > 1 else np.nan
    return float(special.chdtrc(number, chi)), shape
