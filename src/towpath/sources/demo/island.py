"""The island's shape: settlement, districts and the atoms of its small areas.

Points of settlement are drawn thick in towns and thin between them; equal bunches of them make
the small areas, so that these are small in towns and large in the country, as real ones are.
The cells of a fine Voronoi diagram are then dissolved: neighbours share each boundary exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from towpath.sources.demo.world import Floats, Ints, Settings, stream


@dataclass(frozen=True)
class Island:
    """The land, cut into atoms: the pieces from which both vintages of small areas are made."""

    shapes: list[BaseGeometry]  # one an atom, British National Grid
    district: Ints  # of each atom
    settlement: Floats  # (n, 2), points inside the atoms
    home: Ints  # the atom of each point of settlement

    @property
    def centres(self) -> Floats:
        """A point well inside each atom."""
        points = shapely.centroid(np.array(self.shapes))
        return np.asarray(shapely.get_coordinates(points))


def raised(settings: Settings, seed: int) -> Island:
    """The island of these settings."""
    chance = stream(seed, "island")
    coast = _Relief(settings, chance)
    settlement, district = _settlement(settings, coast, chance)
    seeds, seed_district = _bunches(settings, settlement, district, chance)
    points = np.vstack([settlement, coast.filling(chance)])
    atom = np.where(coast.height(points) > 0, _nearest(seeds, points), -1)
    member = atom[: len(settlement)]
    shapes = _dissolved(points, atom, settings["island"]["tolerance"])
    inside = np.array(
        [
            shapely.contains_xy(shapes[a], *point)
            for a, point in zip(member, settlement, strict=True)
        ]
    )
    return Island(shapes, seed_district, settlement[inside], member[inside])


class _Relief:
    """Height above the sea as a sum of waves: an ellipse with an uneven coast."""

    def __init__(self, settings: Settings, chance: np.random.Generator) -> None:
        frame = settings["island"]
        self.frame = frame
        self.middle = np.array([frame["west"] + frame["east"], frame["south"] + frame["north"]]) / 2
        self.radii = np.array([17_500.0, 12_600.0])
        self.waves = chance.normal(size=(26, 2)) / np.array([[5200 * 0.87**n] for n in range(26)])
        self.phases = chance.uniform(0, 2 * np.pi, 26)
        self.sizes = 0.13 * 0.9 ** np.arange(26)

    def height(self, points: Floats) -> Floats:
        """Above 0 on land."""
        reach = (((points - self.middle) / self.radii) ** 2).sum(axis=1)
        swell = np.sin(points @ self.waves.T + self.phases) @ self.sizes
        bay = np.array(self.frame["bay"])
        hollow = np.exp(-(((points - bay[:2]) / bay[2]) ** 2).sum(axis=1) / 2)
        return np.asarray(1 - reach + 0.75 * swell - bay[3] * hollow)

    def filling(self, chance: np.random.Generator) -> Floats:
        """Points all over land and sea, and more of them along the shore."""
        coarse = self._lattice(self.frame["grid"], chance)
        fine = self._lattice(self.frame["grid"] / 2.4, chance)
        return np.vstack([coarse, fine[np.abs(self.height(fine)) < 0.06]])

    def _lattice(self, step: float, chance: np.random.Generator) -> Floats:
        east = np.arange(self.frame["west"], self.frame["east"], step)
        north = np.arange(self.frame["south"], self.frame["north"], step)
        grid = np.stack(np.meshgrid(east, north), axis=-1).reshape(-1, 2)
        return np.asarray(grid + chance.uniform(0, step * 0.9, grid.shape))


def _settlement(
    settings: Settings, coast: _Relief, chance: np.random.Generator
) -> tuple[Floats, Ints]:
    """Points of settlement on land, each in the district of its town, and their districts."""
    districts = settings["districts"]
    heart = np.array([d["towns"][0][:2] for d in districts], dtype=float)
    points: list[Floats] = []
    for number, one in enumerate(districts):
        wanted = one["small_areas"] * settings["island"]["people_points"]
        drawn = _drawn(one, settings["island"], wanted * 30, chance)
        here = (coast.height(drawn) > 0.02) & (_district(heart, drawn) == number)
        points.append(drawn[here][:wanted])
    numbers = np.repeat(np.arange(len(districts)), [len(p) for p in points])
    return np.vstack(points), numbers


def _drawn(one: Settings, frame: Settings, number: int, chance: np.random.Generator) -> Floats:
    """A draw from a district's towns and its countryside, in random order."""
    towns = np.array(one["towns"])
    shares = np.append(towns[:, 3], one["rural"])
    kind = chance.choice(len(shares), size=number, p=shares / shares.sum())
    country = chance.uniform(
        [frame["west"], frame["south"]], [frame["east"], frame["north"]], (number, 2)
    )
    which = np.minimum(kind, len(towns) - 1)
    # A town thins out outwards with a long tail: two spreads mixed.
    spread = towns[which, 2] * np.where(chance.random(number) < 0.7, 0.8, 1.5)
    town = towns[which, :2] + chance.normal(size=(number, 2)) * spread[:, None]
    # Most of the countryside's draws fall in other districts, so it is drawn in its own measure.
    return np.where((kind == len(towns))[:, None], country, town)


def _district(heart: Floats, points: Floats) -> Ints:
    """The district of each point: that of the nearest town, along bent lines."""
    bent = points + 900 * np.sin(points[:, ::-1] / 1900.0)
    return _nearest(heart, bent)


def _nearest(targets: Floats, points: Floats) -> Ints:
    return np.asarray(cKDTree(targets).query(points)[1], dtype=np.int64)


def _bunches(
    settings: Settings, points: Floats, district: Ints, chance: np.random.Generator
) -> tuple[Floats, Ints]:
    """Seeds of the atoms and their districts: k-means in each district."""
    seeds = [
        bunched(points[district == number], one["small_areas"], chance)
        for number, one in enumerate(settings["districts"])
    ]
    return np.vstack(seeds), np.repeat(np.arange(len(seeds)), [len(s) for s in seeds])


def bunched(points: Floats, number: int, chance: np.random.Generator) -> Floats:
    """The middles of so many bunches of points (Lloyd's k-means, twelve rounds)."""
    middle = points[chance.choice(len(points), number, replace=False)]
    for _ in range(12):
        member = _nearest(middle, points)
        count = np.bincount(member, minlength=number)
        sums = np.stack([np.bincount(member, points[:, axis], number) for axis in (0, 1)], axis=1)
        found = (count > 0)[:, None]
        middle = np.where(found, sums / np.maximum(count, 1)[:, None], middle)
    return middle


def _dissolved(points: Floats, atom: Ints, tolerance: float) -> list[BaseGeometry]:
    """The shape of each atom: its cells united, then all boundaries smoothed together."""
    cells = shapely.voronoi_polygons(shapely.MultiPoint(points), ordered=True)
    parts = np.asarray(shapely.get_parts(cells))
    order = np.argsort(atom, kind="stable")
    starts = np.searchsorted(atom[order], np.arange(atom.max() + 2))
    united = [shapely.coverage_union_all(parts[order[a:b]]) for a, b in pairwise(starts)]
    return list(shapely.coverage_simplify(np.array(united), tolerance))
