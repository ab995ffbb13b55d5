"""Placed actions: what was done where from which month, declared by the partnership.

HOME/definitions/placed_actions.toml holds one [[action]] each; docs/how-to/placed-actions.md says
how to write it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from towpath.foundation import NoSuchData, NotUnderstood, Period, categories

FILE = "placed_actions.toml"
NEEDED = ("what", "category", "from", "area", "control")
# A small area is the finest that anonymous points bear; a street is not.
SMALL_AREAS, STREETS = "small areas", "streets"
MONTHS = 12


@dataclass(frozen=True)
class Action:
    """One action: its category, its first month, and the small areas of its four places.

    `resolution` is how fine the places are meant: "streets" is refused where points are stand-ins.
    `chosen_high` says that the place was chosen because it was high, the usual case.
    """

    what: str
    category: str
    start: date
    months: int
    area: tuple[str, ...]
    control: tuple[str, ...]
    buffer: tuple[str, ...] = ()
    buffer_control: tuple[str, ...] = ()
    resolution: str = SMALL_AREAS
    lead: str = ""
    chosen_high: bool = True

    @property
    def after(self) -> Period:
        """The months in which it ought to show."""
        return Period.of_months(self.start, max(1, self.months))

    @property
    def before(self) -> Period:
        """The same calendar months of as many years before: season cancels."""
        return self.after.shifted(-12 * -(-self.after.months // 12))


def read(definitions: Path) -> tuple[Action, ...]:
    """The actions of a home's definitions folder; NoSuchData where none are declared."""
    file = definitions / FILE
    if not file.is_file():
        raise NoSuchData(
            "No placed actions have been declared.", f"Write them in {FILE} of the definitions."
        )
    try:
        rows = tomllib.loads(file.read_text("utf-8")).get("action", [])
    except tomllib.TOMLDecodeError as error:
        raise NotUnderstood(f"{FILE} cannot be read: {error}.", "Mend that line.") from error
    return tuple(_action(row) for row in rows)


def _action(row: Mapping[str, Any]) -> Action:
    lacking = [name for name in NEEDED if not row.get(name)]
    if lacking:
        raise NotUnderstood(
            f'{FILE}: "{row.get("what", "an action")}" lacks {", ".join(lacking)}.',
            f"Each action needs {', '.join(NEEDED)}.",
        )
    action = Action(
        what=str(row["what"]),
        category=categories.find(str(row["category"])).slug,
        start=_month(str(row["from"]), str(row["what"])),
        months=int(row.get("months", MONTHS)),
        area=tuple(row["area"]),
        control=tuple(row["control"]),
        buffer=tuple(row.get("buffer", ())),
        buffer_control=tuple(row.get("buffer_control", ())),
        resolution=str(row.get("resolution", SMALL_AREAS)),
        lead=str(row.get("lead", "")),
        chosen_high=bool(row.get("chosen_high", True)),
    )
    _require_apart(action)
    return action


def _month(text: str, what: str) -> date:
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError as error:
        raise NotUnderstood(
            f'{FILE}: "{text}" is no month of "{what}".', 'Write `from = "2025-01"`.'
        ) from error


def _require_apart(action: Action) -> None:
    """A small area serves once: a control that was treated is no control."""
    places = (action.area, action.buffer, action.control, action.buffer_control)
    if bool(action.buffer) != bool(action.buffer_control):
        raise NotUnderstood(
            f'{FILE}: "{action.what}" has a buffer or a buffer_control, not both.',
            "A buffer needs a control of its own; give both or neither.",
        )
    twice = _repeated(code for place in places for code in place)
    if twice:
        raise NotUnderstood(
            f'{FILE}: "{action.what}" uses {", ".join(twice)} in two of its places.',
            "Keep area, buffer and controls apart.",
        )


def _repeated(codes: Iterable[str]) -> list[str]:
    seen: dict[str, int] = {}
    for code in codes:
        seen[code] = seen.get(code, 0) + 1
    return sorted(code for code, times in seen.items() if times > 1)
