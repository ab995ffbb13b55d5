"""The reference pack of a home: what is known of every area, beside what is held."""

from __future__ import annotations

from towpath.evidence.homes import Home
from towpath.sources.reference import Pack


def find(home: Home) -> Pack | None:
    """The home's reference pack, if it has one."""
    if not (home.reference / "manifest.json").exists():
        return None
    return Pack.open(home.reference, home.local_areas)
