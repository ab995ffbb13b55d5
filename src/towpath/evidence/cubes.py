"""All incidents held, counted in one scan: area by category by month."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from towpath.evidence import incidents
from towpath.evidence.held import Held
from towpath.foundation import Level, NotUnderstood, Period, categories
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import pyarrow as pa

Counts = NDArray[np.int64]
UNPLACED = ""  # rows whose place is not known, in every cube's first area


@dataclass(frozen=True, eq=False)
class Cube:
    """Counts by area, category and month. `counts` has each id once, `rows` every row.

    Areas are codes of the cube's level, the first of them UNPLACED; categories are slugs in the
    tree's order; months run without a gap from the first held to the last (`held` says which of
    them really are). A question for a category takes in everything below it in the tree.
    """

    level: Level
    snapshot: str
    areas: tuple[str, ...]
    categories: tuple[str, ...]
    months: NDArray[np.datetime64]
    held: NDArray[np.bool_]
    counts: Counts  # (areas, categories, months)
    rows: Counts

    def total(
        self, areas: Iterable[str] | None = None, categories: Iterable[str] | None = None,
        period: Period | None = None, *, rows: bool = False,
    ) -> int:  # fmt: skip
        """One number; `rows` counts repeats too."""
        return int(self._picked(areas, categories, period, rows).sum())

    def series(
        self, areas: Iterable[str] | None = None, categories: Iterable[str] | None = None,
        *, rows: bool = False,
    ) -> Counts:  # fmt: skip
        """By month, over all of `months`."""
        picked: Counts = self._picked(areas, categories, None, rows).sum(axis=(0, 1))
        return picked

    def by_area(
        self, categories: Iterable[str] | None = None, period: Period | None = None,
        *, rows: bool = False,
    ) -> Counts:  # fmt: skip
        """By area, in the order of `areas`."""
        picked: Counts = self._picked(None, categories, period, rows).sum(axis=(1, 2))
        return picked

    def by_category(
        self, areas: Iterable[str] | None = None, period: Period | None = None,
        *, rows: bool = False,
    ) -> Counts:  # fmt: skip
        """By category, in the order of `categories`, nothing rolled up."""
        picked: Counts = self._picked(areas, None, period, rows).sum(axis=(0, 2))
        return picked

    def months_held(self) -> tuple[date, ...]:
        """The months of which a load is in force."""
        return tuple(month.astype(object) for month in self.months[self.held].astype("M8[D]"))

    def missing(self, period: Period) -> tuple[date, ...]:
        """The months of a period of which nothing is held."""
        held = set(self.months_held())
        return tuple(month for month in period.month_starts if month not in held)

    def within(self, areas: Iterable[str]) -> Cube:
        """The same cube of fewer areas (UNPLACED stays only if it is among them)."""
        at = self._areas(areas)
        return Cube(
            self.level, self.snapshot, tuple(self.areas[i] for i in at), self.categories,
            self.months, self.held, self.counts[at], self.rows[at],
        )  # fmt: skip

    @cached_property
    def _area_index(self) -> Mapping[str, int]:
        return {area: index for index, area in enumerate(self.areas)}

    def _areas(self, areas: Iterable[str]) -> NDArray[np.int64]:
        found = (self._area_index[area] for area in areas if area in self._area_index)
        return np.array(sorted(set(found)), dtype=np.int64)

    def _categories(self, slugs: Iterable[str]) -> NDArray[np.int64]:
        wanted = frozenset().union(*(categories.within(slug) for slug in slugs))
        found = [index for index, slug in enumerate(self.categories) if slug in wanted]
        return np.array(found, dtype=np.int64)

    def _months(self, period: Period) -> slice:
        if not period.months:
            raise NotUnderstood(
                f"{period} is a period of days, and these counts are by month.",
                "Ask for whole months.",
            )
        first = np.datetime64(period.start, "M")
        start = int((first - self.months[0]).astype(int)) if self.months.size else 0
        return slice(max(start, 0), max(start + period.months, 0))

    def _picked(
        self, areas: Iterable[str] | None, slugs: Iterable[str] | None, period: Period | None,
        rows: bool,
    ) -> Counts:  # fmt: skip
        picked = self.rows if rows else self.counts
        if period is not None:
            picked = picked[:, :, self._months(period)]
        if slugs is not None:
            picked = picked[:, self._categories(slugs), :]
        if areas is not None:
            picked = picked[self._areas(areas), :, :]
        return picked


def of_incidents(
    held: Held, level: Level | str = Level.LSOA, *,
    feeds: Collection[str] | None = None, agencies: Collection[str] | None = None,
) -> Cube:  # fmt: skip
    """Count all incidents held, in one scan, at a level of areas.

    Small areas (LSOA) of two vintages stand side by side under their own codes; stable areas are
    what a series across vintages needs. `feeds` and `agencies` narrow what is counted.
    """
    level = Level(level)
    loads = [
        load for load in held.of(Kind.INCIDENTS)
        if (feeds is None or load.feed in set(feeds))
        and (agencies is None or load.agency in set(agencies))
    ]  # fmt: skip
    found = incidents.counts(
        held, by=(level.value, "category", "month"), feeds=feeds, agencies=agencies
    )
    months = _months([np.datetime64(load.month, "M") for load in loads])
    place, what = (found[one].combine_chunks().dictionary_encode() for one in
                   (level.value, "category"))  # fmt: skip
    areas = sorted({*place.dictionary.to_pylist(), UNPLACED})
    there = frozenset(what.dictionary.to_pylist())
    slugs = [slug for slug in categories.tree() if slug in there]
    at = (
        _index(areas, place), _index(slugs, what),
        (found["month"].to_numpy().astype("M8[M]") - months[:1]).astype(int),
    )  # fmt: skip
    counts = np.zeros((len(areas), len(slugs), len(months)), dtype=np.int64)
    rows = np.zeros_like(counts)
    counts[at] = found["counts"].to_numpy()
    rows[at] = found["rows"].to_numpy()
    in_force = np.isin(months, np.array([load.month for load in loads], dtype="M8[M]"))
    return Cube(level, held.id, tuple(areas), tuple(slugs), months, in_force, counts, rows)


def _months(found: list[np.datetime64]) -> NDArray[np.datetime64]:
    if not found:
        return np.array([], dtype="M8[M]")
    return np.arange(min(found), max(found) + 1, dtype="M8[M]")


def _index(names: list[str], coded: pa.DictionaryArray) -> NDArray[np.int64]:
    """Each value's place among names, looked up once for each distinct value."""
    position = {name: index for index, name in enumerate(names)}
    places = np.array([position[one] for one in coded.dictionary.to_pylist()], dtype=np.int64)
    found: NDArray[np.int64] = places[coded.indices.to_numpy()]
    return found
