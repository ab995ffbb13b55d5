"""Hot areas and cells: Gi* on the logarithm of shrunken rates, with the false discovery rate held.

An area is hot when it and its neighbours together stand higher than shuffling the same rates over
the map would bring about. Rates of few residents are first drawn towards the mean, so that one
burglary among forty people is no hot spot. They are then put on the log scale: a town centre at
eight times the county's rate would otherwise decide the answer for all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from towpath.analysis import asked, chance_maps, contiguity, false_discovery
from towpath.analysis.arrays import Bools, Floats, Words, counts, divide
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

AREAS_AT_LEAST = 8


@dataclass(frozen=True)
class Hotspots:
    """Per area, in the order given.

    `rate` and `shrunken`: events per unit of base; `z`: Gi* of the log of `shrunken`; `p`:
    two-sided; `adjusted`: p by false discovery rate; `kind`: "hot", "cold" or "not significant";
    `alone`: an area without neighbours, whose p is nan: there is no neighbourhood to judge.
    """

    rate: Floats
    shrunken: Floats
    z: Floats
    p: Floats
    adjusted: Floats
    kind: Words
    alone: Bools


def find(
    events: ArrayLike,
    base: ArrayLike,
    neighbours: sparse.csr_array,
    *,
    alpha: float = 0.05,
    permutations: int = 0,
    rng: np.random.Generator | None = None,
) -> Hotspots:
    """Hot and cold areas by Gi* on the log of empirical-Bayes rates.

    events: (areas,) counts; base: (areas,) residents, households or km²; neighbours: (areas, areas)
    sparse weights, self left out (it is added: the star in Gi*). Gi* and its z are those of Ord &
    Getis 1995 (Geographical Analysis 27); p comes from three exact moments of the permutation
    distribution (Pearson type III), or from `permutations` shuffles by `rng`; adjusted by
    Benjamini–Hochberg over the areas that have neighbours (Caldas de Castro & Singer 2006).
    For cells of a grid the base is their area: ones will do, and `cells.neighbours()`.
    Raises NotEnoughData below 8 areas, ImpossibleNumbers for events where nobody lives.
    O(areas + links); shuffles cost hardly more (see `chance_maps`).
    """
    asked.level(alpha, "false discovery rate")
    seen, people = counts(events, base)
    star = _star(neighbours, seen.size)
    alone = np.diff(sparse.csr_array(neighbours).indptr) == 0
    rates = shrunken(seen, people)
    # Never of nought: shrinkage leaves every area a part of the overall rate.
    logs = np.log(rates)
    z = gi_star(logs, star)
    if permutations:
        p = chance_maps.drawn(logs, star, permutations, rng)
    else:
        _, _, skew = chance_maps.moments(logs, star)
        p = chance_maps.tail(z, skew)
    p = np.where(alone, np.nan, p)
    adjusted = np.atleast_1d(false_discovery.adjust(p))
    sure = np.nan_to_num(adjusted, nan=1.0) <= alpha
    kind = np.where(~sure, "not significant", np.where(z > 0, "hot", "cold"))
    return Hotspots(divide(seen, people), rates, z, p, adjusted, kind, alone)


def shrunken(events: ArrayLike, base: ArrayLike) -> Floats:
    """Empirical-Bayes rates: each drawn to the overall rate the more, the smaller its base.

    events, base: (areas,). Method of moments of Marshall 1991 (Applied Statistics 40): the variance
    between areas is what chance does not explain, floored at nought, where all become the overall
    rate. An area of no base gets the overall rate; events there are refused. O(areas).
    """
    seen, people = counts(events, base)
    if np.any((people == 0) & (seen > 0)):
        raise ImpossibleNumbers(
            "Some areas have events but a base of nought.",
            "Choose another base, or merge those areas with their neighbours.",
        )
    if people.sum() == 0 or seen.sum() == 0:
        raise NotEnoughData("There are no events or no base.", "Choose a longer period.")
    overall = seen.sum() / people.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.where(people > 0, seen / people, overall)
    spread = float(people @ (rates - overall) ** 2 / people.sum())
    between = max(spread - overall / people.mean(), 0.0)
    trust = between * people / (between * people + overall)
    return np.asarray(overall + trust * (rates - overall))


def gi_star(values: ArrayLike, star: sparse.csr_array) -> Floats:
    """Gi*, standardised (Ord & Getis 1995): nought where all values are alike.

    values: (areas,); star: (areas, areas) weights with self included. O(areas + links).
    """
    measured = np.asarray(values, dtype=np.float64)
    deviations = measured - measured.mean()
    second = float(np.mean(deviations**2))
    first_weight, second_weight, _ = chance_maps.weight_sums(star)
    size = measured.size
    # Differences of rates below one part in 10^12 are arithmetic, not geography.
    if second <= 1e-24 * max(float(np.mean(measured**2)), 1e-300):
        return np.zeros(size)
    variance = second * (size * second_weight - first_weight**2) / (size - 1)
    usable = np.maximum(variance, 0)
    return np.asarray(np.where(variance > 0, divide(star @ deviations, np.sqrt(usable)), 0.0))


def _star(neighbours: sparse.csr_array, areas: int) -> sparse.csr_array:
    if areas < AREAS_AT_LEAST:
        raise NotEnoughData(f"{areas} areas are too few to tell a hot one.", "Use smaller areas.")
    found = contiguity.require(neighbours, areas)
    return sparse.csr_array(found + sparse.eye_array(areas, format="csr"))
