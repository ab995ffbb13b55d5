"""How a field may be handled: declared once, obeyed by copies, exports, retention and logs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Sensitivity(IntEnum):
    """Ordered, so that the most careful of several wins by `max`."""

    PUBLIC = 0
    INTERNAL = 1
    PERSONAL = 2
    SPECIAL = 3


@dataclass(frozen=True, order=True)
class Handling:
    """A sensitivity and the whole years for which the value is kept (None: no limit)."""

    sensitivity: Sensitivity
    years_kept: int | None = None

    @classmethod
    def parse(cls, text: str) -> Handling:
        """Read `public`, `internal`, or `personal, 7 years` as a declaration writes it."""
        word, _, kept = (part.strip() for part in text.lower().partition(","))
        years = int(kept.split()[0]) if kept else None
        return cls(Sensitivity[word.upper()], years)

    @property
    def open(self) -> bool:
        """Whether a stranger may see the value as it is."""
        return self.sensitivity is Sensitivity.PUBLIC


PUBLIC = Handling(Sensitivity.PUBLIC)
INTERNAL = Handling(Sensitivity.INTERNAL)


def strictest(handlings: tuple[Handling, ...]) -> Handling:
    """The handling of a mixture: mixed means closed; of nothing, public.

    Years kept are the shortest of the strictest ones, since a mixture lives no longer than they do.
    """
    if not handlings:
        return PUBLIC
    worst = max(one.sensitivity for one in handlings)
    years = [h.years_kept for h in handlings if h.sensitivity is worst and h.years_kept is not None]
    return Handling(worst, min(years) if years else None)
