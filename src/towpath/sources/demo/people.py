"""Who lives on the island: residents by single year of age, households, deprivation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from towpath.sources.demo.areas import Areas
from towpath.sources.demo.island import Island
from towpath.sources.demo.world import Floats, Ints, Settings, stream

AGES = 91  # 0 to 89, and 90 or over
DOMAINS = {  # weight of the common deprivation in each domain; the rest is the domain's own
    "Income": 0.95,
    "Employment": 0.93,
    "Education": 0.88,
    "Health": 0.80,
    "Crime": 0.72,
    "Housing": -0.25,
    "Environment": 0.35,
}


@dataclass(frozen=True)
class People:
    """Residents and conditions of each atom."""

    mid_2017: Ints  # (atoms, 91)
    mid_2020: Ints
    census_2021: Ints  # (atoms,) in households and not
    communal: Ints
    households: Ints
    deprivation: Floats  # standard scores, positive = more deprived
    domains: dict[str, Floats]
    centrality: Floats  # 1 in the middle of the district's chief town


def settled(settings: Settings, island: Island, areas: Areas, seed: int) -> People:
    """The residents of the island."""
    chance = stream(seed, "people")
    centre = central(settings, island.centres, island.district)
    number = np.clip(chance.normal(1560, 190, len(centre)), 1050, 2250)
    pieces = np.bincount(areas.small_2021.of_atom)[areas.small_2021.of_atom]
    residents = np.round(number / pieces**0.85).astype(np.int64)
    deprivation = _deprivation(island, centre, chance)
    ages = _pyramid(centre, deprivation)
    mid_2020 = chance.multinomial(residents, ages)
    mid_2017 = chance.binomial(mid_2020, 0.986)
    communal = chance.poisson(np.where(chance.random(len(centre)) < 0.12, 60, 2))
    housed = np.round(residents * chance.normal(1.006, 0.012, len(centre))).astype(np.int64)
    size = 2.42 - 0.45 * centre + 0.05 * deprivation
    return People(
        mid_2017,
        mid_2020,
        housed + communal,
        communal,
        np.round(housed / size).astype(np.int64),
        deprivation,
        {name: _domain(deprivation, weight, chance) for name, weight in DOMAINS.items()},
        centre,
    )


def central(settings: Settings, points: Floats, district: Ints) -> Floats:
    """How near the middle of its district's towns each point lies: 1 to 0."""
    near = np.zeros(len(points))
    for number, one in enumerate(settings["districts"]):
        for rank, (east, north, spread, _) in enumerate(one["towns"]):
            gap = np.hypot(*(points - [east, north]).T) / (0.62 * spread)
            near = np.maximum(near, (district == number) * np.exp(-(gap**2) / 2) * 0.6**rank)
    return near


def _deprivation(island: Island, centre: Floats, chance: np.random.Generator) -> Floats:
    """A score that neighbours share: waves over the land, the towns' middles, and chance."""
    waves = chance.normal(size=(30, 2)) / 1500
    swell = np.sin(island.centres @ waves.T + chance.uniform(0, 2 * np.pi, 30)).sum(axis=1)
    score = 0.8 * swell / swell.std() + 2.6 * centre + chance.normal(0, 0.45, len(centre))
    return np.asarray((score - score.mean()) / score.std())


def _domain(deprivation: Floats, weight: float, chance: np.random.Generator) -> Floats:
    own = chance.normal(size=len(deprivation))
    return np.asarray(weight * deprivation + np.sqrt(1 - weight**2) * own)


def _pyramid(centre: Floats, deprivation: Floats) -> Floats:
    """The share of each year of age in each atom: the young in the middle, the old outside."""
    age = np.arange(AGES)
    level = 1.1 - np.clip((age - 62) / 42, 0, 0.85)
    level[-1] = 0.65  # everybody of 90 or over
    young = 1.5 * np.exp(-(((age - 24) / 6.5) ** 2))
    children = 0.30 * np.exp(-(((age - 6) / 6) ** 2))
    old = 0.42 * np.exp(-(((age - 70) / 9) ** 2))
    outside = 1 - centre
    shape = (
        level
        + centre[:, None] * young
        + np.clip(deprivation, -1, 1.5)[:, None] * children
        + (outside * np.clip(0.6 - deprivation, 0, 1.6))[:, None] * old
    )
    return np.asarray(shape / shape.sum(axis=1, keepdims=True))
