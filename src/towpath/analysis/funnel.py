"""Funnel: which areas stand out from the rest by more than chance and ordinary variety explain?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from towpath.analysis import false_discovery
from towpath.analysis.arrays import Floats, Integers, counts
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

_AREAS_AT_LEAST = 5


@dataclass(frozen=True)
class Funnel:
    """One entry an area, except ``target``, ``dispersion`` and ``between`` (single numbers).

    ``value``, ``target`` and limits are in events per unit of base (0–1 for proportions).
    ``dispersion``: winsorised mean of the squared z-scores. ``between``: standard deviation
    between areas that the limits allow for, on the transformed scale (0 = chance alone).
    ``outlier``: −2, −1 (below the 99.8 %, 95 % limit), 0, 1, 2.
    """

    value: Floats
    target: float
    low95: Floats
    high95: Floats
    low998: Floats
    high998: Floats
    z: Floats
    p: Floats
    p_adjusted: Floats
    dispersion: float
    between: float
    outlier: Integers


def limits(
    events: ArrayLike,
    base: ArrayLike,
    *,
    kind: Literal["rate", "proportion"] = "rate",
    target: float | None = None,
    overdispersion: Literal["additive", "multiplicative", "none"] = "additive",
    winsorise: float = 0.1,
) -> Funnel:
    """Funnel limits of rates or proportions, widened for ordinary variety between areas.

    ``events``, ``base``: (areas,), at least 5. ``target``: events per unit of base; by default
    the pooled value. Counts are made normal by the square root (rates) or the arcsine
    (proportions); the dispersion is the mean squared z after pulling the outer ``winsorise`` at
    each end inward, and is believed only where it exceeds 1 + 2√(2/areas). "additive" then adds a
    variance between areas, "multiplicative" stretches the chance limits (Spiegelhalter 2005,
    Statistics in Medicine 24, 1185). Raises NotEnoughData below 5 areas, ImpossibleNumbers for a
    base of 0.
    """
    seen, people = counts(events, base)
    if seen.size < _AREAS_AT_LEAST:
        raise NotEnoughData("A funnel needs at least five areas.", "Compare more areas.")
    if np.any(people == 0) or (kind == "proportion" and np.any(seen > people)):
        raise ImpossibleNumbers("An area's base is 0 or below its events.", "Check the base.")
    aim = float(seen.sum() / people.sum()) if target is None else target
    error = 0.5 / np.sqrt(people)
    centre = _forth(np.asarray(aim), kind)
    deviation = _forth(seen / people, kind) - centre
    phi = _dispersion(deviation / error, winsorise)
    wide, between = error, 0.0
    if overdispersion != "none" and phi > 1 + 2 * np.sqrt(2 / seen.size):
        between = _between(error, phi) if overdispersion == "additive" else 0.0
        wide = np.sqrt(error**2 + between**2) if between else error * np.sqrt(phi)
    z = deviation / wide
    p = 2 * special.ndtr(-np.abs(z))
    outlier = np.sign(z) * ((np.abs(z) > _Z95).astype(np.int64) + (np.abs(z) > _Z998))
    return Funnel(
        value=seen / people,
        target=aim,
        low95=_back(centre - _Z95 * wide, kind),
        high95=_back(centre + _Z95 * wide, kind),
        low998=_back(centre - _Z998 * wide, kind),
        high998=_back(centre + _Z998 * wide, kind),
        z=z,
        p=p,
        p_adjusted=false_discovery.adjust(p),
        dispersion=phi,
        between=between,
        outlier=outlier.astype(np.int64),
    )


_Z95 = float(special.ndtri(0.975))
_Z998 = float(special.ndtri(0.999))


def _forth(value: Floats, kind: str) -> Floats:
    return np.asarray(np.sqrt(value) if kind == "rate" else np.arcsin(np.sqrt(value)))


def _back(value: Floats, kind: str) -> Floats:
    if kind == "rate":
        return np.maximum(value, 0.0) ** 2
    return np.asarray(np.sin(np.clip(value, 0.0, np.pi / 2)) ** 2)


def _dispersion(z: Floats, winsorise: float) -> float:
    low, high = np.quantile(z, [winsorise, 1 - winsorise])
    return float(np.mean(np.clip(z, low, high) ** 2))


def _between(error: Floats, phi: float) -> float:
    """Method-of-moments standard deviation between areas (DerSimonian and Laird's form)."""
    weight = 1 / error**2
    spare = weight.sum() - (weight**2).sum() / weight.sum()
    return float(np.sqrt(max(0.0, (error.size * phi - (error.size - 1)) / spare)))
