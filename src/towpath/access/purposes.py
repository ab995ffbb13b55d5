"""Purposes and their lawful bases, and a viewer's purpose as the Grant that evidence demands."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from towpath.access.errors import NotPermitted
from towpath.access.permissions import SEES, Role
from towpath.access.viewers import Viewer
from towpath.foundation import Grant
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


def grant(viewer: Viewer, purpose: str = "") -> Grant:
    """What evidence demands: who, for which agency, for what purpose, how much.

    Only the seats whose role has this purpose count. NotPermitted where no seat has it.
    """
    wanted = purpose or viewer.purpose or usual(viewer)
    if wanted not in {one.slug for one in of(viewer)}:
        raise NotPermitted(
            "Your role does not include this purpose.",
            "Choose a purpose of your own work, or ask an administrator.",
        )
    if viewer.unlimited:
        return Grant(viewer.person, "partnership", wanted, Sensitivity.SPECIAL, writes=True)
    seats = [seat for seat in viewer.seats if seat.role in every()[wanted].roles]
    return Grant(
        person=viewer.person,
        agency=seats[0].agency,
        purpose=wanted,
        sees=max(SEES[seat.role] for seat in seats),
        agencies=viewer.agencies("delivery.read") or frozenset(),
        writes=viewer.may("delivery.make"),
    )
