"""Local Moran: is an area like its neighbours, or does it stand out from them?

Gi* asks how high a neighbourhood stands, the area in it. Local Moran holds the area's own value and
asks whether its neighbours go with it: a high area among high ones is a cluster, a high one among
low ones an outlier, which Gi* cannot show.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from towpath.analysis import asked, chance_maps, contiguity, false_discovery
from towpath.analysis.arrays import Bools, Floats, Words, divide, floats
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

AREAS_AT_LEAST = 8


@dataclass(frozen=True)
class Local:
    """Per area, in the order given.

    `i`: local Moran's I; `z`: how far the neighbours' mean lies from what chance gives, in standard
    deviations, given the area's own value (above nought: they are high); `p`: two-sided;
    `adjusted`: by false discovery rate; `quadrant`: "high-high", "low-low", "high-low" (high among
    low), "low-high" or "level"; `kind`: the quadrant where `adjusted` is small enough, else "not
    significant"; `alone`: an area without neighbours, whose p is nan.
    """

    i: Floats
    z: Floats
    p: Floats
    adjusted: Floats
    quadrant: Words
    kind: Words
    alone: Bools


def local(
    values: ArrayLike,
    neighbours: sparse.csr_array,
    *,
    alpha: float = 0.05,
    permutations: int = 0,
    rng: np.random.Generator | None = None,
) -> Local:
    """Local Moran's I of each area, with the false discovery rate held (Anselin 1995).

    values: (areas,) any measure; for events give the logarithm of `hotspots.shrunken`, as rates of
    few residents shout and plain rates lean. neighbours: (areas, areas) sparse, self left out;
    each row is scaled to add up to one. p is of the conditional deal: the area keeps its value and
    its neighbours are dealt the others', by three exact moments (Pearson type III), or by
    `permutations` deals from `rng`. Adjusted by Benjamini–Hochberg over areas with neighbours.
    Geographical Analysis 27, 93–115; Sokal, Oden & Thomson 1998 (30) for the moments. Raises
    NotEnoughData below 8 areas. O(areas + links).
    """
    asked.level(alpha, "false discovery rate")
    (seen,) = floats(values)
    weights = _rows(seen, neighbours)
    alone = np.diff(weights.indptr) == 0
    gaps = seen - seen.mean()
    spread = float(gaps @ gaps)
    # Differences below one part in 10^12 are arithmetic, not geography.
    if spread <= 1e-24 * max(float(seen @ seen), 1e-300):
        gaps, spread = np.zeros_like(gaps), 1.0
    beside = weights @ gaps
    mean, deviation, skew = chance_maps.moments(gaps, weights, others=True)
    usable = deviation > 1e-12 * np.sqrt(spread / seen.size)
    z = np.where(usable, divide(beside - mean, np.where(usable, deviation, 1.0)), 0.0)
    if permutations:
        p = chance_maps.drawn(gaps, weights, permutations, rng, others=True)
    else:
        p = chance_maps.tail(z, np.where(usable, skew, 0.0))
    p = np.where(alone, np.nan, p)
    adjusted = np.atleast_1d(false_discovery.adjust(p))
    quadrant = _quadrants(gaps, beside)
    sure = np.nan_to_num(adjusted, nan=1.0) <= alpha
    kind = np.where(sure, quadrant, "not significant")
    index = (seen.size - 1) * gaps * beside / spread
    return Local(index, z, p, adjusted, quadrant, kind, alone)


def overall(values: ArrayLike, neighbours: sparse.csr_array) -> float:
    """Moran's I of the whole map: near −1/(areas − 1) where values lie about at random, up to 1.

    Arguments as of `local`. Moran 1950 (Biometrika 37). nan where all values are alike.
    """
    (seen,) = floats(values)
    weights = _rows(seen, neighbours)
    gaps = seen - seen.mean()
    scale = float(weights.sum()) * float(gaps @ gaps)
    return float(seen.size * (gaps @ (weights @ gaps)) / scale) if scale > 0 else float("nan")


def _quadrants(gaps: Floats, beside: Floats) -> Words:
    high, low = gaps > 0, gaps < 0
    among_high, among_low = beside > 0, beside < 0
    cases = [high & among_high, low & among_low, high & among_low, low & among_high]
    return np.select(cases, ["high-high", "low-low", "high-low", "low-high"], default="level")


def _rows(values: Floats, neighbours: sparse.csr_array) -> sparse.csr_array:
    """The neighbours, checked, with each row adding up to one."""
    size = values.size
    if size < AREAS_AT_LEAST:
        raise NotEnoughData(f"{size} areas are too few for a map.", "Use smaller areas.")
    if not np.isfinite(values).all():
        raise ImpossibleNumbers("An area has no value.", "Leave it out, with its neighbours' list.")
    links = contiguity.require(neighbours, size)
    totals = np.repeat(np.asarray(links.sum(axis=1)).ravel(), np.diff(links.indptr))
    return sparse.csr_array((links.data / totals, links.indices, links.indptr), links.shape)
