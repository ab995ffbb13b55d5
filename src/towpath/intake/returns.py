"""The statutory quarterly returns: who owes what by when, and what has come.

SI 2007/1831, under section 17A of the Crime and Disorder Act 1998: police, fire and rescue, health
and ambulance disclose depersonalised information every three months, by the end of the next three.
Values only: what is held and the day come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from towpath.foundation.periods import add_months

_QUARTERS_SHOWN = 6


class Kind(StrEnum):
    """The returns that the regulations name."""

    POLICE = "police"
    FIRE = "fire"
    HEALTH = "health"
    AMBULANCE = "ambulance"

    @property
    def label(self) -> str:
        """As it is printed."""
        return _LABELS[self]

    @property
    def feeds(self) -> tuple[str, ...]:
        """The feeds that make the return: its own, or one that says more."""
        return _FEEDS[self]


_LABELS = {
    Kind.POLICE: "Police", Kind.FIRE: "Fire and rescue", Kind.HEALTH: "Health",
    Kind.AMBULANCE: "Ambulance",
}  # fmt: skip
_FEEDS = {
    Kind.POLICE: ("statutory-police", "force-extract"),
    Kind.FIRE: ("statutory-fire",),
    Kind.HEALTH: ("statutory-health", "hospital-admissions"),
    Kind.AMBULANCE: ("statutory-ambulance",),
}


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of the calendar."""

    first: date

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter of a day."""
        return cls(date(day.year, (day.month - 1) // 3 * 3 + 1, 1))

    @property
    def name(self) -> str:
        """Its first month, as it stands in an address."""
        return f"{self.first:%Y-%m}"

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of its months."""
        return tuple(add_months(self.first, n) for n in range(3))

    @property
    def due(self) -> date:
        """The last day on which its return is in time."""
        return add_months(self.first, 6) - timedelta(days=1)

    @property
    def over(self) -> date:
        """The day after its last."""
        return add_months(self.first, 3)

    @property
    def before(self) -> Quarter:
        """The one before."""
        return Quarter(add_months(self.first, -3))

    def __str__(self) -> str:
        last = self.months[-1]
        return f"{self.first:%B} to {last:%B %Y}"


class Standing(StrEnum):
    """How a return stands."""

    RECEIVED = "received"
    LATE = "received late"
    PART = "part received"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Owed:
    """An agency and a return that it owes, from a day, and until the first day without it."""

    agency: str
    agency_name: str
    kind: Kind
    starts: date
    ends: date | None = None


@dataclass(frozen=True)
class Return:
    """One quarter's return of one agency."""

    owed: Owed
    quarter: Quarter
    held: tuple[date, ...]  # the months of which rows are held
    nil: tuple[date, ...]  # those of which the agency says that there is nothing to report
    received: date | None  # when the last of them came first
    standing: Standing

    @property
    def empty(self) -> tuple[date, ...]:
        """The months of which no rows are held."""
        return tuple(month for month in self.quarter.months if month not in self.held)


# Feed, agency and month to the day on which it first came.
Came = Mapping[tuple[str, str, date], date]
# Agency, return and month to the day on which it was said that there is nothing to report.
Nil = Mapping[tuple[str, Kind, date], date]


def calendar(owed: Iterable[Owed], came: Came, nil: Nil, today: date) -> list[Return]:
    """The returns of the last quarters that are over, newest first."""
    quarters, one = [], Quarter.of(today).before
    for _ in range(_QUARTERS_SHOWN):
        quarters.append(one)
        one = one.before
    return [
        standing(each, quarter, came, nil, today)
        for quarter in quarters
        for each in sorted(owed, key=lambda o: (list(Kind).index(o.kind), o.agency_name))
        if each.starts < quarter.over and (each.ends is None or quarter.first < each.ends)
    ]


def coming(owed: Iterable[Owed], today: date) -> list[tuple[Owed, Quarter]]:
    """What falls due from today on: of the last quarter, of this and the next two."""
    this = Quarter.of(today)
    quarters = [this.before, this, Quarter(this.over), Quarter(add_months(this.over, 3))]
    return [
        (each, quarter) for quarter in quarters for each in owed
        if quarter.due >= today and each.starts < quarter.over
        and (each.ends is None or quarter.first < each.ends)
    ]  # fmt: skip


def standing(owed: Owed, quarter: Quarter, came: Came, nil: Nil, today: date) -> Return:
    """How one return stands; rows that came weigh more than the word that there are none."""
    held = {month: day for month in quarter.months if (day := _came(owed, month, came))}
    said = {
        month: nil[key]
        for month in quarter.months
        if month not in held and (key := (owed.agency, owed.kind, month)) in nil
    }
    days = [*held.values(), *said.values()]
    received = max(days) if len(days) == len(quarter.months) else None
    stands = _standing(quarter, days, received, today)
    return Return(owed, quarter, tuple(held), tuple(said), received, stands)


def _came(owed: Owed, month: date, came: Came) -> date | None:
    found = [came.get((feed, owed.agency, month)) for feed in owed.kind.feeds]
    return min((day for day in found if day is not None), default=None)


def _standing(quarter: Quarter, held: list[date], received: date | None, today: date) -> Standing:
    if received is not None:
        return Standing.RECEIVED if received <= quarter.due else Standing.LATE
    if today > quarter.due:
        return Standing.OVERDUE
    return Standing.PART if held else Standing.DUE


def icalendar(owed: Iterable[Owed], today: date, partnership: str, stamp: str) -> str:
    """What falls due, as a calendar that other programs read (RFC 5545)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Towpath//Returns//EN"]
    for one, quarter in coming(owed, today):
        title = f"{one.agency_name}: {one.kind.label.lower()} return for {quarter} is due"
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.agency}-{one.kind}-{quarter.first:%Y%m}@towpath",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{quarter.due:%Y%m%d}",
            f"SUMMARY:{_escaped(title)}",
            f"DESCRIPTION:{_escaped(f'SI 2007/1831. {partnership}.')}",
            "END:VEVENT",
        ]
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _escaped(words: str) -> str:
    for char in "\\;,":
        words = words.replace(char, f"\\{char}")
    return words.replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """No line of more than 75 bytes."""
    parts, current = [], ""
    for char in line:
        if len((current + char).encode()) > 74:
            parts.append(current)
            current = " "
        current += char
    return [*parts, current]
