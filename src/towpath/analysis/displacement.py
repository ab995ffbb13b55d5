"""Displacement: did crime fall where we acted, and did it only move next door?

Both measures compare a treated place, the buffer around it, and a control. Neither knows that the
worst place was chosen: regression to the mean is the caller's to say.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from towpath.analysis import asked
from towpath.analysis.arrays import counts
from towpath.analysis.errors import ImpossibleNumbers


@dataclass(frozen=True)
class Pair:
    """Counts of one place before and after."""

    before: float
    after: float


@dataclass(frozen=True)
class Quotient:
    """Weighted displacement quotient, with its two parts, and what it says.

    `success`: change of the treated share of control (negative: it worked); `buffer`: that of the
    buffer (negative: benefits spread). The quotient means something only after success: above 0
    diffusion of benefit (above 1 more than in the place itself), 0 to −1 displacement smaller than
    the gain, below −1 displacement that outweighs it.
    """

    value: float
    success: float
    buffer: float
    reading: str


@dataclass(frozen=True)
class Difference:
    """Weighted displacement difference: crimes prevented (negative) or added, with its error.

    `local` is of the treated place alone, `moved` of its buffer, `total` of both; `low` and `high`
    are 95 % limits of the total, `z` the total over its standard `error`.
    """

    local: float
    local_error: float
    moved: float
    moved_error: float
    total: float
    error: float
    z: float
    low: float
    high: float


def quotient(treated: Pair, buffer: Pair, control: Pair) -> Quotient:
    """Weighted displacement quotient of Bowers & Johnson 2003 (J Quant Criminol 19, 275–301).

    (B₁/C₁ − B₀/C₀) ÷ (A₁/C₁ − A₀/C₀), with A treated, B buffer, C control. nan where the treated
    place did not change against control. Raises ImpossibleNumbers for a control without events.
    """
    for pair in (treated, buffer, control):
        counts([pair.before, pair.after])
    if control.before == 0 or control.after == 0:
        raise ImpossibleNumbers("The control has no events.", "Choose a larger control area.")
    success = treated.after / control.after - treated.before / control.before
    spread = buffer.after / control.after - buffer.before / control.before
    value = spread / success if success != 0 else math.nan
    return Quotient(value, success, spread, _reading(value, success))


def difference(
    treated: Pair,
    control: Pair,
    buffer: Pair | None = None,
    buffer_control: Pair | None = None,
    *,
    time: tuple[float, float] = (1.0, 1.0),
    level: float = 0.95,
) -> Difference:
    """Weighted displacement difference of Wheeler & Ratcliffe 2018 (Crime Science 7:11).

    (T₁ − T₀) − (Ct₁ − Ct₀) + (D₁ − D₀) − (Cd₁ − Cd₀); its variance is the sum of the counts, each
    over the square of its time weight. time: lengths of before and after (2, 1 for two years before
    and one after), so the answer is per unit of time. Takes counts as Poisson: overdispersed series
    make it too sure. Give the buffer its own control, or neither.
    """
    if (buffer is None) != (buffer_control is None):
        raise ImpossibleNumbers(
            "A buffer needs a control of its own.", "Give both, or leave both out."
        )
    asked.level(level, "confidence")
    if not all(0 < one < math.inf for one in time):
        raise ImpossibleNumbers("A period has no length.", "Give both lengths above nought.")
    nothing = Pair(0, 0)
    local, local_variance = _net(treated, control, time)
    moved, moved_variance = _net(buffer or nothing, buffer_control or nothing, time)
    error = math.sqrt(local_variance + moved_variance)
    total = local + moved
    reach = _quantile(level) * error
    z = total / error if error > 0 else math.nan
    return Difference(
        local, math.sqrt(local_variance), moved, math.sqrt(moved_variance), total, error, z,
        total - reach, total + reach,
    )  # fmt: skip


def _net(place: Pair, control: Pair, time: tuple[float, float]) -> tuple[float, float]:
    seen = np.asarray(
        counts([place.after, place.before, control.after, control.before])[0], dtype=np.float64
    )
    length = np.array([time[1], time[0], time[1], time[0]])
    net = float(np.array([1.0, -1.0, -1.0, 1.0]) @ (seen / length))
    return net, float((seen / length**2).sum())


def _quantile(level: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf((1 + level) / 2)


def _reading(value: float, success: float) -> str:
    if success >= 0:
        return "no success to displace"
    if value > 1:
        return "benefit spread, more than in the place itself"
    if value > 0:
        return "benefit spread"
    if value == 0:
        return "no displacement"
    if value >= -1:
        return "some displacement, less than the gain"
    return "displacement outweighs the gain"
