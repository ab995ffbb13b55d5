"""Profile: an area's make-up beside a set of reference areas, measure by measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Floats, Integers, divide, floats
from towpath.analysis.errors import ImpossibleNumbers


@dataclass(frozen=True)
class Profile:
    """Per measure: `own`; the reference's `mean`, `spread` (standard deviation) and `held` (number
    of areas that have it); `difference` in the measure's own units; `z`; `percentile`, 0 to 100."""

    names: tuple[str, ...]
    own: Floats
    mean: Floats
    spread: Floats
    held: Integers
    difference: Floats
    z: Floats
    percentile: Floats


def against(own: ArrayLike, reference: ArrayLike, names: Sequence[str]) -> Profile:
    """Set one area beside many, on shares or rates.

    own: (measures,); reference: (areas, measures), without our own area; nan where not held, which
    is left out of that measure alone. The mean is of areas, not of people. The percentile is the
    mid-rank: areas below plus half of those level, over all (Hazen). z is nan where areas do not
    vary. O(areas × measures).
    """
    (ours,), (others,) = floats(own), floats(reference)
    if others.ndim != 2 or ours.shape != (others.shape[1],) or len(names) != ours.size:
        raise ImpossibleNumbers(
            "The area's measures do not match those of the reference.",
            "Give one column for each measure, in the same order.",
        )
    present = np.isfinite(others)
    held = present.sum(axis=0)
    mean = divide(np.where(present, others, 0).sum(axis=0), held.astype(np.float64))
    squares = np.where(present, (others - mean) ** 2, 0).sum(axis=0)
    spread = np.sqrt(divide(squares, held.astype(np.float64)))
    # A measure on which all areas agree has no scale to stand out on.
    varies = spread > 1e-12 * np.maximum(np.abs(mean), 1e-300)
    z = np.where(varies, divide(ours - mean, spread), np.nan)
    return Profile(
        tuple(names), ours, mean, spread, held, ours - mean, z, _percentile(ours, others, held)
    )


def shares(counts: ArrayLike) -> Floats:
    """Each row of counts as shares of its own total; nan for a row of no one.

    counts: (areas, groups) people or households by group; the groups must not overlap.
    """
    (people,) = floats(counts)
    return divide(people, people.sum(axis=-1, keepdims=True))


def _percentile(own: Floats, others: Floats, held: Integers) -> Floats:
    below = (others < own).sum(axis=0)
    level = (others == own).sum(axis=0)
    found = divide(100.0 * (below + level / 2), held.astype(np.float64))
    return np.asarray(np.where(np.isfinite(own), found, np.nan))
