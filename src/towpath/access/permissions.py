"""Who may do what: roles across, permissions down, one table for pages, API, exports and commands.

    all   in every agency of the partnership
    own   in the viewer's own agency
    -     not at all

Counts are shared (evidence.explore), as far as SEES lets a role see; the rows that were counted
stay with whose they are (evidence.rows), and so does what may be taken away (evidence.download).
What is closed goes to anybody through the gate by analysts and managers alone (evidence.release).

A board member sees what is published and the exceptions; an auditor sees who looked, not what they
saw. Nobody has a permission that this table does not give, but the home's owner at the command:
who could make a link to a password and take away a second step might sign in as anybody.
"""

from __future__ import annotations

from enum import StrEnum

from towpath.foundation.handling import Sensitivity


class Role(StrEnum):
    """What a person does in an agency."""

    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    MANAGER = "manager"
    ANALYST = "analyst"
    POLICE = "police"
    HOUSING = "housing"
    SUPPLIER = "supplier"
    BOARD = "board"

    @property
    def label(self) -> str:
        """As it is printed."""
        return _LABELS[self]


class Reach(StrEnum):
    """How far a permission goes."""

    NONE = "-"
    OWN = "own"
    ALL = "all"


_LABELS = {
    Role.ADMINISTRATOR: "Administrator",
    Role.AUDITOR: "Auditor",
    Role.MANAGER: "Partnership manager",
    Role.ANALYST: "Analyst",
    Role.POLICE: "Police officer",
    Role.HOUSING: "Housing officer",
    Role.SUPPLIER: "Data supplier",
    Role.BOARD: "Board member",
}

_TABLE = """
permission            administrator auditor manager analyst police housing supplier board

agency.read           all           all     all     all     all    all     all      all
agency.keep           all           -       -       -       -      -       -        -
person.read           all           -       all     -       own    own     -        -
person.keep           all           -       -       -       -      -       -        -
person.recover        -             -       -       -       -      -       -        -
audit.read            -             all     -       -       -      -       -        -

delivery.read         -             -       all     all     own    own     own      -
delivery.make         -             -       all     all     own    own     own      -
delivery.judge        -             -       all     all     -      -       -        -
delivery.retire       -             -       all     all     -      -       -        -
return.read           -             all     all     all     all    all     all      all
return.keep           -             -       all     all     -      -       -        -

evidence.explore      -             -       all     all     all    all     -        -
evidence.rows         -             -       all     all     own    own     -        -
evidence.download     -             -       all     all     own    own     -        -
evidence.release      -             -       all     all     -      -       -        -

edition.read          -             -       all     all     all    all     -        -
edition.write         -             -       all     all     -      -       -        -
edition.score         -             -       all     all     all    all     -        -
edition.freeze        -             -       all     all     -      -       -        -
edition.sign          -             -       all     -       -      -       -        -
edition.publish       -             -       all     -       -      -       -        -
edition.withdraw      -             -       all     -       -      -       -        -
publication.read      all           all     all     all     all    all     all      all

key.issue             -             -       own     own     own    own     -        -
key.keep              all           -       -       -       -      -       -        -
"""

# The highest sensitivity of evidence that a role may read; exact figures are INTERNAL.
SEES = {
    Role.ADMINISTRATOR: Sensitivity.PUBLIC,
    Role.AUDITOR: Sensitivity.PUBLIC,
    Role.MANAGER: Sensitivity.SPECIAL,
    Role.ANALYST: Sensitivity.SPECIAL,
    Role.POLICE: Sensitivity.INTERNAL,
    Role.HOUSING: Sensitivity.INTERNAL,
    Role.SUPPLIER: Sensitivity.PUBLIC,
    Role.BOARD: Sensitivity.PUBLIC,
}


def _read(table: str) -> dict[str, dict[Role, Reach]]:
    head, *rows = (line.split() for line in table.strip().splitlines() if line.strip())
    roles = [Role(name) for name in head[1:]]
    return {name: dict(zip(roles, map(Reach, reaches), strict=True)) for name, *reaches in rows}


PERMISSIONS = _read(_TABLE)


def reach(role: Role, permission: str) -> Reach:
    """How far a permission goes in a role; KeyError for one that nobody declared."""
    return PERMISSIONS[permission][role]
