"""Decomposition: what made the change, as steps that add up to it. Arithmetic, not cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Floats, counts
from towpath.analysis.errors import ImpossibleNumbers

DAYS = "days in the period"
RESIDENTS = "residents"
NEIGHBOURS = "the neighbours' trend"
LOCATED = "rows with a location"
REMAINDER = "what is left"


@dataclass(frozen=True)
class Waterfall:
    """Parts (categories, wards), largest movement first; `starts` and `ends` are the bars' edges.

    `change` adds up to `after` − `before`; `points`: each part's change as a percentage of the
    whole `before` (they add up to the overall per cent change; nan where it is nought).
    """

    names: tuple[str, ...]
    change: Floats
    points: Floats
    starts: Floats
    ends: Floats
    before: float
    after: float


@dataclass(frozen=True)
class Conditions:
    """What surrounded a count in one period; None for what is not supplied.

    `days`: in the period; `residents`: mid-period; `neighbours`: events of the comparators, and
    `neighbours_residents` theirs; `located`: share of our own rows that have an area, 0 to 1.
    """

    days: float
    residents: float | None = None
    neighbours: float | None = None
    neighbours_residents: float | None = None
    located: float | None = None


@dataclass(frozen=True)
class Explained:
    """Steps from `before` to `after`: names and amounts, the last one "what is left".

    `expected`: where the steps other than the last lead; `not_supplied`: steps that could not be
    made for want of numbers and therefore sit in what is left.
    """

    names: tuple[str, ...]
    amounts: Floats
    before: float
    expected: float
    after: float
    not_supplied: tuple[str, ...]


def waterfall(names: Sequence[str], before: ArrayLike, after: ArrayLike) -> Waterfall:
    """What each part adds to the overall change.

    names: parts that do not overlap and make up the whole, each once; before, after: (parts,)
    counts of two periods of equal length. Exact: no part is left over, none counted twice. Ties
    in size keep the order given. O(parts log parts).
    """
    was, now = counts(before, after)
    if was.shape != (len(names),) or len(set(names)) != len(names):
        raise ImpossibleNumbers(
            "The parts and their counts do not match.", "Give each part once, with two counts."
        )
    order = np.argsort(-np.abs(now - was), kind="stable")
    change = (now - was)[order]
    ends = was.sum() + np.cumsum(change)
    base = was.sum()
    points = 100 * change / base if base > 0 else np.full(change.size, np.nan)
    return Waterfall(
        tuple(names[int(i)] for i in order),
        change,
        points,
        ends - change,
        ends,
        float(base),
        float(now.sum()),
    )


def explain(before: float, after: float, was: Conditions, now: Conditions) -> Explained:
    """How much of a change goes with days, residents, the neighbours' trend and located rows.

    before, after: our counts; was, now: the conditions around each. Each step multiplies what has
    been reached so far by one ratio, in this order: days; residents; the neighbours' rate per
    resident and day (so that days and residents are not taken twice; where their residents are not
    supplied, ours stand in); the share of rows that could be placed. What is left is `after` less
    what is expected, so the steps always add up. The order matters a little, as in any chained
    decomposition (Kitagawa 1955; Das Gupta 1993): it is fixed so that two editions compare.
    Descriptive: a neighbour's trend is no counterfactual.
    """
    counts([before, after])
    steps = (
        (DAYS, _ratio(was.days, now.days)),
        (RESIDENTS, _ratio(was.residents, now.residents)),
        (NEIGHBOURS, _trend(was, now)),
        (LOCATED, _ratio(was.located, now.located)),
    )
    reached, names, amounts = float(before), [], []
    for name, ratio in steps:
        if ratio is not None:
            names.append(name)
            amounts.append(reached * ratio - reached)
            reached *= ratio
    return Explained(
        (*names, REMAINDER),
        np.array([*amounts, after - reached]),
        float(before),
        reached,
        float(after),
        tuple(name for name, ratio in steps if ratio is None),
    )


def _ratio(was: float | None, now: float | None) -> float | None:
    if was is None or now is None:
        return None
    if not (np.isfinite([was, now]).all() and was > 0 and now >= 0):
        raise ImpossibleNumbers(
            "A condition of the period is not above nought.",
            "Leave out what is not known instead of giving nought.",
        )
    return now / was


def _trend(was: Conditions, now: Conditions) -> float | None:
    events, days = _ratio(was.neighbours, now.neighbours), _ratio(was.days, now.days)
    people = _ratio(was.neighbours_residents, now.neighbours_residents)
    if people is None:
        people = _ratio(was.residents, now.residents)
    if events is None or not days:
        return None
    return events / days / (people or 1.0)
