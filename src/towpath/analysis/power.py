"""Power: could a pilot of this size show anything, before anybody spends a year on it?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from towpath.analysis import asked
from towpath.analysis.arrays import Floats
from towpath.analysis.errors import ImpossibleNumbers

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Design:
    """A pilot as planned: events expected per unit of time if nothing is done.

    `treated`, `control`: of the place treated and of its control; `buffer`, `buffer_control`: of
    the ground around, both or neither; `before`, `after`: lengths in that unit of time;
    `dispersion`: how much more these counts vary than by chance, 1 or more (`dispersion.of`).
    """

    treated: float
    control: float
    before: float = 1.0
    after: float = 1.0
    dispersion: float = 1.0
    buffer: float = 0.0
    buffer_control: float = 0.0


@dataclass(frozen=True)
class Pilot:
    """What a pilot could show.

    `power`: the chance that it comes out clear if events fall by `fall` (0 to 1); `needed`: the
    power asked for; `detectable`: the smallest fall found with that power, nan where not even the
    end of all crime would be; `length`: how long the time after would have to be for `fall`, in the
    design's unit, before and control growing alike, infinite where nothing helps; `expected`:
    treated before, treated after, control before, control after; `change`: expected weighted
    difference per unit of time and its `error`.
    """

    power: float
    needed: float
    detectable: float
    length: float
    expected: tuple[float, float, float, float]
    change: float
    error: float
    sentence: str


def pilot(design: Design, fall: float, *, needed: float = 0.8, level: float = 0.95) -> Pilot:
    """Power of the weighted displacement difference of Wheeler & Ratcliffe 2018, beforehand.

    fall: by what share the treated place is expected to fall, 0 to 1, 0.2 for a fifth. The
    difference ΔT − ΔC per unit of time is taken as normal, with the variance of its counts (each
    over the square of its time) times the dispersion; two-sided at `level`. A buffer is taken not
    to change, and adds its noise. `simulated` checks it by chance. Regression to the mean is not in
    it: where the worst place is chosen, it falls by itself, and only the control can say by how
    much. Raises ImpossibleNumbers. O(1).
    """
    _sound(design)
    asked.level(needed, "power that is needed")
    asked.level(level, "confidence")
    if not 0 < fall <= 1:
        raise ImpossibleNumbers("A share lies outside 0 to 1.", "Give 0.2 for a fall of a fifth.")
    power = _power(design, fall, level)
    detectable = _smallest(design, needed, level)
    length = _length(design, fall, needed, level)
    expected = (
        design.treated * design.before, design.treated * design.after * (1 - fall),
        design.control * design.before, design.control * design.after,
    )  # fmt: skip
    return Pilot(
        power, needed, detectable, length, expected, -design.treated * fall,
        _error(design, fall), _sentence(design, fall, power, needed, detectable, length),
    )  # fmt: skip


def simulated(
    design: Design, fall: float, rng: np.random.Generator, *, runs: int = 10_000
) -> float:
    """The same power by drawing: the share of pilots whose difference comes out clear at 95 %.

    Counts are Poisson, or negative binomial where the dispersion is above 1; each pilot is judged
    as `displacement.difference` does, with its error widened by the root of the dispersion. With
    fall = 0 it is the rate of false alarms. O(runs).
    """
    _sound(design)
    if not 0 <= fall <= 1:
        raise ImpossibleNumbers("A share lies outside 0 to 1.", "Give 0.2 for a fall of a fifth.")
    length = np.array([design.after, design.before] * 4)
    mean = _means(design, fall) * length
    runs = asked.whole(runs, "runs")
    drawn = _draw(mean, design.dispersion, runs, asked.chance(rng)) / length
    sign = np.array([1.0, -1, -1, 1, 1, -1, -1, 1])
    variance = design.dispersion * (drawn / length).sum(axis=1)
    with np.errstate(invalid="ignore"):
        z = np.where(variance > 0, drawn @ sign / np.sqrt(variance), 0.0)
    return float(np.mean(np.abs(z) > _NORMAL.inv_cdf(0.975)))


def _means(design: Design, fall: float) -> Floats:
    """Per unit of time: after and before, of treated, control, buffer and its control."""
    pairs = [design.treated, design.control, design.buffer, design.buffer_control]
    means = np.repeat(np.array(pairs, dtype=np.float64), 2)
    means[0] *= 1 - fall
    return means


def _draw(mean: Floats, dispersion: float, runs: int, rng: np.random.Generator) -> Floats:
    if dispersion > 1:
        # A gamma of this shape makes the variance of the counts dispersion × mean.
        shape = np.maximum(mean, 1e-12) / (dispersion - 1)
        mean = rng.gamma(shape, dispersion - 1, size=(runs, mean.size))
    return rng.poisson(mean, size=(runs, mean.shape[-1])).astype(np.float64)


def _error(design: Design, fall: float) -> float:
    length = np.array([design.after, design.before] * 4)
    return math.sqrt(design.dispersion * float((_means(design, fall) / length).sum()))


def _power(design: Design, fall: float, level: float) -> float:
    error = _error(design, fall)
    if error == 0:
        return 0.0
    z, reach = design.treated * fall / error, _NORMAL.inv_cdf((1 + level) / 2)
    return _NORMAL.cdf(z - reach) + _NORMAL.cdf(-z - reach)


def _smallest(design: Design, needed: float, level: float) -> float:
    if _power(design, 1.0, level) < needed:
        return math.nan
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if _power(design, middle, level) >= needed else (middle, high)
    return high


def _length(design: Design, fall: float, needed: float, level: float) -> float:
    """All variances fall as one over the length, so the error needed gives it outright."""
    if design.treated == 0:
        return math.inf
    reach = _NORMAL.inv_cdf((1 + level) / 2) + _NORMAL.inv_cdf(needed)
    return design.after * (reach * _error(design, fall) / (design.treated * fall)) ** 2


def _sound(design: Design) -> None:
    counted = (design.treated, design.control, design.buffer, design.buffer_control)
    if not all(math.isfinite(c) and c >= 0 for c in counted):
        raise ImpossibleNumbers("A count is negative.", "Give events per unit of time, from 0 up.")
    if not all(0 < one < math.inf for one in (design.before, design.after)):
        raise ImpossibleNumbers("A period has no length.", "Give both lengths above nought.")
    if not 1 <= design.dispersion < math.inf:
        raise ImpossibleNumbers("A dispersion lies below 1, or has no end.", "Chance alone is 1.")
    if (design.buffer > 0) != (design.buffer_control > 0):
        raise ImpossibleNumbers("A buffer needs a control of its own.", "Give both, or neither.")


def _sentence(
    design: Design, fall: float, power: float, needed: float, detectable: float, length: float
) -> str:
    opening = (
        f"If crime here truly falls by {100 * fall:.0f} %, this pilot shows it clearly with a "
        f"chance of {100 * power:.0f} %. "
    )
    if power >= needed:
        return opening + f"It could show a fall of {100 * detectable:.0f} % or more."
    if math.isnan(detectable):
        middle = "Not even the end of all crime here would be seen clearly. "
    else:
        middle = f"Only a fall of {100 * detectable:.0f} % or more would be seen clearly. "
    if math.isinf(length):
        return opening + middle + "Choose a larger place."
    times = length / design.after
    return opening + middle + f"Times before and after would have to be {times:.1f} times as long."
