"""Pairs of an earlier and a later event within reach, and who of them may have set off whom."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from towpath.analysis.arrays import Floats, Integers
from towpath.analysis.kernels import compiled


@compiled
def pairs(
    xy: Floats, day: Integers, box: Integers, begins: Integers, law: tuple[float, int, int, int]
) -> tuple[Integers, NDArray[np.uint16]]:
    """Which lag and which ring each pair falls in, the pairs of one later event side by side.

    xy: (events, 2) metres, sorted by box and within it by day; day: whole days; box: (events,) the
    number of each event's box, boxes as wide as the reach, with an empty frame around them;
    begins: (boxes + 1,) where the events of each begin; law: reach, days, rings, boxes in a row.
    Answers (events + 1,) where the pairs of each later event begin, and (pairs,) codes
    (lag − 1) · rings + ring. Events of one day are no pair.
    """
    reach, days, rings, across = law
    upto = np.zeros(len(day) + 1, np.int64)
    code = np.empty(max(16 * len(day), 1024), np.uint16)
    found = 0
    for later in range(len(day)):
        for step in range(9):
            near = box[later] + (step // 3 - 1) * across + step % 3 - 1
            first = begins[near]
            first += np.searchsorted(day[first : begins[near + 1]], day[later] - days)
            for earlier in range(first, begins[near + 1]):
                if day[earlier] >= day[later]:
                    break
                away = (xy[earlier, 0] - xy[later, 0]) ** 2 + (xy[earlier, 1] - xy[later, 1]) ** 2
                if away >= reach * reach:
                    continue
                if found == len(code):
                    code = np.concatenate((code, np.empty(len(code), np.uint16)))
                ring = int(np.sqrt(away) / reach * rings)
                code[found] = (day[later] - day[earlier] - 1) * rings + ring
                found += 1
        upto[later + 1] = found
    return upto, code[:found].copy()


@compiled
def expect(
    upto: Integers, code: NDArray[np.uint16], table: Floats, ground: Floats, rate: Floats
) -> tuple[Floats, Floats, Floats]:
    """How surely each event is background, and what each part of the model is credited with.

    table: (codes,) what one earlier event adds to the intensity; ground: (parts, events), shapes of
    the background, rate: (parts,) times how much. Answers (events,) how surely each is background,
    (parts,) events credited to each part of it and (codes,) to each lag and ring.
    """
    sure = np.empty(len(upto) - 1)
    credited, credit = np.zeros(len(rate)), np.zeros(len(table))
    for later in range(len(sure)):
        base = 1e-300
        for part in range(len(rate)):
            base += rate[part] * ground[part, later]
        whole = base
        for pair in range(upto[later], upto[later + 1]):
            whole += table[code[pair]]
        share = 1 / whole
        sure[later] = base * share
        for part in range(len(rate)):
            credited[part] += rate[part] * ground[part, later] * share
        for pair in range(upto[later], upto[later + 1]):
            credit[code[pair]] += table[code[pair]] * share
    return sure, credited, credit
