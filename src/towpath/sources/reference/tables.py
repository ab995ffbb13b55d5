"""Reference files as tables: read from CSV (packed or not), with columns under one spelling.

ONS writes LSOA21CD where others write lsoa21_code; both become `lsoa21_code` here, and what a
table is follows from the columns it has, not from its file's name.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from towpath.sources.parts import DeliveryRefused

if TYPE_CHECKING:
    import pyarrow as pa

_LEVELS = {
    "LSOA": "lsoa", "MSOA": "msoa", "WD": "ward", "LAD": "ltla", "LTLA": "ltla",
    "CSP": "csp", "PFA": "pfa", "FRA": "fra",
}  # fmt: skip
_ONS = re.compile(rf"({'|'.join(_LEVELS)})(\d\d)(CD|NM|NMW)", re.IGNORECASE)
_ENDS = {"CD": "code", "NM": "name", "NMW": "welsh"}
_ALSO = {"chgind": "change_code", "chngind": "change_code", "geography code": "geography_code"}
# The columns of the indices of deprivation as they are published: "Income Rank (where 1 is…".
_DOMAINS = {
    "index of multiple deprivation": "imd", "income": "income", "employment": "employment",
    "education, skills and training": "education", "crime": "crime",
    "health deprivation and disability": "health", "living environment": "environment",
    "barriers to housing and services": "housing_and_services",
}  # fmt: skip
_INDEX = re.compile(r"(.+?)(?: \(imd\))? (score|rank|decile)\b.*")
_CENSUS = re.compile(r"lsoa (code|name) \(20(\d\d)\)")
_GEOMETRY = (".geojson", ".gpkg")


def spelled(column: str) -> str:
    """A column's one spelling: LSOA21CD and lsoa21_code are both `lsoa21_code`."""
    plain = column.strip().lstrip("\ufeff").removeprefix("F_")
    if found := _ONS.fullmatch(plain):
        level, year, end = found.groups()
        return f"{_LEVELS[level.upper()]}{year}_{_ENDS[end.upper()]}"
    said = plain.lower()
    if found := _CENSUS.fullmatch(said):
        return f"lsoa{found[2]}_{found[1]}"
    if (found := _INDEX.fullmatch(said)) and found[1] in _DOMAINS:
        return f"{_DOMAINS[found[1]]}_{found[2]}"
    return _ALSO.get(said, said)


@dataclass(frozen=True)
class File:
    """One reference file, its bytes unpacked, and the hash of what was given."""

    name: str
    sha256: str
    content: bytes

    @property
    def is_geometry(self) -> bool:
        """Whether it holds shapes."""
        return self.name.removesuffix(".gz").lower().endswith(_GEOMETRY)

    @cached_property
    def table(self) -> pa.Table:
        """The file as a table, codes and names as text, columns under one spelling."""
        import pyarrow as pa
        from pyarrow import csv

        header = self.content.split(b"\n", 1)[0].decode("utf-8-sig", "replace")
        words = [one.strip('"\r ') for one in re.findall(r'"[^"]*"|[^,]+', header)]
        texts = {one: pa.string() for one in words if not one.rstrip("+").isdigit()}
        kept = {one: kind for one, kind in texts.items() if _is_text(spelled(one))}
        try:
            read = csv.read_csv(
                pa.BufferReader(self.content),
                convert_options=csv.ConvertOptions(column_types=kept, strings_can_be_null=True),
            )
        except pa.ArrowInvalid as error:
            raise DeliveryRefused(
                f"The reference file {self.name} is no table that can be read: {error}.",
                "Fetch it again, or take it out of the folder.",
            ) from error
        return read.rename_columns([spelled(one) for one in read.column_names])

    @property
    def columns(self) -> frozenset[str]:
        """The table's columns."""
        return frozenset(self.table.column_names)


def _is_text(column: str) -> bool:
    return column.endswith(("_code", "_name", "_welsh")) or column in ("geography", "date")


def files(folder: Path) -> Iterator[File]:
    """Every CSV and geometry file below a folder, in order."""
    for path in sorted(folder.rglob("*")):
        plain = path.name.lower().removesuffix(".gz")
        if path.is_file() and plain.endswith((".csv", *_GEOMETRY)):
            given = path.read_bytes()
            content = gzip.decompress(given) if path.name.lower().endswith(".gz") else given
            name = path.relative_to(folder).as_posix()
            yield File(name, hashlib.sha256(given).hexdigest(), content)
