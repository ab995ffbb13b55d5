"""The worker's side: checking, taking in, retiring.

All of it may die at any moment. Who works on a delivery holds its lock; what it waits for stands in
the database; the evidence comes into force by one rename. So whatever was cut off is done again,
from the start, and comes to the same; a task that comes twice finds nothing to do.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from towpath.access import purposes
from towpath.access.models import Person
from towpath.access.queries import viewer_of
from towpath.access.viewers import Viewer
from towpath.evidence import loading, registers, rehearsing, retiring
from towpath.evidence.homes import Busy
from towpath.evidence.loading import Wishes
from towpath.evidence.rehearsing import Rehearsal
from towpath.foundation import TowpathError
from towpath.intake import actions, headings, progress, quarantine, rules, scanning
from towpath.intake.models import Delivery, Retirement, State
from towpath.intake.scanning import SCANNING, Infected, NotScanned
from towpath.sources.parts import DeliveryRefused

T = TypeVar("T")
_PATIENCE = 600
log = logging.getLogger(__name__)
_OURS = TowpathError("Something went wrong in Towpath while it worked on this.", "It was logged.")
_OFTEN = TowpathError(
    "The work on this was cut off several times.",
    "The machine may lack memory for it; hand it over in smaller pieces, or ask an administrator.",
)


def advance(id: UUID) -> None:
    """Do what a delivery waits for, unless somebody else is at it."""
    with quarantine.held(str(id)) as free:
        found = Delivery.objects.filter(id=id).select_related("agency").first() if free else None
        if found is None:
            return
        if found.state in (State.WAITING, State.CHECKING):
            _safely(found, _check, actions.stop)
        elif found.state == State.ACCEPTING:
            _safely(found, _take_in, actions.hand_back)


Work = Callable[[Delivery, progress.Tell], None]


def _safely(found: Delivery, work: Work, fail: Callable[..., None]) -> None:
    by = _who(found.decided_by or found.handed_by, found.purpose)
    try:
        if found.attempts >= rules.MOST_ATTEMPTS:
            raise _OFTEN
        Delivery.objects.filter(id=found.id).update(attempts=F("attempts") + 1)
        with progress.told(found.id) as tell:
            work(found, tell)
    except Infected as error:
        actions.turn_away(id=found.id, why=error, by=by, at=timezone.now())
    except TowpathError as error:
        seen = [] if isinstance(error, NotScanned) else _headings(found)
        fail(id=found.id, why=error, headings=seen, by=by, at=timezone.now())
    except Exception:
        log.exception("a delivery could not be worked on")
        fail(id=found.id, why=_OURS, headings=[], by=by, at=timezone.now())


def _check(found: Delivery, tell: progress.Tell) -> None:
    Delivery.objects.filter(id=found.id).update(state=State.CHECKING, changed_at=timezone.now())
    tell(SCANNING, 0, 0)
    scanning.require_clean(quarantine.home(), quarantine.paths(str(found.id)))
    at = timezone.now()
    try:
        report = _rehearsed(found, _wishes(found), tell, at)
    except DeliveryRefused:
        usual = _usual_feed(found)
        if not usual:
            raise
        report = _rehearsed(found, replace(_wishes(found), feed=usual), tell, at)
    by = _who(found.handed_by, found.purpose)
    seen = _headings(found)
    actions.report(id=found.id, report=report, headings=seen, by=by, at=timezone.now())


def _rehearsed(found: Delivery, wishes: Wishes, tell: progress.Tell, at: datetime) -> Rehearsal:
    id = str(found.id)
    folder, paths = quarantine.rehearsal(id), quarantine.paths(id)
    home = quarantine.home()
    return rehearsing.rehearse(home, paths, wishes, folder=folder, at=at, progress=tell)


def _usual_feed(found: Delivery) -> str:
    """The feed that the agency always delivers, where its files alone do not tell."""
    held = registers.in_force(quarantine.home()).loads
    usual = {load.feed for load in held if load.agency == found.agency.slug}
    return usual.pop() if len(usual) == 1 and not found.feed else ""


def _take_in(found: Delivery, tell: progress.Tell) -> None:
    home, by = quarantine.home(), _who(found.decided_by, found.purpose)
    paths, wishes = quarantine.paths(str(found.id)), _wishes(found)
    grant = purposes.grant(by, "delivery.judge")
    receipt = _patiently(
        lambda: loading.deliver(home, paths, wishes, grant=grant, at=timezone.now(), progress=tell)
    )
    # A death after it came into force, and before that was written down: it is held by its name.
    held_as = receipt.delivery or Rehearsal.read(found.report).delivery
    actions.record_in_force(
        id=found.id, held_as=held_as, superseded=receipt.superseded, by=by, at=timezone.now()
    )
    quarantine.discard(str(found.id), refusals=False)


def _patiently(work: Callable[[], T]) -> T:
    """Do it once nobody else is writing to the home; Busy after ten minutes."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return work()
        except Busy:
            if time.monotonic() > until:
                raise
            time.sleep(1)


def _wishes(found: Delivery) -> Wishes:
    columns: Mapping[str, str] = json.loads(found.columns)
    return Wishes(found.feed or None, found.agency.slug, columns or None, confirm=found.confirmed)


def _headings(found: Delivery) -> list[str]:
    id = str(found.id)
    return headings.of(quarantine.paths(id), quarantine.rehearsal(id) / "headings")


def _who(person: str, purpose: str) -> Viewer:
    """Whoever asked for the work, as they stand now."""
    if len(person) != 36:  # whoever ran a command
        return Viewer.of_command("worker")
    known = Person.objects.filter(id=person).first()
    if known is None:  # nobody any more: may do nothing
        return Viewer(person)
    return viewer_of(known, on=timezone.localdate(), purpose=purpose, request="worker")


def retire(id: UUID) -> None:
    """Take loads out of force; those that are gone already are passed over."""
    with quarantine.held(str(id)) as free:
        found = Retirement.objects.filter(id=id, done_at=None).first() if free else None
        if found is None:
            return
        home, by, sentence = quarantine.home(), _who(found.asked_by, found.purpose), ""
        wanted = set(json.loads(found.loads))
        left = [one.id for one in registers.in_force(home).loads if one.id in wanted]
        try:
            if left:
                _patiently(lambda: _retire(left, found.reason, by))
        except TowpathError as error:
            sentence = str(error)
        actions.record_retired(id=id, loads=left, sentence=sentence, by=by, at=timezone.now())


def _retire(loads: list[str], because: str, by: Viewer) -> None:
    grant, at = purposes.grant(by, "delivery.retire"), timezone.now()
    retiring.retire(quarantine.home(), loads, because=because, grant=grant, at=at)


def recover() -> None:
    """Take up what a death left: put it in the queue again, and sweep what nobody names."""
    from towpath.intake import tasks

    for id in Delivery.objects.filter(state__in=rules.WORKING).values_list("id", flat=True):
        tasks.advance.enqueue(str(id))
    for id in Retirement.objects.filter(done_at=None).values_list("id", flat=True):
        tasks.retire.enqueue(str(id))
    try:
        quarantine.sweep(_keeps_files, _keeps_refusals)
    except OSError:
        log.exception("the quarantine could not be swept")


def _keeps_files(id: str) -> bool:
    return Delivery.objects.filter(id=id).exclude(state__in=rules.OVER).exists()


def _keeps_refusals(id: str) -> bool:
    since = timezone.now() - timedelta(days=rules.REFUSALS_KEPT)
    return Delivery.objects.filter(id=id, changed_at__gt=since).exists()
