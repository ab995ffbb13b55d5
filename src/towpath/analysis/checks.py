"""Checks of printed arithmetic: do the parts make the whole, do the bands fit together?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Bools, Floats
from towpath.analysis.errors import ImpossibleNumbers

Band = tuple[float, float | None]


@dataclass(frozen=True)
class SumCheck:
    """``total`` of the parts; ``holds``: it is the whole, as far as rounding lets one see."""

    total: float
    holds: bool


@dataclass(frozen=True)
class BandCheck:
    """``overlaps`` and ``gaps``: pairs of neighbouring bands, in order. Sound if both are empty."""

    overlaps: tuple[tuple[Band, Band], ...]
    gaps: tuple[tuple[Band, Band], ...]


def total(parts: ArrayLike) -> float:
    """The plain sum, in the order given."""
    return float(np.sum(np.asarray(parts, dtype=np.float64)))


def sums_to(parts: ArrayLike, whole: float = 100.0, *, decimals: int = 0) -> SumCheck:
    """Whether parts printed to ``decimals`` places can add up to ``whole``.

    Each part may be out by half a unit of its last place, so n parts by n/2 units. Raises
    ImpossibleNumbers for no parts.
    """
    values = np.asarray(parts, dtype=np.float64)
    if values.size == 0:
        raise ImpossibleNumbers("There are no parts to add up.", "Give at least one.")
    slack = values.size * 0.5 * 10.0**-decimals
    found = total(values)
    return SumCheck(found, bool(abs(found - whole) < slack + 1e-9 * abs(whole)))


def above(values: ArrayLike, threshold: float) -> Bools:
    """For each value, whether it is truly above the threshold that a rule names ("over 85 %")."""
    return np.asarray(values, dtype=np.float64) > threshold


def bands(edges: Sequence[Band]) -> BandCheck:
    """Bands of whole numbers, such as ages: (first, last), both included; None = and over.

    Sorted by their first value, each is held against the next: 18–25 and 25–34 overlap, 13–17 and
    19–24 leave a gap. Raises ImpossibleNumbers where a band ends before it begins.
    """
    ordered = sorted(edges, key=lambda band: band[0])
    if any(last is not None and last < first for first, last in ordered):
        raise ImpossibleNumbers("A band ends before it begins.", "Put the lower figure first.")
    pairs = list(pairwise(ordered))
    overlaps = tuple((a, b) for a, b in pairs if a[1] is None or b[0] <= a[1])
    gaps = tuple((a, b) for a, b in pairs if a[1] is not None and b[0] > a[1] + 1)
    return BandCheck(overlaps, gaps)


def shares(values: ArrayLike) -> Floats:
    """Each value as a share of their sum, per cent; they add up to 100. nan if all are 0."""
    numbers = np.asarray(values, dtype=np.float64)
    whole = numbers.sum()
    return 100 * numbers / (whole or np.nan)
