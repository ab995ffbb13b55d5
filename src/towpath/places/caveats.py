"""What a reader must know of the events themselves, whatever was asked of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.documents.blocks import Caveat
from towpath.foundation import Unit

if TYPE_CHECKING:
    from towpath.places.ground import Ground


def of_events(ground: Ground) -> tuple[Caveat, ...]:
    """Rows that were left out, and points that stand in for others; nothing where all is well."""
    found = (_unlocated(ground), _pointless(ground), _cancelled(ground), _snapped(ground))
    return tuple(one for one in found if one is not None)


def _counted(ground: Ground, why: str, number: int) -> Caveat | None:
    if not number:
        return None
    many = ground.figure("events-left-out", number, Unit.COUNT, why=why)
    name, words = _SAID[why]
    return Caveat(name, (many, f" {'row' if number == 1 else 'rows'} of {ground.feed} {words}"))


_SAID = {
    "no place": (
        "Rows without a place",
        "in this period without a place: no area has them.",
    ),
    "no point": (
        "Rows without a point",
        "in the area by their codes, but without a point or a moment: they were left out.",
    ),
    "cancelled": ("Cancelled crimes", "marked as no crime after all: they were left out."),
}


def _unlocated(ground: Ground) -> Caveat | None:
    return _counted(ground, "no place", ground.left.unlocated)


def _pointless(ground: Ground) -> Caveat | None:
    return _counted(ground, "no point", max(ground.left.pointless, ground.left.undated))


def _cancelled(ground: Ground) -> Caveat | None:
    return _counted(ground, "cancelled", ground.left.cancelled)


def _snapped(ground: Ground) -> Caveat | None:
    if not ground.snapped.any():
        return None
    said = (
        f"{ground.feed} puts each crime at the middle of its street or at a place nearby, on one "
        "of a list of points that many crimes share. Cells are therefore no finer than 250 m, and "
        "a street named below is the one that the point bears, not the scene of a crime."
    )
    return Caveat("Anonymised points", (said,))
