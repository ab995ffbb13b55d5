"""Stop and search by the home force, as data.police.uk lays it out."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from towpath.sources.demo.files import write_csv
from towpath.sources.demo.ground import Ground
from towpath.sources.demo.world import YEAR
from towpath.sources.reference.grid import to_degrees

HEADER = (
    "Type", "Date", "Part of a policing operation", "Policing operation", "Latitude", "Longitude",
    "Gender", "Age range", "Self-defined ethnicity", "Officer-defined ethnicity", "Legislation",
    "Object of search", "Outcome", "Outcome linked to object of search",
    "Removal of more than just outer clothing",
)  # fmt: skip
DRUGS, PACE, WEAPON = (
    "Misuse of Drugs Act 1971 (section 23)",
    "Police and Criminal Evidence Act 1984 (section 1)",
    "Criminal Justice and Public Order Act 1994 (section 60)",
)
_OBJECTS = (
    ("Controlled drugs", DRUGS, 0.62, 0.26),
    ("Stolen goods", PACE, 0.15, 0.18),
    ("Offensive weapons", PACE, 0.15, 0.12),
    ("Articles for use in theft", PACE, 0.05, 0.14),
    ("Anything to threaten or harm anyone", WEAPON, 0.03, 0.05),
)  # object, law, share of searches, share in which it is found
_AGES = (("under 10", 0.002), ("10-17", 0.19), ("18-24", 0.34), ("25-34", 0.26), ("over 34", 0.208))
_BLACK = "Black/African/Caribbean/Black British"
_PEOPLE = (
    ("White", "White - English/Welsh/Scottish/Northern Irish/British", 0.77),
    ("Asian", "Asian/Asian British - Any other Asian background", 0.08),
    ("Black", f"{_BLACK} - Any other Black/African/Caribbean background", 0.09),
    ("Other", "Mixed/Multiple ethnic groups - Any other Mixed/Multiple ethnic background", 0.06),
)


def write(folder: Path, ground: Ground) -> None:
    """One file a month: some nine searches a year per 1,000 residents, more by night places."""
    chance, anchors, calendar = ground.chance("searches"), ground.anchors, ground.calendar
    weight = (ground.force == 0) * np.array(
        [6.0 if kind in ("Nightclub", "Bus/Coach Station", "Park/Open Space") else 1.0
         for kind in anchors.kind]
    )  # fmt: skip
    atoms = np.unique(anchors.atom[ground.force == 0])
    residents = ground.people.mid_2020[atoms].sum()
    east, north = to_degrees(*anchors.points.T)
    slug = ground.settings["forces"][0]["slug"]
    for month, days in enumerate(calendar.days):
        size = int(chance.poisson(residents * 0.009 * days / YEAR))
        where = chance.choice(len(weight), size, p=weight / weight.sum())
        name = calendar.names[month]
        first = datetime.combine(calendar.firsts[month], datetime.min.time())
        columns = _searched(chance, first, days, size)
        columns[4:4] = [[f"{north[n]:.6f}" for n in where], [f"{east[n]:.6f}" for n in where]]
        write_csv(folder / name / f"{name}-{slug}-stop-and-search.csv", HEADER, columns)


def _searched(
    chance: np.random.Generator, first: datetime, days: float, size: int
) -> list[list[str]]:
    """Every column but the coordinates, in order of time."""
    minutes = np.sort(chance.integers(0, int(days) * 1440, size))
    thing = chance.choice(len(_OBJECTS), size, p=[o[2] for o in _OBJECTS])
    person = chance.choice(len(_PEOPLE), size, p=[p[2] for p in _PEOPLE])
    age = chance.choice(len(_AGES), size, p=[a[1] for a in _AGES])
    found = chance.random(size) < np.array([o[3] for o in _OBJECTS])[thing]
    stated = chance.random(size) < 0.82
    ends = np.array(["Arrest", "Community resolution", "Caution (simple or conditional)"])
    end = np.where(found, ends[chance.choice(3, size, p=[0.5, 0.4, 0.1])],
                   "A no further action disposal")  # fmt: skip
    return [
        np.where(chance.random(size) < 0.9, "Person search", "Person and Vehicle search").tolist(),
        [(first + timedelta(minutes=int(m))).isoformat() + "+00:00" for m in minutes],
        ["False"] * size,
        [""] * size,
        np.where(chance.random(size) < 0.88, "Male", "Female").tolist(),
        [_AGES[n][0] for n in age],
        [_PEOPLE[n][1] if s else "Other ethnic group - Not stated"
         for n, s in zip(person, stated, strict=True)],
        [_PEOPLE[n][0] for n in person],
        [_OBJECTS[n][1] for n in thing],
        [_OBJECTS[n][0] for n in thing],
        end.tolist(),
        np.where(found, "True", "False").tolist(),
        np.where(chance.random(size) < 0.03, "True", "False").tolist(),
    ]  # fmt: skip
