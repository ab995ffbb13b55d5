"""Founding a home: the reference pack first, then the area is known, then the settings."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from towpath.foundation import Area, NotUnderstood

if TYPE_CHECKING:
    from towpath.evidence.homes import Home

Tell = Callable[[str], None]


def found(
    path: Path,
    area: str,
    *,
    reference: Path | None,
    name: str,
    colour: str,
    tell: Tell,
    notice: str = "",
) -> tuple[Home, Area]:
    """Make the home and its reference pack; a home that exists is refused before anything else."""
    from towpath.evidence.homes import Home
    from towpath.sources.reference import Pack

    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        raise NotUnderstood(f'"{colour}" is not a colour.', "Write it as #rrggbb: #12436D.")
    _require_free(path)
    with tempfile.TemporaryDirectory() as scratch:
        built = _pack(reference, path, Path(scratch), tell)
        place = Pack.open(built).find(area)
        settings = {
            "name": name or f"{place} Community Safety Partnership",
            "area": f"{place.level.value}:{place.code}",
            "colour": colour,
        } | ({"notice": notice} if notice else {})
        home = Home.create(path, settings)
        shutil.copytree(built, home.reference, dirs_exist_ok=True)
    for remark in Pack.open(home.reference).remarks_on(place):
        tell(remark)
    return home, place


def _require_free(path: Path) -> None:
    from towpath.evidence.homes import Home

    if Home(path).settings_file.is_file():
        raise NotUnderstood(
            f"{path} is a partnership's home already.",
            "Choose another folder with --home, or go on with this one.",
        )


def _pack(reference: Path | None, home: Path, scratch: Path, tell: Tell) -> Path:
    from towpath.sources.reference import building

    source = reference
    if source is None:
        from towpath.sources import fetch

        tell("Fetching reference files from ONS; this takes some minutes the first time.")
        # In the home, so that a line that broke goes on from where it was.
        source = fetch.reference(home / "fetched", tell=tell)
    tell("Building the reference pack…")
    return building.build(source, scratch / "pack")
