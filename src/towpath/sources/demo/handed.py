"""What was handed over by whom: each delivery of the demo, as somebody would load it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

# Folder below deliveries/, agency ("" where the files' names say it), feed.
_HANDED = (
    ("police-uk", "", ""),  # three feeds in one archive, told apart by their names
    ("saltreath-police", "saltreath", "force-extract"),
    ("saltreath-fire", "saltreath-fire", "statutory-fire"),
    ("greyhaven-ambulance", "greyhaven-ambulance", "statutory-ambulance"),
    ("aldermere-hospital", "aldermere-hospital", "hospital-admissions"),
    ("aldermere-council", "aldermere-council", "council-asb"),
    ("published", "published", "published-indicator"),
    ("aldermere-plan", "aldermere-partnership", "plan-results"),
    ("aldermere-consultation", "aldermere-partnership", "consultation-tallies"),
)


@dataclass(frozen=True)
class Handed:
    """One delivery: its folder, and the agency and feed where its files do not say them."""

    folder: Path
    agency: str | None
    feed: str | None


def handed_over(folder: Path) -> tuple[Handed, ...]:
    """The deliveries of a world that was written into a folder, in the order to load them."""
    return tuple(
        Handed(folder / "deliveries" / name, agency or None, feed or None)
        for name, agency, feed in _HANDED
    )
