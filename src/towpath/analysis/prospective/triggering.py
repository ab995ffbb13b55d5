"""What one event adds to the danger around it: how much, for how long and how far."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from towpath.analysis.arrays import Floats
from towpath.analysis.errors import ImpossibleNumbers

# Above one, each event sets off more than one other and a forecast runs away; estimates from few
# events come close to it by chance.
BRANCHING_AT_MOST = 0.75
REACH = 400.0
DAYS = 60
RINGS = 32
WIDTHS = (20.0, 60.0, 110.0, 200.0)
_MIXED = 20


@dataclass(frozen=True)
class Trigger:
    """Offspring of one event: `branching` of them, after geometric delays, around it.

    `keep`: the share of the danger left from one day to the next, for 60 days; `mix`: (widths,)
    the shares of Gaussians of `widths` metres, cut off at 400 m.
    """

    branching: float
    keep: float
    widths: Floats
    mix: Floats

    @property
    def delay(self) -> float:
        """Days from parent to offspring, on average."""
        return float(lag_masses(self.keep) @ np.arange(1, DAYS + 1))

    @property
    def spread(self) -> float:
        """Metres along one axis: the root mean square of where offspring fall, within reach."""
        edges = np.linspace(0, REACH, RINGS + 1) ** 2
        # Over a ring of even density r² is on average the mean of its edges' squares; half an axis.
        mean = (edges[1:] + edges[:-1]) / 4
        return float(np.sqrt(self.mix @ rings(self.widths) * np.pi * np.diff(edges) @ mean))

    def table(self) -> Floats:
        """(DAYS · RINGS,): events per m² and day that one event adds, by lag and ring."""
        around = self.mix @ rings(self.widths)
        return np.outer(self.branching * lag_masses(self.keep), around).ravel()


@dataclass(frozen=True)
class Held:
    """What was set by hand; None is estimated."""

    branching: float | None = None
    delay: float | None = None
    spread: float | None = None

    def __post_init__(self) -> None:
        if self.branching is not None and not 0 <= self.branching <= BRANCHING_AT_MOST:
            raise ImpossibleNumbers(
                f"A branching ratio of {self.branching:g} is outside 0 to {BRANCHING_AT_MOST:g}.",
                "At one and above, a forecast grows without end.",
            )
        if self.delay is not None and not 1 <= self.delay < DAYS / 2:
            raise ImpossibleNumbers(
                f"A mean delay of {self.delay:g} days is outside 1 to {DAYS // 2}.",
                f"The process looks {DAYS} days back.",
            )
        if self.spread is not None and not 0 < self.spread <= REACH / 2:
            raise ImpossibleNumbers(
                f"A spread of {self.spread:g} m is outside 0 to {REACH / 2:g}.",
                f"The process looks {REACH:g} m around.",
            )


def start(held: Held) -> Trigger:
    """Where estimation begins: what was set by hand, and mild guesses for the rest."""
    widths = np.array(WIDTHS if held.spread is None else [held.spread])
    branching = 0.1 if held.branching is None else held.branching
    keep = 0.9 if held.delay is None else keep_of(held.delay)
    return Trigger(branching, keep, widths, np.full(len(widths), 1 / len(widths)))


def refitted(old: Trigger, held: Held, credit: Floats, left: Floats) -> Trigger:
    """The trigger that makes the credited offspring most likely.

    credit: (DAYS, RINGS) offspring by lag and ring; left: (DAYS + 1,) how many events have 0, 1, …
    60 or more days left in the record, for offspring not yet seen are not offspring that were not.
    """
    born = float(credit.sum())
    if born <= 0:
        return replace(old, branching=0.0 if held.branching is None else old.branching)
    keep, masses, lags = old.keep, lag_masses(old.keep), np.arange(1, DAYS + 1)
    seen = max(float(np.cumsum(masses) @ left[1:]), 1e-9)
    if held.delay is None:
        # What comes late is seen least at the end of the record: a hair of the mean, which each
        # step would otherwise take off again.
        late = old.delay - float(np.cumsum(masses * lags) @ left[1:]) / seen
        keep = keep_of(float(credit.sum(axis=1) @ lags) / born + late)
    branching = old.branching
    if held.branching is None:
        branching = min(born / seen, BRANCHING_AT_MOST)
    return Trigger(branching, keep, old.widths, _mixed(old, credit.sum(axis=0)))


def _mixed(old: Trigger, credit: Floats) -> Floats:
    """(widths,): the mixture under which the offspring credited to each ring are most likely."""
    mix, around = old.mix, rings(old.widths)
    for _ in range(_MIXED):
        part = mix[:, None] * around
        mix = (part / np.maximum(part.sum(axis=0), 1e-300)) @ credit
        mix = mix / mix.sum()
    return mix


def rings(widths: Floats) -> Floats:
    """(widths, RINGS): the density per m² of Gaussians of those metres in each ring to 400 m."""
    edges = np.linspace(0, REACH, RINGS + 1) ** 2
    within = -np.diff(np.exp(-edges / (2 * widths[:, None] ** 2)), axis=1)
    within /= within.sum(axis=1, keepdims=True)
    return np.asarray(within / (np.pi * np.diff(edges)))


def lag_masses(keep: float) -> Floats:
    """(DAYS,): the chance that an offspring comes 1, 2, … days after its parent."""
    mass = keep ** np.arange(DAYS)
    return np.asarray(mass / mass.sum())


def keep_of(delay: float) -> float:
    """The share kept from day to day under which offspring come `delay` days later on average."""
    low, high = 1e-6, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        if lag_masses(middle) @ np.arange(1, DAYS + 1) < delay:
            low = middle
        else:
            high = middle
    return (low + high) / 2
