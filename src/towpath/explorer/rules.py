"""Decisions on values: what an address asks for, who may have it, and what may leave the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from towpath.access.errors import NotFound, NotPermitted
from towpath.access.viewers import Viewer
from towpath.assessment.looks import places
from towpath.foundation import Level, NotUnderstood, Period

if TYPE_CHECKING:
    from towpath.evidence.registers import Load

EXPLORE, ROWS, DOWNLOAD = "evidence.explore", "evidence.rows", "evidence.download"
RELEASE = "evidence.release"
_LONGEST = 200  # letters of a word in an address
_QUARTER, _YEAR, _APRIL = 3, 12, 4
# One hierarchy of areas for what is published: they nest, so that none can be told by subtraction.
PUBLISHED = (Level.DISTRICT, Level.WARD)


@dataclass(frozen=True)
class Asked:
    """What an address asks for, in the words of whoever wrote it; empty means what is usual."""

    where: str = ""
    what: str = ""
    when: str = ""
    against: str = ""
    by: str = ""
    shade: str = ""
    source: str = ""
    snapshot: str = ""

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Asked:
        """Read an address; what it does not know is passed over."""
        return cls(**{one: said.get(one, "").strip()[:_LONGEST] for one in NAMES})

    def but(self, **other: str) -> Asked:
        """The same with some words changed."""
        return replace(self, **other)

    def filled(self, usual: Asked) -> Asked:
        """The same with what is usual where nothing was said."""
        return Asked(**{one: getattr(self, one) or getattr(usual, one) for one in NAMES})

    @property
    def query(self) -> str:
        """The look as an address writes it."""
        said = {one: getattr(self, one) for one in NAMES}
        return urlencode({key: value for key, value in said.items() if value})


NAMES = tuple(field.name for field in fields(Asked))


def require_level(words: str, usual: Level) -> Level:
    """The level by which areas are listed; NotUnderstood for one that is not."""
    known = {one.value: one for one in places.LEVELS}
    if words and words not in known:
        raise NotUnderstood(f'"{words}" is no level of areas.', f"Say {', '.join(known)}.")
    return known.get(words, usual)


def require_measure(words: str) -> str:
    """By what the map is shaded; NotUnderstood for what it cannot be."""
    if words and words not in places.MEASURES:
        raise NotUnderstood(
            f'A map cannot be shaded by "{words}".', f"Say {', '.join(places.MEASURES)}."
        )
    return words or next(iter(places.MEASURES))


def require_explorer(viewer: Viewer) -> None:
    """Raise NotFound for somebody to whom the explorer does not exist."""
    if not viewer.may(EXPLORE):
        raise NotFound("There is no such page.", "Check the address.")


def may_see_rows(viewer: Viewer, loads: Iterable[Load]) -> bool:
    """Whether all rows behind a number are of agencies whose rows they may see."""
    return _covers(viewer, ROWS, (one.agency for one in loads))


def may_download(viewer: Viewer, agencies: Iterable[str]) -> bool:
    """Whether all that a look stands on is of agencies whose evidence they may take away."""
    return _covers(viewer, DOWNLOAD, agencies)


def _covers(viewer: Viewer, permission: str, agencies: Iterable[str]) -> bool:
    own = viewer.agencies(permission)
    return viewer.may(permission) and (own is None or own >= set(agencies))


def require_download(viewer: Viewer, agencies: Iterable[str]) -> None:
    """Raise NotPermitted where a look stands on other agencies' evidence."""
    if not may_download(viewer, agencies):
        raise NotPermitted(
            "You may take away only what your own agency has delivered.",
            "Look at it here, or ask an analyst of the partnership for the file.",
        )


def may_release(viewer: Viewer, *, open_data: bool) -> bool:
    """Whether they may make a file for anybody: of open data, or as an analyst or manager."""
    return open_data or viewer.may(RELEASE)


def require_release(viewer: Viewer, *, open_data: bool) -> None:
    """Raise NotPermitted where closed data would go to anybody by somebody who may not."""
    if not may_release(viewer, open_data=open_data):
        raise NotPermitted(
            "Files of closed data for anybody are made by the partnership's analysts and managers.",
            "Make the file for named people, or ask one of them.",
        )


def may_publish(period: Period, level: Level, *, open_data: bool) -> bool:
    """Whether numbers of closed data may go to anybody: fixed periods, one hierarchy of areas.

    Free choice of either would let small numbers be told by subtracting one file from another.
    """
    whole = period.months == _YEAR and period.start.month in (1, _APRIL)
    quarter = period.months == _QUARTER and period.start.month % _QUARTER == 1
    return open_data or ((whole or quarter) and level in PUBLISHED)


def require_publishable(period: Period, level: Level, *, open_data: bool) -> None:
    """Raise NotUnderstood where a file for anybody would give small numbers away."""
    if not may_publish(period, level, open_data=open_data):
        raise NotUnderstood(
            "A file for anybody is made of calendar quarters or of whole years, by ward or "
            "district, so that nobody can subtract one from another.",
            "Choose such a period and level, or make the file for named people.",
        )
