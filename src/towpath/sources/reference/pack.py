"""The reference pack, opened: areas by name, small areas, counts and shapes, each read when asked.

Everything is answered from the pack's own files; what they do not hold is NoSuchData, never zero.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from towpath.foundation import Area, Level, NoSuchData
from towpath.sources.reference import naming
from towpath.sources.reference.local_areas import LocalArea, read_local_areas
from towpath.sources.reference.lookups import SEVERAL, VINTAGES

if TYPE_CHECKING:
    import pyarrow as pa

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """A number for each small area of a vintage, and the year it was counted in."""

    kind: str
    vintage: int
    year: int
    by_code: Mapping[str, float]

    def of(self, codes: Sequence[str]) -> Floats:
        """The numbers of these small areas; NaN where nothing was supplied."""
        return np.array([self.by_code.get(code, np.nan) for code in codes], dtype=np.float64)

    def total(self, codes: Sequence[str]) -> float:
        """Their sum; NoSuchData where one of them was not supplied."""
        values = self.of(codes)
        if np.isnan(values).any():
            raise NoSuchData(
                f"The reference pack has no {self.kind} of {int(np.isnan(values).sum()):,} of "
                f"these {len(codes):,} small areas (LSOA {self.vintage}).",
                "Add the file that has them and build the pack anew.",
            )
        return float(values.sum())


@dataclass(frozen=True)
class Pack:
    """A reference pack in a folder, and a partnership's local areas beside it."""

    folder: Path
    manifest: Mapping[str, Any]
    local: Mapping[str, LocalArea]

    @classmethod
    def open(cls, folder: Path, local_areas: Path | None = None) -> Pack:
        """Open a pack; nothing but its manifest (and `local_areas.toml`) is read yet."""
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError) as error:
            raise NoSuchData(
                f"There is no reference pack in {folder}.",
                "`towpath init` builds one; `--reference` names the folder of reference files.",
            ) from error
        return cls(folder, manifest, read_local_areas(local_areas))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the pack could not be given, and what is ambiguous in it."""
        return tuple(self.manifest["remarks"])

    def areas(self, level: Level, vintage: int | None = None) -> tuple[Area, ...]:
        """Every area of a level, by code; of the newest lookup unless a vintage is named."""
        if level is Level.LSOA:
            table = self._table_of(vintage or max(VINTAGES))
            pairs = zip(table["code"], table["name"], strict=True)
            return tuple(Area(level, code, vintage or max(VINTAGES), name) for code, name in pairs)
        found = [one for one in self.every_area if one.level is level]
        year = vintage or max((one.vintage for one in found), default=0)
        return tuple(one for one in found if one.vintage == year)

    def find(self, words: str, level: Level | None = None, vintage: int | None = None) -> Area:
        """The area of a name or code: "Leicester", "district:Leicester", "Shropshire (force)".

        A plain name means a district or partnership where there is one. NotUnderstood where
        several places answer to it (and how to say which), or none (and what is near).
        """
        return naming.find(self, words, level, vintage)

    def small_areas(self, area: Area, vintage: int) -> tuple[str, ...]:
        """The codes of an area's small areas of 2011 or 2021, in order."""
        if area.level is Level.LOCAL:
            return self.local[area.code].small_areas(self, vintage)
        table = self._table_of(vintage)
        if area.level is Level.LSOA:
            return self._of_small_area(area, vintage)
        column = table.get(self._column(area, vintage))
        if column is None:
            return ()
        joint = area.level is Level.CSP
        inside = [
            area.code in of.split(SEVERAL) if joint and SEVERAL in of else of == area.code
            for of in column
        ]
        return tuple(code for code, yes in zip(table["code"], inside, strict=True) if yes)

    def _of_small_area(self, area: Area, vintage: int) -> tuple[str, ...]:
        if area.vintage == vintage:
            return (area.code,)
        stable = self.stable_area(area.code, area.vintage)
        return self.small_areas(Area(Level.STABLE, stable, 0), vintage)

    def _column(self, area: Area, vintage: int) -> str:
        older = f"ward_{area.vintage}"
        table = self._table_of(vintage)
        return older if area.level is Level.WARD and older in table else area.level.value

    def parents(self, code: str, vintage: int) -> dict[Level, tuple[str, ...]]:
        """The codes of the areas that a small area lies in, by level; several where ambiguous."""
        at = self._index(vintage).get(code)
        if at is None:
            raise NoSuchData(f"{code} is no LSOA of {vintage} that the reference pack knows.")
        table = self._table_of(vintage)
        levels = (level for level in Level if level.value in table)
        return {
            level: tuple(filter(None, table[level.value][at].split(SEVERAL))) for level in levels
        }

    def stable_area(self, code: str, vintage: int) -> str:
        """The stable area of a small area."""
        return self.parents(code, vintage)[Level.STABLE][0]

    def stable_areas(self, vintage: int) -> dict[str, str]:
        """The stable area of every small area of a vintage."""
        table = self._table_of(vintage)
        return dict(zip(table["code"], table["stable"], strict=True))

    def membership(self, level: Level, vintage: int) -> dict[str, str]:
        """The area, at a level, of every small area of a vintage (joined by ";" where several)."""
        table = self._table_of(vintage)
        return dict(zip(table["code"], table[level.value], strict=True))

    def vintages(self, code: str) -> tuple[int, ...]:
        """The vintages in which a small-area code exists."""
        return tuple(vintage for vintage in VINTAGES if code in self._index(vintage))

    def years(self, kind: str, vintage: int) -> tuple[int, ...]:
        """The years for which a count is held."""
        held = self.manifest["counts"]
        return tuple(
            sorted({c["year"] for c in held if (c["kind"], c["vintage"]) == (kind, vintage)})
        )

    def residents(
        self, vintage: int, year: int | None = None, ages: tuple[int, int] | None = None
    ) -> Counts:
        """Residents by small area, in the year held nearest; of an age band (inclusive) if named."""
        kind = "ages" if ages else "residents"
        held = self._nearest(kind, vintage, year)
        table = self._counted(kind, vintage, held)
        if ages is None:
            return _counts("residents", vintage, held, table, ["residents"])
        columns = [f"age_{age}" for age in range(ages[0], min(ages[1], 90) + 1)]
        return _counts(f"residents aged {ages[0]} to {ages[1]}", vintage, held, table, columns)

    def households(self, vintage: int = 2021, year: int | None = None) -> Counts:
        """Households by small area."""
        held = self._nearest("households", vintage, year)
        table = self._counted("households", vintage, held)
        return _counts("households", vintage, held, table, ["households"])

    def deprivation(self, vintage: int, column: str = "income_rank") -> Counts:
        """A column of the Index of Multiple Deprivation, or of its indicators, by small area.

        Columns are named as published, in small letters: `income_rank`, `imd_decile`,
        `burglary_rate_per_1_000_at_risk_properties`. England only.
        """
        for kind in ("deprivation", "indicators"):
            for year in self.years(kind, vintage):
                table = self._counted(kind, vintage, year)
                if column.lower() in table.column_names:
                    return _counts(column, vintage, year, table, [column.lower()])
        raise NoSuchData(
            f'The reference pack holds no "{column}" for LSOA {vintage}.',
            "Add the index's file and build the pack anew.",
        )

    def deprivation_columns(self, vintage: int) -> tuple[str, ...]:
        """The columns that `deprivation` can give."""
        found = (
            self._counted(kind, vintage, year).column_names
            for kind in ("deprivation", "indicators")
            for year in self.years(kind, vintage)
        )
        return tuple(column for columns in found for column in columns if column != "code")

    def _nearest(self, kind: str, vintage: int, year: int | None) -> int:
        years = self.years(kind, vintage)
        if not years:
            raise NoSuchData(
                f"The reference pack holds no {kind} for LSOA {vintage}.",
                "Add a file that has them and build the pack anew.",
            )
        return max(years) if year is None else min(years, key=lambda one: (abs(one - year), one))

    @cached_property
    def every_area(self) -> tuple[Area, ...]:
        """Every area above small areas, of every year held, and the local ones."""
        table = self._area_table
        local = tuple(Area(Level.LOCAL, one.slug, 0, one.name) for one in self.local.values())
        rows = zip(table["level"], table["code"], table["vintage"], table["name"], strict=True)
        return tuple(Area(Level(level), *rest) for level, *rest in rows) + local

    def answers_to(self, area: Area, said: str) -> bool:
        """Whether an area goes by a name, in English or in Welsh (in `naming.plain` spelling)."""
        return said in (naming.plain(area.name), naming.plain(self.welsh_name(area)))

    def welsh_name(self, area: Area) -> str:
        """The area's Welsh name, where ONS gives one."""
        return self._welsh.get((area.level.value, area.code, area.vintage), "")

    @cached_property
    def _welsh(self) -> dict[tuple[str, str, int], str]:
        table = self._area_table
        keys = zip(table["level"], table["code"], table["vintage"], strict=True)
        return {key: name for key, name in zip(keys, table["welsh"], strict=True) if name}

    @cached_property
    def _area_table(self) -> dict[str, list[Any]]:
        return self._read("areas.parquet").to_pydict()

    @cached_property
    def _small_areas(self) -> dict[int, dict[str, list[str]]]:
        return {}

    def _table_of(self, vintage: int) -> dict[str, list[str]]:
        if vintage not in self._small_areas:
            if vintage not in VINTAGES:
                raise NoSuchData(f"There are no small areas of {vintage}.", "Say 2011 or 2021.")
            self._small_areas[vintage] = self._read(f"small_areas_{vintage}.parquet").to_pydict()
        return self._small_areas[vintage]

    @cached_property
    def _indices(self) -> dict[int, dict[str, int]]:
        return {}

    def _index(self, vintage: int) -> dict[str, int]:
        if vintage not in self._indices:
            codes = self._table_of(vintage)["code"]
            self._indices[vintage] = {code: at for at, code in enumerate(codes)}
        return self._indices[vintage]

    def _counted(self, kind: str, vintage: int, year: int) -> pa.Table:
        return self._read(f"{kind}_{vintage}_{year}.parquet")

    def _read(self, name: str) -> pa.Table:
        from pyarrow import parquet

        return parquet.read_table(self.folder / name)


def _counts(kind: str, vintage: int, year: int, table: pa.Table, columns: list[str]) -> Counts:
    values = sum(table[column].to_numpy().astype(np.float64) for column in columns)
    by_code = dict(zip(table["code"].to_pylist(), np.asarray(values).tolist(), strict=True))
    return Counts(kind, vintage, year, by_code)
