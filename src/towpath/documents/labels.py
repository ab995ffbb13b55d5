"""Words on a map: how wide they are, where they break, and where they fit without overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Mean width of a letter of Noto Sans against its size: measured on English place names.
_LETTER = 0.58
_STEPS = ((0, 0), (0, -18), (0, 18), (0, -34), (0, 34), (-60, -20), (60, -20), (-60, 24), (60, 24))

Box = tuple[float, float, float, float]
Spot = tuple[float, float]


@dataclass(frozen=True)
class Placed:
    """A name, where its middle stands, and the place that it names."""

    words: str
    x: float
    y: float
    anchor: Spot
    moved: bool


def width(words: str, size: float) -> float:
    """About how wide the words are."""
    return len(words) * size * _LETTER


def wrapped(words: str, room: float, size: float) -> list[str]:
    """The words in lines that fit the room; nothing gives no lines."""
    lines: list[str] = []
    for word in words.split():
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def placed(wanted: Sequence[tuple[str, Spot]], room: Spot, size: float) -> list[Placed]:
    """Each name at the first free spot near its place; one that fits nowhere is left out."""
    taken: list[Box] = []
    found = []
    for words, anchor in wanted:
        one = _fitted(words, anchor, room, size, taken)
        if one:
            found.append(one)
    return found


def _fitted(words: str, anchor: Spot, room: Spot, size: float, taken: list[Box]) -> Placed | None:
    half = width(words, size) / 2
    for dx, dy in _STEPS:
        x = min(max(anchor[0] + dx, half + 2), room[0] - half - 2)
        y = min(max(anchor[1] + dy + size / 3, size), room[1] - 2)
        box = (x - half, y - size, x + half, y + size / 3)
        if not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return Placed(words, x, y, anchor, abs(dx) + abs(dy) > 20)
    return None


def _overlap(one: Box, other: Box) -> bool:
    apart = one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
    return not apart
