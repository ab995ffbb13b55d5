"""Finding an area by what people call it, or by its code."""

from __future__ import annotations

import difflib
import re
from collections import Counter
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
_FEW = 6  # choices named in an error
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
    if not level and not any(one.code == name for one in found):
        found += _wards_beside(pack, found, plain(name))
    if vintage is not None:
        found = [one for one in found if one.vintage == vintage]
    found = _one_of_the_same(pack, _ours(pack, _newest(found), within))
    if not found:
        raise _not_found(pack, words, name, level)
    if len(found) > 1:
        raise _several(pack, words, found)
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


def _wards_beside(pack: Pack, found: Sequence[Area], said: str) -> list[Area]:
    """The wards that share a local area's name and district: which is meant must be said.

    A local area's slug is its code, and means nothing else.
    """
    if not found or found[0].level is not Level.LOCAL:
        return []
    wards = _newest(_called(pack, said, Level.WARD))
    if not wards:
        return []
    of = pack.membership(Level.DISTRICT, 2021)
    ours = {of.get(code) for one in found for code in pack.small_areas(one, 2021)}
    return [one for one in wards if ours & {of.get(c) for c in pack.small_areas(one, 2021)}]


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


def _several(pack: Pack, words: str, found: Sequence[Area]) -> NotUnderstood:
    choices = ", ".join(_say(pack, one, found) for one in found[:_FEW])
    name = _qualified(words)[0]
    more = f' `towpath areas "{name}"` lists all {len(found)}.' if len(found) > _FEW else ""
    return NotUnderstood(f'"{words}" can be several places.', f"Say which: {choices}.{more}")


def _say(pack: Pack, area: Area, found: Sequence[Area]) -> str:
    if sum(one.level is area.level for one in found) == 1:
        return f'"{area.level.value}:{area.name}"'
    return f'"{area.level.value}:{area.code}" ({area.name}, {lies_in(pack, area) or "nowhere"})'


def lies_in(pack: Pack, area: Area) -> str:
    """The names of the districts that an area lies in, the one with most of it first."""
    names, of = pack.names(Level.DISTRICT), pack.membership(Level.DISTRICT, 2021)
    codes = Counter(of.get(code, "") for code in pack.small_areas(area, 2021))
    return ", ".join(names[code] for code, _ in codes.most_common() if code in names)


def _not_found(pack: Pack, words: str, name: str, level: Level | None) -> NotUnderstood:
    levels = (level,) if level else _PLAIN[:-1]  # MSOA have the names of their districts
    known = {plain(one.name): one for at in reversed(levels) for one in pack.every(at)}
    near = _near(plain(name), [*reversed(known)])
    named = ", ".join(f'"{known[one].name}"' for one in near)
    remedy = f"Did you mean {named}?" if near else "`towpath areas` lists those that are known."
    at_level = f" at the level {level.value}" if level else ""
    return NotUnderstood(f'There is no area "{words}"{at_level} in the reference pack.', remedy)


def _near(said: str, known: Sequence[str]) -> list[str]:
    """The known names that begin with these words, or hold them, else those spelt nearly so."""
    words = set(said.split())
    begins = [one for one in known if said and one.startswith(said)]
    holds = [one for one in known if words and words <= set(one.split())]
    spelt = difflib.get_close_matches(said, known, n=3, cutoff=0.6)
    return list(dict.fromkeys([*begins, *holds, *spelt]))[:3]
