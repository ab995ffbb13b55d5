"""Which small area lies in which district, partnership, force, fire authority, ward and MSOA."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from towpath.foundation import Level
from towpath.sources.parts import DeliveryRefused
from towpath.sources.reference.tables import File

VINTAGES = (2011, 2021)
_LEVEL_OF = {
    "ward": Level.WARD, "ltla": Level.DISTRICT, "csp": Level.CSP,
    "pfa": Level.FORCE, "fra": Level.FIRE, "msoa": Level.MSOA,
}  # fmt: skip
_COUNTRIES = {"E": ("E92000001", "England", ""), "W": ("W92000004", "Wales", "Cymru")}
SEVERAL = ";"  # parts the codes of a small area that lies, by its district, in several

Membership = dict[str, str]  # small-area code to area code


@dataclass
class Lookups:
    """What the lookup files say, gathered: names, memberships by (vintage, level, year), links."""

    names: dict[tuple[Level, int, str], tuple[str, str]] = field(default_factory=dict)
    members: dict[tuple[int, Level, int], Membership] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)  # LSOA 2011, LSOA 2021

    def codes(self, vintage: int) -> list[str]:
        """The small areas of a vintage, in order."""
        return sorted(
            code for level, year, code in self.names if (level, year) == (Level.LSOA, vintage)
        )

    def newest(self, vintage: int, level: Level) -> int:
        """The newest year for which a level's membership is held; 0 where none is."""
        years = [year for one, other, year in self.members if (one, other) == (vintage, level)]
        return max(years, default=0)


def gather(files: Iterable[File]) -> Lookups:
    """Read every lookup among the files."""
    found = Lookups()
    between: list[tuple[str, int, str, int, dict[str, set[str]]]] = []
    for file in files:
        columns = _area_columns(file.columns)
        small = [one for one in columns if one[0] == "lsoa"]
        if not columns or (not small and len(columns) < 2):
            continue
        _gather_names(file, columns, found)
        if len(small) == 2:
            found.links += _pairs(file, "lsoa11_code", "lsoa21_code")
        if small and "total_population" not in file.columns:
            _gather_members(file, columns, found)
        elif not small:
            between += _district_relations(file, columns)
    if not found.codes(2021):
        raise DeliveryRefused(
            "The reference folder has no lookup of LSOA 2021 codes and names.",
            "`towpath fetch reference` brings the files that are needed.",
        )
    _through_districts(found, between)
    _through_links(found)
    return found


def _area_columns(columns: Iterable[str]) -> list[tuple[str, int]]:
    parsed = (re.fullmatch(r"([a-z]+)(\d\d)_code", one) for one in sorted(columns))
    return [(m[1], 2000 + int(m[2])) for m in parsed if m and m[1] in ("lsoa", *_LEVEL_OF)]


def _gather_names(file: File, columns: Sequence[tuple[str, int]], found: Lookups) -> None:
    for stem, year in columns:
        key = f"{stem}{year % 100:02d}"
        if f"{key}_name" not in file.columns:
            continue
        level = _LEVEL_OF.get(stem, Level.LSOA)
        codes, names = file.table[f"{key}_code"].to_pylist(), file.table[f"{key}_name"].to_pylist()
        blank = [""] * len(codes)
        welsh = file.table[f"{key}_welsh"].to_pylist() if f"{key}_welsh" in file.columns else blank
        for code, name, other in zip(codes, names, welsh, strict=True):
            if code and SEVERAL not in code:
                _, known = found.names.get((level, year, code), ("", ""))
                found.names[level, year, code] = (name or code, (other or "").strip() or known)


def _pairs(file: File, one: str, other: str) -> list[tuple[str, str]]:
    pairs = zip(file.table[one].to_pylist(), file.table[other].to_pylist(), strict=True)
    return [(a, b) for a, b in pairs if a and b]


def _gather_members(file: File, columns: Sequence[tuple[str, int]], found: Lookups) -> None:
    years = [year for stem, year in columns if stem == "lsoa"]
    vintage = max(years)  # in the lookup between vintages the districts go with the newer
    for stem, year in columns:
        if stem in _LEVEL_OF:
            pairs = _pairs(file, f"lsoa{vintage % 100:02d}_code", f"{stem}{year % 100:02d}_code")
            found.members.setdefault((vintage, _LEVEL_OF[stem], year), {}).update(pairs)


def _district_relations(
    file: File, columns: Sequence[tuple[str, int]]
) -> list[tuple[str, int, str, int, dict[str, set[str]]]]:
    relations = []
    districts = [year for stem, year in columns if stem == "ltla"]
    for stem, year in columns:
        if stem != "ltla" and districts:
            related = defaultdict(set)
            district = f"ltla{districts[0] % 100:02d}_code"
            for one, other in _pairs(file, district, f"{stem}{year % 100:02d}_code"):
                related[one].add(other)
            relations.append(("ltla", districts[0], stem, year, dict(related)))
    return relations


def _through_districts(
    found: Lookups, between: Iterable[tuple[str, int, str, int, dict[str, set[str]]]]
) -> None:
    """Partnership, force and fire authority follow from the district where no file says them."""
    for _, district_year, stem, year, related in between:
        for vintage in VINTAGES:
            districts = found.members.get((vintage, Level.DISTRICT, district_year))
            if districts and (vintage, _LEVEL_OF[stem], year) not in found.members:
                found.members[vintage, _LEVEL_OF[stem], year] = {
                    code: SEVERAL.join(sorted(related[district]))
                    for code, district in districts.items()
                    if district in related
                }


def _through_links(found: Lookups) -> None:
    """An LSOA of 2011 lies where most of its LSOAs of 2021 lie, for levels of later years."""
    news: dict[str, list[str]] = defaultdict(list)
    for old, new in found.links:
        news[old].append(new)
    for (vintage, level, year), members in list(found.members.items()):
        if vintage == 2021 and (2011, level, year) not in found.members:
            found.members[2011, level, year] = {
                old: most for old, linked in news.items() if (most := _most(linked, members))
            }


def _most(linked: Sequence[str], members: Mapping[str, str]) -> str:
    if len(linked) == 1:  # nineteen in twenty
        return members.get(linked[0], "")
    counted = Counter(members[one] for one in sorted(linked) if one in members)
    return counted.most_common(1)[0][0] if counted else ""


def country(code: str) -> tuple[str, str, str]:
    """Code, name and Welsh name of the country a small area's code begins with; or nothing."""
    return _COUNTRIES.get(code[:1], ("", "", ""))


def msoa_name(small_area: str) -> str:
    """The MSOA's name within a small area's: "Leicester 001" of "Leicester 001A"."""
    return re.sub(r"(\d{3})[A-Z]+$", r"\1", small_area)
