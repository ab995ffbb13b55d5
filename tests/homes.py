"""A home of the small world, loaded as an analyst would load it, for tests of the rooms above."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import worlds
from towpath.cli import founding
from towpath.evidence import loading
from towpath.evidence.homes import Home
from towpath.sources import demo

AT = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)


def founded(folder: Path) -> tuple[Home, worlds.World]:
    """The home of Aldermere's partnership with its reference pack, and nothing loaded yet."""
    world = worlds.small(folder / "world")
    home, _ = founding.found(
        folder / "home",
        "Aldermere",
        reference=world.reference,
        name="Safer Aldermere Partnership",
        colour="#1D5E54",
        tell=lambda _sentence: None,
        notice=demo.NOTICE,
    )
    shutil.copy(world.folder / "local_areas.toml", home.path)
    return home, world


def again(folder: Path) -> tuple[Home, worlds.World]:
    """What `loaded` or `founded` left in a folder."""
    truth = demo.Truth.read(folder / "world" / "truth.json")
    return Home.open(folder / "home"), worlds.World(folder / "world", truth)


def loaded(folder: Path) -> tuple[Home, worlds.World]:
    """The same with everything that the agencies hand over in force.

    What people judge and declare (`definitions/`) is left out: most tests want to see the gaps.
    """
    home, world = founded(folder)
    for one in demo.handed_over(world.folder):
        wishes = loading.Wishes(feed=one.feed, agency=one.agency)
        loading.deliver(home, [one.folder], wishes, grant=home.owner(), at=AT)
    return home, world
