"""A Grant: who asks, for which agency, for what purpose, and how much they may see."""

from __future__ import annotations

from dataclasses import dataclass

from towpath.foundation.errors import Forbidden
from towpath.foundation.handling import Sensitivity

EVERY_AGENCY = None  # said aloud by whoever means it; a grant that names nobody covers nobody


@dataclass(frozen=True)
class Grant:
    """What evidence demands before it answers. It knows nothing of users beyond this.

    `sees` is the highest sensitivity the holder may read; `agencies` whose loads they may read
    (none unless named; EVERY_AGENCY: all); `writes` whether they may deliver, supersede and retire.
    """

    person: str
    agency: str
    purpose: str
    sees: Sensitivity = Sensitivity.PUBLIC
    agencies: frozenset[str] | None = frozenset()
    writes: bool = False

    @classmethod
    def of_owner(cls, person: str, agency: str = "partnership") -> Grant:
        """The grant of a home's owner, under which the command runs."""
        every, most = EVERY_AGENCY, Sensitivity.SPECIAL
        return cls(person, agency, "strategic assessment", most, every, writes=True)

    def may_read(self, agency: str, sensitivity: Sensitivity) -> bool:
        """Whether a load of this agency and sensitivity is within the grant."""
        theirs = self.agencies is EVERY_AGENCY or agency in self.agencies
        return theirs and sensitivity <= self.sees

    def require_writes(self) -> None:
        """Raise Forbidden unless the holder may change what is held."""
        if not self.writes:
            raise Forbidden(
                f"{self.person} may read this partnership's evidence but not change it.",
                "Ask the home's owner to do it, or to widen the grant.",
            )
