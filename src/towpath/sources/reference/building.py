"""Building the reference pack out of a folder of reference files.

A pack is a folder of Parquet files and a manifest that names every file it was made from, with
its hash and year. Files that are not there are named in the manifest's remarks, never made up.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from towpath.foundation import Level, NoSuchData
from towpath.sources.reference import boundaries, counts, lookups, stable
from towpath.sources.reference.lookups import SEVERAL, VINTAGES, Lookups
from towpath.sources.reference.tables import File, files

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = 1
MANIFEST = "manifest.json"
_COLUMNS = (Level.DISTRICT, Level.CSP, Level.FORCE, Level.FIRE, Level.WARD)
_WANTED = {
    "residents": "residents by small area: rates per 1,000 residents cannot be given",
    "ages": "residents by age: age bands cannot be given",
    "ethnicity": "residents by ethnic group: disparity in searches cannot be given",
    "households": "households: rates per 1,000 households cannot be given",
    "deprivation": "deprivation: the gradient cannot be given",
}


def build(source: Path, pack: Path) -> Path:
    """Read the reference files in `source` and write the pack; an older pack is replaced whole."""
    given = list(files(source)) if source.is_dir() else []
    if not given:
        raise NoSuchData(
            f"There are no reference files in {source}.",
            "Name the folder that holds them, or let `towpath fetch reference` bring them.",
        )
    building = pack.with_name(f"{pack.name}.building-{os.getpid()}")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        manifest = _write(given, building)
        (building / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
        _replace(building, pack)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return pack


def _replace(new: Path, old: Path) -> None:
    aside = old.with_name(f"{old.name}.old-{os.getpid()}")
    if old.exists():
        old.rename(aside)
    new.rename(old)
    shutil.rmtree(aside, ignore_errors=True)


def _write(given: Sequence[File], folder: Path) -> dict[str, Any]:
    tables = [file for file in given if not file.is_geometry]
    found = lookups.gather(tables)
    counted = counts.read(tables)
    layers = boundaries.read([file for file in given if file.is_geometry])
    _add_msoa_codes(found, layers)
    joined = stable.components(*_links(found), _names(found, 2011))
    for vintage in VINTAGES:
        _save(_small_areas(found, joined, vintage), folder / f"small_areas_{vintage}.parquet")
    _save(_areas(found), folder / "areas.parquet")
    _save(_stable_areas(joined), folder / "stable_areas.parquet")
    for one in counted:
        _save(one.table.sort_by("code"), folder / f"{one.kind}_{one.vintage}_{one.year}.parquet")
    _write_shapes(layers, folder)
    return {
        "schema": SCHEMA,
        "files": [{"name": one.name, "sha256": one.sha256} for one in given],
        "counts": [{"kind": c.kind, "vintage": c.vintage, "year": c.year} for c in counted],
        "remarks": _remarks(found, counted),
        "notice": boundaries.notice([file for file in given if file.is_geometry]),
        "partnerships": _several_partnerships(found),
    }


def _save(table: pa.Table, path: Path) -> None:
    from pyarrow import parquet

    parquet.write_table(table, path, compression="zstd", row_group_size=4096)


def _links(found: Lookups) -> tuple[list[str], list[str]]:
    pairs = found.links or [(code, code) for code in found.codes(2021)]
    return [old for old, _ in pairs], [new for _, new in pairs]


def _names(found: Lookups, vintage: int) -> dict[str, str]:
    return {code: found.names[Level.LSOA, vintage, code][0] for code in found.codes(vintage)}


def _add_msoa_codes(found: Lookups, layers: Sequence[boundaries.Layer]) -> None:
    """MSOAs have codes only where a file gives them; elsewhere the name stands for the code."""
    for vintage in VINTAGES:
        known = {
            name: code
            for layer in layers
            if (layer.level, layer.year) == (Level.MSOA, vintage)
            for code, name in zip(layer.codes, layer.names, strict=True)
        }
        members = found.members.setdefault((vintage, Level.MSOA, vintage), {})
        for code, name in _names(found, vintage).items():
            of = lookups.msoa_name(name)
            members.setdefault(code, known.get(of, of))
            found.names.setdefault((Level.MSOA, vintage, members[code]), (of, ""))


def _small_areas(found: Lookups, joined: stable.StableAreas, vintage: int) -> pa.Table:
    import pyarrow as pa

    codes = found.codes(vintage)
    columns: dict[str, list[str]] = {"code": codes, "name": [*_names(found, vintage).values()]}
    for level in _COLUMNS:
        members = found.members.get((vintage, level, found.newest(vintage, level)), {})
        columns[level.value] = [members.get(code, "") for code in codes]
    for (of, level, year), members in sorted(found.members.items()):
        if of == vintage and level is Level.WARD and year != found.newest(vintage, level):
            columns[f"ward_{year}"] = [members.get(code, "") for code in codes]
    msoa = found.members.get((vintage, Level.MSOA, vintage), {})
    columns["msoa"] = [msoa.get(code, "") for code in codes]
    columns["country"] = [lookups.country(code)[0] for code in codes]
    columns["stable"] = [joined.of[vintage].get(code, "") for code in codes]
    return pa.table(columns)


def _areas(found: Lookups) -> pa.Table:
    import pyarrow as pa

    rows: set[tuple[str, str, int, str, str]] = set()
    for level in _COLUMNS:
        years = {y for _, other, y in found.members if other is level and _in_use(found, level, y)}
        rows |= {
            (level.value, code, year, *found.names.get((level, year, code), (code, "")))
            for year in years
            for members in (found.members.get((v, level, year), {}) for v in VINTAGES)
            for joint in set(members.values())
            for code in joint.split(SEVERAL)
        }
    for (level, year, code), (name, welsh) in found.names.items():
        if level is Level.MSOA:
            rows.add((level.value, code, year, name, welsh))
    newest = found.newest(2021, Level.DISTRICT)
    countries = {lookups.country(code) for code in found.codes(2021)}
    rows |= {
        (Level.COUNTRY.value, code, newest, name, welsh) for code, name, welsh in countries if code
    }
    keys = ("level", "code", "vintage", "name", "welsh")
    return pa.table(dict(zip(keys, map(list, zip(*sorted(rows), strict=True)), strict=True)))


def _stable_areas(joined: stable.StableAreas) -> pa.Table:
    import pyarrow as pa

    codes = sorted(joined.names)
    return pa.table({"code": codes, "name": [joined.names[code] for code in codes]})


def _in_use(found: Lookups, level: Level, year: int) -> bool:
    """Whether a year of a level is one that small areas are placed in: the newest, or a ward's."""
    return level is Level.WARD or year in {found.newest(v, level) for v in VINTAGES}


def _write_shapes(layers: Sequence[boundaries.Layer], folder: Path) -> None:
    grouped: dict[tuple[Level, int], list[boundaries.Layer]] = defaultdict(list)
    for layer in layers:
        grouped[layer.level, layer.year].append(layer)
    for (level, year), group in grouped.items():
        _save(boundaries.table(group), folder / f"shapes_{level.value}_{year}.parquet")


def _remarks(found: Lookups, counted: Sequence[counts.Counted]) -> list[str]:
    held = {one.kind for one in counted}
    remarks = [f"The files hold no {what}." for kind, what in _WANTED.items() if kind not in held]
    if not found.links:
        remarks.append("No lookup joins LSOA 2011 to LSOA 2021: series cannot cross vintages.")
    return [*remarks, *filter(None, [_several_partnerships(found)])]


def _several_partnerships(found: Lookups) -> str:
    """The remark that concerns only areas whose district holds several partnerships."""
    year = found.newest(2021, Level.CSP)
    partnerships = found.members.get((2021, Level.CSP, year), {})
    several = sum(SEVERAL in joint for joint in partnerships.values())
    if not several:
        return ""
    return (
        f"{several:,} small areas lie in districts that hold several partnerships; "
        "which one is not said, and they are counted in each."
    )
