"""Background work on an edition: compiling and freezing, with progress that a page can show.

Each piece of work holds a run; if it died and was begun anew, what an earlier run found is not
taken. A step is finished in one transaction: either the edition has moved on, or nothing happened.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from uuid import UUID

from django.db import OperationalError, connections, transaction
from django.utils import timezone

from towpath.access import audit, purposes, queries
from towpath.access.audit import Entry, Operation
from towpath.access.models import Person
from towpath.access.viewers import Viewer
from towpath.editions import gathering, outlines, reckoning, rules, spoken
from towpath.editions.models import Edition
from towpath.editions.reckoning import Given, Question
from towpath.editions.rules import Work
from towpath.foundation import TowpathError

PURPOSE = "strategic-assessment"
_EVERY = 0.4  # seconds between two lines of progress
_BEAT = 30.0  # seconds between two signs of life, however long one step takes


def compile(id: str, run: str, person: str) -> None:
    """Compile a draft's figures on its snapshot."""
    edition = Edition.objects.filter(id=id, run=run).first()
    if edition is None:  # begun anew since
        return
    with _work(edition, person) as by:
        at = timezone.localdate()
        given = Given(gathering.judged(edition), gathering.spoken(edition), at)
        says = _progress(edition, 0.0, 0.8)
        grant = purposes.grant(by, "edition.write", PURPOSE)
        made = reckoning.compile(edition.id, _question(edition), given, grant, says)
        _progress(edition, 0.8, 1.0)("Drawing the pages", 0)
        reckoning.keep_draft(edition.id, made)
        with _finished(edition, Work.COMPILING) as held:
            held.compiled, held.compiled_at = made.id, timezone.now()
            held.outline = outlines.of(made)
            _record(held, by, "compiled an edition")


def freeze(id: str, run: str, person: str) -> None:
    """Compile a draft with its commentary, keep it for good and write its files."""
    edition = Edition.objects.filter(id=id, run=run).first()
    if edition is None:  # begun anew since
        return
    with _work(edition, person) as by:
        at, words = timezone.localdate(), gathering.spoken(edition)
        given = Given(gathering.judged(edition), words, at)
        says, writes = _progress(edition, 0.0, 0.4), _progress(edition, 0.4, 1.0)
        grant = purposes.grant(by, "edition.write", PURPOSE)
        made = reckoning.compile(edition.id, _question(edition), given, grant, says)
        reckoning.keep_draft(edition.id, made)
        compiled, made = made.id, spoken.into(made, replace(words, evidence=()))
        readers = tuple(line for line in edition.recipients.splitlines() if line.strip())
        reckoning.write(made, readers or (made.partnership,), writes)
        with _finished(edition, Work.FREEZING) as held:
            held.state = rules.require_step("freeze", rules.State(held.state)).value
            held.frozen, held.frozen_at = made.id, timezone.now()
            held.compiled, held.compiled_at = compiled, held.frozen_at
            held.frozen_by_id, held.gaps = UUID(person), list(made.blocked)
            held.outline = outlines.of(made)
            _record(held, by, "froze an edition")


@contextmanager
def _work(edition: Edition, person: str) -> Iterator[Viewer]:
    """Who asked for the work; a failure is said on the edition's page."""
    asked = Person.objects.get(id=person)
    by = queries.viewer_of(asked, on=timezone.localdate(), purpose=PURPOSE)
    try:
        with _alive(edition):
            yield by
    except TowpathError as error:
        _fail(edition, str(error))
    except Exception:
        _fail(edition, "The work stopped through a fault of ours. What people wrote is kept.")
        raise


@contextmanager
def _alive(edition: Edition) -> Iterator[None]:
    """Say now and then that the work is alive: what falls silent may be begun anew by others."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(_BEAT):
            _beat(edition)
        connections.close_all()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat(edition: Edition) -> None:
    with suppress(OperationalError):  # the table is held by another: the next beat will do
        Edition.objects.filter(id=edition.id, run=edition.run).update(work_moved=timezone.now())


def _question(edition: Edition) -> Question:
    return Question(edition.area, edition.period, edition.baseline, edition.snapshot)


def _progress(edition: Edition, low: float, high: float) -> Callable[[str, float], None]:
    last = 0.0

    def says(what: str, share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > _EVERY:
            last = now
            Edition.objects.filter(id=edition.id, run=edition.run).update(
                work_says=what[:300], work_share=low + share * (high - low),
                work_moved=timezone.now(),
            )  # fmt: skip

    return says


@contextmanager
def _finished(edition: Edition, work: Work) -> Iterator[Edition]:
    """The edition, locked, to be moved on; nothing happens where another run has taken over."""
    with transaction.atomic():
        held = Edition.objects.select_for_update().get(id=edition.id)
        if (held.run, held.work) != (edition.run, work.value):
            raise TowpathError("This work was begun anew by somebody else.", "Nothing was lost.")
        held.work, held.work_says, held.work_share, held.run = Work.NONE.value, "", 0, ""
        yield held
        held.save()


def _fail(edition: Edition, sentence: str) -> None:
    Edition.objects.filter(id=edition.id, run=edition.run).update(
        work=Work.FAILED.value, work_says=sentence[:300], work_share=0, run=""
    )


def _record(edition: Edition, by: Viewer, what: str) -> None:
    details = {"snapshot": edition.snapshot, "compiled": edition.compiled or edition.frozen}
    entry = Entry(Operation.COMBINATION, what, f"edition:{edition.id}", details=details)
    audit.record(entry, by=by, at=timezone.now())
