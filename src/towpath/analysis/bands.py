"""Bands of distance and of time, and the rules by which a pair of events falls into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from towpath.analysis.arrays import Bools, Floats, Integers
from towpath.analysis.errors import ImpossibleNumbers

_SECONDS = 86_400


@dataclass(frozen=True)
class Rules:
    """How pairs are measured.

    `blocks`: along streets on a square plan (Manhattan) instead of straight; `inclusive`: a band
    "to 200 m" or "to 7 days" holds the pairs exactly so far apart; `same_place`: metres within
    which two points are one address, where the first distance is 0.
    """

    blocks: bool = False
    inclusive: bool = True
    same_place: float = 0.1
    coarse: bool = False


AS_SAID = Rules()
# The Near Repeat Calculator's own: street blocks, a band of 7 days is 0 to 6 days apart, and a
# pair 399.96 m apart is 400 m apart.
CALCULATOR = Rules(blocks=True, inclusive=False, same_place=0.001, coarse=True)


@dataclass(frozen=True)
class Bands:
    """Upper edges, rising: `distances` in metres (a first 0 is the same place), `times` in days."""

    distances: tuple[float, ...]
    times: tuple[float, ...]
    rules: Rules = AS_SAID

    @property
    def metres(self) -> Floats:
        """(distances,): the furthest that a pair of each band may be apart, itself included."""
        edges = np.array(self.distances)
        same = edges == 0
        if not self.rules.inclusive:
            edges = np.nextafter(edges, 0)
        return np.asarray(np.where(same, self.rules.same_place, edges))

    def ticks(self, per_day: int) -> Integers:
        """(times,): the same for time, in whole parts of a day; −1 where nothing can fall."""
        edges = np.array(self.times) * per_day
        if self.rules.inclusive:
            return np.floor(edges + 1e-6).astype(np.int64)
        return np.ceil(edges - 1e-6).astype(np.int64) - 1

    def distance_names(self) -> tuple[str, ...]:
        """One for each band, and one for all that is further apart."""
        first = self.distances[0]
        opening = "same place" if first == 0 else f"up to {first:g} m"
        steps = [f"{low:g} to {high:g} m" for low, high in pairwise(self.distances)]
        return (opening, *steps, f"over {self.distances[-1]:g} m")

    def time_names(self, *, whole_days: bool = True) -> tuple[str, ...]:
        """The same for time: "0 to 6 days" where only whole days are known."""
        if not whole_days:
            steps = [f"{low:g} to {high:g} days" for low, high in pairwise((0.0, *self.times))]
            return (*steps, f"over {self.times[-1]:g} days")
        last = [int(tick) for tick in self.ticks(1)]
        steps = [f"{low + 1} to {high} days" for low, high in pairwise((-1, *last))]
        return (*steps, f"over {last[-1]} days")


def of(distances: Sequence[float], times: Sequence[float], rules: Rules = AS_SAID) -> Bands:
    """Bands from their upper edges. Raises ImpossibleNumbers for edges that do not rise."""
    for edges in (distances, times):
        held = np.asarray(edges, dtype=np.float64)
        if (
            held.ndim != 1
            or not held.size
            or not np.isfinite(held).all()
            or held[0] < 0
            or (np.diff(held) <= 0).any()
        ):
            raise ImpossibleNumbers(
                "The edges of the bands do not rise from nought.",
                "Give metres such as 0, 100, 200, and days such as 7, 14, 21.",
            )
    if distances[0] == 0 and len(distances) > 1 and distances[1] <= rules.same_place:
        raise ImpossibleNumbers(
            "The second distance lies within what counts as the same place.", "Give a larger one."
        )
    return Bands(tuple(map(float, distances)), tuple(map(float, times)), rules)


def ticked(day: Floats) -> tuple[Integers, int]:
    """Days from the first one on, as whole days or, where a time of day is known, as seconds.

    Gives (events,) ticks and how many make a day. Whole numbers, so that "7 days apart" is exact.
    Raises ImpossibleNumbers for more than 68 years with times of day.
    """
    per_day = 1 if _whole(day).all() else _SECONDS
    ticks = np.rint((day - day.min()) * per_day) if day.size else day
    if ticks.size and ticks.max() >= np.iinfo(np.int32).max:
        raise ImpossibleNumbers(
            "The events span more than 68 years.", "Choose a shorter period, or give whole days."
        )
    return ticks.astype(np.int64), per_day


def _whole(day: Floats) -> Bools:
    return np.asarray(day == np.floor(day))
