"""Targets: how far a target lies from its baseline, and the straight way there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis import change
from towpath.analysis.arrays import Floats
from towpath.analysis.errors import ImpossibleNumbers


@dataclass(frozen=True)
class Gap:
    """From baseline to target: ``points`` in the indicator's unit, ``percent`` relative to it."""

    points: Floats
    percent: Floats


def gap(baseline: ArrayLike, target: ArrayLike) -> Gap:
    """What the target asks, both ways: for a percentage, points and per cent differ a lot.

    21.9 % to 20 % is −1.9 points and −8.68 per cent. ``percent`` is nan on a baseline of 0.
    """
    return Gap(change.points(baseline, target), change.percent(baseline, target))


def trajectory(baseline: float, target: float, periods: int) -> Floats:
    """The linear trajectory: where to stand at the end of each of ``periods`` periods.

    Returns (periods,), in the indicator's unit; the last is the target itself, the baseline is
    not among them. Raises ImpossibleNumbers for fewer than one period.
    """
    if periods < 1:
        raise ImpossibleNumbers(
            "A trajectory needs at least one period.",
            "Set the target's date after the baseline's.",
        )
    return np.linspace(baseline, target, periods + 1)[1:]
