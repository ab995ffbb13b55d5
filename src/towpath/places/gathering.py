"""Where events gather: all that is worked out of the events of a ground for `hotspots`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import change, density, false_discovery, hot_over_time, hotspots, patrols
from towpath.analysis import streets as segments
from towpath.places import rounds

if TYPE_CHECKING:
    from towpath.analysis.arrays import Bools, Floats, Integers, Words
    from towpath.analysis.density import Density
    from towpath.analysis.grids import Grid
    from towpath.analysis.patrols import Patrol
    from towpath.analysis.streets import Network, OnStreets
    from towpath.places.ground import Ground

LASTING, NEW, FADING = "lasting", "new", "fading"
RISING = "rising"
QUARTERS = 4
EVENTS_AT_LEAST, DENSER = 3, 1.5  # of an area to walk: events, and times the usual density
# What `hot_over_time` tells, in three words.
COURSE = {
    LASTING: ("persistent", "intermittent"), NEW: ("new", "emerging"), FADING: ("fading", "gone"),
}  # fmt: skip
LEVEL = 0.05
# A bandwidth of two cells shows surroundings and not single houses.
CELLS_OF_BANDWIDTH = 2.0
FEW = 100  # events, below which nothing is told of their course


@dataclass(frozen=True)
class Method:
    """How hotspots are drawn: how many areas to walk, how wide, and the bandwidth (0: two cells).

    `across` grows with the cell where cells are large.
    """

    areas: int = 6
    across: float = 500.0
    bandwidth: float = 0.0


@dataclass(frozen=True)
class Gathered:
    """All that is worked out of the events of a ground on a grid, and on a network of streets."""

    here: Ground
    grid: Grid
    method: Method
    network: Network | None = None

    @cached_property
    def counts(self) -> Floats:
        """(cells,): events in each."""
        return self.grid.count(self.here.events.xy)

    @cached_property
    def bandwidth(self) -> float:
        """Of the kernel, in metres."""
        return self.method.bandwidth or CELLS_OF_BANDWIDTH * self.grid.size

    @cached_property
    def density(self) -> Density:
        """Events per km² around each cell."""
        return self._density(np.ones(len(self.here), dtype=bool))

    def _density(self, which: Bools) -> Density:
        return density.kernel(self.here.events.xy[which], self.grid, self.bandwidth)

    @cached_property
    def later(self) -> Bools:
        """(events,): in the second half of the period."""
        first, end = self.here.days_of_period
        return np.asarray(self.here.events.day >= (first + end) / 2)

    @cached_property
    def stand_out(self) -> Floats:
        """(cells,): Gi* of the whole period."""
        return self._whole[1]

    @cached_property
    def _whole(self) -> tuple[Bools, Floats]:
        return self._judged(self.counts)

    @cached_property
    def kind(self) -> Words:
        """(cells,): "lasting", "new" or "fading" where hot; "" elsewhere.

        Over the period's quarters: new where hot in the last alone or ever hotter; fading where
        less and less, or no longer; lasting where hot otherwise.
        """
        found = np.where(self._whole[0], LASTING, "").astype(object)
        if self.quarters is None or len(self.here) < FEW:
            return found
        cells_by_quarter = np.column_stack(
            [self.grid.count(self.here.events.xy[self.quarters == q]) for q in range(QUARTERS)]
        )
        if not cells_by_quarter.sum(axis=0).all() or self.grid.cells < hotspots.AREAS_AT_LEAST:
            return found
        told = hot_over_time.classify(
            cells_by_quarter, np.ones(self.grid.cells), self.grid.neighbours(), alpha=LEVEL
        )
        for ours, theirs in COURSE.items():
            found[np.isin(told.kind, theirs)] = ours
        return found

    @cached_property
    def quarters(self) -> Integers | None:
        """(events,): which quarter of the period; None where it is no more than months told."""
        first, end = self.here.days_of_period
        if self.here.monthly.any() and (self.here.period.months % QUARTERS):
            return None
        part = (self.here.events.day - first) / (end - first) * QUARTERS
        return np.clip(np.floor(part), 0, QUARTERS - 1).astype(np.int64)

    def _judged(self, counted: Floats) -> tuple[Bools, Floats]:
        """Which cells are hot, and Gi* of each; none where the map is too empty or too small."""
        if counted.sum() == 0 or self.grid.cells < hotspots.AREAS_AT_LEAST:
            return np.zeros(counted.size, dtype=bool), np.full(counted.size, np.nan)
        told = hotspots.find(counted, np.ones(counted.size), self.grid.neighbours(), alpha=LEVEL)
        return np.asarray(told.kind == "hot"), told.z

    @cached_property
    def patrols(self) -> tuple[Patrol, ...]:
        """The areas to walk, the fullest first, with their streets."""
        drawn = self._drawn(self.density, self.method.areas)
        found = patrols.named(drawn, self.here.events.xy, self.here.streets)
        ordered = sorted(found, key=lambda one: (-one.events, one.rank))
        worth = [one for one in ordered if self._worth(one)]
        return tuple(rounds.with_streets(one, self.network) for one in worth or ordered[:1])

    @cached_property
    def on_streets(self) -> OnStreets | None:
        """The events on the network's segments; None without one, or with points that stand in."""
        if self.network is None or self.here.snapped.any():
            return None
        return segments.place(self.here.events.xy, self.network)

    @cached_property
    def network_key(self) -> str:
        """The network in one word: other lines or names, another word; "" without one."""
        import shapely

        if self.network is None:
            return ""
        shapes = b"".join(shapely.to_wkb(self.network.lines).tolist())
        names = "\n".join(self.network.names.tolist())
        return hashlib.sha256(shapes + names.encode()).hexdigest()[:8]

    def _worth(self, one: Patrol) -> bool:
        """Whether an area stands out enough to send anybody: a handful is no hotspot."""
        usual = len(self.here) * one.area / self.here.outline.area
        return one.events >= EVENTS_AT_LEAST and one.events >= DENSER * usual

    def _drawn(self, surface: Density, areas: int) -> tuple[Patrol, ...]:
        across = max(self.method.across, 2 * self.grid.size)
        largest = max(across**2, 4 * self.grid.cell_area)
        wanted = patrols.Wanted(areas=areas, across=across, largest=largest)
        return patrols.draw(np.maximum(surface.per_km2, 0), self.grid, wanted)

    def inside(self, some: tuple[Patrol, ...]) -> Bools:
        """(areas, events): which events lie in which area."""
        import shapely

        x, y = self.here.events.xy.T
        return np.array([shapely.contains_xy(one.outline, x, y) for one in some])

    @cached_property
    def foreseen(self) -> tuple[int, int]:
        """Events of the later half in areas drawn on the earlier half alone, and all of them."""
        earlier = ~self.later
        if not earlier.any() or not self.later.any():
            return 0, 0
        drawn = self._drawn(self._density(earlier), len(self.patrols))
        caught = self.inside(drawn).any(axis=0) & self.later
        return int(caught.sum()), int(self.later.sum())

    @cached_property
    def over_time(self) -> tuple[str, ...]:
        """Of each area to walk: rising or fading against the whole area's course, or lasting."""
        inside = self.inside(self.patrols)
        first, second = (inside & ~self.later).sum(axis=1), (inside & self.later).sum(axis=1)
        whole = (float((~self.later).sum()), float(self.later.sum()))
        if min(whole) == 0:
            return (LASTING,) * len(self.patrols)
        ratio = change.ratio(first, second, exposures=whole)
        clear = np.atleast_1d(false_discovery.adjust(ratio.p)) <= LEVEL
        moved = np.where(np.atleast_1d(ratio.value) > 1, RISING, FADING)
        return tuple(np.where(clear, moved, LASTING).tolist())

    @property
    def walked_km2(self) -> float:
        """The ground of all areas to walk."""
        return sum(one.area for one in self.patrols) / 1e6
