"""A viewer: a person as they stand at one moment, with what their memberships permit."""

from __future__ import annotations

from dataclasses import dataclass, replace

from towpath.access.errors import NotFound, NotPermitted
from towpath.access.permissions import Reach, Role, reach


@dataclass(frozen=True, order=True)
class Seat:
    """A role in an agency, in force at this moment."""

    agency: str
    role: Role


@dataclass(frozen=True)
class Viewer:
    """Who asks. `person` is an identifier, never a name: the audit trail keeps it for years."""

    person: str
    name: str = ""
    seats: tuple[Seat, ...] = ()
    purpose: str = ""
    request: str = ""
    unlimited: bool = False
    only: frozenset[str] | None = None  # the permissions that a key was made for; None is no limit

    @classmethod
    def nobody(cls) -> Viewer:
        """Somebody who has not signed in."""
        return cls("anonymous")

    @classmethod
    def of_command(cls, name: str) -> Viewer:
        """The owner of the home at the command line, who could read its files anyway."""
        return cls(f"command:{name}", name, purpose="administration", unlimited=True)

    def for_purpose(self, purpose: str) -> Viewer:
        """The same person, for another purpose."""
        return replace(self, purpose=purpose)

    def for_seats_with(self, roles: frozenset[Role]) -> Viewer:
        """The same person in those of their seats that have one of these roles."""
        return replace(self, seats=tuple(one for one in self.seats if one.role in roles))

    @property
    def signed_in(self) -> bool:
        """Whether this is somebody whom the partnership knows."""
        return self.unlimited or self.person != "anonymous"

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, in whichever agency."""
        return frozenset(seat.role for seat in self.seats)

    @property
    def agency(self) -> str:
        """The agency under which what they do is recorded: the first by name."""
        return self.seats[0].agency if self.seats else ""

    def reach(self, permission: str) -> Reach:
        """The widest reach that any seat gives."""
        if self.only is not None and permission not in self.only:
            return Reach.NONE
        if self.unlimited:
            return Reach.ALL
        reaches = {reach(seat.role, permission) for seat in self.seats}
        return max(reaches, key=list(Reach).index, default=Reach.NONE)

    def may(self, permission: str, agency: str | None = None) -> bool:
        """Whether they may do it at all, or in this agency."""
        if agency is None or self.reach(permission) is Reach.NONE:
            return self.reach(permission) is not Reach.NONE
        if self.unlimited:
            return True
        return any(
            _covers(reach(seat.role, permission), seat.agency, agency) for seat in self.seats
        )

    def agencies(self, permission: str) -> frozenset[str] | None:
        """The agencies in which they may do it; None means every one."""
        how_far = self.reach(permission)
        if how_far is not Reach.OWN:
            return None if how_far is Reach.ALL else frozenset()
        own = (s.agency for s in self.seats if reach(s.role, permission) is Reach.OWN)
        return frozenset(own)

    def require(self, permission: str, agency: str | None = None) -> None:
        """Raise NotPermitted unless they may, in words that say what is missing."""
        if not self.may(permission, agency):
            where = f" for {agency}" if agency and self.may(permission) else ""
            raise NotPermitted(
                f"Your role does not include this{where}.",
                "If your work needs it, ask an administrator of the partnership.",
            )

    def require_in_scope(self, permission: str, agency: str) -> None:
        """Raise NotFound unless they may in this agency: not theirs and not there look alike."""
        if not self.may(permission, agency):
            raise NotFound("There is no such page.", "Check the address.")


def _covers(how_far: Reach, own: str, asked: str) -> bool:
    return how_far is Reach.ALL or (how_far is Reach.OWN and own == asked)
