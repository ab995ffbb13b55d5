"""Chains of near repeats: which event began one, which followed, which stood alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from towpath.analysis import bands as bands_of_pairs
from towpath.analysis import pairs
from towpath.analysis.arrays import Integers, Words, words
from towpath.analysis.bands import AS_SAID, Rules
from towpath.analysis.events import Events


class Kind(StrEnum):
    """What an event is to those before and after it."""

    ORIGINATOR = "originator"
    REPEAT = "repeat"
    NEAR_REPEAT = "near repeat"
    ALONE = "alone"


@dataclass(frozen=True)
class Chains:
    """`kind`: (events,) of Kind; `chain`: (events,) number of its chain, −1 alone; `sizes`:
    (chains,) events in each, chains in the order in which they began."""

    kind: Words
    chain: Integers
    sizes: Integers

    def share(self, kind: Kind) -> float:
        """Of all events."""
        return float(np.mean(self.kind == kind)) if self.kind.size else np.nan


def of(events: Events, metres: float, days: float, rules: Rules = AS_SAID) -> Chains:
    """Each event by its neighbours within `metres` and `days`.

    A repeat has an earlier one at the same place; a near repeat only elsewhere; an originator has
    later ones alone. On one day the earlier in the file came first. A chain is all that hangs
    together, event by event, so it may last longer and reach further than the limits. The classes
    are Johnson, Summers & Pease 2009's (JQC 25, 181–200). 24 bytes a close pair.
    """
    ticks, per_day = bands_of_pairs.ticked(events.day)
    edges = (0.0, metres) if metres > rules.same_place else (metres or 0.0,)
    bands = bands_of_pairs.of(edges, [days], rules)
    near = pairs.near(events.xy, bands.metres, blocks=rules.blocks)
    first, second, band = near.each()
    soon = ticks[second] - ticks[first] <= bands.ticks(per_day)[0]
    first, second, same = first[soon], second[soon], band[soon] == 0
    chain, sizes = _linked(len(events), first, second)
    return Chains(_kinds(len(events), first, second, same), chain, sizes)


def _kinds(n: int, first: Integers, second: Integers, same: Integers) -> Words:
    kind = words((n,), Kind.ALONE)
    named = (first, Kind.ORIGINATOR), (second, Kind.NEAR_REPEAT), (second[same], Kind.REPEAT)
    for which, name in named:
        kind[which] = words(which.shape, name)
    return kind


def _linked(n: int, first: Integers, second: Integers) -> tuple[Integers, Integers]:
    from scipy import sparse

    links = sparse.coo_array((np.ones(first.size, dtype=np.int8), (first, second)), shape=(n, n))
    _, group = sparse.csgraph.connected_components(links, directed=False)
    size = np.bincount(group)
    # Groups are numbered by their first event, so chains are too once the lonely are left out.
    number = np.cumsum(size > 1) - 1
    return np.where(size[group] > 1, number[group], -1), size[size > 1]
