"""Lay a falling weight around each event onto the cells within its reach."""

from __future__ import annotations

import math

import numpy as np

from towpath.analysis.arrays import Floats, Integers
from towpath.analysis.kernels import compiled


@compiled
def stamp(
    total: Floats,
    row: Integers,
    spot: Floats,
    weight: Floats,
    number: Integers,
    law: tuple[float, float, bool],
) -> None:
    """Add weight / (1 + steep · distance) to `total` (rows, cells), in place.

    row, weight: (events,); spot: (events, 2), column and row on the grid in cells, fractions and
    all; number: (rows, columns), as of Grid; law: the reach in cells, how steep, and whether only
    whole steps count.
    """
    reach, steep, whole = law
    far = math.ceil(reach)
    furthest = (reach * (1 + 1e-12)) ** 2
    rows, columns = number.shape
    for event in range(len(row)):
        x, y = spot[event, 0], spot[event, 1]
        # While they are floats: a place beyond all whole numbers would be one on the grid.
        if not (-far <= x <= columns + far and -far <= y <= rows + far):
            continue
        column, line = math.floor(x), math.floor(y)
        for j in range(max(line - far, 0), min(line + far + 1, rows)):
            for i in range(max(column - far, 0), min(column + far + 1, columns)):
                away = (i + 0.5 - x) ** 2 + (j + 0.5 - y) ** 2
                cell = number[j, i]
                if away > furthest or cell < 0:
                    continue
                step = steep * math.sqrt(away)
                if whole:
                    # Centres of cells lie on a lattice: rounding must not lose a whole step.
                    step = math.floor(step + 1e-9)
                total[row[event], cell] += weight[event] / (1 + step)


@compiled
def blur(
    total: Floats, row: Integers, spot: Floats, weight: Floats, number: Integers, sigma: float
) -> None:
    """Add to each cell of `total` (rows, cells) the part of a Gaussian around an event within it.

    As for stamp; sigma: in cells; cut off at four of them.
    """
    far = math.ceil(4 * sigma)
    rows, columns = number.shape
    across, up = np.empty(2 * far + 1), np.empty(2 * far + 1)
    scale = 1 / (sigma * math.sqrt(2.0))
    for event in range(len(row)):
        x, y = spot[event, 0], spot[event, 1]
        if not (-far <= x <= columns + far and -far <= y <= rows + far):
            continue
        column, line = math.floor(x), math.floor(y)
        for part, place, own in ((across, x, column), (up, y, line)):
            before = math.erf((own - far - place) * scale)
            for step in range(2 * far + 1):
                after = math.erf((own - far + step + 1 - place) * scale)
                part[step] = (after - before) / 2
                before = after
        for j in range(max(line - far, 0), min(line + far + 1, rows)):
            for i in range(max(column - far, 0), min(column + far + 1, columns)):
                cell = number[j, i]
                if cell >= 0:
                    part_of = across[i - column + far] * up[j - line + far]
                    total[row[event], cell] += weight[event] * part_of
