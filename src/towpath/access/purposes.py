"""Purposes and their lawful bases, and a viewer's purpose as the Grant that evidence demands."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from towpath.access.errors import NotPermitted
from towpath.access.permissions import SEES, Reach, Role, reach
from towpath.access.viewers import Viewer
from towpath.foundation import Grant
from towpath.foundation.grants import EVERY_AGENCY
from towpath.foundation.handling import Sensitivity


@dataclass(frozen=True)
class Purpose:
    """Why somebody looks, the law that lets them, and whose work it is."""

    slug: str
    title: str
    basis: str
    article: str
    roles: frozenset[Role]


@cache
def every() -> dict[str, Purpose]:
    """All purposes, by slug, in the order in which they are declared."""
    text = (resources.files("towpath.access") / "purposes.toml").read_text("utf-8")
    return {
        slug: Purpose(
            slug, one["title"], one["basis"], one["article"], frozenset(map(Role, one["roles"]))
        )
        for slug, one in tomllib.loads(text).items()
    }


def of(viewer: Viewer) -> tuple[Purpose, ...]:
    """The purposes that a viewer's roles may have."""
    if viewer.unlimited:
        return tuple(every().values())
    return tuple(one for one in every().values() if one.roles & viewer.roles)


def usual(viewer: Viewer) -> str:
    """The purpose that a viewer has until they name another."""
    return next((one.slug for one in of(viewer)), "")


# Permissions under which evidence itself is changed.
WRITES = frozenset({"delivery.make", "delivery.judge", "delivery.retire"})


def grant(viewer: Viewer, to: str, purpose: str = "") -> Grant:
    """What evidence demands: who, for which agency, for what purpose, how much.

    `to` is the permission under which they ask. Only the seats whose role has it and the purpose
    count; NotPermitted where no seat has both.
    """
    wanted = purpose or viewer.purpose or usual(viewer)
    if wanted not in {one.slug for one in of(viewer)}:
        raise NotPermitted(
            "Your role does not include this purpose.",
            "Choose a purpose of your own work, or ask an administrator.",
        )
    viewer.require(to)
    writes = to in WRITES
    if viewer.unlimited:
        most = Sensitivity.SPECIAL
        return Grant(viewer.person, "partnership", wanted, most, EVERY_AGENCY, writes)
    asking = viewer.for_seats_with(every()[wanted].roles)
    asking.require(to)
    seats = [seat for seat in asking.seats if reach(seat.role, to) is not Reach.NONE]
    return Grant(
        person=viewer.person,
        agency=seats[0].agency,
        purpose=wanted,
        sees=max(SEES[seat.role] for seat in seats),
        agencies=asking.agencies(to),
        writes=writes,
    )
