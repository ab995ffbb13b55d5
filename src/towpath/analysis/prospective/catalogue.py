"""The forecasts that can be asked for by name, as they are run unless told otherwise."""

from __future__ import annotations

from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.prospective import (
    Method,
    blending,
    counting,
    promap,
    self_exciting_cells,
    self_exciting_points,
    smoothing,
    trafford,
)

# What every other is compared with: the map that an analyst would draw anyway.
PLAIN = counting.Counts(counting.YEAR)
RECOMMENDED = blending.Blend()


def every() -> tuple[Method, ...]:
    """All that need nothing but events, the plain map first and the recommended one last.

    Risk terrain needs layers as well, so it is made by hand: terrain.Terrain(layers, names).
    """
    return (
        PLAIN,
        counting.Counts(),
        smoothing.Smooth(),
        trafford.Trafford(),
        promap.Promap(),
        promap.Promap(on_cells=True),
        self_exciting_cells.SelfExcitingCells(),
        self_exciting_points.SelfExciting(),
        RECOMMENDED,
    )


def named(slug: str) -> Method:
    """The method of that name. Raises ImpossibleNumbers, with the names there are, for another."""
    for method in every():
        if method.slug == slug:
            return method
    names = ", ".join(method.slug for method in every())
    raise ImpossibleNumbers(f"There is no forecast called {slug}.", f"Choose one of {names}.")
