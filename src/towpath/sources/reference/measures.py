"""A number for each small area: residents, households, an index; with its vintage and year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from towpath.foundation import NoSuchData

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
        missing = int(np.isnan(values).sum())
        if missing:
            raise NoSuchData(
                f"The reference pack has no {self.kind} of {missing:,} of these {len(codes):,} "
                f"small areas (LSOA {self.vintage}).",
                "Add the file that has them and build the pack anew.",
            )
        return float(values.sum())

    def by_area(self, membership: Mapping[str, str]) -> dict[str, float]:
        """Sums over the areas that a membership puts the small areas in (stable areas, wards)."""
        sums: dict[str, float] = {}
        for code, area in membership.items():
            sums[area] = sums.get(area, 0.0) + self.by_code.get(code, np.nan)
        return sums


def of_table(kind: str, place: tuple[int, int], table: pa.Table, columns: Sequence[str]) -> Counts:
    """Counts of (vintage, year) that are the sum of columns of a table."""
    values = np.zeros(table.num_rows)
    for column in columns:
        values = values + table[column].to_numpy().astype(np.float64)
    by_code = dict(zip(table["code"].to_pylist(), values.tolist(), strict=True))
    return Counts(kind, *place, by_code)


@dataclass(frozen=True)
class Held:
    """The counts that a pack holds, by kind, vintage and year; each read when it is asked for."""

    folder: Path
    listed: Sequence[Mapping[str, Any]]
    _read: dict[str, pa.Table] = field(default_factory=dict)

    def years(self, kind: str, vintage: int) -> tuple[int, ...]:
        """The years for which a count is held."""
        asked = (kind, vintage)
        found = {one["year"] for one in self.listed if (one["kind"], one["vintage"]) == asked}
        return tuple(sorted(found))

    def nearest(self, kind: str, vintage: int, year: int | None) -> int:
        """The year held that is nearest to one asked for; the newest where none is."""
        years = self.years(kind, vintage)
        if not years:
            raise NoSuchData(
                f"The reference pack holds no {kind} for LSOA {vintage}.",
                "Add a file that has them and build the pack anew.",
            )
        return max(years) if year is None else min(years, key=lambda one: (abs(one - year), one))

    def table(self, kind: str, vintage: int, year: int) -> pa.Table:
        """The count's table: a column `code`, and what it counts."""
        name = f"{kind}_{vintage}_{year}.parquet"
        if name not in self._read:
            from pyarrow import parquet

            self._read[name] = parquet.read_table(self.folder / name)
        return self._read[name]
