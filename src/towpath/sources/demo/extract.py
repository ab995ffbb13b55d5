"""The force's own extract: exact places and times, offence codes and flags, quarter by quarter.

Only the district's, and only the categories named in demo.toml. Each row is an offence that the
street file shows too, without the street file's identifier: that is how they come in life.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from towpath.sources.demo.files import write_csv
from towpath.sources.demo.ground import Ground
from towpath.sources.demo.offences import Offences
from towpath.sources.demo.world import Bools, Floats, Ints, quarter_of

HEADER = (
    "Crime number", "Offence code", "ASB type", "Date recorded", "Committed from", "Committed to",
    "Easting", "Northing", "Street", "LSOA code", "Cancelled", "Domestic abuse", "Alcohol", "Knife",
    "Hate strand",
    "Repeat victim", "Victim age band", "Premises",
)  # fmt: skip
FLAGS = ("domestic", "alcohol", "knife", "repeat")
HATE = ("race", "religion", "sexual orientation", "disability", "transgender")
ASB = ("Personal", "Nuisance", "Environmental")  # stand where a crime has its code
BANDS = ("0-9", "10-17", "18-24", "25-34", "35-54", "55-74", "75+")


def write(folder: Path, ground: Ground, offences: Offences) -> None:
    """One file a quarter."""
    mine = _taken(ground, offences)
    table = _table(ground, offences, mine, ground.chance("extract"))
    month = offences.month[mine]
    quarter = np.array([quarter_of(first) for first in ground.calendar.firsts])[month]
    order = np.argsort(table["recorded"], kind="stable")
    for name in sorted(set(quarter.tolist())):
        rows = order[quarter[order] == name]
        columns = [[column[n] for n in rows] for column in table["columns"]]
        write_csv(folder / f"saltreath-crime-extract-{name}.csv", HEADER, columns)


def _taken(ground: Ground, offences: Offences) -> Ints:
    wanted = [ground.slugs.index(slug) for slug in ground.settings["extract"]]
    here = ground.district[offences.anchor] == 0
    return np.flatnonzero(here & np.isin(offences.category, wanted))


def _table(
    ground: Ground, offences: Offences, mine: Ints, chance: np.random.Generator
) -> dict[str, Any]:
    """The columns of every row, and the moment it was recorded."""
    settings, calendar = ground.settings, ground.calendar
    category, home = offences.category[mine], offences.home[mine].copy()
    dwelling = home >= 0
    home[~dwelling] = _homes_by(ground, offences.anchor[mine][~dwelling], chance)
    points = ground.homes.points[home]
    code, flags = _codes(ground, category, dwelling, chance)
    begun, ended, recorded = _times(ground, offences, mine, chance)
    small = ground.areas.small_2021
    lsoa = small.of_atom[ground.anchors.atom[ground.homes.anchor[home]]]
    status = np.where(chance.random(len(mine)) < settings["cancelled"], "Y", "N")
    start = datetime.combine(calendar.firsts[0], datetime.min.time())
    number = np.argsort(np.argsort(recorded, kind="stable")) + 1
    columns = [
        [f"60SR/{n:06d}" for n in number],
        ["" if one in ASB else one for one in _recoded(ground, code, offences.month[mine])],
        [one if one in ASB else "" for one in code],
        _written(start, recorded), _written(start, begun), _written(start, ended),
        points[:, 0].astype(int).tolist(), points[:, 1].astype(int).tolist(),
        [ground.anchors.street[a] for a in ground.homes.anchor[home]],
        [small.codes[n] for n in lsoa],
        status.tolist(),
        *(np.where(flags[name], "Y", "N").tolist() for name in FLAGS[:3]),
        np.where(flags["hate"], np.array(HATE)[_hate(chance, len(mine))], "").tolist(),
        np.where(flags["repeat"], "Y", "N").tolist(),
        np.array(BANDS)[
            chance.choice(7, len(mine), p=[0.02, 0.12, 0.16, 0.2, 0.3, 0.14, 0.06])].tolist(),
        np.where(dwelling, "Dwelling",
                 [ground.anchors.kind[a] or "Street" for a in offences.anchor[mine]]).tolist(),
    ]  # fmt: skip
    return {"columns": columns, "recorded": recorded}


def _homes_by(ground: Ground, anchor: Ints, chance: np.random.Generator) -> Ints:
    """A home of the anchor's street, or the nearest one where the street has none."""
    low = np.searchsorted(ground.homes.anchor, anchor)
    high = np.searchsorted(ground.homes.anchor, anchor, side="right")
    drawn = low + (chance.random(len(anchor)) * (high - low)).astype(np.int64)
    return np.minimum(drawn, len(ground.homes.anchor) - 1)


def _hate(chance: np.random.Generator, size: int) -> Ints:
    return chance.choice(len(HATE), size, p=[0.66, 0.08, 0.15, 0.08, 0.03])


def _codes(
    ground: Ground, category: Ints, dwelling: Bools, chance: np.random.Generator
) -> tuple[list[str], dict[str, Bools]]:
    """A Home Office offence code (or a type of ASB) for each row, and its flags."""
    code = np.full(len(category), "", dtype="<U16")
    flags = {name: np.zeros(len(category), dtype=bool) for name in (*FLAGS, "hate")}
    for slug, law in ground.settings["extract"].items():
        rows = category == ground.slugs.index(slug)
        for kind, shares in law["codes"].items():
            these = rows & (dwelling if kind == "dwelling" else ~dwelling)
            weights = np.array(list(shares.values()))
            code[these] = chance.choice(list(shares), int(these.sum()), p=weights / weights.sum())
        for name, share in law.get("flags", {}).items():
            flags[name][rows] = chance.random(int(rows.sum())) < share
    return code.tolist(), flags


def _recoded(ground: Ground, code: list[str], month: Ints) -> list[str]:
    """The codes with those that the counting rules have replaced by the month of recording."""
    law = ground.settings["recoded"]
    since = ground.calendar.since(law["from"])[month]
    return [law.get(one, one) if new else one for one, new in zip(code, since, strict=True)]


def _times(
    ground: Ground, offences: Offences, mine: Ints, chance: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Committed from and to, and recorded: in days since the world began.

    Homes stand empty by day and in the holidays, so burglaries are known only to lie between two
    moments; the street file counts them in the month of recording, and so does this.
    """
    law, days = ground.settings["extract"], ground.calendar.days
    peak = np.array([law.get(slug, {"hour": 12.0})["hour"] for slug in ground.slugs])
    peak, dwelling = peak[offences.category[mine]], offences.home[mine] >= 0
    hour = (peak + chance.normal(0, 3.2, len(mine))) % 24
    moment = _at_night(ground, offences, mine, np.floor(offences.moment[mine]) + hour / 24, chance)
    away = chance.random(len(mine)) < np.where(dwelling, 0.12, 0.02)
    width = np.where(away, chance.uniform(2, 12, len(mine)), chance.exponential(0.22, len(mine)))
    width = np.where(dwelling | away, width, 0.0)
    ends = np.cumsum(days)[offences.month[mine]] - 1 / 1440
    begun = np.clip(moment - width * chance.random(len(mine)), 0, ends)
    ended = np.minimum(begun + width, ends)
    recorded = np.minimum(ended + chance.exponential(0.15, len(mine)), ends)
    starts = ends - days[offences.month[mine]] + 1 / 1440
    return begun, ended, np.maximum(recorded, starts)


def _at_night(
    ground: Ground, offences: Offences, mine: Ints, moment: Floats, chance: np.random.Generator
) -> Floats:
    """The moments, with the town centre's nights made busy: moved within week and month."""
    law, settings = ground.settings["nights"], ground.settings
    centre = next(one for one in settings["local_areas"] if one["name"] == law["local_area"])
    wanted = [ground.slugs.index(slug) for slug in law["categories"]]
    moved = (
        ground.within(centre)[ground.anchors.atom[offences.anchor[mine]]]
        & np.isin(offences.category[mine], wanted)
        & (chance.random(len(mine)) < law["share"])
    )
    day = np.floor(moment)
    weekday = (day + ground.calendar.firsts[0].weekday()) % 7
    day += 3 + chance.choice(3, len(mine), p=law["days"]) - weekday  # Thursday is 3
    night = day + (20 + chance.random(len(mine)) * 8) / 24
    ends = np.cumsum(ground.calendar.days)[offences.month[mine]]
    starts = ends - ground.calendar.days[offences.month[mine]]
    night = np.where(night >= ends, night - 7, np.where(night < starts, night + 7, night))
    return np.where(moved, night, moment)


def _written(start: datetime, moments: Floats) -> list[str]:
    return [(start + timedelta(minutes=int(m))).strftime("%d/%m/%Y %H:%M") for m in moments * 1440]
