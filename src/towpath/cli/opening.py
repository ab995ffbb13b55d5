"""Opening what a command works on: the home, its pack, its evidence under the owner's grant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from towpath.foundation import Area

if TYPE_CHECKING:
    from towpath.evidence.homes import Home
    from towpath.sources.reference import Pack


def home(path: Path) -> Home:
    """The partnership's home, or a sentence that says how to make one."""
    from towpath.evidence.homes import Home

    return Home.open(path)


def pack(of: Home) -> Pack:
    """Its reference pack, with the local areas that it has named."""
    from towpath.sources.reference import Pack

    return Pack.open(of.reference, of.path / "local_areas.toml")


def area(of: Home, words: str, known: Pack) -> Area:
    """The area of these words; without words, the partnership's own."""
    return known.find(words or str(of.settings["area"]))
