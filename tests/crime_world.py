"""A seeded world of crime whose true risk is known, for tests and benchmarks of places.

Town centres of unequal weight, addresses with gamma risk around them, and a quarter of the events
children of an earlier one: some at the same address, the others close by, after days.

    events = crime_world.make(20_000, np.random.default_rng(1))
    world = crime_world.build(20_000, np.random.default_rng(1))     # with the truth
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from towpath.analysis import events as event_columns
from towpath.analysis.arrays import Floats, Integers
from towpath.analysis.events import Events
from towpath.analysis.grids import Grid

CORNER = np.array([400_000.0, 300_000.0])  # somewhere on the National Grid
_ADDRESSES = 60_000
_REACH = 4.0  # standard deviations of the spread of children, beyond which there is no more to add


@dataclass(frozen=True)
class Rules:
    """What the world is made of: metres and days."""

    side: float = 40_000.0
    days: int = 1096
    towns: int = 14
    evenness: float = 0.6  # shape of the gamma risk of addresses
    children: float = 0.25  # expected of each event, so a quarter of all events are children
    same_address: float = 0.35  # of the children
    spread: float = 120.0  # standard deviation of the others, each way
    delay: float = 10.0  # mean, exponential
    whole_days: bool = True


@dataclass(frozen=True)
class World:
    """Events, and what made them.

    `parent`: (events,) index of the event that each followed, −1 where none; `xy`, `risk`: of the
    addresses, the share of the background that each bears; `background`: events a day.
    """

    events: Events
    parent: Integers
    xy: Floats
    risk: Floats
    background: float
    rules: Rules

    def expected(self, grid: Grid, first: float, days: int) -> Floats:
        """(days, cells): the true mean of each day, knowing what happened before it began.

        Without the children that events of the same day have on it, which nobody can foresee.
        """
        still = self.background * grid.count(self.xy, self.risk)
        return np.stack([still + self._following(grid, first + day) for day in range(days)])

    def _following(self, grid: Grid, day: float) -> Floats:
        rules, past = self.rules, self.events.before(day)
        fade, since = 1 - np.exp(-1 / rules.delay), (day - past.day) / rules.delay
        weight = rules.children * fade * np.exp(-since)
        if rules.whole_days:  # it happened at any hour of its day
            weight *= rules.delay * (np.exp(1 / rules.delay) - 1)
        live = weight > 1e-9
        xy, weight = past.xy[live], weight[live]
        found = rules.same_address * grid.count(xy, weight)
        # The bell of the other children, as 17 × 17 points half a deviation apart.
        step = np.linspace(-_REACH, _REACH, 17)
        bell = np.exp(-(step**2) / 2) / np.exp(-(step**2) / 2).sum()
        for across, share in zip(step * rules.spread, bell, strict=True):
            for up, part in zip(step * rules.spread, bell, strict=True):
                moved = grid.count(xy + np.array([across, up]), weight)
                found += (1 - rules.same_address) * share * part * moved
        return found


def make(n: int, rng: np.random.Generator, rules: Rules | None = None) -> Events:
    """`n` events of the world."""
    return build(n, rng, rules).events


def build(n: int, rng: np.random.Generator, rules: Rules | None = None) -> World:
    """`n` events of the world, with what made them."""
    rules = rules or Rules()
    xy, risk = _addresses(rng, rules)
    background = (1 - rules.children) * n / rules.days
    first = rng.poisson(background * rules.days * 1.1 + 50)
    place, day = xy[rng.choice(len(xy), first, p=risk)], rng.random(first) * rules.days
    place, day, family, parent = _families(place, day, rng, rules)
    # Whole families in random order until there are n: what is left is still such a process.
    rank = rng.permutation(first)[family]
    kept = np.argsort(rank, kind="stable")[:n]
    happened, line = _ordered(kept, place, day, parent, whole_days=rules.whole_days)
    return World(happened, line, xy, risk, background, rules)


def _addresses(rng: np.random.Generator, rules: Rules) -> tuple[Floats, Floats]:
    centre = rng.uniform(0.1, 0.9, (rules.towns, 2)) * rules.side
    weight = rng.dirichlet(np.full(rules.towns, 1.0))
    town = rng.choice(rules.towns, _ADDRESSES, p=weight)
    width = (400 + 6_000 * np.sqrt(weight))[town, None]
    xy = centre[town] + width * rng.standard_normal((_ADDRESSES, 2))
    away = rng.random(_ADDRESSES) < 0.15
    xy[away] = rng.random((away.sum(), 2)) * rules.side
    risk = rng.gamma(rules.evenness, size=_ADDRESSES)
    return CORNER + np.clip(xy, 0, rules.side).round(1), risk / risk.sum()


def _families(
    place: Floats, day: Floats, rng: np.random.Generator, rules: Rules
) -> tuple[Floats, Floats, Integers, Integers]:
    """Generation upon generation, with the family of each event and its parent."""
    places, days, families = [place], [day], [np.arange(len(day))]
    parents, start = [np.full(len(day), -1)], 0
    while len(days[-1]):
        of = np.repeat(np.arange(len(days[-1])), rng.poisson(rules.children, len(days[-1])))
        when = days[-1][of] + rng.exponential(rules.delay, len(of))
        of, when = of[when < rules.days], when[when < rules.days]
        moves = rng.random((len(of), 1)) >= rules.same_address
        moved = np.where(moves, rng.standard_normal((len(of), 2)) * rules.spread, 0.0)
        parents.append(start + of)
        start += len(days[-1])
        places.append(places[-1][of] + moved.round(1))
        days.append(when)
        families.append(families[-1][of])
    return tuple(np.concatenate(c) for c in (places, days, families, parents))  # type: ignore[return-value]


def _ordered(
    kept: Integers, place: Floats, day: Floats, parent: Integers, *, whole_days: bool
) -> tuple[Events, Integers]:
    stamp = np.floor(day) if whole_days else day
    order = kept[np.argsort(stamp[kept], kind="stable")]
    number = np.full(len(day), -1)
    number[order] = np.arange(len(order))
    line = np.where(parent[order] >= 0, number[parent[order]], -1)
    return event_columns.of(*place[order].T, stamp[order]), line
