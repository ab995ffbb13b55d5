"""Every read of deliveries that others may make; a look at one is recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from towpath.access import audit
from towpath.access.audit import Entry, Operation
from towpath.access.errors import NotFound
from towpath.access.models import Agency
from towpath.access.queries import names
from towpath.access.viewers import Viewer
from towpath.evidence import loading, mappings, rehearsing
from towpath.evidence.refusals import Refusals
from towpath.evidence.rehearsing import Rehearsal
from towpath.intake import quarantine, rules, scanning
from towpath.intake.models import Delivery, Progress, State
from towpath.sources import feeds
from towpath.sources.declarations import Feed

PAGE = 100  # deliveries on one page of the list
# What a step of the evidence's calls itself, as a person reads it; else it is a file's name.
_STEPS = {
    "Starting": "Starting",
    scanning.SCANNING: "Scanning the files for viruses",
    "checking rows": "Checking every row against the rules",
    "comparing with what is held": "Comparing with what is held",
    "settling repeats": "Looking for repeats",
    "writing loads": "Writing what was accepted",
}


@dataclass(frozen=True)
class Line:
    """A delivery as it stands in a list."""

    id: UUID
    agency: str
    agency_name: str
    feed: str
    feed_title: str
    state: State
    handed_at: datetime
    files: int
    rows: int | None
    refused: int | None


@dataclass(frozen=True)
class File:
    """One file of a delivery."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Watched:
    """How far the worker is."""

    id: UUID
    state: State
    working: bool
    what: str
    percent: int | None
    ahead: int


@dataclass(frozen=True)
class Page:
    """A delivery on its own page."""

    line: Line
    files: tuple[File, ...]
    report: Rehearsal | None
    watched: Watched
    sentence: str
    remedy: str
    note: str
    handed_by: str
    decided_by: str
    decided_at: datetime | None
    reason: str
    held_as: str
    may_accept: bool
    may_refuse: bool
    may_describe: bool
    may_check_again: bool
    may_withdraw: bool


@dataclass(frozen=True)
class Described:
    """What is known and what can be said of a delivery's columns."""

    feed: Feed | None
    headings: tuple[str, ...]
    meant: Mapping[str, str]  # our field to their heading, as far as it is known


def deliveries(*, viewer: Viewer, before: datetime | None = None) -> tuple[list[Line], bool]:
    """The deliveries that the viewer may see, newest first, and whether there are older ones."""
    viewer.require("delivery.read")
    found, titles = _visible(viewer), _titles()
    if before is not None:
        found = found.filter(handed_at__lt=before)
    lines = [_line(one, titles) for one in found[: PAGE + 1]]
    return lines[:PAGE], len(lines) > PAGE


def waiting(*, viewer: Viewer) -> int:
    """How many deliveries await a decision that the viewer may take."""
    viewer.require("delivery.read")
    return _visible(viewer).filter(state=State.CHECKED).count()


@transaction.atomic
def delivery(*, viewer: Viewer, at: datetime, id: UUID) -> Page:
    """One delivery; NotFound where there is none that the viewer may see. The look is recorded."""
    found = _find(viewer, "delivery.read", id)
    entry = Entry(Operation.CONSULTATION, "looked at a delivery", f"delivery:{id}")
    audit.record(entry, by=viewer, at=at)
    slug = found.agency.slug
    report = Rehearsal.read(found.report) if found.report else None
    judges, makes = viewer.may("delivery.judge", slug), viewer.may("delivery.make", slug)
    known = names({found.handed_by, found.decided_by})
    return Page(
        line=_line(found, _titles()),
        files=tuple(File(one.name, one.size, one.sha256) for one in found.files.all()),
        report=report,
        watched=_watched(found),
        sentence=found.sentence,
        remedy=found.remedy,
        note=found.note,
        handed_by=known.get(found.handed_by, found.handed_by),
        decided_by=known.get(found.decided_by, found.decided_by),
        decided_at=found.decided_at,
        reason=found.reason,
        held_as=found.held_as,
        may_accept=judges and rules.may_accept(found.state, report),
        may_refuse=judges and rules.may_refuse(found.state),
        may_describe=makes and rules.may_describe(found.state),
        # Where its columns are known, only saying what they mean makes a difference.
        may_check_again=makes and found.state == State.STOPPED and found.headings == "[]",
        may_withdraw=makes and rules.may_withdraw(found.state),
    )


def watched(*, viewer: Viewer, id: UUID) -> Watched:
    """How far the worker is with a delivery."""
    return _watched(_find(viewer, "delivery.read", id))


@transaction.atomic
def refused(*, viewer: Viewer, at: datetime, id: UUID) -> Refusals:
    """The rows that a check refused, whole, as the agency wrote them; taking them is recorded."""
    found = _find(viewer, "delivery.read", id)
    if not (quarantine.rehearsal(str(id)) / "refused").exists():
        raise NotFound("The refused rows are not kept any more.", "Hand the files over again.")
    rows = rehearsing.refused(quarantine.rehearsal(str(id)))
    details = {"rows": len(rows), "agency": found.agency.slug}
    entry = Entry(
        Operation.DISCLOSURE, "downloaded refused rows", f"delivery:{id}",
        recipient=viewer.person, details=details,
    )  # fmt: skip
    audit.record(entry, by=viewer, at=at)
    return rows


def described(*, viewer: Viewer, id: UUID, feed: str = "") -> Described:
    """What the columns of a delivery mean by what is remembered of its agency."""
    found = _find(viewer, "delivery.make", id)
    rules.require_describable(found.state)
    chosen = known_feeds().get(feed or found.feed)
    headings = tuple(json.loads(found.headings))
    if chosen is None:
        return Described(None, headings, {})
    remembered = mappings.recall(quarantine.home(), found.agency.slug, chosen.slug)
    remembered |= json.loads(found.columns)
    return Described(chosen, headings, feeds.columns_of(chosen, headings, remembered))


def known_feeds() -> dict[str, Feed]:
    """The feeds that ship, and the partnership's own."""
    return {**feeds.every(), **loading.own_feeds(quarantine.home())}


def agencies(*, viewer: Viewer, permission: str) -> list[tuple[str, str]]:
    """The agencies in which the viewer may do something: slug and name."""
    found = Agency.objects.filter(active=True).values_list("slug", "name")
    return [(slug, name) for slug, name in found if viewer.may(permission, slug)]


def _visible(viewer: Viewer, permission: str = "delivery.read") -> QuerySet[Delivery]:
    """The one place that says which deliveries a viewer may see."""
    every = Delivery.objects.select_related("agency").prefetch_related("files")
    own = viewer.agencies(permission)
    return every if own is None else every.filter(agency__slug__in=own)


def _find(viewer: Viewer, permission: str, id: UUID) -> Delivery:
    viewer.require(permission)
    found = _visible(viewer, permission).filter(id=id).first()
    if found is None:
        raise NotFound("There is no such delivery.", "Look for it in the list of deliveries.")
    return found


def _titles() -> dict[str, str]:
    return {slug: feed.title for slug, feed in known_feeds().items()}


def _line(one: Delivery, titles: Mapping[str, str]) -> Line:
    said = json.loads(one.report) if one.report else {}
    title = titles.get(one.feed, one.feed) or _several(said)
    return Line(
        one.id, one.agency.slug, one.agency.name, one.feed, title, State(one.state),
        one.handed_at, len(one.files.all()), said.get("delivered"), said.get("refused"),
    )  # fmt: skip


def _several(said: Mapping[str, list[list[str]]]) -> str:
    return ", ".join(title for _, title in said.get("feeds", []))


def _watched(found: Delivery) -> Watched:
    told = Progress.objects.filter(delivery=found).first()
    percent = round(100 * told.done / told.total) if told and told.total and told.done else None
    ahead = 0
    if found.state == State.WAITING:
        earlier = Delivery.objects.filter(state__in=rules.WORKING, handed_at__lt=found.handed_at)
        ahead = earlier.exclude(id=found.id).count()
    what = _STEPS.get(told.what, f"Reading {told.what}") if told else ""
    state = State(found.state)
    return Watched(found.id, state, state in rules.WORKING, what, percent, ahead)
