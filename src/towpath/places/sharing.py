"""What several agencies share: each one's map on the same cells, and where they agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.analysis import hotspots, overlay, patrols
from towpath.evidence import events
from towpath.foundation import Figure, Unit, categories
from towpath.foundation.categories import ALL_ASB
from towpath.places import cells, ground

if TYPE_CHECKING:
    from towpath.analysis.grids import Grid
    from towpath.analysis.overlay import Overlay
    from towpath.analysis.patrols import Patrol
    from towpath.evidence.held import Held
    from towpath.places.ground import Ground, Question

POLICE = "police"
# The agency that each kind of event comes from, where it is not the police.
AGENCIES = {ALL_ASB: "council", "fire": "fire", "ambulance": "ambulance", "health": "hospital"}
COARSEST = 250.0  # metres: finer than this, two agencies' points seldom meet
ACROSS = 3  # cells: the widest a place may be, so that it can be visited
LEVEL = 0.05


def grounds(held: Held, question: Question) -> Iterator[tuple[str, Ground]]:
    """The events of each agency that has points here: the police first."""
    mine = ground.load(held, question)
    yield POLICE, mine
    police = {load.agency for load in held.loads if load.feed == mine.feed}
    for root, name in AGENCIES.items():
        feed = _feed_of(held, question, root, police)
        if feed:
            theirs = replace(question, category=categories.get(root), feed=feed)
            yield name, ground.load(held, theirs)


def _feed_of(held: Held, question: Question, root: str, police: set[str]) -> str:
    """The feed with most points of a kind of event that is not the police's; "" where none is."""
    codes = held.pack.codes(question.area)
    found = events.fitness(held, areas=codes, categories=[root], period=question.period)
    theirs = [row for row in found.to_pylist() if row["agency"] not in police]
    points = {row["feed"]: row["rows"] - row["unplaced"] - row["undated"] for row in theirs}
    best = max(sorted(points), key=lambda feed: points[feed], default="")
    return best if best and points[best] > 0 else ""


@dataclass(frozen=True)
class Shared:
    """A place to visit together, for whom it is hot, and how far above an even map."""

    drawn: Patrol
    agencies: tuple[str, ...]
    excess: dict[str, float]

    @property
    def combined(self) -> float:
        """The geometric mean of the excesses, so that a busy agency has no more say."""
        return float(np.exp(np.mean([np.log(max(self.excess[a], 1e-9)) for a in self.agencies])))


def _shared(drawn: Patrol, layers: tuple[overlay.Layer, ...]) -> Shared:
    inside = drawn.cells
    excess = {
        one.agency: float(one.seen[inside].sum() / max(one.expected[inside].sum(), 1e-9))
        for one in layers
        if one.hot[inside].any()
    }
    names = sorted(excess, key=lambda agency: (-excess[agency], agency))
    return Shared(drawn, tuple(names), excess)


@dataclass(frozen=True)
class Overlaid:
    """The agencies' maps on one grid, and where they agree."""

    grounds: dict[str, Ground]
    at_least: int
    areas: int

    @property
    def here(self) -> Ground:
        """The police's, which the others are laid over."""
        return self.grounds[POLICE]

    @cached_property
    def grid(self) -> Grid:
        """Cells that suit the coarsest of the maps."""
        asked = self.here.question.cell
        sizes = [cells.size(one) for one in self.grounds.values()]
        return cells.touching(self.here.outline, max(*sizes, asked or COARSEST))

    @cached_property
    def layers(self) -> tuple[overlay.Layer, ...]:
        """Each agency's counts, and where they are hot."""
        even, beside = np.ones(self.grid.cells), self.grid.neighbours()
        found = []
        for name, one in self.grounds.items():
            seen = self.grid.count(one.events.xy)
            hot = hotspots.find(seen, even, beside, alpha=LEVEL).kind == "hot"
            found.append(overlay.layer(name, seen, even, hot))
        return tuple(found)

    @cached_property
    def found(self) -> Overlay:
        """The places that agencies share, ranked."""
        return overlay.find(self.layers, self.grid.neighbours(), at_least=self.at_least)

    @cached_property
    def places(self) -> tuple[Shared, ...]:
        """Where agencies agree most, in pieces that can be visited: most agencies first."""
        if not self.found.shared:
            return ()
        expected = np.maximum([one.expected for one in self.layers], 1e-9)
        excess = np.array([one.seen for one in self.layers]) / expected
        agree = np.where(self.found.agencies >= self.at_least, self.found.agencies, 0)
        width = ACROSS * self.grid.size
        wanted = patrols.Wanted(areas=self.areas, across=width, largest=width**2)
        drawn = patrols.draw(agree * (1 + np.sqrt(excess.mean(axis=0))), self.grid, wanted)
        every = self.grounds.values()
        xy, streets = (np.concatenate(one) for one in
                       ([g.events.xy for g in every], [g.streets for g in every]))  # fmt: skip
        found = [_shared(one, self.layers) for one in patrols.named(drawn, xy, streets)]
        return tuple(sorted(found, key=lambda one: (-len(one.agencies), -one.combined)))

    def figure(self, slug: str, value: float, unit: Unit, **grounds: Any) -> Figure:
        """A figure of the overlay: cell and agencies are part of what was asked."""
        basis = {"cell": f"{self.grid.size:g} m", "agencies": "+".join(self.grounds)}
        feeds = "+".join(one.feed for one in self.grounds.values())
        return self.here.figure(slug, value, unit, **basis, feeds=feeds, **grounds)
