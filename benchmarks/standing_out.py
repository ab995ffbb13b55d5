"""Gi* on 25,600 cells with 999 shuffles, beside esda."""

from __future__ import annotations

import numpy as np

from case import Case, Mark, cold, warm

SIDE, SHUFFLES = 160, 999


def _counts() -> np.ndarray:
    rng = np.random.default_rng(20_261_120)
    return rng.poisson(rng.gamma(1.0, 3.0, SIDE * SIDE)).astype(float)


def _towpath(permutations: int, *, first: bool = False) -> float:
    def work() -> None:
        from towpath.analysis import grids, hotspots

        grid = grids.over(0, 0, SIDE * 100 - 1, SIDE * 100 - 1, 100)
        rng = np.random.default_rng(1)
        ground = np.ones(grid.cells)
        hotspots.find(_counts(), ground, grid.neighbours(), permutations=permutations, rng=rng)

    return cold(work) if first else warm(work)


def _esda(*, first: bool) -> float:
    from libpysal.weights import lat2W

    weights, counts = lat2W(SIDE, SIDE, rook=False), _counts()

    def work() -> None:
        import esda

        esda.G_Local(
            counts, weights, star=True, permutations=SHUFFLES, keep_simulations=False, n_jobs=1
        )

    if first:
        return cold(work)
    work()
    return cold(work)


CASE = Case(
    title="Gi* on 25,600 cells",
    prepare=lambda _: None,
    contestants={
        "towpath, 999 shuffles": lambda _: _towpath(SHUFFLES),
        "towpath, exact moments": lambda _: _towpath(0),
        "towpath, 999 shuffles, first call of a process": lambda _: _towpath(
            SHUFFLES, first=True
        ),
        "esda, 999 shuffles": lambda _: _esda(first=False),
        "esda, 999 shuffles, first call of a process": lambda _: _esda(first=True),
    },
    marks=(
        Mark("towpath, 999 shuffles", "esda, 999 shuffles", 1 / 60),
        Mark("towpath, exact moments", "esda, 999 shuffles", 1 / 60),
    ),
    times=1,
    note="Queen's neighbours and the cell itself. Towpath lays the grid, finds the neighbours and "
    "adjusts for the false discovery rate within its time; esda is given its weights.",
)  # fmt: skip
