"""What the world was made from, and so what an analysis of its files ought to find."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from towpath.sources.demo import partners
from towpath.sources.demo.burglaries import Burglaries
from towpath.sources.demo.files import write_json
from towpath.sources.demo.ground import Ground
from towpath.sources.demo.offences import Intensity, Offences
from towpath.sources.demo.police import Published
from towpath.sources.demo.world import NOTICE, Bools, Settings


@dataclass(frozen=True)
class Change:
    """A category whose daily rate is multiplied from a month on, by its slug."""

    what: str  # rise, fall, recording
    category: str
    since: str  # "2025-01"
    factor: float


@dataclass(frozen=True)
class Hotspot:
    """Small areas (LSOA 2021) where one category is multiplied, from and to a month if bounded."""

    name: str
    category: str
    areas: tuple[str, ...]
    factor: float
    since: str
    until: str  # the first month without it; "" where it lasts


@dataclass(frozen=True)
class Shared:
    """A hotspot of the police's that another agency meets too, over the same months: by what factor
    its kinds of event are multiplied there."""

    hotspot: str
    agency: str  # fire, council
    factors: dict[str, float]


@dataclass(frozen=True)
class NearRepeat:
    """The branching process of the district's residential burglary, and what was drawn of it."""

    offspring: float  # mean number that each burglary sets off
    same_address: float  # share of these at the very address
    metres: float  # standard deviation of the others' distance, each way
    days: float  # mean lag
    burglaries: int
    set_off: int
    set_off_at_same_address: int


@dataclass(frozen=True)
class LocalArea:
    """A named set of small areas (LSOA 2021), with its hours if it has any."""

    name: str
    areas: tuple[str, ...]
    hours: str


@dataclass(frozen=True)
class Truth:
    """The known truth of one world. Expected counts are of offences, before any loses its place."""

    notice: str
    seed: int
    partnership: str
    district: str  # code
    months: tuple[str, ...]
    residents: int  # of the district, mid-2020
    rates: dict[str, float]  # a year per 1,000 residents, before changes, by category
    seasons: dict[str, tuple[float, ...]]  # January to December, mean 1
    dispersion: dict[str, float]  # variance over mean of the district's months
    expected: dict[str, tuple[float, ...]]  # the district's, by category and month
    expected_by_area: dict[str, dict[str, float]]  # LSOA 2021, then category: over all months
    drawn: dict[str, tuple[int, ...]]  # what one draw gave: the district's, by category and month
    changes: tuple[Change, ...]
    hotspots: tuple[Hotspot, ...]
    shared: tuple[Shared, ...]
    near_repeat: NearRepeat
    local_areas: tuple[LocalArea, ...]
    nights: dict[str, Any]  # the town centre's: share of which categories, in the extract
    unlocated: dict[str, Any]  # shares of rows before and after, and the month
    snap_points_replaced: str
    small_areas_2021_from: str
    repeated_rows: int  # rows of the home force that come again in a later month
    plan: dict[str, str]  # last plan's indicators: met or missed, as made

    def write(self, path: Path) -> None:
        """The truth as JSON."""
        write_json(path, asdict(self))

    @classmethod
    def read(cls, path: Path) -> Self:
        """The truth that lies beside a world's files."""
        said = json.loads(path.read_text(encoding="utf-8"))
        said["changes"] = tuple(Change(**one) for one in said["changes"])
        said["hotspots"] = tuple(Hotspot(**_tupled(one)) for one in said["hotspots"])
        said["shared"] = tuple(Shared(**one) for one in said["shared"])
        said["near_repeat"] = NearRepeat(**said["near_repeat"])
        said["local_areas"] = tuple(LocalArea(**_tupled(one)) for one in said["local_areas"])
        said["months"] = tuple(said["months"])
        for name in ("seasons", "expected", "drawn"):
            said[name] = {key: tuple(values) for key, values in said[name].items()}
        return cls(**said)


def _tupled(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "areas": tuple(said["areas"])}


def known(
    ground: Ground,
    intensity: Intensity,
    offences: Offences,
    burglaries: Burglaries,
    rows: Published,
    plan: dict[str, str],
) -> Truth:
    """The truth of a world and of what was drawn from it."""
    said, mine = ground.settings, ground.island.district == 0
    total = np.round(intensity.expected[mine].sum(axis=0), 4)
    return Truth(
        notice=NOTICE,
        seed=ground.seed,
        partnership=said["partnership"]["name"],
        district=ground.areas.district.codes[0],
        months=tuple(ground.calendar.names),
        residents=int(ground.people.mid_2020[mine].sum()),
        rates={one["slug"]: one["rate"] for one in said["categories"]},
        seasons={one["slug"]: _mean_one(one["season"]) for one in said["categories"]},
        dispersion={one["slug"]: one["dispersion"] for one in said["categories"]},
        expected=dict(zip(ground.slugs, map(tuple, total.tolist()), strict=True)),
        expected_by_area=_by_area(ground, intensity),
        drawn=dict(zip(ground.slugs, map(tuple, _drawn(ground, offences)), strict=True)),
        changes=_changes(ground),
        hotspots=_hotspots(ground, intensity),
        shared=_shared(said),
        near_repeat=_near_repeat(ground, burglaries),
        local_areas=_local_areas(ground),
        nights=dict(said["nights"]),
        unlocated=dict(said["unlocated"]),
        snap_points_replaced=said["snap_points"]["from"],
        small_areas_2021_from=said["vintage"]["from"],
        repeated_rows=len(rows.offence) - len(offences.month),
        plan=plan,
    )


def _mean_one(season: list[float]) -> tuple[float, ...]:
    return tuple(np.round(np.array(season) / np.mean(season), 6).tolist())


def _by_area(ground: Ground, intensity: Intensity) -> dict[str, dict[str, float]]:
    small = ground.areas.small_2021
    totals = np.round(small.total(intensity.expected.sum(axis=2)), 4)
    return {
        small.codes[n]: dict(zip(ground.slugs, totals[n].tolist(), strict=True))
        for n in np.flatnonzero(small.district == 0)
    }


def _drawn(ground: Ground, offences: Offences) -> list[list[int]]:
    here = ground.district[offences.anchor] == 0
    counts = np.zeros((len(ground.slugs), len(ground.calendar)), dtype=np.int64)
    np.add.at(counts, (offences.category[here], offences.month[here]), 1)
    return counts.tolist()


def _changes(ground: Ground) -> tuple[Change, ...]:
    said, recording = ground.settings["changes"], ground.settings["recording"]
    moved = [slug for slug in recording if slug != "from"]
    return (
        *(Change(one["what"], one["category"], one["from"], one["factor"]) for one in said),
        *(Change("recording", slug, recording["from"], recording[slug]) for slug in moved),
    )


def _codes(ground: Ground, atoms: Bools) -> tuple[str, ...]:
    small = ground.areas.small_2021
    return tuple(sorted({small.codes[n] for n in small.of_atom[atoms]}))


def _hotspots(ground: Ground, intensity: Intensity) -> tuple[Hotspot, ...]:
    return tuple(
        Hotspot(one["name"], one["category"], _codes(ground, hot), one["factor"],
                one.get("from", ""), one.get("to", ""))
        for one, hot in zip(ground.settings["hotspots"], intensity.hot, strict=True)
    )  # fmt: skip


def _shared(settings: Settings) -> tuple[Shared, ...]:
    return tuple(
        Shared(hotspot["name"], agency, dict(factors))
        for agency in ("fire", "ambulance", "council")
        for hotspot, factors in partners.shared(settings, agency)
    )


def _near_repeat(ground: Ground, drawn: Burglaries) -> NearRepeat:
    law = ground.settings["near_repeat"]
    return NearRepeat(
        law["offspring"], law["same_address"], law["metres"], law["days"],
        len(drawn.home), int((drawn.parent >= 0).sum()), drawn.same_address,
    )  # fmt: skip


def _local_areas(ground: Ground) -> tuple[LocalArea, ...]:
    """Each small area in the first local area that reaches it, so that none is in two."""
    said = ground.settings["local_areas"]
    taken = np.zeros(len(ground.island.shapes), dtype=bool)
    small, areas = ground.areas.small_2021, []
    for one in said:
        atoms = ground.within(one) & ~taken
        taken |= np.isin(small.of_atom, small.of_atom[atoms])
        areas.append(LocalArea(one["name"], _codes(ground, atoms), one.get("hours", "")))
    return tuple(areas)
