"""Decisions on values: no database, no clock, no web."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from towpath.access.errors import NotSound
from towpath.evidence.rehearsing import Rehearsal
from towpath.intake.models import State
from towpath.sources import offerings
from towpath.sources.declarations import Feed

WORKING = frozenset((State.WAITING, State.CHECKING, State.ACCEPTING))
DESCRIBABLE = frozenset((State.STOPPED, State.CHECKED))
WITHDRAWABLE = frozenset((State.STOPPED, State.CHECKED, State.WAITING))
OVER = frozenset((State.ACCEPTED, State.REFUSED, State.WITHDRAWN))
MOST_FILES = 100
MOST_ATTEMPTS = 5
REFUSALS_KEPT = 90  # days after the decision, so that the agency can mend what it sent
_LONGEST_NAME = 120
_COMMAND = re.compile(r"`towpath |(?<!\S)--[a-z]")


def may_describe(state: str) -> bool:
    """Whether somebody may say anew what the columns mean."""
    return state in DESCRIBABLE


def require_describable(state: str) -> None:
    """Raise NotSound where the delivery is at work or decided."""
    if not may_describe(state):
        raise NotSound(_moved_on(state), "Look at the delivery again.")


def may_withdraw(state: str) -> bool:
    """Whether whoever handed it over may take it back."""
    return state in WITHDRAWABLE


def require_withdrawable(state: str) -> None:
    """Raise NotSound where it is too late to take it back."""
    if not may_withdraw(state):
        raise NotSound(_moved_on(state), "Ask an analyst of the partnership.")


def may_refuse(state: str) -> bool:
    """Whether it may be refused."""
    return state in DESCRIBABLE


def require_refusable(state: str) -> None:
    """Raise NotSound where there is nothing to refuse."""
    if not may_refuse(state):
        raise NotSound(_moved_on(state), "Look at the delivery again.")


def may_accept(state: str, report: Rehearsal | None) -> bool:
    """Whether there is something to accept."""
    return state == State.CHECKED and bool(report and report.accepted and report.changes)


def require_acceptable(state: str, report: Rehearsal, *, confirmed: bool, reason: str) -> None:
    """Raise NotSound where it may not be accepted so."""
    if state != State.CHECKED:
        raise NotSound(_moved_on(state), "Look at the delivery again.")
    if not may_accept(state, report):
        raise NotSound(
            "There is nothing in it to accept." if not report.accepted
            else "All of it is in force already.",
            "Refuse it, or withdraw it.",
        )  # fmt: skip
    if report.losses and not confirmed:
        raise NotSound(
            "Accepting it would take rows out of force that are held now.",
            "Tick the box to confirm that this is right, or refuse the delivery.",
        )
    if replaces(report) and not reason.strip():
        raise NotSound("It replaces what is held of some months.", "Say why, for the audit trail.")


def replaces(report: Rehearsal) -> int:
    """How many months that are held would be superseded."""
    return sum(one.held is not None and not one.same for one in report.months)


def require_reason(reason: str) -> str:
    """The reason without its edges; NotSound where there is none."""
    if not reason.strip():
        raise NotSound("No reason was given.", "Say why, for the audit trail.")
    return reason.strip()


def safe_name(said: str) -> str:
    """A file's name as it may lie on a disk: no folders, no control characters, not too long."""
    name = re.sub(r"[\x00-\x1f\x7f/\\]+", "_", said).strip(" .") or "file"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 8:
        return name[:_LONGEST_NAME]
    return f"{stem[: _LONGEST_NAME - len(ending) - 1]}.{ending}"


def require_table(name: str, path: Path) -> None:
    """Raise DeliveryRefused where a file is no table and no archive of tables, by its first bytes;
    NotSound where its name says so already."""
    if not offerings.is_table(name, (*offerings.TABLES, ".zip")):
        raise NotSound(f"{name} is no table.", "Hand over CSV, XLSX, or a zip of them.")
    kind = offerings.kind(path)
    if kind and kind != offerings.ZIP:
        raise offerings.refuse(name, kind)


def agency_named(names: Iterable[str], feeds: Mapping[str, Feed]) -> str:
    """The one agency that files' names say; empty where they say none, or several."""
    said = {
        found["agency"]
        for name in names
        for feed in feeds.values()
        if feed.file_pattern and (found := re.search(feed.file_pattern, name))
        and "agency" in found.groupdict()
    }  # fmt: skip
    return said.pop() if len(said) == 1 else ""


def remedy_here(remedy: str) -> str:
    """What to do, in words of the browser: who hands over here knows no command."""
    if not _COMMAND.search(remedy):
        return remedy
    first, _, rest = remedy.partition(", or ")
    if rest and not _COMMAND.search(first):
        return f"{first}, or say what the files are and what their columns mean."
    return "Say what the files are and what their columns mean, or hand over corrected files."


def _moved_on(state: str) -> str:
    return f"The delivery has moved on: {State(state).label.lower()}."
