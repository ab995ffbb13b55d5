"""Every write: what people do with deliveries, loads and duties, and what the worker reports.

Each action checks permission, then policy, then changes, then records the event, in one
transaction. What takes long is put into the queue in that transaction too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from towpath.access import audit
from towpath.access.audit import Entry, Operation
from towpath.access.errors import NotFound, NotSound
from towpath.access.models import Agency
from towpath.access.viewers import Viewer
from towpath.evidence.rehearsing import Rehearsal
from towpath.foundation import TowpathError
from towpath.foundation.periods import add_months
from towpath.intake import quarantine, rules, tasks
from towpath.intake.models import (
    DeliveredFile,
    Delivery,
    Duty,
    NilMonth,
    Progress,
    Retirement,
    State,
)
from towpath.intake.quarantine import Arrived
from towpath.intake.returns import Kind, Quarter


@dataclass(frozen=True)
class Handing:
    """What whoever hands over says of it: whose it is, of which feed, and a note."""

    agency: str
    feed: str = ""
    note: str = ""


@transaction.atomic
def hand_over(*, files: Sequence[Arrived], said: Handing, by: Viewer, at: datetime) -> UUID:
    """Take files into quarantine and have them checked; the delivery's identifier."""
    by.require("delivery.make", said.agency)
    agency = Agency.objects.filter(slug=said.agency, active=True).first()
    if agency is None:
        raise NotFound("There is no such agency.", "Look for it in the list of agencies.")
    if not 0 < len(files) <= rules.MOST_FILES:
        raise NotSound(f"A delivery has 1 to {rules.MOST_FILES} files.", "Put them into a zip.")
    for one in files:
        rules.require_table(one.name, one.path)
    made = Delivery.objects.create(
        id=uuid4(), agency=agency, feed=said.feed, note=said.note, state=State.WAITING,
        handed_by=by.person, handed_at=at, purpose=by.purpose, changed_at=at,
    )  # fmt: skip
    for number, one in enumerate(files, 1):
        DeliveredFile.objects.create(
            delivery=made, number=number, name=one.name, size=one.size, sha256=one.sha256
        )
    quarantine.receive(str(made.id), files)
    details = {"agency": said.agency, "feed": said.feed, "files": len(files)}
    details["sha256"] = [one.sha256 for one in files]
    _record(by, at, made.id, Entry(Operation.COLLECTION, "handed over a delivery", details=details))
    tasks.advance.enqueue(str(made.id))
    return made.id


@transaction.atomic
def describe(*, id: UUID, feed: str, columns: Mapping[str, str], by: Viewer, at: datetime) -> None:
    """Say which feed a delivery is of and what its columns mean, and have it checked again."""
    found = _of(id, "delivery.make", by)
    rules.require_describable(found.state)
    quarantine.discard_rehearsal(str(id))
    _move(found, State.WAITING, at, feed=feed, columns=json.dumps(dict(columns)))
    details = {"feed": feed, "columns": dict(columns)}
    what = "said what a delivery's columns mean"
    _record(by, at, id, Entry(Operation.ALTERATION, what, details=details))
    tasks.advance.enqueue(str(id))


@transaction.atomic
def check_again(*, id: UUID, by: Viewer, at: datetime) -> None:
    """Have a delivery checked again as it is: what was in the way may have been mended."""
    found = _of(id, "delivery.make", by)
    rules.require_describable(found.state)
    quarantine.discard_rehearsal(str(id))
    _move(found, State.WAITING, at)
    _record(by, at, id, Entry(Operation.ALTERATION, "had a delivery checked again"))
    tasks.advance.enqueue(str(id))


@transaction.atomic
def accept(*, id: UUID, confirmed: bool, reason: str, by: Viewer, at: datetime) -> None:
    """Have a checked delivery brought into force; it supersedes what is held of its months."""
    found = _of(id, "delivery.judge", by)
    report = Rehearsal.read(found.report) if found.report else None
    if report is None:
        raise NotSound("It has not been checked.", "Wait until it has been.")
    rules.require_acceptable(found.state, report, confirmed=confirmed, reason=reason)
    _decide(found, State.ACCEPTING, by, at, reason=reason.strip(), confirmed=confirmed)
    details = {"replaces": rules.replaces(report), "confirmed": confirmed}
    entry = Entry(Operation.ALTERATION, "accepted a delivery", reason=reason, details=details)
    _record(by, at, id, entry)
    tasks.advance.enqueue(str(id))


@transaction.atomic
def refuse(*, id: UUID, reason: str, by: Viewer, at: datetime) -> None:
    """Refuse a delivery; its files are deleted, and why it was refused is kept."""
    found = _of(id, "delivery.judge", by)
    rules.require_refusable(found.state)
    _decide(found, State.REFUSED, by, at, reason=rules.require_reason(reason))
    _record(by, at, id, Entry(Operation.ERASURE, "refused a delivery", reason=reason))
    transaction.on_commit(lambda: quarantine.discard(str(id), refusals=False))


@transaction.atomic
def withdraw(*, id: UUID, reason: str, by: Viewer, at: datetime) -> None:
    """Take back a delivery that is not decided yet; its files are deleted."""
    found = _of(id, "delivery.make", by)
    rules.require_withdrawable(found.state)
    _decide(found, State.WITHDRAWN, by, at, reason=rules.require_reason(reason))
    _record(by, at, id, Entry(Operation.ERASURE, "withdrew a delivery", reason=reason))
    transaction.on_commit(lambda: quarantine.discard(str(id)))


@transaction.atomic
def retire(*, loads: Sequence[str], reason: str, by: Viewer, at: datetime) -> UUID:
    """Have loads taken out of force for good, and their rows deleted."""
    by.require("delivery.retire")
    if not loads:
        raise NotSound("No load was chosen.", "Tick the months that are to go.")
    made = Retirement.objects.create(
        loads=json.dumps(sorted(loads)), reason=rules.require_reason(reason), asked_by=by.person,
        asked_at=at, purpose=by.purpose,
    )  # fmt: skip
    entry = Entry(
        Operation.ERASURE, "asked for loads to be retired", f"retirement:{made.id}",
        reason=reason, details={"loads": sorted(loads)},
    )  # fmt: skip
    audit.record(entry, by=by, at=at)
    tasks.retire.enqueue(str(made.id))
    return made.id


@transaction.atomic
def owe(*, agency: str, kind: Kind, starts: date, by: Viewer, at: datetime) -> None:
    """Write down that an agency owes a return each quarter from a day on."""
    by.require("return.keep")
    owing = Agency.objects.filter(slug=agency, active=True).first()
    if owing is None:
        raise NotFound("There is no such agency.", "Look for it in the list of agencies.")
    try:
        with transaction.atomic():
            made = Duty.objects.create(agency=owing, kind=kind.value, starts=starts)
    except IntegrityError as error:
        raise NotSound("It owes this return already.", "Look for it in the calendar.") from error
    details = {"agency": agency, "kind": kind.value, "starts": starts.isoformat()}
    entry = Entry(Operation.ALTERATION, "wrote down a duty", f"duty:{made.id}", details=details)
    audit.record(entry, by=by, at=at)


@transaction.atomic
def report_nil(
    *, agency: str, kind: Kind, quarter: Quarter, months: Collection[date], by: Viewer, at: datetime
) -> None:
    """Say of which months of a quarter's return there is nothing to report; of the others not."""
    by.require("delivery.make", agency)
    owing = Agency.objects.filter(slug=agency).first()
    if owing is None or not set(months) <= set(quarter.months):
        raise NotFound("There is no such return.", "Look for it in the calendar of returns.")
    if any(add_months(month, 1) > at.date() for month in months):
        raise NotSound("A month that is not over may still bring something.", "Wait for its end.")
    of_return = NilMonth.objects.filter(agency=owing, kind=kind.value)
    of_return.filter(month__in=set(quarter.months) - set(months)).delete()
    for month in months:
        said = {"said_by": by.person, "said_at": at}
        of_return.get_or_create(agency=owing, kind=kind.value, month=month, defaults=said)
    details = {"agency": agency, "kind": kind.value, "quarter": quarter.first.isoformat(),
               "months": sorted(month.isoformat() for month in months)}  # fmt: skip
    entry = Entry(Operation.COLLECTION, "said which months had nothing to report", details=details)
    audit.record(entry, by=by, at=at)


@transaction.atomic
def report(
    *, id: UUID, report: Rehearsal, headings: Sequence[str], by: Viewer, at: datetime
) -> None:
    """The worker has checked a delivery."""
    found = _at_work(id, State.CHECKING)
    _move(
        found, State.CHECKED, at, report=report.written, headings=json.dumps(list(headings)),
        feed=found.feed or (report.feeds[0][0] if len(report.feeds) == 1 else ""),
    )  # fmt: skip
    details = {"delivered": report.delivered, "refused": report.refused}
    _record(by, at, id, Entry(Operation.ALTERATION, "checked a delivery", details=details))


@transaction.atomic
def stop(*, id: UUID, why: TowpathError, headings: Sequence[str], by: Viewer, at: datetime) -> None:
    """The worker could not read a delivery; somebody must say more, or hand it over anew."""
    found = _at_work(id, State.WAITING, State.CHECKING)
    _move(
        found, State.STOPPED, at, sentence=why.sentence, remedy=rules.remedy_here(why.remedy),
        report="", headings=json.dumps(list(headings)),
    )  # fmt: skip
    _record(by, at, id, Entry(Operation.ALTERATION, "could not check a delivery"))


@transaction.atomic
def turn_away(*, id: UUID, why: TowpathError, by: Viewer, at: datetime) -> None:
    """The scanner found something: the delivery is refused and its files are deleted, unopened."""
    found = _at_work(id, State.WAITING, State.CHECKING)
    _move(found, State.REFUSED, at, sentence=why.sentence, remedy=why.remedy, report="")
    _record(by, at, id, Entry(Operation.ERASURE, "turned away what the virus scanner found"))
    transaction.on_commit(lambda: quarantine.discard(str(id)))


@transaction.atomic
def record_in_force(
    *, id: UUID, held_as: str, superseded: Sequence[str], by: Viewer, at: datetime
) -> None:
    """The worker has brought a delivery into force."""
    found = _at_work(id, State.ACCEPTING)
    _move(found, State.ACCEPTED, at, held_as=held_as)
    details = {"held_as": held_as, "superseded": list(superseded)}
    entry = Entry(Operation.COMBINATION, "brought a delivery into force", details=details)
    _record(by, at, id, entry)


@transaction.atomic
def hand_back(
    *, id: UUID, why: TowpathError, headings: Sequence[str], by: Viewer, at: datetime
) -> None:
    """The worker could not bring a delivery into force; nothing of it is, and it awaits anew."""
    found = _at_work(id, State.ACCEPTING)
    remedy = rules.remedy_here(why.remedy)
    _move(found, State.CHECKED, at, sentence=why.sentence, remedy=remedy)
    _record(by, at, id, Entry(Operation.ALTERATION, "could not take in a delivery"))


@transaction.atomic
def record_retired(
    *, id: UUID, loads: Sequence[str], sentence: str, by: Viewer, at: datetime
) -> None:
    """The worker has retired loads, or says why it could not."""
    Retirement.objects.filter(id=id).update(done_at=at, sentence=sentence)
    what = "could not retire loads" if sentence else "retired loads"
    details = {"loads": list(loads)}
    entry = Entry(Operation.ERASURE, what, f"retirement:{id}", details=details)
    audit.record(entry, by=by, at=at)


def _of(id: UUID, permission: str, by: Viewer) -> Delivery:
    """A delivery in the viewer's scope, locked; not there and not theirs look alike."""
    by.require(permission)
    found = Delivery.objects.select_for_update().filter(id=id).first()
    if found is None or not by.may(permission, found.agency.slug):
        raise NotFound("There is no such delivery.", "Look for it in the list of deliveries.")
    return found


def _at_work(id: UUID, *states: State) -> Delivery:
    return Delivery.objects.select_for_update().get(id=id, state__in=states)


def _move(found: Delivery, to: State, at: datetime, **changes: Any) -> None:
    fresh = {"attempts": 0, "sentence": "", "remedy": "", "state": to, "changed_at": at} | changes
    for name, value in fresh.items():
        setattr(found, name, value)
    found.save(update_fields=list(fresh))
    Progress.objects.filter(delivery=found).delete()


def _decide(found: Delivery, to: State, by: Viewer, at: datetime, **changes: Any) -> None:
    decided = {"decided_by": by.person, "decided_at": at, "purpose": by.purpose}
    _move(found, to, at, **decided, **changes)


def _record(by: Viewer, at: datetime, of: UUID, entry: Entry) -> None:
    audit.record(replace(entry, subject=f"delivery:{of}"), by=by, at=at)
