"""Plots: the ground where something was done, its control, and the ground around both.

Each is named (a local area, a ward, small areas), read from a file that somebody drew, or drawn as
a ring of so many metres.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from towpath.foundation import Area, Level, NoSuchData, NotUnderstood
from towpath.sources import outlines

if TYPE_CHECKING:
    from collections.abc import Iterator

    import shapely

    from towpath.evidence.held import Held
    from towpath.sources.outlines import Outline

TREATED, CONTROL = "treated place", "control"
BUFFER, BUFFER_CONTROL = "around it", "around the control"
VINTAGE = 2021  # of the small areas that larger ones are put together from
NARROWEST = 20.0  # metres
# Outlines that are drawn apart may share a hair of ground; more than this share is an overlap.
HAIR = 0.01


@dataclass(frozen=True)
class Asked:
    """What a person typed of the places; the buffer in metres, or as an area."""

    treated: str
    control: str
    buffer: str = ""
    buffer_control: str = ""


@dataclass(frozen=True)
class Plot:
    """A piece of ground. `drawn`: by hand or as a ring, so that no code of a row tells of it."""

    role: str
    name: str
    outline: Outline = field(repr=False)
    drawn: bool = False
    areas: tuple[Area, ...] = ()

    @property
    def key(self) -> str:
        """It in one word, the same wherever its file lies."""
        if self.areas:
            return "+".join(one.key for one in self.areas)
        return f"outline:{hashlib.sha256(self.outline.wkb).hexdigest()[:8]}"


@dataclass(frozen=True)
class Plots:
    """The plots of a comparison: the buffer with a control of its own, or neither."""

    treated: Plot
    control: Plot
    buffer: Plot | None = None
    buffer_control: Plot | None = None

    def __iter__(self) -> Iterator[Plot]:
        every = (self.treated, self.control, self.buffer, self.buffer_control)
        return iter([one for one in every if one is not None])

    @property
    def drawn(self) -> bool:
        """Whether any of them needs points of their own to be counted in."""
        return any(one.drawn for one in self)


def lay(held: Held, area: Area, asked: Asked) -> Plots:
    """The plots on the ground of an area; NotUnderstood where two of them overlap."""
    treated = _plot(held, area, TREATED, asked.treated)
    control = _plot(held, area, CONTROL, asked.control)
    _apart(treated, control)
    if not asked.buffer:
        if asked.buffer_control:
            raise NotUnderstood(ALONE, "Give --buffer too, or leave --buffer-control out.")
        return Plots(treated, control)
    buffer = _beside(held, area, BUFFER, asked.buffer, treated)
    around = asked.buffer_control or (asked.buffer if _metres(asked.buffer) else "")
    if not around:
        raise NotUnderstood(ALONE, "Give --buffer-control too, or the buffer in metres.")
    beside = _beside(held, area, BUFFER_CONTROL, around, control)
    if _metres(around):
        beside = _less(beside, buffer, treated)
    found = Plots(treated, control, buffer, beside)
    for one, other in ((treated, buffer), (control, buffer), (treated, beside), (control, beside),
                       (buffer, beside)):  # fmt: skip
        _apart(one, other)
    return found


ALONE = "The ground around needs a control of its own."


def _plot(held: Held, within: Area, role: str, words: str) -> Plot:
    if outlines.is_file(words):
        path = Path(words).expanduser()
        return Plot(role, path.stem, outlines.read(path), drawn=True)
    areas = _areas(held, within, words)
    return Plot(role, _named(areas), _united(held, areas), areas=areas)


def _areas(held: Held, within: Area, words: str) -> tuple[Area, ...]:
    """The areas of a name, or of several between commas."""
    try:
        return (held.pack.find(words, within=within),)
    except NotUnderstood:
        if "," not in words:
            raise
    said = [one.strip() for one in words.split(",") if one.strip()]
    return tuple(held.pack.find(one, within=within) for one in said)


def _named(areas: tuple[Area, ...]) -> str:
    names = [str(one) for one in areas]
    if len(names) > 3:
        return f"{len(names)} areas from {names[0]}"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _united(held: Held, areas: tuple[Area, ...]) -> Outline:
    import shapely

    wkb: list[bytes] = []
    for one in areas:
        found = held.pack.shapes(one.level, (one.code,), _vintage(one))
        if not len(found):
            raise NoSuchData(f"The outline of {one} is not held.", "Give a file with its outline.")
        wkb += found.wkb
    return _ground(shapely.union_all(shapely.from_wkb(wkb)))


def _vintage(area: Area) -> int:
    return area.vintage if area.level is Level.LSOA else VINTAGE


def _ground(shape: shapely.Geometry) -> Outline:
    """A shape's polygons alone."""
    import shapely

    parts = [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _metres(words: str) -> float:
    """The width that the words say ("200", "200 m"), or 0."""
    told = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:m|metres)?\s*", words)
    return float(told[1]) if told else 0.0


def _beside(held: Held, area: Area, role: str, words: str, of: Plot) -> Plot:
    """A plot of its own, or a ring around another, as far as the area reaches."""
    width = _metres(words)
    if not width:
        return _plot(held, area, role, words)
    if width < NARROWEST:
        raise NotUnderstood(
            f"A ring of {width:g} m is narrower than points are sure of.",
            f"Say {NARROWEST:g} or more.",
        )
    whole = _united(held, (area,))
    ring = of.outline.buffer(width).difference(of.outline).intersection(whole)
    return Plot(role, f"{width:g} m around {of.name}", _some(ring, of), drawn=True)


def _less(ring: Plot, *others: Plot) -> Plot:
    """A ring without the ground of others."""
    import shapely

    theirs = shapely.union_all([one.outline for one in others])
    left = shapely.difference(ring.outline, theirs)
    return Plot(ring.role, ring.name, _some(left, ring), drawn=True)


def _some(shape: shapely.Geometry, of: Plot) -> Outline:
    import shapely

    if shapely.area(shape) < 1:
        raise NotUnderstood(
            f"Nothing is left of the ground around {of.name}.", "Name the ground around by areas."
        )
    return _ground(shape)


def _apart(one: Plot, other: Plot) -> None:
    shared = one.outline.intersection(other.outline).area
    if shared > HAIR * min(one.outline.area, other.outline.area):
        raise NotUnderstood(
            f"{one.name} ({one.role}) and {other.name} ({other.role}) share ground, so what moved "
            "from one to the other could not be told.",
            "Choose a control farther away, or a narrower ring.",
        )
