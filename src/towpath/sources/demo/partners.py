"""What fire, ambulance, hospital and council deliver each quarter, in their feeds' own words.

Fire and ambulance make the statutory return of SI 2007/1831; the hospital gives more than it must.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from towpath.sources.demo.files import write_csv
from towpath.sources.demo.ground import Ground
from towpath.sources.demo.world import YEAR, Floats, Ints, Settings, quarter_of

FIRE = (
    "Reference", "Type of incident", "Date of incident", "Time", "Easting", "Northing", "LSOA code",
)  # fmt: skip
AMBULANCE = (
    "Call number", "Call type", "Date of call", "Time", "Easting", "Northing", "LSOA code",
)  # fmt: skip
HOSPITAL = (
    "ICD-10 group", "ICD-10", "Date of admission", "LSOA code", "Outward postcode", "Age band",
    "Sex",
)  # fmt: skip
COUNCIL = (
    "Case reference", "Type of report", "Date reported", "Easting", "Northing", "LSOA code",
    "Repeat complainant", "How reported",
)  # fmt: skip
# Five-year bands from 0-4 to 90+, thickest in the twenties.
_BANDS = (*(f"{age}-{age + 4}" for age in range(0, 90, 5)), "90+")
_AT_AGE = np.array([1, 1, 2, 8, 14, 13, 11, 10, 9, 8, 7, 6, 4, 3, 2, 2, 1, 1, 1])
_EVENING = np.array([3, 3, 2, 1, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6, 7, 7, 7, 7, 6, 5]) / 92


@dataclass(frozen=True)
class Events:
    """One agency's events, in order of time: kind, anchor, and days since the world began."""

    kind: list[str]
    anchor: Ints
    moment: Floats
    day: list[date]

    def __len__(self) -> int:
        return len(self.kind)


def write(folder: Path, ground: Ground) -> None:
    """Quarterly files of the four agencies."""
    for name, agency, columns, header in (
        ("fire", "saltreath-fire", _incidents, FIRE),
        ("ambulance", "greyhaven-ambulance", _incidents, AMBULANCE),
        ("hospital", "aldermere-hospital", _admissions, HOSPITAL),
        ("council", "aldermere-council", _complaints, COUNCIL),
    ):
        chance = ground.chance(name)
        events = _happened(name, ground, chance)
        table = columns(ground, events, chance)
        quarter = np.array([quarter_of(day) for day in events.day])
        for one in sorted(set(quarter.tolist())):
            rows = np.flatnonzero(quarter == one)
            path = folder / agency / f"{agency}-{one}.csv"
            write_csv(path, header, [[column[n] for n in rows] for column in table])


def _happened(name: str, ground: Ground, chance: np.random.Generator) -> Events:
    """Events by kind over the district, more of them where deprivation and towns are, and more
    still in the hotspots that the agency shares with the police."""
    names = list(ground.settings[name])
    expected = _expected(ground.settings[name], ground)
    drawn = [_drawn(ground, expected, 0, chance)]
    more = ground.chance(f"{name} in hotspots")
    for hotspot, factors in shared(ground.settings, name):
        extra = np.array([factors.get(kind, 1.0) for kind in names])[:, None] - 1
        since = float(ground.calendar.days[~ground.calendar.since(hotspot.get("from"))].sum())
        drawn.append(_drawn(ground, expected * extra * ground.within(hotspot), int(since), more))
    kind, anchor, moment = (np.concatenate(column) for column in zip(*drawn, strict=True))
    order = np.argsort(moment, kind="stable")
    days = [ground.calendar.firsts[0] + timedelta(days=int(m)) for m in moment[order]]
    return Events([names[n] for n in kind[order]], anchor[order], moment[order], days)


def shared(settings: Settings, agency: str) -> Iterator[tuple[Settings, dict[str, float]]]:
    """The police's hotspots that an agency meets too, and by what factor its kinds of event."""
    for one in settings["shared"]:
        hotspot = next(spot for spot in settings["hotspots"] if spot["name"] == one["hotspot"])
        if agency in one:
            yield hotspot, one[agency]


def _expected(kinds: Settings, ground: Ground) -> Floats:
    """Events a day by kind and atom."""
    people = ground.people
    residents = people.mid_2020.sum(axis=1) / 1000 * (ground.island.district == 0)
    pull = np.exp(0.35 * people.deprivation + 0.8 * people.centrality)
    weight = residents * pull / np.average(pull, weights=residents)
    rate = np.array([one["rate"] for one in kinds.values()])
    daily: Floats = rate[:, None] * weight / YEAR
    return daily


def _drawn(
    ground: Ground, expected: Floats, since: int, chance: np.random.Generator
) -> tuple[Ints, Ints, Floats]:
    """Kind, anchor and moment of events that are so many a day from some day until the end."""
    total = int(ground.calendar.days.sum())
    counts = chance.poisson(expected * (total - since))
    kind, atom = (np.repeat(i.ravel(), counts.ravel()) for i in np.indices(counts.shape))
    edges = np.searchsorted(ground.anchors.atom, np.arange(expected.shape[1] + 1))
    low, high = edges[atom], edges[atom + 1]
    anchor = low + (chance.random(len(atom)) * (high - low)).astype(np.int64)
    hour = chance.choice(24, len(atom), p=_EVENING / _EVENING.sum())
    day = chance.integers(since, total, len(atom))
    return kind, anchor, day + (hour + chance.random(len(atom))) / 24


def _incidents(ground: Ground, events: Events, chance: np.random.Generator) -> list[list[str]]:
    return [
        [f"{n:06d}" for n in range(1, len(events) + 1)],
        events.kind,
        [d.strftime("%d/%m/%Y") for d in events.day],
        [f"{int(m * 24) % 24:02d}:{int(m * 1440) % 60:02d}" for m in events.moment.tolist()],
        *_places(ground, events.anchor, chance),
    ]


def _places(ground: Ground, anchor: Ints, chance: np.random.Generator) -> list[list[str]]:
    """Easting, northing and small area; one row in fifty has neither point nor area."""
    small = ground.areas.small_2021
    here = chance.random(len(anchor)) >= 0.02
    points = np.round(ground.anchors.points[anchor] / 10) * 10  # to ten metres, as they give them
    codes = np.array(small.codes)[small.of_atom[ground.anchors.atom[anchor]]]
    columns = [points[:, 0].astype(int).astype(str), points[:, 1].astype(int).astype(str), codes]
    return [np.where(here, column, "").tolist() for column in columns]


def _admissions(ground: Ground, events: Events, chance: np.random.Generator) -> list[list[str]]:
    atom = ground.anchors.atom[events.anchor]
    small = ground.areas.small_2021
    age = chance.choice(len(_BANDS), len(events), p=_AT_AGE / _AT_AGE.sum())
    return [
        [ground.settings["hospital"][code]["group"] for code in events.kind],
        events.kind,
        [d.strftime("%d/%m/%Y") for d in events.day],
        [small.codes[n] for n in small.of_atom[atom]],
        [f"QZ{n % 9 + 1}" for n in ground.areas.ward.of_atom[atom]],  # no such postcode area
        [_BANDS[n] for n in age],
        np.where(chance.random(len(events)) < 0.66, "Male", "Female").tolist(),
    ]


def _complaints(ground: Ground, events: Events, chance: np.random.Generator) -> list[list[str]]:
    ways = ("Online", "Telephone", "In person", "By a councillor")
    return [
        [f"ABC/{n:06d}" for n in range(1, len(events) + 1)],
        events.kind,
        [d.strftime("%d/%m/%Y") for d in events.day],
        *_places(ground, events.anchor, chance),
        np.where(chance.random(len(events)) < 0.18, "Yes", "No").tolist(),
        [ways[n] for n in chance.choice(4, len(events), p=[0.58, 0.30, 0.07, 0.05])],
    ]
