"""Residents, their ages and ethnicity, households and deprivation, out of the reference files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from towpath.sources.reference.tables import File

if TYPE_CHECKING:
    import pyarrow as pa

# Bulk tables of the census: what their column is called, and what it counts.
_CENSUS = {
    "residents": re.compile(r"residence type: total(; measures: value)?"),
    "households": re.compile(r"number of households.*"),
}
# The five groups of TS021; what is finer has a second colon, and so has the total.
_GROUP = re.compile(r"ethnic group: (asian|black|mixed|white|other)[^:;]*(; measures: value)?")
_AGE = re.compile(r"(\d{1,2})(\+)?|90\+")
_KINDS = {
    "total_households": "households",
    "imd_rank": "deprivation",
    "income_domain_numerator": "indicators",
}
OLDEST = 90  # the last single year, and everybody above


@dataclass(frozen=True)
class Counted:
    """A table for one vintage of small areas and one year: residents, ages, households…"""

    kind: str  # residents, ages, ethnicity, households, deprivation, indicators
    vintage: int
    year: int
    table: pa.Table  # a column `code`, and what it counts


def read(files: Iterable[File]) -> list[Counted]:
    """Every count among the files."""
    return [counted for file in files for counted in _read(file)]


def _read(file: File) -> list[Counted]:
    columns = file.columns
    if "geography_code" in columns:
        return [_census(file, kind, named) for kind, named in _named(columns).items() if named]
    key = next((one for one in ("lsoa21_code", "lsoa11_code") if one in columns), "")
    if not key:
        return []
    vintage = 2000 + int(key[4:6])
    if "total_population" in columns:
        return _mid_year(file, key, vintage)
    kind = next((kind for column, kind in _KINDS.items() if column in columns), "")
    return [_kept(kind, file, key, vintage)] if kind else []


def _find(pattern: re.Pattern[str], columns: Iterable[str]) -> str:
    return next((one for one in sorted(columns) if pattern.fullmatch(one)), "")


def _named(columns: Iterable[str]) -> dict[str, dict[str, str]]:
    """The columns of each count in a census table, by the names that the pack gives them."""
    known = sorted(columns)
    residents, households = (_find(_CENSUS[kind], known) for kind in ("residents", "households"))
    groups = ((match[1], column) for column in known if (match := _GROUP.fullmatch(column)))
    return {
        "residents": {"residents": residents} if residents else {},
        "households": {"total_households": households} if households else {},
        "ethnicity": dict(groups),
    }


def _census(file: File, kind: str, named: Mapping[str, str]) -> Counted:
    year = int(str(file.table["date"][0])) if "date" in file.columns else 2021
    table = file.table.select(["geography_code", *named.values()])
    return Counted(
        kind, 2021 if year >= 2021 else 2011, year, table.rename_columns(["code", *named])
    )


def _mid_year(file: File, key: str, vintage: int) -> list[Counted]:
    found = re.search(r"(?:20)?(\d\d)(?!\d)", file.name.rsplit("/", 1)[-1])
    year = 2000 + int(found[1]) if found else vintage
    totals = file.table.select([key, "total_population"]).rename_columns(["code", "residents"])
    counted = [Counted("residents", vintage, year, totals)]
    ages = [one for one in file.table.column_names if _AGE.fullmatch(one)]
    if len(ages) == OLDEST + 1:
        names = ["code", *(f"age_{one.rstrip('+')}" for one in ages)]
        table = file.table.select([key, *ages]).rename_columns(names)
        counted.append(Counted("ages", vintage, year, table))
    return counted


def _kept(kind: str, file: File, key: str, vintage: int) -> Counted:
    found = re.search(r"20\d\d", file.name)
    columns = [key, *(one for one in file.table.column_names if one != key)]
    table = file.table.select(columns).rename_columns(["code", *columns[1:]])
    return Counted(kind, vintage, int(found[0]) if found else vintage, table)
