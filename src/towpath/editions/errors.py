"""The errors of editions: each a sentence that its reader may see, and what they can do."""

from __future__ import annotations

from dataclasses import dataclass

from towpath.access.errors import NotSound


@dataclass(frozen=True)
class Said:
    """A text as it stands: which version, what it says, who wrote it and when."""

    number: int
    text: str
    by: str
    at: str


class Conflict(NotSound):
    """Somebody else saved first; both texts are kept, one in the store and one on the page."""

    def __init__(self, theirs: Said, mine: str) -> None:
        super().__init__(
            f"{theirs.by} saved another text here while you were writing.",
            "Both are shown below: bring them together and save.",
        )
        self.theirs = theirs
        self.mine = mine


class NotReady(NotSound):
    """A step was asked for that the edition does not allow yet; the sentence says why."""
