"""Streets and places: the anonymised anchors that files show, and the homes behind them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from towpath.sources.demo.island import Island
from towpath.sources.demo.people import central
from towpath.sources.demo.world import Floats, Ints, Settings, stream


@dataclass(frozen=True)
class Anchors:
    """The anchors of the police files: where they are, what they are called, their atoms."""

    atom: Ints  # ascending
    points: Floats  # the catalogue in use
    older: Floats  # the catalogue it replaced
    label: list[str]  # without "On or near"
    kind: list[str]  # "" for a street
    street: list[str]  # the street it stands on, whatever its kind


@dataclass(frozen=True)
class Homes:
    """Dwellings of the district along its streets: the exact points of the force's own records."""

    anchor: Ints
    points: Floats


def named(settings: Settings, island: Island, seed: int) -> Anchors:
    """The anchors: one at each point of settlement."""
    chance = stream(seed, "streets")
    order = np.argsort(island.home, kind="stable")
    atom, points = island.home[order], island.settlement[order]
    kind = _kinds(settings, central(settings, points, island.district[atom]), chance)
    words = settings["streets"]
    first = chance.integers(len(words["first"]), size=len(atom))
    last = chance.integers(len(words["last"]), size=len(atom))
    street = [f"{words['first'][f]} {words['last'][e]}" for f, e in zip(first, last, strict=True)]
    label = [k or s for k, s in zip(kind, street, strict=True)]
    older = _within(island, atom, points + chance.normal(0, 35, points.shape), points)
    return Anchors(atom, points, older, label, kind, street)


def built(anchors: Anchors, island: Island, households: Ints, seed: int) -> Homes:
    """The district's homes, scattered along a street through each anchor."""
    chance = stream(seed, "homes")
    streets = np.flatnonzero(island.district[anchors.atom] == 0)
    share = households / np.bincount(anchors.atom, minlength=len(households))
    anchor = np.repeat(streets, np.maximum(share[anchors.atom[streets]].astype(int), 1))
    bearing = chance.uniform(0, np.pi, len(anchors.atom))[anchor]
    along = chance.uniform(-110, 110, len(anchor))
    aside = chance.choice([-12.0, 12.0], len(anchor))
    east = np.cos(bearing) * along - np.sin(bearing) * aside
    north = np.sin(bearing) * along + np.cos(bearing) * aside
    offset = np.stack([east, north], axis=1)
    points = np.round(anchors.points[anchor] + offset)
    inside = _held(island, anchors.atom[anchor], points)
    return Homes(anchor[inside], points[inside])


def _kinds(settings: Settings, centre: Floats, chance: np.random.Generator) -> list[str]:
    """The kind of place each anchor is; most are plain streets."""
    names = list(settings["places"])
    share = np.array(list(settings["places"].values()))
    scale = (1 / 6 + 5 / 6 * centre)[:, None] * share
    drawn = chance.random(len(centre))[:, None] > np.cumsum(scale, axis=1)
    which = drawn.sum(axis=1)
    return [(*names, "")[n] for n in which]


def _held(island: Island, atom: Ints, points: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether each point lies inside its atom; atoms must be in ascending runs."""
    held = np.zeros(len(points), dtype=bool)
    for number in np.unique(atom):
        mine = np.flatnonzero(atom == number)
        shape = island.shapes[number]
        shapely.prepare(shape)
        held[mine] = shapely.contains_xy(shape, points[mine])
    return held


def _within(island: Island, atom: Ints, points: Floats, otherwise: Floats) -> Floats:
    return np.where(_held(island, atom, points)[:, None], points, otherwise)
