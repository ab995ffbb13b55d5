"""What is held, agency by agency and month by month, and how the returns stand by it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from towpath.access.errors import NotFound
from towpath.access.models import Agency
from towpath.access.viewers import Viewer
from towpath.evidence import registers
from towpath.evidence.registers import Load
from towpath.intake import quarantine, returns
from towpath.intake.models import Duty, NilMonth, Retirement
from towpath.intake.returns import Kind, Owed, Return


@dataclass(frozen=True)
class Source:
    """What is in force of one feed of one agency."""

    feed: str
    title: str
    agency: str
    agency_name: str
    loads: tuple[Load, ...]  # newest month first

    @property
    def rows(self) -> int:
        """Rows in all."""
        return sum(load.rows for load in self.loads)

    @property
    def first(self) -> date:
        """The first month."""
        return self.loads[-1].first

    @property
    def last(self) -> date:
        """The last month."""
        return self.loads[0].first


@dataclass(frozen=True)
class Going:
    """A retirement that somebody asked for."""

    loads: int
    reason: str
    asked_at: datetime
    done_at: datetime | None
    sentence: str


def sources(*, viewer: Viewer) -> list[Source]:
    """What is in force of the agencies that the viewer may see, by feed and agency."""
    viewer.require("delivery.read")
    own = viewer.agencies("delivery.read")
    called = dict(Agency.objects.values_list("slug", "name"))
    found: dict[tuple[str, str], list[Load]] = {}
    for load in registers.in_force(quarantine.home()).loads:
        if own is None or load.agency in own:
            found.setdefault(load.source, []).append(load)
    made = [
        Source(feed, loads[0].title, agency, called.get(agency, agency),
               tuple(sorted(loads, key=lambda x: x.month, reverse=True)))
        for (feed, agency), loads in found.items()
    ]  # fmt: skip
    return sorted(made, key=lambda one: (one.agency_name, one.title))


def source(*, viewer: Viewer, feed: str, agency: str) -> Source | None:
    """What is in force of one feed of one agency, if the viewer may see any."""
    found = sources(viewer=viewer)
    return next((x for x in found if (x.feed, x.agency) == (feed, agency)), None)


def retirements(*, viewer: Viewer) -> list[Going]:
    """The last retirements that were asked for."""
    viewer.require("delivery.retire")
    return [
        Going(len(json.loads(x.loads)), x.reason, x.asked_at, x.done_at, x.sentence)
        for x in Retirement.objects.all()[:10]
    ]


def calendar(*, viewer: Viewer, today: date) -> list[Return]:
    """How the returns of the last quarters stand."""
    viewer.require("return.read")
    return returns.calendar(_owed(), _came(), _nil(), today)


def own_return(*, viewer: Viewer, agency: str, kind: str, quarter: str, today: date) -> Return:
    """How a return stands for which the viewer answers."""
    viewer.require("delivery.make")
    for one in returns.calendar(_owed(), _came(), _nil(), today):
        named = (one.owed.agency, one.owed.kind.value, one.quarter.name)
        if named == (agency, kind, quarter) and viewer.may("delivery.make", agency):
            return one
    raise NotFound("There is no such return.", "Look for it in the calendar of returns.")


def coming(*, viewer: Viewer, today: date) -> list[Owed]:
    """Who owes which return, for a calendar of days due."""
    viewer.require("return.read")
    return [one for one in _owed() if one.ends is None or one.ends > today]


def _owed() -> list[Owed]:
    """The duties written down; and whoever once made a return without one owes it since then."""
    found = {
        (duty.agency.slug, duty.kind): Owed(
            duty.agency.slug, duty.agency.name, Kind(duty.kind), duty.starts, duty.ends
        )
        for duty in Duty.objects.select_related("agency")
    }
    called = dict(Agency.objects.values_list("slug", "name"))
    for feed, agency, month in sorted(_came(), key=lambda key: key[2]):
        for kind in (one for one in Kind if feed in one.feeds):
            name = called.get(agency, agency)
            found.setdefault((agency, kind.value), Owed(agency, name, kind, month))
    return list(found.values())


def _nil() -> dict[tuple[str, Kind, date], date]:
    every = NilMonth.objects.select_related("agency")
    return {(x.agency.slug, Kind(x.kind), x.month): x.said_at.date() for x in every}


def _came() -> dict[tuple[str, str, date], date]:
    """The day on which each month of a return first came, over all that was ever in force."""
    home = quarantine.home()
    found: dict[tuple[str, str, date], date] = {}
    for path in [*home.registers.glob("S-*.json")]:
        for key, day in _of_register(path, path.stat().st_mtime_ns):
            found[key] = min(day, found.get(key, day))
    return found


@lru_cache(maxsize=2_000)
def _of_register(path: Path, _stamp: int) -> tuple[tuple[tuple[str, str, date], date], ...]:
    wanted = {feed for kind in Kind for feed in kind.feeds}
    loads = json.loads(path.read_text("utf-8"))["loads"]
    return tuple(
        ((one["feed"], one["agency"], date.fromisoformat(one["month"])),
         datetime.fromisoformat(one["delivered"]).date())
        for one in loads if one["feed"] in wanted
    )  # fmt: skip
