"""Every write: what people do with an edition, from the first question to withdrawal.

Each action checks permission, then policy, then changes, then records the event, in one
transaction.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from towpath.access import audit
from towpath.access.audit import Entry as Event
from towpath.access.audit import Operation
from towpath.access.errors import NotFound
from towpath.access.models import Agency, Person
from towpath.access.viewers import Viewer
from towpath.editions import outlines, queries, reckoning, rules, tasks
from towpath.editions.errors import Conflict, NotReady, Said
from towpath.editions.models import Candidate, Edition, Entry, Recommendation, Score, Version
from towpath.editions.reckoning import Question
from towpath.editions.rules import State, Work


@dataclass(frozen=True)
class Attached:
    """A file to keep with typed evidence."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Judgement:
    """One person's score on a criterion, why, and the findings or figures that it rests on."""

    criterion: str
    value: float
    because: str
    cites: str


@dataclass(frozen=True)
class Recommended:
    """What ought to be done, by whom, by when, and how it will be seen to have worked."""

    candidate: int
    what: str
    agency: str
    owner: UUID
    measure: str
    indicator: str
    due: date


@transaction.atomic
def begin(*, question: Question, recipients: str = "", by: Viewer, at: datetime) -> UUID:
    """Begin an edition on the snapshot in force, and have it compiled; its identifier."""
    by.require("edition.write")
    read = reckoning.understood(question)
    made = Edition.objects.create(
        area=f"{read.area.level.value}:{read.area.code}",
        area_name=str(read.area),
        period=question.period.strip(),
        baseline=question.baseline.strip(),
        snapshot=read.snapshot,
        state=State.DRAFT.value,
        author_id=UUID(by.person),
        created=at,
        recipients=recipients,
    )
    details = {"area": made.area, "period": made.period, "snapshot": made.snapshot}
    _record(by, at, Operation.COLLECTION, "began an edition", made, details=details)
    _start(made, Work.COMPILING, by, at)
    return made.id


@transaction.atomic
def recount(*, id: UUID, by: Viewer, at: datetime) -> None:
    """Compile a draft's figures anew, on the snapshot that is in force now."""
    by.require("edition.write")
    held = _draft(id, at)
    rules.require_idle(Work(held.work), held.work_moved, at)
    held.snapshot = reckoning.understood(Question("", held.period, held.baseline)).snapshot
    _altered(by, at, "had an edition compiled again", held)
    _start(held, Work.COMPILING, by, at)


@transaction.atomic
def write(*, id: UUID, place: str, text: str, based_on: int, by: Viewer, at: datetime) -> int:
    """Save a text beside a finding or section as its next version; Conflict where another came
    first. The number of the version that now stands.
    """
    by.require("edition.write")
    held = _draft(id, at)
    known = queries.places(held)
    if place not in known:
        raise NotFound("There is no such finding.", "Look for it on the edition's page.")
    said = rules.require_length(text.replace("\r\n", "\n").strip())
    newest = held.versions.filter(place=place).order_by("-number").select_related("by").first()
    standing = newest.number if newest else 0
    if newest and newest.text == said:
        return standing
    if standing != based_on:
        raise _conflict(newest, said)
    try:
        with transaction.atomic():
            held.versions.create(
                place=place, number=standing + 1, text=said, by_id=UUID(by.person), at=at,
                figures=known[place],
            )  # fmt: skip
    except IntegrityError as error:
        raise _conflict(held.versions.filter(place=place).first(), said) from error
    details = {"place": place, "version": standing + 1, "characters": len(said)}
    _altered(by, at, "wrote commentary", held, details=details)
    return standing + 1


@transaction.atomic
def acknowledge(
    *, id: UUID, caveat: str, words: str, because: str, by: Viewer, at: datetime
) -> None:
    """Acknowledge a caveat in the words in which it stands, with a reason."""
    by.require("edition.write")
    held = _draft(id, at)
    every = outlines.caveats(outlines.read(held.outline))
    if not any((one.name, one.words) == (caveat, words) for one in every):
        raise NotReady("This caveat reads otherwise by now.", "Read it again.")
    because = rules.require_words(because, "Say why the edition may stand with this caveat.")
    held.acknowledgements.create(
        caveat=caveat, words=words, because=because, by_id=UUID(by.person), at=at
    )
    _altered(by, at, "acknowledged a caveat", held, reason=because, caveat=caveat)


@transaction.atomic
def add_evidence(
    *, id: UUID, section: int, text: str, attached: Attached | None, by: Viewer, at: datetime
) -> None:
    """Type or attach evidence for a section without data."""
    by.require("edition.write")
    held = _draft(id, at)
    entry = Entry(
        edition=held, section=rules.require_section(section), by_id=UUID(by.person), at=at
    )
    entry.text = rules.require_words(text, "Say what is known, even if briefly.", rules.LONGEST)
    if attached:
        entry.file_name = attached.name[-200:]
        entry.sha256 = hashlib.sha256(attached.content).hexdigest()
        entry.file.save(entry.sha256[:32], ContentFile(attached.content), save=False)
    entry.save()
    details = {"section": section, "sha256": entry.sha256}
    _record(by, at, Operation.COLLECTION, "added typed evidence", held, details=details)


@transaction.atomic
def accept_gap(*, id: UUID, section: int, because: str, by: Viewer, at: datetime) -> None:
    """Accept that a section's evidence is not available, with a name and a reason."""
    by.require("edition.write")
    held = _draft(id, at)
    because = rules.require_words(because, "Say why it is not available.")
    number, who = rules.require_section(section), UUID(by.person)
    held.entries.create(section=number, text=because, accepts_gap=True, by_id=who, at=at)
    _altered(by, at, "accepted a gap", held, reason=because, section=section)


@transaction.atomic
def withdraw_evidence(*, id: UUID, entry: int, because: str, by: Viewer, at: datetime) -> None:
    """Withdraw an entry: it stays on file but is printed no more, and its gap blocks again."""
    by.require("edition.write")
    held = _draft(id, at)
    found = held.entries.filter(id=entry, withdrawn_at__isnull=True).first()
    if found is None:
        raise NotFound("There is no such entry.", "Look for it on the page of evidence.")
    found.withdrawn_because = because = rules.require_words(because, "Say why it no longer stands.")
    found.withdrawn_by_id, found.withdrawn_at = UUID(by.person), at
    found.save()
    _altered(by, at, "withdrew typed evidence", held, reason=because, entry=entry)


@transaction.atomic
def propose(*, id: UUID, theme: str, confidence: str, by: Viewer, at: datetime) -> int:
    """Propose a candidate priority, with how good its evidence is; its number."""
    by.require("edition.score")
    held = _draft(id, at)
    theme = rules.require_words(" ".join(theme.split()), "Name the matter.", 120)
    if held.candidates.filter(theme__iexact=theme).exists():
        raise NotReady("This matter is a candidate already.", "Score the one that is there.")
    made = held.candidates.create(theme=theme, confidence=confidence, by_id=UUID(by.person), at=at)
    _altered(by, at, "proposed a priority", held, candidate=theme)
    return made.id


@transaction.atomic
def score(
    *, id: UUID, candidate: int, given: Collection[Judgement], by: Viewer, at: datetime
) -> None:
    """Score a candidate on some criteria; a second score by the same person replaces the first."""
    by.require("edition.score")
    held = _draft(id, at)
    of = _candidate(held, candidate)
    for one in given:
        rules.require_score(one.criterion, one.value)
        because = rules.require_words(one.because, f"Say why, for {one.criterion}.")
        cites = rules.require_grounds(one.criterion, one.cites, queries.places(held))
        said = {"value": one.value, "because": because, "cites": cites, "at": at}
        agency = Agency.objects.filter(slug=by.agency).first()
        Score.objects.update_or_create(
            candidate=of,
            criterion=one.criterion,
            by_id=UUID(by.person),
            defaults=said | {"agency": agency},
        )
    details = {"candidate": of.theme, "scores": {one.criterion: one.value for one in given}}
    _altered(by, at, "scored a priority", held, details=details)


@transaction.atomic
def weigh(*, id: UUID, weights: Mapping[str, float], by: Viewer, at: datetime) -> None:
    """Write down the agreed weights of the criteria."""
    by.require("edition.write")
    held = _draft(id, at)
    rules.require_weights(dict(weights))
    held.weights = dict(weights)
    held.save(update_fields=["weights"])
    _altered(by, at, "agreed weights", held, details={"weights": held.weights})


@transaction.atomic
def recommend(*, id: UUID, given: Recommended, by: Viewer, at: datetime) -> int:
    """Recommend an action with an owner, agency and person, and a date; its number."""
    by.require("edition.write")
    held = _draft(id, at)
    of = _candidate(held, given.candidate)
    agency = Agency.objects.filter(slug=given.agency, active=True).first()
    owner = Person.objects.filter(id=given.owner, memberships__agency=agency).first()
    if agency is None or owner is None:
        raise NotReady("The owner does not belong to that agency.", "Choose one of its people.")
    if given.due <= at.date():
        raise NotReady("The date has passed already.", "Give a day to come.")
    said = asdict(given) | {"candidate": of, "agency": agency, "owner": owner}
    made = Recommendation.objects.create(edition=held, **said, by_id=UUID(by.person), at=at)
    details = {"agency": agency.slug, "owner": str(owner.id), "due": given.due.isoformat()}
    _altered(by, at, "recommended an action", held, details=details)
    return made.id


@transaction.atomic
def drop(*, id: UUID, recommendation: int, because: str, by: Viewer, at: datetime) -> None:
    """Drop a recommendation, with a reason."""
    by.require("edition.write")
    held = _draft(id, at)
    found = held.recommendations.filter(id=recommendation, dropped_at__isnull=True).first()
    if found is None:
        raise NotFound("There is no such recommendation.", "Look for it on its page.")
    found.dropped_because = because = rules.require_words(because, "Say why it is dropped.")
    found.dropped_at = at
    found.save()
    _altered(by, at, "dropped a recommendation", held, reason=because)


@transaction.atomic
def freeze(*, id: UUID, recipients: str, by: Viewer, at: datetime) -> None:
    """Have the edition frozen: its figures kept for good, its files written in both forms."""
    held = _step("freeze", id, by, at)
    rules.require_idle(Work(held.work), held.work_moved, at)
    rules.require_freezable(bool(held.compiled), queries.open_caveats(held))
    held.recipients = recipients
    # The state moves when the files are written; until then nothing of it may be changed.
    _altered(by, at, "asked for an edition to be frozen", held)
    _start(held, Work.FREEZING, by, at)


@transaction.atomic
def reopen(*, id: UUID, because: str, by: Viewer, at: datetime) -> None:
    """Open a frozen edition as a draft again; what was frozen stays on file."""
    held = _step("reopen", id, by, at)
    because = rules.require_words(because, "Say why it is opened again.")
    held.state, held.gaps = State.DRAFT.value, []
    held.save()
    _altered(by, at, "reopened an edition", held, reason=because)


@transaction.atomic
def send_back(*, id: UUID, because: str, by: Viewer, at: datetime) -> None:
    """Open a signed edition as a draft instead of publishing it; its signature is void."""
    held = _step("send back", id, by, at)
    because = rules.require_words(because, "Say why it is not published.")
    held.state, held.gaps, held.signed_by, held.signed_at = State.DRAFT.value, [], None, None
    held.save()
    _altered(by, at, "sent a signed edition back", held, reason=because)


@transaction.atomic
def sign(*, id: UUID, by: Viewer, at: datetime) -> None:
    """Sign a frozen edition off: a second person, and no statutory section empty."""
    held = _step("sign", id, by, at)
    rules.require_signable(by.person, queries.authors(held), queries.statutory_gaps(held))
    held.state, held.signed_by_id, held.signed_at = State.SIGNED.value, UUID(by.person), at
    held.save()
    _altered(by, at, "signed an edition off", held, frozen=held.frozen)


@transaction.atomic
def publish(*, id: UUID, by: Viewer, at: datetime) -> None:
    """Mark a signed edition as published, by a third person; its release is publications'."""
    held = _step("publish", id, by, at)
    rules.require_publishable(by.person, queries.authors(held), str(held.signed_by_id))
    held.state, held.published_at = State.PUBLISHED.value, at
    held.save()
    _record(by, at, Operation.DISCLOSURE, "published an edition", held, frozen=held.frozen)


@transaction.atomic
def withdraw(*, id: UUID, because: str, by: Viewer, at: datetime) -> None:
    """Withdraw a published edition, with a reason that is shown in its place."""
    held = _step("withdraw", id, by, at)
    held.because = because = rules.require_words(because, "Say why it is withdrawn.")
    held.state, held.withdrawn_at = State.WITHDRAWN.value, at
    held.save()
    _altered(by, at, "withdrew an edition", held, reason=because)


@transaction.atomic
def hand_out(*, id: UUID, file: str, by: Viewer, at: datetime) -> None:
    """Record that somebody took a file with exact figures."""
    held = queries.found(viewer=by, id=id)
    entry = Event(
        Operation.DISCLOSURE, "took a file of an edition", f"edition:{id}", by.person,
        details={"file": file, "frozen": held.frozen},
    )  # fmt: skip
    audit.record(entry, by=by, at=at)


def _held(id: UUID) -> Edition:
    held = Edition.objects.select_for_update().filter(id=id).first()
    if held is None:
        raise NotFound(*queries.NO_EDITION)
    return held


def _draft(id: UUID, at: datetime) -> Edition:
    held = _held(id)
    rules.require_writable(State(held.state), Work(held.work), held.work_moved, at)
    return held


def _step(verb: str, id: UUID, by: Viewer, at: datetime) -> Edition:
    by.require(rules.STEPS[verb].permission)
    held = _held(id)
    rules.require_step(verb, State(held.state))
    return held


def _start(held: Edition, work: Work, by: Viewer, at: datetime) -> None:
    """Hand the work to the worker, in the same transaction: the task is there if the edition is."""
    held.work, held.work_says, held.work_share = work.value, "Waiting for the worker", 0
    held.work_moved, held.run = at, secrets.token_hex(8)
    held.save()
    task = tasks.freeze_edition if work is Work.FREEZING else tasks.compile_edition
    task.enqueue(str(held.id), held.run, by.person)


def _conflict(newest: Version | None, mine: str) -> Conflict:
    if newest is None:
        return Conflict(Said(0, "", "Somebody", ""), mine)
    when = timezone.localtime(newest.at)
    return Conflict(Said(newest.number, newest.text, newest.by.name, f"{when:%H:%M}"), mine)


def _candidate(held: Edition, number: int) -> Candidate:
    found = held.candidates.filter(id=number).first()
    if found is None:
        raise NotFound("There is no such candidate.", "Look for it among the priorities.")
    return found


def _altered(by: Viewer, at: datetime, what: str, of: Edition, **details: Any) -> None:
    _record(by, at, Operation.ALTERATION, what, of, **details)


def _record(
    by: Viewer, at: datetime, operation: Operation, what: str, of: Edition, **details: Any
) -> None:
    reason = details.pop("reason", "")
    details |= details.pop("details", {})
    entry = Event(operation, what, f"edition:{of.id}", reason=reason, details=details)
    audit.record(entry, by=by, at=at)
