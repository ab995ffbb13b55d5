"""Burglary of dwellings as a branching process: each one may set off others, near and soon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from towpath.sources.demo.ground import Ground
from towpath.sources.demo.world import Floats, Ints


@dataclass(frozen=True)
class Burglaries:
    """One draw of the process; `parent` is the row that set this one off, or -1."""

    home: Ints
    moment: Floats
    parent: Ints
    same_address: int  # how many were set off at the very address


def spread(ground: Ground, expected: Floats, starts: Floats) -> Burglaries:
    """Background burglaries, then generation after generation of those they set off.

    `expected` are all of them by atom and month; `starts` the months' first days, and the end.
    """
    chance, homes = ground.chance("burglaries"), ground.homes
    law = ground.settings["near_repeat"]
    background = chance.poisson(expected * (1 - law["offspring"]))
    atom, month = (np.repeat(i.ravel(), background.ravel()) for i in np.indices(background.shape))
    home = _drawn(ground, atom, chance)
    moment = starts[month] + chance.random(len(month)) * np.diff(starts)[month]
    tree = cKDTree(homes.points)
    rows = [(home, moment, np.full(len(home), -1), 0)]
    offset = 0
    while len(home):
        parent = np.repeat(np.arange(len(home)), chance.poisson(law["offspring"], len(home)))
        later = moment[parent] + chance.exponential(law["days"], len(parent))
        parent = parent[later < starts[-1]]
        later = later[later < starts[-1]]
        same = chance.random(len(parent)) < law["same_address"]
        away = homes.points[home[parent]] + chance.normal(0, law["metres"], (len(parent), 2))
        beside = np.asarray(tree.query(away)[1])
        rows.append((np.where(same, home[parent], beside), later, parent + offset, int(same.sum())))
        offset += len(home)
        home, moment = rows[-1][0], later
    return Burglaries(
        np.concatenate([r[0] for r in rows]),
        np.concatenate([r[1] for r in rows]),
        np.concatenate([r[2] for r in rows]),
        sum(r[3] for r in rows),
    )


def _drawn(ground: Ground, atom: Ints, chance: np.random.Generator) -> Ints:
    """A home in each atom, every home of the atom alike."""
    of_home = ground.anchors.atom[ground.homes.anchor]
    edges = np.searchsorted(of_home, np.arange(len(ground.island.shapes) + 1))
    low, high = edges[atom], edges[atom + 1]
    return np.asarray(low + (chance.random(len(atom)) * (high - low)).astype(np.int64))
