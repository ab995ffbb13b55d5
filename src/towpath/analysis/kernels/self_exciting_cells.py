"""The self-exciting process on cells: expectation and maximisation in one pass a step."""

from __future__ import annotations

import numpy as np

from towpath.analysis.arrays import Floats, Integers
from towpath.analysis.kernels import compiled


@compiled
def step(
    cell: Integers, day: Integers, sure: Floats, ground: Floats, law: tuple[float, float, float]
) -> tuple[float, float]:
    """Credit each event to its cell's background or to the earlier events of the cell.

    cell, day: (events,) sorted by cell, then day; sure: (events,) how surely each is background,
    and ground: (cells,) their sums, both made new in place; law: the length of the record in
    days, the branching ratio, and what is kept of the danger from day to day. Answers the offspring
    and the sum of their delays in days. Events of one day do not set off one another.
    """
    length, branching, keep = law
    faded = keep ** np.arange(day.max() - day.min() + 1)
    raised = branching * (1 - keep)
    offspring = delays = 0.0
    # Danger from earlier days, the same weighted by age, and events of the day in hand.
    danger = aged = was = 0.0
    today = 0
    for event in range(len(cell)):
        if event == 0 or cell[event] != cell[event - 1]:
            was, ground[cell[event]] = ground[cell[event]], 0.0
            danger = aged = 0.0
            today = 0
        elif day[event] != day[event - 1]:
            gap = day[event] - day[event - 1]
            fading = faded[gap - 1]
            aged = keep * fading * (aged + gap * danger) + today * gap * fading
            danger = keep * fading * danger + today * fading
            today = 0
        today += 1
        # An event that vouched for its own background would hide what set it off.
        others = max(was - sure[event], 0.0) / length
        whole = others + raised * danger
        sure[event] = others / whole if whole > 0 else 1.0
        ground[cell[event]] += sure[event]
        if whole > 0:
            offspring += raised * danger / whole
            delays += raised * aged / whole
    return offspring, delays
