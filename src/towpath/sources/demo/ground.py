"""Everything that exists before anything happens: land, areas, people, streets, and the months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from towpath.sources.demo import areas, island, people, streets
from towpath.sources.demo.areas import Areas
from towpath.sources.demo.island import Island
from towpath.sources.demo.people import People
from towpath.sources.demo.streets import Anchors, Homes
from towpath.sources.demo.world import Bools, Calendar, Ints, Settings, stream


@dataclass(frozen=True)
class Ground:
    """Where and when offences can fall, and the settings and seed that made it."""

    settings: Settings
    seed: int
    calendar: Calendar
    island: Island
    areas: Areas
    people: People
    anchors: Anchors
    homes: Homes

    def chance(self, name: str) -> np.random.Generator:
        """The stream of chance of one part of what happens."""
        return stream(self.seed, name)

    @property
    def slugs(self) -> list[str]:
        """The categories, in the settings' order."""
        return [one["slug"] for one in self.settings["categories"]]

    @property
    def district(self) -> Ints:
        """The district of each anchor."""
        return self.island.district[self.anchors.atom]

    @property
    def force(self) -> Ints:
        """The police force of each anchor; 0 is the partnership's own."""
        return np.array([d["force"] for d in self.settings["districts"]])[self.district]

    def within(self, place: Settings) -> Bools:
        """The district's atoms whose middle lies within `metres` of `easting`, `northing`."""
        gap = np.hypot(*(self.island.centres - [place["easting"], place["northing"]]).T)
        return np.asarray((gap <= place["metres"]) & (self.island.district == 0))


def laid(settings: Settings, seed: int, months: int) -> Ground:
    """The ground of a world that ends in the settings' last month and lasts so many."""
    calendar = Calendar.ending(settings["partnership"]["last_month"], months)
    land = island.raised(settings, seed)
    layers = areas.drawn_up(settings, land, seed)
    residents = people.settled(settings, land, layers, seed)
    anchors = streets.named(settings, land, seed)
    homes = streets.built(anchors, land, residents.households, seed)
    return Ground(settings, seed, calendar, land, layers, residents, anchors, homes)
