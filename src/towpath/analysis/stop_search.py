"""Stop and search: how often, what was found, and how evenly it fell.

A resident base misleads where people come from elsewhere, and a missing ethnicity hides part of the
answer: the disparity is therefore given again for the two extremes of the missing ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis import proportions, rates
from towpath.analysis.arrays import Floats, counts
from towpath.analysis.errors import ImpossibleNumbers


@dataclass(frozen=True)
class StopSearch:
    """Per group, in the order given.

    `rate`: searches per `per` residents, with limits; `find_rate`: share of searches that found
    something, with limits; `disparity`: rate over the reference group's, with limits;
    `disparity_if_reference` and `disparity_if_group`: the same if every search without a recorded
    group had been of the reference group, or of that group; `missing_share`: how many lack one.
    """

    groups: tuple[str, ...]
    reference: str
    rate: rates.Rate
    find_rate: proportions.Share
    disparity: Floats
    disparity_low: Floats
    disparity_high: Floats
    disparity_if_reference: Floats
    disparity_if_group: Floats
    missing: int
    missing_share: float


def compare(
    groups: Sequence[str],
    searches: ArrayLike,
    found: ArrayLike,
    residents: ArrayLike,
    reference: str,
    missing: int = 0,
) -> StopSearch:
    """Rates, find rates and disparity ratios of groups of people.

    searches, found, residents: (groups,) counts, found ≤ searches; reference: the group to compare
    with (its own disparity is 1); missing: searches whose group was not recorded. Rates with Byar's
    limits per 1,000, find rates with Wilson's, disparities with exact conditional limits
    (`rates.disparity`). O(groups).
    """
    stopped, hit, people = counts(searches, found, residents)
    if reference not in groups or stopped.shape != (len(groups),):
        raise ImpossibleNumbers(
            "The reference is not one of the groups, or a group lacks its counts.",
            f"Choose a reference among: {', '.join(groups)}.",
        )
    at = list(groups).index(reference)
    ratio = rates.disparity(stopped, people, stopped[at], people[at])
    other = np.arange(len(groups)) != at
    more_reference = rates.disparity(stopped, people, stopped[at] + missing, people[at])
    more_group = rates.disparity(stopped + missing, people, stopped[at], people[at])
    everything = stopped.sum() + missing
    return StopSearch(
        tuple(groups),
        reference,
        rates.crude(stopped, people),
        proportions.wilson(hit, stopped),
        np.asarray(ratio.value),
        np.asarray(ratio.low),
        np.asarray(ratio.high),
        np.where(other, more_reference.value, 1.0),
        np.where(other, more_group.value, 1.0),
        missing,
        float(missing / everything) if everything else float("nan"),
    )
