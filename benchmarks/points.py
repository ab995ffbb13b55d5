"""Synthetic points for the benchmarks of places: towns, addresses of unequal risk, near repeats.

40 × 40 km, three years; a quarter of the events follow another one, at the same address or about
120 m away, ten days later on average. Every run makes the same points.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SIDE, DAYS, OFFSPRING = 40_000.0, 1_095, 0.25
SAME_ADDRESS, SPREAD, DELAY = 0.35, 120.0, 10.0
TOWNS, ADDRESSES_AN_EVENT = 12, 4
SEED = 20_261_120

Points = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def write(folder: Path, *sizes: int) -> None:
    """One file of points for each number of events."""
    for size in sizes:
        path = folder / f"{size}.npz"
        if not path.exists():
            x, y, day = make(size)
            np.savez(path, x=x, y=y, day=day)


def read(folder: Path, size: int) -> Points:
    """x and y in metres, and whole days."""
    with np.load(folder / f"{size}.npz") as held:
        return held["x"], held["y"], held["day"]


def make(size: int) -> Points:
    """Background events at addresses, then their offspring, within the square and the years."""
    rng = np.random.default_rng([SEED, size])
    homes = _addresses(rng, size * ADDRESSES_AN_EVENT)
    risk = rng.gamma(0.5, size=len(homes))
    first = rng.choice(len(homes), round(size * (1 - OFFSPRING)), p=risk / risk.sum())
    xy, day = homes[first], rng.uniform(0, DAYS, first.size)
    parent = rng.integers(0, first.size, size - first.size)
    moved = rng.normal(0, SPREAD, (parent.size, 2)) * (rng.random((parent.size, 1)) > SAME_ADDRESS)
    later = day[parent] + rng.exponential(DELAY, parent.size)
    xy = np.clip(np.vstack([xy, xy[parent] + moved]), 0, SIDE - 1)
    days = np.floor(np.clip(np.concatenate([day, later]), 0, DAYS - 1))
    order = np.argsort(days, kind="stable")
    return xy[order, 0] + 1.0, xy[order, 1] + 1.0, days[order]


def _addresses(rng: np.random.Generator, many: int) -> NDArray[np.float64]:
    """Around town centres of unequal weight; one in five anywhere."""
    centres = rng.uniform(0.1 * SIDE, 0.9 * SIDE, (TOWNS, 2))
    town = rng.choice(TOWNS, many, p=rng.dirichlet(np.ones(TOWNS)))
    spread = rng.uniform(800, 3_000, TOWNS)[town]
    placed = centres[town] + rng.normal(size=(many, 2)) * spread[:, None]
    scattered = rng.random(many) < 0.2
    placed[scattered] = rng.uniform(0, SIDE, (int(scattered.sum()), 2))
    return np.clip(placed, 0, SIDE - 1)
