"""How many offences happen where and when: expected counts, and one draw of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from towpath.sources.demo import burglaries
from towpath.sources.demo.burglaries import Burglaries
from towpath.sources.demo.ground import Ground
from towpath.sources.demo.world import YEAR, Bools, Calendar, Floats, Ints, Settings


@dataclass(frozen=True)
class Intensity:
    """Expected offences by atom, category and month, before anything is published."""

    expected: Floats  # (atoms, categories, months)
    risk: Floats  # (atoms, categories): against the district's mean, hotspots left out
    hot: list[Bools]  # the atoms of each hotspot


@dataclass(frozen=True)
class Offences:
    """One draw of offences, in order of month; `home` is -1 where no dwelling is known."""

    month: Ints
    category: Ints
    anchor: Ints
    home: Ints
    moment: Floats  # days since the first month began


def intensity(ground: Ground) -> Intensity:
    """Base rate × district × small-area risk × season × days × what changes."""
    settings, calendar, island = ground.settings, ground.calendar, ground.island
    risk = _risk(ground)
    residents = ground.people.mid_2020.sum(axis=1) / 1000
    level = np.array([d["level"] for d in settings["districts"]])[island.district]
    rate = np.array([c["rate"] for c in settings["categories"]]) / YEAR
    month = _months(settings, calendar)
    expected = (residents * level)[:, None, None] * (rate * risk)[:, :, None] * month
    home = np.array([d["force"] == 0 for d in settings["districts"]])[island.district]
    expected[home] *= _recorded(settings, calendar)
    hot = [ground.within(spot) for spot in settings["hotspots"]]
    for spot, atoms in zip(settings["hotspots"], hot, strict=True):
        held = calendar.since(spot.get("from")) & ~calendar.since(spot.get("to"), otherwise=False)
        where = np.ix_(atoms, np.array([ground.slugs.index(spot["category"])]), held)
        expected[where] *= spot["factor"]
    return Intensity(expected, risk, hot)


def _risk(ground: Ground) -> Floats:
    """Gamma × deprivation × centrality, averaging 1 over each district's residents."""
    settings, people, chance = ground.settings, ground.people, ground.chance("risk")
    residents = people.mid_2020.sum(axis=1).astype(float)
    columns = []
    for one in settings["categories"]:
        shape = chance.gamma(one["spread"], 1 / one["spread"], len(residents))
        slope = one["deprivation"] * people.deprivation + one["centre"] * people.centrality
        columns.append(shape * np.exp(slope))
    risk = np.stack(columns, axis=1)
    for number in range(len(settings["districts"])):
        mine = ground.island.district == number
        risk[mine] /= np.average(risk[mine], axis=0, weights=residents[mine])
    return risk


def _months(settings: Settings, calendar: Calendar) -> Floats:
    """Days × season × the rise and the fall, by category and month."""
    of_year = np.array([first.month - 1 for first in calendar.firsts[:-1]])
    rows = []
    for one in settings["categories"]:
        season = np.array(one["season"]) / np.mean(one["season"])
        row = calendar.days * season[of_year]
        for change in settings["changes"]:
            if change["category"] == one["slug"]:
                row = np.where(calendar.since(change["from"]), row * change["factor"], row)
        rows.append(row)
    return np.stack(rows)


def _recorded(settings: Settings, calendar: Calendar) -> Floats:
    """What the home force's change of recording does, by category and month."""
    change = settings["recording"]
    since = calendar.since(change["from"])
    factors = [change.get(one["slug"], 1.0) for one in settings["categories"]]
    return np.stack([np.where(since, factor, 1.0) for factor in factors])


def committed(ground: Ground, expected: Floats) -> tuple[Offences, Burglaries]:
    """One draw: overdispersed counts set down at anchors, and burglaries that beget burglaries."""
    chance, calendar = ground.chance("offences"), ground.calendar
    plain, dwelling = _parted(ground, expected)
    shaken = plain * _shocks(ground, expected, chance)
    counts = chance.poisson(shaken)
    atom, category, month = (np.repeat(i, counts.ravel()) for i in _indices(counts.shape))
    anchor = _set_down(ground, atom, category, chance)
    starts = np.concatenate([[0], np.cumsum(calendar.days)])
    moment = starts[month] + chance.random(len(month)) * calendar.days[month]
    series = burglaries.spread(ground, dwelling, starts)
    both = Offences(
        np.concatenate([month, np.searchsorted(starts, series.moment, side="right") - 1]),
        np.concatenate([category, np.full(len(series.moment), ground.slugs.index("burglary"))]),
        np.concatenate([anchor, ground.homes.anchor[series.home]]),
        np.concatenate([np.full(len(month), -1), series.home]),
        np.concatenate([moment, series.moment]),
    )
    return both, series


def _indices(shape: tuple[int, ...]) -> list[Ints]:
    return [index.ravel() for index in np.indices(shape)]


def _parted(ground: Ground, expected: Floats) -> tuple[Floats, Floats]:
    """The district's burglary of dwellings taken out of the rest, by atom and month."""
    number = ground.slugs.index("burglary")
    mine = (ground.island.district == 0)[:, None]
    share = ground.settings["near_repeat"]["residential"]
    dwelling = np.where(mine, expected[:, number] * share, 0)
    plain = expected.copy()
    plain[:, number] -= dwelling
    return plain, dwelling


def _shocks(ground: Ground, expected: Floats, chance: np.random.Generator) -> Floats:
    """A gamma factor a district, category and month, sized to give the stated dispersion."""
    dispersion = np.array([c["dispersion"] for c in ground.settings["categories"]])[:, None]
    district = ground.island.district
    shocks = []
    for number in range(len(ground.settings["districts"])):
        total = expected[district == number].sum(axis=0)
        shape = total / (dispersion - 1)
        shocks.append(chance.gamma(shape) / shape)
    return np.stack(shocks)[district]


def _set_down(ground: Ground, atom: Ints, category: Ints, chance: np.random.Generator) -> Ints:
    """An anchor in its atom for each offence, drawn by what the kind of place attracts."""
    anchors = ground.anchors
    placed = np.empty(len(atom), dtype=np.int64)
    edges = np.searchsorted(anchors.atom, np.arange(anchors.atom.max() + 2))
    for number, one in enumerate(ground.settings["categories"]):
        mine = category == number
        weight = np.array([one["places"].get(kind, 1.0) for kind in anchors.kind])
        climb = np.concatenate([[0.0], np.cumsum(weight)])
        low, high = climb[edges[atom[mine]]], climb[edges[atom[mine] + 1]]
        at = low + chance.random(int(mine.sum())) * (high - low)
        placed[mine] = np.searchsorted(climb, at, side="right") - 1
    return np.minimum(placed, len(anchors.atom) - 1)
