"""The police forces' open data as data.police.uk lays it out: streets and outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from towpath.sources.demo.files import write_csv
from towpath.sources.demo.ground import Ground
from towpath.sources.demo.offences import Offences
from towpath.sources.demo.world import Bools, Floats, Ints
from towpath.sources.reference.grid import to_degrees

STREET = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
    "LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip
OUTCOMES = (*STREET[:9], "Outcome type")
REMARK = "Synthetic"  # in the Context column, which real files leave empty
UNDECIDED = "Under investigation"


@dataclass(frozen=True)
class Published:
    """Rows as published: each an offence, its month in the files, and what is said of it."""

    offence: Ints
    month: Ints
    force: Ints
    anchor: Ints
    located: Bools
    identifier: list[str]
    outcome: Ints  # row of the settings' outcomes; -1 undecided; -2 none, for ASB
    decided: Ints  # the month in which the outcome became known


def published(ground: Ground, offences: Offences) -> Published:
    """What the forces publish of these offences: strays, lost places, outcomes and repeats."""
    chance = ground.chance("police")
    force = ground.force[offences.anchor]
    anchor = _strayed(ground, offences.anchor, chance)
    located = chance.random(len(anchor)) >= _lost(ground)[force, offences.month]
    asb = offences.category == ground.slugs.index("anti-social-behaviour")
    outcome, decided = _decided(ground, offences, chance)
    text = chance.bytes(32 * len(anchor)).hex()
    identifier = ["" if a else text[64 * n : 64 * n + 64] for n, a in enumerate(asb)]
    first = Published(
        np.arange(len(anchor)), offences.month, force, anchor, located, identifier,
        np.where(asb, -2, outcome), decided,
    )  # fmt: skip
    return _repeated(ground, first, chance)


def _strayed(ground: Ground, anchor: Ints, chance: np.random.Generator) -> Ints:
    """A few of the home force's rows lie in the other force's area."""
    away = np.flatnonzero(ground.force != 0)
    share = ground.settings["repeats"]["out_of_area"]
    stray = (ground.force[anchor] == 0) & (chance.random(len(anchor)) < share)
    return np.where(stray, chance.choice(away, len(anchor)), anchor)


def _lost(ground: Ground) -> Floats:
    """The share of rows without a place, by force and month."""
    law, calendar = ground.settings["unlocated"], ground.calendar
    home = np.where(calendar.since(law["from"]), law["after"], law["before"])
    return np.stack([home, np.full(len(calendar), law["elsewhere"])])


def _decided(ground: Ground, offences: Offences, chance: np.random.Generator) -> tuple[Ints, Ints]:
    """The outcome of each offence and its month; undecided while its time has not come."""
    size, settings, calendar = len(offences.month), ground.settings, ground.calendar
    climb = np.zeros((len(settings["categories"]), len(settings["outcomes"])))
    for row, one in enumerate(settings["categories"]):
        shares = [o["shares"].get(one["slug"], o["shares"]["default"])
                  for o in settings["outcomes"]]  # fmt: skip
        climb[row] = np.cumsum(shares) / max(1.0, sum(shares))
    outcome = (chance.random(size)[:, None] >= climb[offences.category]).sum(axis=1)
    days = np.array([o["days"] for o in settings["outcomes"]] + [1e9])
    known = offences.moment + chance.gamma(2.0, days[outcome] / 2)
    ends = np.cumsum(calendar.days)
    decided = np.searchsorted(ends, known, side="right")
    return np.where(decided < len(calendar), outcome, -1), decided


def _repeated(ground: Ground, first: Published, chance: np.random.Generator) -> Published:
    """Some rows come again in a later month, with a later outcome: an update, not a crime."""
    later = first.month + chance.integers(1, 4, len(first.month))
    eligible = (first.outcome >= 0) & (later < len(ground.calendar)) & (first.force == 0)
    share = ground.settings["repeats"]["share"]
    again = np.flatnonzero(eligible & (chance.random(len(later)) < share))
    earlier = first.outcome.copy()
    earlier[again] = -1
    return Published(
        np.concatenate([first.offence, first.offence[again]]),
        np.concatenate([first.month, later[again]]),
        np.concatenate([first.force, first.force[again]]),
        np.concatenate([first.anchor, first.anchor[again]]),
        np.concatenate([first.located, first.located[again]]),
        first.identifier + [first.identifier[row] for row in again],
        np.concatenate([earlier, first.outcome[again]]),
        np.concatenate([first.decided, first.decided[again]]),
    )


@dataclass(frozen=True)
class Gazetteer:
    """How files write each anchor: coordinates of both catalogues, label, both area codes."""

    coordinates: list[list[tuple[str, str]]]
    labels: list[str]
    areas: list[list[tuple[str, str]]]


def gazetteer(ground: Ground) -> Gazetteer:
    """The anchors as text, ready to be written."""
    coordinates = []
    for points in (ground.anchors.older, ground.anchors.points):
        east, north = to_degrees(*points.T)
        coordinates.append([(f"{x:.6f}", f"{y:.6f}") for x, y in zip(east, north, strict=True)])
    areas = []
    for layer in (ground.areas.small_2011, ground.areas.small_2021):
        of_anchor = layer.of_atom[ground.anchors.atom]
        areas.append([(layer.codes[n], layer.names[n]) for n in of_anchor])
    return Gazetteer(coordinates, [f"On or near {name}" for name in ground.anchors.label], areas)


def write(folder: Path, ground: Ground, offences: Offences, rows: Published) -> None:
    """Street files of every force, and the home force's outcomes, month by month."""
    settings, calendar = ground.settings, ground.calendar
    written = gazetteer(ground)
    labels = [o["label"] for o in settings["outcomes"]] + ["", UNDECIDED]  # -2, -1
    kinds = [c["label"] for c in settings["categories"]]
    order = np.lexsort((rows.offence, ground.anchors.atom[rows.anchor], rows.force, rows.month))
    blocks = np.searchsorted(
        (rows.month * len(settings["forces"]) + rows.force)[order],
        np.arange(len(calendar) * len(settings["forces"]) + 1),
    )
    for block, (low, high) in enumerate(pairwise(blocks)):
        month, force = divmod(block, len(settings["forces"]))
        one = settings["forces"][force]
        mine = order[low:high]
        place = _placed(ground, written, rows, mine, month)
        size = len(mine)
        path = folder / calendar.names[month] / f"{calendar.names[month]}-{one['slug']}-street.csv"
        write_csv(path, STREET, [
            [rows.identifier[n] for n in mine],
            [calendar.names[month]] * size, [one["name"]] * size, [one["name"]] * size, *place,
            [kinds[n] for n in offences.category[rows.offence[mine]]],
            [labels[n] for n in rows.outcome[mine]],
            [REMARK] * size,
        ])  # fmt: skip
    _write_outcomes(folder, ground, written, rows)


def _placed(
    ground: Ground, written: Gazetteer, rows: Published, mine: Ints, month: int
) -> list[list[str]]:
    """The five columns of place, as the catalogue and the vintage of that month have them."""
    settings, calendar = ground.settings, ground.calendar
    points = written.coordinates[int(calendar.since(settings["snap_points"]["from"])[month])]
    areas = written.areas[int(calendar.since(settings["vintage"]["from"])[month])]
    nowhere = ("", "", "No Location", "", "")
    cells = [
        (*points[a], written.labels[a], *areas[a]) if here else nowhere
        for a, here in zip(rows.anchor[mine].tolist(), rows.located[mine].tolist(), strict=True)
    ]
    return [list(column) for column in zip(*cells, strict=True)] or [[]] * 5


def _write_outcomes(folder: Path, ground: Ground, written: Gazetteer, rows: Published) -> None:
    """Each outcome once, in the month in which it became known."""
    settings, calendar = ground.settings, ground.calendar
    one = settings["forces"][0]
    known = np.flatnonzero((rows.outcome >= 0) & (rows.force == 0) & (rows.decided < len(calendar)))
    known = known[np.lexsort((rows.offence[known], rows.decided[known]))]
    blocks = np.searchsorted(rows.decided[known], np.arange(len(calendar) + 1))
    for month, name in enumerate(calendar.names):
        mine = known[blocks[month] : blocks[month + 1]]
        size = len(mine)
        place = _placed(ground, written, rows, mine, month)
        write_csv(folder / name / f"{name}-{one['slug']}-outcomes.csv", OUTCOMES, [
            [rows.identifier[n] for n in mine],
            [name] * size, [one["name"]] * size, [one["name"]] * size, *place,
            [settings["outcomes"][n]["label"] for n in rows.outcome[mine]],
        ])  # fmt: skip
