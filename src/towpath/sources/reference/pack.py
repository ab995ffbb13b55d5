"""The reference pack, opened: areas by name, small areas, counts and shapes, each read when asked.

Everything is answered from the pack's own files; what they do not hold is NoSuchData, never zero.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from towpath.foundation import Area, Level, NoSuchData
from towpath.sources.reference import measures, naming
from towpath.sources.reference import shapes as drawing
from towpath.sources.reference.counts import OLDEST
from towpath.sources.reference.local_areas import LocalArea, read_local_areas
from towpath.sources.reference.lookups import SEVERAL, VINTAGES
from towpath.sources.reference.measures import Counts
from towpath.sources.reference.membership import SmallAreas
from towpath.sources.reference.shapes import Placed, Shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa
    from numpy.typing import ArrayLike

T = TypeVar("T")
OPEN_BOUNDARIES = (
    "Contains OS data © Crown copyright and database right.",
    "Source: Office for National Statistics, Open Government Licence v3.0.",
)
_WELSH_KEYS = ("code", "vintage", "welsh")
_AREA_KEYS = ("code", "vintage", "name")


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

    def remarks_on(self, area: Area) -> tuple[str, ...]:
        """Those remarks that concern an area."""
        joint = self.membership(Level.CSP, 2021)
        if any(SEVERAL in joint[code] for code in self.small_areas(area, 2021)):
            return self.remarks
        return tuple(one for one in self.remarks if one != self.manifest.get("partnerships"))

    @property
    def credits(self) -> tuple[str, ...]:
        """Whom the boundaries are owed to: what their own files say, else ONS and OS."""
        return (str(self.manifest["notice"]),) if self.synthetic else OPEN_BOUNDARIES

    @property
    def synthetic(self) -> bool:
        """Whether the places are invented, and say so: then nothing here is anybody's open data."""
        return bool(self.manifest.get("notice"))

    def areas(self, level: Level, vintage: int | None = None) -> tuple[Area, ...]:
        """Every area of a level, by code; of the newest lookup unless a vintage is named."""
        if level is Level.LSOA:
            table = self.table(vintage or max(VINTAGES))
            pairs = zip(table.texts("code"), table.texts("name"), strict=True)
            return tuple(Area(level, code, table.vintage, name) for code, name in pairs)
        if level is Level.STABLE:
            return tuple(Area(level, code, 0, name) for code, name in self.stable_names.items())
        found = self.every(level)
        year = vintage or max((one.vintage for one in found), default=0)
        return tuple(one for one in found if one.vintage == year)

    def find(
        self,
        words: str,
        level: Level | None = None,
        vintage: int | None = None,
        within: Area | None = None,
    ) -> Area:
        """The area of a name or code: "Leicester", "district:Leicester", "Shropshire (fire)".

        A plain name means a district or partnership where there is one. Where several places
        answer, one `within` the partnership's own area is meant. NotUnderstood where several are
        left (and how to say which), or none (and what is near).
        """
        return naming.find(self, words, level, vintage, within)

    def small_areas(self, area: Area, vintage: int) -> tuple[str, ...]:
        """The codes of an area's small areas of 2011 or 2021, in order."""
        return self._once(
            f"small areas of {area.key} in {vintage}", lambda: self._small_areas(area, vintage)
        )

    def _small_areas(self, area: Area, vintage: int) -> tuple[str, ...]:
        if area.level is Level.LOCAL:
            return self.local[area.code].small_areas(self, vintage)
        if area.level is not Level.LSOA:
            return self.table(vintage).within(self._column(area, vintage), area.code)
        if area.vintage == vintage:
            return (area.code,)
        stable = self.parents(area.code, area.vintage)[Level.STABLE]
        return self.table(vintage).within(Level.STABLE.value, stable[0])

    def codes(self, area: Area) -> frozenset[str]:
        """Its small-area codes of every vintage; a code names one polygon, so they may be mixed."""
        return frozenset(code for year in VINTAGES for code in self.small_areas(area, year))

    def _column(self, area: Area, vintage: int) -> str:
        older = f"ward_{area.vintage}"
        return older if older in self.table(vintage).columns else area.level.value

    def parents(self, code: str, vintage: int) -> dict[Level, tuple[str, ...]]:
        """The codes of the areas that a small area lies in, by level; several where ambiguous."""
        table = self.table(vintage)
        at = table.at(code)
        levels = [level for level in Level if level.value in table.columns]
        said = {level: str(table.column(level.value)[at]) for level in levels}
        return {level: tuple(filter(None, of.split(SEVERAL))) for level, of in said.items()}

    def membership(self, level: Level, vintage: int) -> dict[str, str]:
        """The area, at a level, of every small area of a vintage (joined by ";" where several)."""
        table = self.table(vintage)
        return self._once(
            f"{level} {vintage}",
            lambda: dict(zip(table.texts("code"), table.texts(level.value), strict=True)),
        )

    def stable_areas(self, vintage: int) -> dict[str, str]:
        """The stable area of every small area of a vintage."""
        return self.membership(Level.STABLE, vintage)

    def vintages(self, code: str) -> tuple[int, ...]:
        """The vintages in which a small-area code exists."""
        return tuple(vintage for vintage in VINTAGES if code in self.table(vintage))

    def names(self, level: Level, vintage: int | None = None) -> dict[str, str]:
        """The names of a level's areas by code."""
        held = self._once(
            f"names {level} {vintage}",
            lambda: {area.code: area.name for area in self.areas(level, vintage)},
        )
        return dict(held)

    def years(self, kind: str, vintage: int) -> tuple[int, ...]:
        """The years for which a count (residents, ages, households, deprivation) is held."""
        return self._counted.years(kind, vintage)

    def residents(
        self, vintage: int, year: int | None = None, ages: tuple[int, int] | None = None
    ) -> Counts:
        """Residents by small area in the year held nearest; of an age band (inclusive) if named."""
        kind = "ages" if ages else "residents"
        held = self._counted.nearest(kind, vintage, year)
        if ages is None:
            return self._summed(kind, kind, (vintage, held), ["residents"])
        columns = [f"age_{age}" for age in range(ages[0], min(ages[1], OLDEST) + 1)]
        said = f"residents aged {ages[0]} to {ages[1]}"
        return self._summed(said, kind, (vintage, held), columns)

    def households(self, vintage: int = 2021, year: int | None = None) -> Counts:
        """Households by small area."""
        held = self._counted.nearest("households", vintage, year)
        return self._summed("households", "households", (vintage, held), ["total_households"])

    def ethnic_groups(self, vintage: int = 2021, year: int | None = None) -> dict[str, Counts]:
        """Residents by small area of each of the census's five groups: asian, black, mixed…"""
        held = self._counted.nearest("ethnicity", vintage, year)
        columns = self._counted.table("ethnicity", vintage, held).column_names
        groups = (one for one in columns if one != "code")
        return {one: self._summed(one, "ethnicity", (vintage, held), [one]) for one in groups}

    def deprivation(self, vintage: int, column: str = "income_rank") -> Counts:
        """A column of the Index of Multiple Deprivation, or of its indicators, by small area.

        Columns are named as published, in small letters: `income_rank`, `imd_decile`,
        `burglary_rate_per_1_000_at_risk_properties`. England only.
        """
        for kind in ("deprivation", "indicators"):
            for year in self.years(kind, vintage):
                table = self._counted.table(kind, vintage, year)
                if column.lower() in table.column_names:
                    return self._summed(column, kind, (vintage, year), [column.lower()])
        raise NoSuchData(
            f'The reference pack holds no "{column}" for LSOA {vintage}.',
            "Add the index's file and build the pack anew.",
        )

    def deprivation_columns(self, vintage: int) -> tuple[str, ...]:
        """The columns that `deprivation` can give."""
        found = (
            self._counted.table(kind, vintage, year).column_names
            for kind in ("deprivation", "indicators")
            for year in self.years(kind, vintage)
        )
        return tuple(column for columns in found for column in columns if column != "code")

    def every(self, level: Level) -> tuple[Area, ...]:
        """Every area of a level, of every year held; LSOA of the newest vintage."""
        if level in (Level.LSOA, Level.STABLE):
            return self.areas(level)
        if level is Level.LOCAL:
            return tuple(Area(level, one.slug, 0, one.name) for one in self.local.values())
        return self._once(f"every {level}", lambda: tuple(self._rows(level)))

    def _rows(self, level: Level) -> Iterator[Area]:
        table = self._of_level(level)
        for code, vintage, name in zip(*(table[k] for k in _AREA_KEYS), strict=True):
            yield Area(level, code, vintage, name)

    def welsh_names(self, level: Level) -> dict[tuple[str, int], str]:
        """The Welsh names that ONS gives, by code and year."""
        return self._once(f"Welsh {level}", lambda: dict(self._welsh(level)))

    def _welsh(self, level: Level) -> Iterator[tuple[tuple[str, int], str]]:
        table = self._of_level(level)
        for code, year, name in zip(*(table[k] for k in _WELSH_KEYS), strict=True):
            if name:
                yield (code, year), name

    def _of_level(self, level: Level) -> dict[str, list[Any]]:
        table = self._once("areas.parquet", lambda: self._read("areas.parquet"))
        return self._once(
            f"areas of {level}",
            lambda: table.filter(_equal(table["level"], level.value)).to_pydict(),
        )

    def shapes(self, level: Level, of: Area | Sequence[str], vintage: int = 2021) -> Shapes:
        """The shapes of a level's areas within an area, or of these codes.

        `vintage` is that of the small areas: for LSOA, which are drawn; for other levels, which
        the areas without a boundary of their own are put together from. What cannot be drawn at
        all is left out.
        """
        codes = self._codes_within(level, of, vintage) if isinstance(of, Area) else tuple(of)
        if level is Level.LSOA:
            return self._atlas.layer(level, vintage).of(codes)
        known = {area.code: area for area in self.areas(level)}
        areas = [known.get(code, Area(level, code, 0, code)) for code in codes]
        drawn = [self._atlas.shape(one, self.small_areas(one, vintage), vintage) for one in areas]
        return drawing.joined(drawn)

    def place(self, easting: ArrayLike, northing: ArrayLike, vintage: int) -> Placed:
        """The small area of each point in grid metres."""
        return self._atlas.layer(Level.LSOA, vintage).place(easting, northing)

    def _codes_within(self, level: Level, area: Area, vintage: int) -> tuple[str, ...]:
        inside = self.small_areas(area, vintage)
        if level is Level.LSOA:
            return inside
        of = self.membership(level, vintage)
        codes = (code for one in inside for code in of[one].split(SEVERAL) if code)
        return tuple(sorted(set(codes)))

    def table(self, vintage: int) -> SmallAreas:
        """The small areas of a vintage with all that they lie in."""
        if vintage not in VINTAGES:
            raise NoSuchData(f"There are no small areas of {vintage}.", "Say 2011 or 2021.")
        return self._once(
            f"small areas {vintage}",
            lambda: SmallAreas(self.folder / f"small_areas_{vintage}.parquet", vintage),
        )

    @cached_property
    def stable_names(self) -> dict[str, str]:
        """The names of stable areas by code."""
        table = self._read("stable_areas.parquet")
        return dict(zip(table["code"].to_pylist(), table["name"].to_pylist(), strict=True))

    @cached_property
    def _held(self) -> dict[str, Any]:
        return {}

    def _once(self, key: str, make: Callable[[], T]) -> T:
        if key not in self._held:
            self._held[key] = make()
        held: T = self._held[key]
        return held

    def _summed(
        self, said: str, kind: str, held: tuple[int, int], columns: Sequence[str]
    ) -> Counts:
        """The sum of columns of a count, worked out once: an assessment asks for it many times."""
        return self._once(
            f"{said} of {kind} {held}",
            lambda: measures.of_table(said, held, self._counted.table(kind, *held), columns),
        )

    @cached_property
    def _counted(self) -> measures.Held:
        return measures.Held(self.folder, self.manifest["counts"])

    @cached_property
    def _atlas(self) -> drawing.Atlas:
        return drawing.Atlas(self.folder)

    def _read(self, name: str) -> pa.Table:
        from pyarrow import parquet

        return parquet.read_table(self.folder / name)


def _equal(column: pa.ChunkedArray, value: str) -> pa.ChunkedArray:
    from pyarrow import compute

    return compute.equal(column, value)
