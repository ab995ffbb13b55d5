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
Tiers = tuple[tuple[Level, ...], ...]
_PLAIN = tuple(level for tier in _TIERS for level in tier)
_SAID = {
    "lsoa": Level.LSOA, "small area": Level.LSOA, "msoa": Level.MSOA, "ward": Level.WARD,
    "neighbourhood": Level.MSOA, "local": Level.LOCAL, "local area": Level.LOCAL,
    "district": Level.DISTRICT, "csp": Level.CSP, "partnership": Level.CSP,
    "community safety partnership": Level.CSP, "fire": Level.FIRE, "fire authority": Level.FIRE,
    "force": Level.FORCE, "police force": Level.FORCE, "police": Level.FORCE,
    "country": Level.COUNTRY, "stable": Level.STABLE,
}  # fmt: skip


def find(
    pack: Pack,
    words: str,
    level: Level | None = None,
    vintage: int | None = None,
    within: Area | None = None,
) -> Area:
    """The one area that the words mean; NotUnderstood names the choices, or what is near."""
    name, said = _qualified(words)
    level = level or said
    tiers: Tiers = ((level,),) if level else _TIERS
    found = _of_code(pack, name.upper(), tiers) or _of_name(pack, plain(name), tiers)
    if vintage is not None:
        found = [one for one in found if one.vintage == vintage]
    found = _one_of_the_same(pack, _ours(pack, _newest(found), within))
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


def _of_code(pack: Pack, code: str, tiers: Tiers) -> list[Area]:
    if not re.fullmatch(r"[A-Z]\d{8}", code):
        return []
    if re.match("[A-Z]01", code):
        of_it = (pack.areas(Level.LSOA, year) for year in pack.vintages(code)[-1:])
        return [one for areas in of_it for one in areas if one.code == code]
    every = (one for tier in tiers for level in tier for one in pack.every(level))
    return [one for one in every if one.code == code]


def _of_name(pack: Pack, said: str, tiers: Tiers) -> list[Area]:
    """A plain name means a district or a partnership where there is one, and so on down."""
    if tiers is _TIERS and re.search(r"\d{3}[a-z]$", said):
        tiers = ((Level.LSOA,),)
    for tier in tiers:
        found = [one for level in tier for one in _called(pack, said, level)]
        if found:
            return found
    return []


def _called(pack: Pack, said: str, level: Level) -> list[Area]:
    welsh = pack.welsh_names(level)
    return [
        one
        for one in pack.every(level)
        if said in (plain(one.name), plain(welsh.get((one.code, one.vintage), "")))
    ]


def _newest(found: Sequence[Area]) -> list[Area]:
    """Of each level, those of the latest year that answers."""
    years: dict[Level, int] = {}
    for one in found:
        years[one.level] = max(years.get(one.level, 0), one.vintage)
    return [one for one in found if one.vintage == years[one.level]]


def _ours(pack: Pack, found: list[Area], within: Area | None) -> list[Area]:
    if within is None or len(found) < 2:
        return found
    own = set(pack.small_areas(within, 2021))
    return [one for one in found if own.intersection(pack.small_areas(one, 2021))] or found


def _one_of_the_same(pack: Pack, found: list[Area]) -> list[Area]:
    """Places that consist of the same small areas are one place under several names."""
    if len(found) < 2:
        return found
    same = {pack.small_areas(one, 2021) for one in found}
    return found[:1] if len(same) == 1 and same != {()} else found


def _say(area: Area, found: Sequence[Area]) -> str:
    alone = sum(one.level is area.level for one in found) == 1
    return f"{area.level.value}:{area.name if alone else area.code}"


def _not_found(pack: Pack, words: str, name: str, level: Level | None) -> NotUnderstood:
    levels = (level,) if level else _PLAIN
    known = {plain(one.name): one for at in levels for one in pack.every(at)}
    near = difflib.get_close_matches(plain(name), known, n=3, cutoff=0.6)
    named = ", ".join(f'"{known[one].name}"' for one in near)
    remedy = f"Did you mean {named}?" if near else "`towpath areas` lists those that are known."
    at_level = f" at the level {level.value}" if level else ""
    return NotUnderstood(f'There is no area "{words}"{at_level} in the reference pack.', remedy)
