"""Density by a Gaussian kernel on a 100 m grid of 160,000 cells, from 20,000 points."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import points
from case import Case, Mark, cold, warm

SIZE, BANDWIDTH, CELL = 20_000, 500.0, 100.0
CELLS = round(points.SIDE / CELL)


def _centres() -> np.ndarray:
    along = (np.arange(CELLS) + 0.5) * CELL
    east, north = np.meshgrid(along, along)
    return np.column_stack([east.ravel(), north.ravel()])


def _towpath(folder: Path) -> float:
    from towpath.analysis import density, grids

    x, y, _ = points.read(folder, SIZE)
    xy = np.column_stack([x, y])
    grid = grids.over(0, 0, points.SIDE - 1, points.SIDE - 1, CELL)
    return warm(lambda: density.kernel(xy, grid, BANDWIDTH))


def _towpath_cold(folder: Path) -> float:
    x, y, _ = points.read(folder, SIZE)

    def work() -> None:
        from towpath.analysis import density, grids

        grid = grids.over(0, 0, points.SIDE - 1, points.SIDE - 1, CELL)
        density.kernel(np.column_stack([x, y]), grid, BANDWIDTH)

    return cold(work)


def _kdepy(folder: Path) -> float:
    from KDEpy import FFTKDE

    x, y, _ = points.read(folder, SIZE)
    xy = np.column_stack([x, y])
    return warm(lambda: FFTKDE(bw=BANDWIDTH).fit(xy).evaluate((CELLS, CELLS)))


def _sklearn(folder: Path, rtol: float) -> float:
    from sklearn.neighbors import KernelDensity

    x, y, _ = points.read(folder, SIZE)
    xy, centres = np.column_stack([x, y]), _centres()
    model = KernelDensity(bandwidth=BANDWIDTH, rtol=rtol)
    return cold(lambda: model.fit(xy).score_samples(centres))


def _scipy(folder: Path) -> float:
    from scipy.stats import gaussian_kde

    x, y, _ = points.read(folder, SIZE)
    xy, centres = np.vstack([x, y]), _centres().T
    factor = BANDWIDTH / np.std(xy, axis=1, ddof=1).mean()
    return cold(lambda: gaussian_kde(xy, bw_method=factor)(centres))


CASE = Case(
    title="Density of 20,000 points on a 100 m grid (160,000 cells)",
    prepare=lambda folder: points.write(folder, SIZE),
    contestants={
        "towpath": _towpath,
        "towpath, first call of a process": _towpath_cold,
        "KDEpy (FFTKDE)": _kdepy,
        "scikit-learn, to 1 %": lambda folder: _sklearn(folder, 0.01),
        "SciPy (gaussian_kde)": _scipy,
        "scikit-learn, exact": lambda folder: _sklearn(folder, 0.0),
    },
    marks=(
        Mark("towpath", "scikit-learn, exact", 1 / 2_000),
        Mark("towpath", "KDEpy (FFTKDE)", 1.0),
    ),
    times=1,
    note="A Gaussian of 500 m. The first two and KDEpy are the best of three warm calls; the "
    "others, which take a minute, are timed once. Towpath's grid lies where it is asked for; "
    "KDEpy's is laid by itself.",
)
