"""Neighbours: which areas are most like ours, and why they were chosen.

The police's most-similar groups are not open. These are made in the open instead: standardised
census and deprivation measures, the plain distance between them, and a table of what drove it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Bools, Floats, Integers, floats
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


@dataclass(frozen=True)
class Neighbours:
    """The k nearest areas, nearest first.

    `index`: their rows in the table given; `distance`: weighted distance in standard deviations;
    `contribution`: (k, measures) share of the squared distance that each measure makes (rows add up
    to 1; nan at distance 0); `z`: (k, measures) and `own_z`: (measures,) standardised values;
    `left_out`: rows without every measure, which could not be considered.
    """

    names: tuple[str, ...]
    index: Integers
    distance: Floats
    contribution: Floats
    z: Floats
    own_z: Floats
    left_out: Integers


def nearest(
    measures: ArrayLike,
    names: Sequence[str],
    target: int,
    *,
    k: int = 15,
    weights: ArrayLike | None = None,
) -> Neighbours:
    """The `k` areas most like one of them, itself left out.

    measures: (areas, measures), nan where not held; names: the measures' names; target: the row of
    our area; weights: (measures,) relative importance, default equal. Each measure is put in
    standard deviations over all complete areas, so units do not matter. Ties go by row. The idea of
    the police's most-similar groups (HMIC's MSG) and CIPFA's nearest neighbours, without principal
    components, so that each measure's part can be read. O(areas × measures).
    Raises ImpossibleNumbers for a measure that does not vary, NotEnoughData for too few areas or a
    target without every measure.
    """
    (table,) = floats(measures)
    importance = _weights(weights, names, table)
    complete = np.asarray(np.isfinite(table).all(axis=1))
    _enough(complete, target, k)
    z = standardised(table, names)
    parts = importance * (z - z[target]) ** 2
    distance = np.sqrt(parts.sum(axis=1))
    distance[~complete | (np.arange(len(z)) == target)] = np.inf
    chosen = np.argsort(distance, kind="stable")[:k]
    with np.errstate(invalid="ignore"):
        contribution = parts[chosen] / parts[chosen].sum(axis=1, keepdims=True)
    return Neighbours(
        tuple(names),
        chosen,
        distance[chosen],
        contribution,
        z[chosen],
        z[target],
        np.flatnonzero(~complete),
    )


def standardised(measures: ArrayLike, names: Sequence[str]) -> Floats:
    """Each measure in standard deviations from its mean, over the areas that hold all of them.

    measures: (areas, measures); nan stays nan.
    """
    (table,) = floats(measures)
    complete = table[np.isfinite(table).all(axis=1)]
    if len(complete) < 2:
        raise NotEnoughData("Fewer than two areas hold every measure.", "Drop a measure.")
    mean, spread = complete.mean(axis=0), complete.std(axis=0)
    flat = spread <= 1e-12 * np.maximum(np.abs(mean), 1e-300)
    if flat.any():
        which = ", ".join(name for name, f in zip(names, flat, strict=True) if f)
        raise ImpossibleNumbers(
            f"All areas are alike in: {which}.", "Leave it out: it tells no area from another."
        )
    return np.asarray((table - mean) / spread)


def _weights(weights: ArrayLike | None, names: Sequence[str], table: Floats) -> Floats:
    if table.ndim != 2 or table.shape[1] != len(names):
        raise ImpossibleNumbers(
            "The table of measures does not match their names.", "Give one name for each column."
        )
    given = np.ones(len(names)) if weights is None else np.asarray(weights, dtype=np.float64)
    if given.shape != (len(names),) or np.any(given < 0) or given.sum() == 0:
        raise ImpossibleNumbers(
            "The weights do not match the measures.", "Give one weight, 0 or more, for each."
        )
    # So that a distance reads the same whatever the weights add up to.
    return np.asarray(given / given.mean())


def _enough(complete: Bools, target: int, k: int) -> None:
    if not complete[target]:
        raise NotEnoughData("Our own area lacks a measure.", "Supply it, or drop that measure.")
    if not 1 <= k < complete.sum():
        raise NotEnoughData(
            f"{int(complete.sum()) - 1} other areas hold every measure; {k} were asked for.",
            "Ask for fewer neighbours, or drop a measure.",
        )
