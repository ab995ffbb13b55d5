"""Builders of one small believable partnership, shared by tests: Aldermere with two neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from towpath.sources import demo
from towpath.sources.demo import world

MONTHS = 30  # July 2023 to December 2025: the last year, the year before it, and a break


@dataclass(frozen=True)
class World:
    """A world's folder and its truth."""

    folder: Path
    truth: demo.Truth

    @property
    def reference(self) -> Path:
        """The reference files."""
        return self.folder / "reference"

    @property
    def deliveries(self) -> Path:
        """What the agencies deliver, one folder an agency."""
        return self.folder / "deliveries"

    @property
    def police_uk(self) -> Path:
        """The street, outcomes and stop-and-search files, one folder a month."""
        return self.deliveries / "police-uk"


def small(folder: Path, seed: int = 2026, months: int = MONTHS) -> World:
    """Aldermere of 32 small areas, one neighbour in its own force and one in the other.

    Some 20,000 rows in well under a second. It has everything of the full demo: both vintages
    (LSOA 2021 codes from October 2023), hotspots, near repeats, and every change of 2024 and 2025.
    """
    said = world.settings()
    sizes = {"Aldermere": (32, 6), "Harrowmouth": (10, 3), "Cawthry": (9, 3)}
    said["districts"] = [one for one in said["districts"] if one["name"] in sizes]
    for one in said["districts"]:
        one["small_areas"], one["wards"] = sizes[one["name"]]
    said["island"] |= {"grid": 700, "people_points": 20}
    said["vintage"]["from"] = said["snap_points"]["from"] = "2023-10"
    for spot in said["hotspots"]:
        spot["metres"] *= 2
    return World(folder, demo.write(folder, seed, months, said))
