"""Decisions on values: no database, no clock, no web."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from towpath.access.errors import NotSound
from towpath.access.permissions import Role


@dataclass(frozen=True)
class Term:
    """From a day, and until the first day without it; no end means open."""

    starts: date
    ends: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.starts <= on and (self.ends is None or on < self.ends)

    def meets(self, other: Term) -> bool:
        """Whether the two share a day."""
        return (self.ends is None or other.starts < self.ends) and (
            other.ends is None or self.starts < other.ends
        )


def may_be_term(starts: date, ends: date | None) -> bool:
    """Whether a membership may have these days."""
    return ends is None or starts <= ends


def require_term(starts: date, ends: date | None) -> Term:
    """The days of a membership; NotSound where it would end before it starts."""
    if not may_be_term(starts, ends):
        raise NotSound(
            "The membership would end before it starts.", "Give a later day, or leave it open."
        )
    return Term(starts, ends)


def may_appoint(term: Term, held: Iterable[Term]) -> bool:
    """Whether nobody holds the same role in the same agency twice on one day."""
    return not any(term.meets(other) for other in held)


def require_appointable(term: Term, held: Iterable[Term]) -> None:
    """Raise NotSound where the person has this role in this agency already."""
    if not may_appoint(term, held):
        raise NotSound(
            "They have this role in this agency already on some of these days.",
            "End that membership first, or choose other days.",
        )


def may_leave(role: Role, others: int) -> bool:
    """Whether a membership may end: somebody must be left to administer."""
    return role is not Role.ADMINISTRATOR or others > 0


def require_leavable(role: Role, others: int) -> None:
    """Raise NotSound where the last administrator would go."""
    if not may_leave(role, others):
        raise NotSound(
            "They are the partnership's only administrator.",
            "Make somebody else an administrator first.",
        )


def may_judge_own(by: str, subject: str) -> bool:
    """Whether somebody may change this person's roles: nobody raises themselves."""
    return by != subject


def require_not_own(by: str, subject: str) -> None:
    """Raise NotSound where people would change their own roles."""
    if not may_judge_own(by, subject):
        raise NotSound(
            "Nobody changes their own roles.", "Ask another administrator to do it for you."
        )
