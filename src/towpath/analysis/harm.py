"""Harm: which categories weigh most when counted by severity, beside which are most frequent.

Every weight names where it came from. A category without a weight is never counted as harmless: it
stays in the table, unweighted, and the share of events that the weights cover is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Floats, counts
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


@dataclass(frozen=True)
class Weight:
    """Harm of one event in the unit of its index (days in prison, points, pounds).

    `origin`: the published index, its year and how it reached us, in words fit to print.
    """

    value: float
    origin: str


@dataclass(frozen=True)
class Harm:
    """Per category, in the order given; nan where there is no weight.

    `volume_rank` is over all categories, `weighted_volume_rank` and `harm_rank` over the weighted
    ones alone, so that the last two can be joined by a line; ties share their mean rank, 1 is most.
    `shift`: places gained when harm is counted (positive: worse than its volume suggests).
    `covered`: share of all events that have a weight.
    """

    categories: tuple[str, ...]
    events: Floats
    weight: Floats
    harm: Floats
    harm_share: Floats
    volume_rank: Floats
    weighted_volume_rank: Floats
    harm_rank: Floats
    shift: Floats
    unweighted: tuple[str, ...]
    origins: tuple[str, ...]
    covered: float

    @property
    def total(self) -> float:
        """Harm of the weighted categories: a floor, not the whole, unless `covered` is 1."""
        return float(np.nansum(self.harm))


def rank(categories: Sequence[str], events: ArrayLike, weights: Mapping[str, Weight]) -> Harm:
    """Rank categories by harm against their rank by volume.

    categories: names, each once; events: (categories,) counts; weights: by category, those that are
    held. Harm = events × weight. Sherman, Neyroud & Neyroud 2016 (Policing 10) for the Cambridge
    index; Bangs 2016 (ONS) for the crime severity score; never mix the two in one call.
    Raises ImpossibleNumbers for a negative weight or a category given twice. O(categories log).
    """
    (seen,) = counts(events)
    _one_of_each(categories, seen, weights)
    value = np.array([weights[c].value if c in weights else np.nan for c in categories])
    known = np.isfinite(value)
    if not known.any():
        raise NotEnoughData("No category has a harm weight.", "Load a file of weights.")
    harm = seen * value
    everything = float(harm[known].sum())
    by_volume, by_harm = _ranks(np.where(known, seen, np.nan)), _ranks(harm)
    return Harm(
        tuple(categories),
        seen,
        value,
        harm,
        harm / everything if everything > 0 else np.full(seen.size, np.nan),
        _ranks(seen),
        by_volume,
        by_harm,
        by_volume - by_harm,
        tuple(c for c, k in zip(categories, known, strict=True) if not k),
        tuple(sorted({weights[c].origin for c in categories if c in weights})),
        float(seen[known].sum() / seen.sum()) if seen.sum() else float("nan"),
    )


def _one_of_each(categories: Sequence[str], seen: Floats, weights: Mapping[str, Weight]) -> None:
    if len(set(categories)) != len(categories) or seen.shape != (len(categories),):
        raise ImpossibleNumbers(
            "The categories and their counts do not match.",
            "Give each category once, with a count.",
        )
    bad = [c for c, w in weights.items() if not (np.isfinite(w.value) and w.value >= 0)]
    if bad:
        raise ImpossibleNumbers(
            f"The harm weight of {bad[0]} is not a number from 0 up.",
            "Leave out a weight that is not known.",
        )


def _ranks(values: Floats) -> Floats:
    from scipy import stats

    return np.asarray(stats.rankdata(-values, nan_policy="omit"))
