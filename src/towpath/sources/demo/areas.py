"""The island's administrative areas: small areas of both vintages, MSOAs, wards, districts."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from towpath.sources.demo.island import Island, bunched
from towpath.sources.demo.world import Floats, Ints, Settings, stream


@dataclass(frozen=True)
class Layer:
    """One layer of areas: their codes, names and districts, and the area of each atom."""

    codes: list[str]
    names: list[str]
    district: Ints
    of_atom: Ints

    def __len__(self) -> int:
        return len(self.codes)

    def total(self, values: Floats | Ints) -> Floats:
        """Atom values added up by area (first axis)."""
        totals = np.zeros((len(self), *values.shape[1:]), dtype=values.dtype)
        np.add.at(totals, self.of_atom, values)
        return totals

    def shapes(self, island: Island) -> list[BaseGeometry]:
        """The areas' shapes: their atoms united."""
        atoms = np.array(island.shapes)
        return [
            shapely.coverage_union_all(atoms[self.of_atom == number]) for number in range(len(self))
        ]


@dataclass(frozen=True)
class Areas:
    """Every layer, and how the two vintages of small areas answer to each other."""

    small_2011: Layer
    small_2021: Layer
    msoa: Layer
    ward: Layer
    district: Layer
    changes: list[tuple[int, int, str]]  # 2011, 2021, U, S, M or X


def drawn_up(settings: Settings, island: Island, seed: int) -> Areas:
    """The areas of the island."""
    chance = stream(seed, "areas")
    of_2011, of_2021 = _vintages(settings, island)
    district_2021, centre = _gathered(island, of_2021)
    msoa = _grouped(district_2021, centre, [max(1, n // 5) for n in _sizes(district_2021)], chance)
    ward = _grouped(district_2021, centre, [d["wards"] for d in settings["districts"]], chance)
    names = [d["name"] for d in settings["districts"]]
    msoas = _msoa_layer(names, msoa[of_2021], island)
    small_2021, small_2011, changes = _small_layers(msoas, of_2011, of_2021, island)
    district = Layer(
        [f"X07{n:06d}" for n in range(1, len(names) + 1)],
        names,
        np.arange(len(names)),
        island.district,
    )
    wards = _ward_layer(settings, ward[of_2021], island)
    return Areas(small_2011, small_2021, msoas, wards, district, changes)


def _vintages(settings: Settings, island: Island) -> tuple[Ints, Ints]:
    """The small area of each atom in 2011 and in 2021, numbered by their first atom."""
    of_2011 = np.arange(len(island.shapes))
    of_2021 = of_2011.copy()
    used: set[int] = set()
    wanted = settings["vintages"]
    kinds = [of_2011] * wanted["splits"] + [of_2021] * wanted["merges"]
    for layer in kinds:
        one, other = _neighbours(island, 0, used)[:2]
        layer[other] = one
    left, middle, right = _neighbours(island, 0, used)
    of_2011[middle], of_2021[right] = left, middle  # the pieces change hands: neither kept
    for number in range(1, len(settings["districts"])):
        one, other = _neighbours(island, number, used)[:2]
        of_2011[other] = one
    return _renumbered(of_2011), _renumbered(of_2021)


def _neighbours(island: Island, district: int, used: set[int]) -> tuple[int, int, int]:
    """Three unused atoms in a row, each touching the next, outermost of the district first."""
    mine = np.flatnonzero(island.district == district)
    middle = island.centres[mine].mean(axis=0)
    far = np.argsort(np.hypot(*(island.centres[mine] - middle).T))[len(mine) // 4 :]
    shapes = np.array(island.shapes)
    for one in mine[far].tolist():
        beside = mine[shapely.touches(shapes[one], shapes[mine])].tolist()
        free = [a for a in beside if a not in used]
        if one in used or not free:
            continue
        touching = mine[shapely.touches(shapes[free[0]], shapes[mine])].tolist()
        onward = [a for a in touching if a not in used and a not in (one, free[0])]
        if onward:
            used.update((one, free[0], onward[0]))
            return one, free[0], onward[0]
    raise AssertionError("the district is too small for its vintage changes")


def _renumbered(labels: Ints) -> Ints:
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64)


def _gathered(island: Island, of_atom: Ints) -> tuple[Ints, Floats]:
    """District and mean centre of each area."""
    first = np.unique(of_atom, return_index=True)[1]
    count = np.bincount(of_atom)
    centre = [np.bincount(of_atom, axis) / count for axis in island.centres.T]
    return island.district[first], np.stack(centre, axis=1)


def _sizes(district: Ints) -> list[int]:
    return [int(n) for n in np.bincount(district)]


def _grouped(
    district: Ints, centre: Floats, numbers: list[int], chance: np.random.Generator
) -> Ints:
    """The group of each area, numbered from north to south within each district."""
    group = np.empty(len(district), dtype=np.int64)
    start = 0
    for number, wanted in enumerate(numbers):
        mine = district == number
        middle = bunched(centre[mine], wanted, chance)
        middle = middle[np.argsort(-middle[:, 1])]
        gap = np.hypot(*(centre[mine][:, None] - middle[None]).transpose(2, 0, 1))
        group[mine] = _renumbered(gap.argmin(axis=1)) + start
        start = int(group[mine].max()) + 1
    return group


def _msoa_layer(names: list[str], of_atom: Ints, island: Island) -> Layer:
    district, _ = _gathered(island, of_atom)
    nth = [int(n - np.searchsorted(district, d)) + 1 for n, d in enumerate(district)]
    called = [f"{names[d]} {n:03d}" for d, n in zip(district, nth, strict=True)]
    codes = [f"X02{n:06d}" for n in range(1, len(district) + 1)]
    return Layer(codes, called, district, of_atom)


def _small_layers(
    msoas: Layer, of_2011: Ints, of_2021: Ints, island: Island
) -> tuple[Layer, Layer, list[tuple[int, int, str]]]:
    """Both vintages: an unchanged area keeps its code and name, a changed one gets its own."""
    pairs = sorted(set(zip(of_2011.tolist(), of_2021.tolist(), strict=True)))
    kind = _kinds(pairs)
    district_2011, _ = _gathered(island, of_2011)
    district_2021, _ = _gathered(island, of_2021)
    codes_2011 = [f"X01{n:06d}" for n in range(1, len(district_2011) + 1)]
    kept = {new: codes_2011[old] for old, new in pairs if kind[old, new] == "U"}
    codes_2021 = [kept.get(n, f"X0103{n + 1:04d}") for n in range(len(district_2021))]
    letters: dict[int, int] = {}
    names_2021 = _lettered(msoas, of_2021, letters, {})
    same = {old: names_2021[new] for old, new in pairs if kind[old, new] == "U"}
    names_2011 = _lettered(msoas, of_2011, letters, same)
    changes = [(old, new, kind[old, new]) for old, new in pairs]
    return (
        Layer(codes_2021, names_2021, district_2021, of_2021),
        Layer(codes_2011, names_2011, district_2011, of_2011),
        changes,
    )


def _kinds(pairs: list[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """U, S, M or X for each pair, as the ONS lookup marks them."""
    olds, news = (np.bincount([pair[side] for pair in pairs]) for side in (0, 1))
    tangled = {old for old, new in pairs if olds[old] > 1 and news[new] > 1}
    marks = {}
    for old, new in pairs:
        knot = old in tangled or any(o in tangled for o, n in pairs if n == new)
        plain = "S" if olds[old] > 1 else "M" if news[new] > 1 else "U"
        marks[old, new] = "X" if knot else plain
    return marks


def _lettered(
    msoas: Layer, of_atom: Ints, letters: dict[int, int], same: dict[int, str]
) -> list[str]:
    """Names like "Aldermere 003A"; `letters` remembers how many each MSOA has given."""
    first = np.unique(of_atom, return_index=True)[1]
    names = []
    for number, atom in enumerate(first):
        msoa = int(msoas.of_atom[atom])
        if number not in same:
            letters[msoa] = letters.get(msoa, -1) + 1
        names.append(same.get(number) or f"{msoas.names[msoa]}{ascii_uppercase[letters[msoa]]}")
    return names


def _ward_layer(settings: Settings, of_atom: Ints, island: Island) -> Layer:
    district, centre = _gathered(island, of_atom)
    given = settings["wards"]
    names = _placed(given["placed"], centre[district == 0])
    rest = iter(given["names"])
    called = [names.get(n) or next(rest) for n in range(int((district == 0).sum()))]
    for number, one in enumerate(settings["districts"][1:], start=1):
        wards = int((district == number).sum())
        called += [f"{one['name']} {given['elsewhere'][n]}" for n in range(wards)]
    codes = [f"X05{n:06d}" for n in range(1, len(district) + 1)]
    return Layer(codes, called, district, of_atom)


def _placed(points: dict[str, list[float]], centre: Floats) -> dict[int, str]:
    """The ward nearest each named point, each ward once."""
    names: dict[int, str] = {}
    for name, point in points.items():
        order = np.argsort(np.hypot(*(centre - point).T)).tolist()
        names[next(ward for ward in order if ward not in names)] = name
    return names
