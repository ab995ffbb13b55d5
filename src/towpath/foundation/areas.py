"""An area: a level, a code and, for small areas, the vintage of their boundaries."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """The levels an area can stand at, from the smallest upwards."""

    LSOA = "lsoa"
    STABLE = "stable"
    MSOA = "msoa"
    WARD = "ward"
    LOCAL = "local"
    DISTRICT = "district"
    CSP = "csp"
    FIRE = "fire"
    FORCE = "force"
    COUNTRY = "country"

    @property
    def label(self) -> str:
        """The level as a person says it."""
        return _LABELS[self]


_LABELS = {
    Level.LSOA: "small area (LSOA)",
    Level.STABLE: "stable small area",
    Level.MSOA: "neighbourhood (MSOA)",
    Level.WARD: "ward",
    Level.LOCAL: "local area",
    Level.DISTRICT: "district",
    Level.CSP: "community safety partnership",
    Level.FIRE: "fire authority",
    Level.FORCE: "police force",
    Level.COUNTRY: "country",
}


@dataclass(frozen=True, order=True)
class Area:
    """One area. Two areas are the same when level, code and vintage are.

    `vintage` is the census year of the small-area boundaries (2011 or 2021), or the year of the
    lookup for higher levels; 0 where the area has none of its own, as a named local area.
    """

    level: Level
    code: str
    vintage: int
    name: str = field(compare=False, default="")

    def __str__(self) -> str:
        return self.name or self.code

    @property
    def key(self) -> str:
        """The area in one word, as figure ids and file names use it."""
        return f"{self.level.value}:{self.code}:{self.vintage}"
