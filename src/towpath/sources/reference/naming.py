"""Finding an area by what people call it, or by its code."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from towpath.foundation import Area, Level, NotUnderstood

if TYPE_CHECKING:
    from towpath.sources.reference.pack import Pack

# What a plain name means, likeliest first; a lower tier is reached by naming its level.
_TIERS = (
    (Level.DISTRICT, Level.CSP),
    (Level.LOCAL,),
    (Level.FORCE, Level.FIRE, Level.COUNTRY),
    (Level.WARD,),
    (Level.MSOA,),
)
_PLAIN = tuple(level for tier in _TIERS for level in tier)
_SAID = {
    "lsoa": Level.LSOA, "small area": Level.LSOA, "msoa": Level.MSOA, "ward": Level.WARD,
    "neighbourhood": Level.MSOA, "local": Level.LOCAL, "local area": Level.LOCAL,
    "district": Level.DISTRICT, "csp": Level.CSP, "partnership": Level.CSP,
    "community safety partnership": Level.CSP, "fire": Level.FIRE, "fire authority": Level.FIRE,
    "force": Level.FORCE, "police force": Level.FORCE, "police": Level.FORCE,
    "country": Level.COUNTRY, "stable": Level.STABLE,
}  # fmt: skip


def find(pack: Pack, words: str, level: Level | None, vintage: int | None) -> Area:
    """The one area that the words mean; NotUnderstood names the choices, or what is near."""
    name, said = _qualified(words)
    level = level or said
    found = _of_code(pack, name, level) or _of_name(pack, name, level)
    if vintage is not None:
        found = [one for one in found if one.vintage == vintage]
    found = _newest(found)
    if level is None:
        found = _likeliest(found)
    found = _one_of_the_same(pack, found)
    if not found:
        raise _not_found(pack, words, name, level)
    if len(found) > 1:
        choices = ", ".join(f'"{_say(one, found)}"' for one in found[:6])
        raise NotUnderstood(f'"{words}" can be several places.', f"Say which: {choices}.")
    return found[0]


def _qualified(words: str) -> tuple[str, Level | None]:
    for pattern in (r"(?P<level>[\w ]+):\s*(?P<name>.+)", r"(?P<name>.+?)\s*\((?P<level>[\w ]+)\)"):
        match = re.fullmatch(pattern, words.strip())
        if match and match["level"].strip().lower() in _SAID:
            return match["name"], _SAID[match["level"].strip().lower()]
    return words.strip(), None


def plain(name: str) -> str:
    """A name without capitals, hyphens, apostrophes and ampersands: what two spellings share."""
    said = name.casefold().replace("&", " and ").replace("'", "").replace("’", "")
    return " ".join(re.sub(r"[^\w]+", " ", said).split())


def _of_code(pack: Pack, name: str, level: Level | None) -> list[Area]:
    code = name.upper()
    if re.fullmatch(r"[EW]01\d{6}", code):
        held = pack.vintages(code)
        return (
            [one for one in pack.areas(Level.LSOA, max(held)) if one.code == code] if held else []
        )
    every = (one for one in pack.every_area if one.code.upper() == code)
    return [one for one in every if level in (None, one.level)]


def _of_name(pack: Pack, name: str, level: Level | None) -> list[Area]:
    said = plain(name)
    if level is Level.LSOA or (level is None and re.search(r"\d{3}[a-z]$", said)):
        return [one for one in pack.areas(Level.LSOA) if plain(one.name) == said]
    levels = (level,) if level else _PLAIN
    return [one for one in pack.every_area if one.level in levels and pack.answers_to(one, said)]


def _newest(found: Sequence[Area]) -> list[Area]:
    newest: dict[tuple[Level, str], Area] = {}
    for one in sorted(found, key=lambda area: area.vintage):
        newest[one.level, one.code] = one
    years = {
        level: max(a.vintage for a in newest.values() if a.level is level) for level, _ in newest
    }
    return [one for one in newest.values() if one.vintage == years[one.level]]


def _likeliest(found: Sequence[Area]) -> list[Area]:
    """A plain name means a district or a partnership where there is one, and so on down."""
    for tier in _TIERS:
        if here := [one for one in found if one.level in tier]:
            return sorted(here, key=lambda one: tier.index(one.level))
    return list(found)


def _one_of_the_same(pack: Pack, found: list[Area]) -> list[Area]:
    """Places that consist of the same small areas are one place under several names."""
    if len(found) < 2 or Level.MSOA in {one.level for one in found}:
        return found
    same = {pack.small_areas(one, 2021) for one in found}
    return found[:1] if len(same) == 1 and same != {()} else found


def _say(area: Area, found: Sequence[Area]) -> str:
    alone = sum(one.level is area.level for one in found) == 1
    return f"{area.level.value}:{area.name if alone else area.code}"


def _not_found(pack: Pack, words: str, name: str, level: Level | None) -> NotUnderstood:
    levels = (level,) if level else _PLAIN
    known = {plain(one.name): one for one in pack.every_area if one.level in levels}
    near = difflib.get_close_matches(plain(name), known, n=3, cutoff=0.6)
    named = ", ".join(f'"{known[one].name}"' for one in near)
    remedy = f"Did you mean {named}?" if near else "`towpath areas` lists those that are known."
    at = f" at the level {level.value}" if level else ""
    return NotUnderstood(f'There is no area "{words}"{at} in the reference pack.', remedy)
