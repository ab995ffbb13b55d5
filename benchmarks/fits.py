"""Fits and maps of 100,000 points, in yardsticks: NumPy's histogram of the same points."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

import points
from case import Case, Mark, cold, warm

SIZE, CELL, YARD_CELLS = 100_000, 100.0, 400
DISTANCES, TIMES = (0.0, 100.0, 200.0, 300.0, 400.0), (7.0, 14.0, 21.0, 28.0)
YARD = "NumPy's histogram2d, the yardstick"
# The trial kernels' times in yardsticks; the mark is twice as long.
TRIAL = {
    "Knox, 5 × 4 bands, 99": 20.0,
    "Knox, 5 × 4 bands, 999": 85.0,
    "density on 100 m": 0.5,
    "ProMap on 100 m, by cells": 1.9,
    "ProMap on 100 m, continuous": 0.2,
    "self-exciting fit, space-time": 27.0,
    "self-exciting fit, cells": 1.4,
}


def _held(folder: Path):
    from towpath.analysis import events, grids

    held = events.of(*points.read(folder, SIZE))
    return held, grids.over(0, 0, points.SIDE - 1, points.SIDE - 1, CELL)


def _yard(folder: Path) -> float:
    x, y, _ = points.read(folder, SIZE)
    return warm(lambda: np.histogram2d(x, y, bins=YARD_CELLS))


def _knox(permutations: int) -> Callable[[Path], float]:
    def timed(folder: Path) -> float:
        from towpath.analysis import near_repeat

        held, _ = _held(folder)
        return warm(lambda: near_repeat.knox(
            held, DISTANCES, TIMES, np.random.default_rng(1), permutations=permutations
        ))  # fmt: skip

    return timed


def _density(folder: Path) -> float:
    from towpath.analysis import density

    held, grid = _held(folder)
    return warm(lambda: density.kernel(held.xy, grid, 500.0))


def _promap(folder: Path, *, on_cells: bool) -> float:
    """One day's map from everything known before it."""
    from towpath.analysis.prospective import promap

    held, grid = _held(folder)
    fitted = promap.Promap(on_cells=on_cells).fit(held, grid, points.DAYS)
    return warm(lambda: fitted.daily(held, points.DAYS, 1))


def _space_time(folder: Path) -> float:
    from towpath.analysis.prospective import self_exciting_points

    held, grid = _held(folder)
    return warm(lambda: self_exciting_points.SelfExciting().fit(held, grid, points.DAYS))


def _cells(folder: Path) -> float:
    from towpath.analysis.prospective import self_exciting_cells

    held, grid = _held(folder)
    return warm(lambda: self_exciting_cells.SelfExcitingCells().fit(held, grid, points.DAYS))


def _first(folder: Path) -> float:
    """The space-time fit as a process's first work, imports and all."""

    def work() -> None:
        from towpath.analysis.prospective import self_exciting_points

        held, grid = _held(folder)
        self_exciting_points.SelfExciting().fit(held, grid, points.DAYS)

    return cold(work)


CASE = Case(
    title="Fits and maps of 100,000 points, in yardsticks",
    prepare=lambda folder: points.write(folder, SIZE),
    contestants={
        YARD: _yard,
        "Knox, 5 × 4 bands, 99": _knox(99),
        "Knox, 5 × 4 bands, 999": _knox(999),
        "density on 100 m": _density,
        "ProMap on 100 m, by cells": lambda folder: _promap(folder, on_cells=True),
        "ProMap on 100 m, continuous": lambda folder: _promap(folder, on_cells=False),
        "self-exciting fit, space-time": _space_time,
        "self-exciting fit, cells": _cells,
        "self-exciting fit, space-time, first call of a process": _first,
    },
    marks=tuple(Mark(who, YARD, 2 * yards) for who, yards in TRIAL.items()),
    most_megabytes=dict.fromkeys(TRIAL, 500),
    note="A yardstick is numpy.histogram2d of the same points into 400 × 400 cells. Each is the "
    "best of three warm calls; the first call of a process counts its imports.",
)
