"""Where next: forecasts of places, all behind one interface.

A `Method` is fitted to the events before a day and gives a `Forecaster`; a forecaster says, for
each cell of a grid, how many events it expects on each of the days that follow, knowing on each
day what happened before it and nothing else. Places only: never a score of any person.

    fitted = prospective.blending.Blend().fit(known, grid, as_of)
    fitted.daily(events, first=as_of, days=60)      # (60, cells)

The `catalogue` has them all by name: the plain count map, density, the Trafford method, ProMap, the
self-exciting process on cells and in space and time, and the blend of memories that we recommend.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Protocol

from towpath.analysis.arrays import Floats
from towpath.analysis.events import Events
from towpath.analysis.grids import Grid

_METHODS = (
    "blending", "catalogue", "counting", "promap", "self_exciting_cells", "self_exciting_points",
    "smoothing", "terrain", "trafford",
)  # fmt: skip


def __getattr__(name: str) -> ModuleType:
    """A method's module when it is first named: they stand on SciPy, the interface does not."""
    if name not in _METHODS:
        raise AttributeError(f"There is no forecast in a module {name}; see catalogue.")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return [*_METHODS, "Forecaster", "Method"]


class Forecaster(Protocol):
    """A method with its parameters settled."""

    def daily(self, events: Events, first: float, days: int) -> Floats:
        """(days, cells): events expected in each cell on day `first`, `first` + 1, …

        The row of a day rests on events before that day began; later ones may be passed (a
        walk forward passes all of them) and must change nothing.
        """

    def settings(self) -> dict[str, float]:
        """The parameters in use, for the record that is kept with a forecast."""


class Method(Protocol):
    """A way to forecast, before it has seen any data."""

    @property
    def slug(self) -> str:
        """Its name in commands and kept files."""

    @property
    def label(self) -> str:
        """Its name in print."""

    def fit(self, events: Events, grid: Grid, as_of: float) -> Forecaster:
        """Settle the parameters from the events before `as_of`, and from no other."""
