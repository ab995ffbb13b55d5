"""Disparity: which kinds of area carry the forecast, against who lives there and what is recorded.

A forecast of recorded crime learns where crime is recorded. It can only be as even-handed as the
record is, and patrols that follow it add to the record. This report makes that visible; it cannot
put it right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis import proportions
from towpath.analysis.arrays import Floats, Integers, Words, counts, divide
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData
from towpath.analysis.scoring import Measure

NOT_FOR = (
    "These numbers speak of places, and of crime as it was recorded. They must not be used to "
    "judge, stop, search, visit or score any person, to set a target for stops or arrests, to say "
    "that the people of an area are the cause of its crime, or to close a service or refuse one. "
    "A group of areas in proportion to its recorded crime is not thereby treated fairly: where "
    "fewer people report, or where patrols already look more, the record itself is uneven, and a "
    "forecast hands that on. Set them beside victim surveys and calls for service, and ask the "
    "people who live there."
)


@dataclass(frozen=True)
class Disparity:
    """One row for each group of areas, in the order of `groups`; shares 0 to 1.

    `carried`: the group's share of what the forecast points at; `residents`, `recorded`: its share
    of the people and of the recorded events; `per_resident`: carried ÷ residents' share;
    `per_event`: carried ÷ recorded share, with the 95 % limits that the number of events allows; 1
    is in proportion. `sentence` names the group that carries most for its people.
    """

    groups: Words
    areas: Integers
    carried: Floats
    residents: Floats
    recorded: Floats
    per_resident: Floats
    per_event: Measure
    sentence: str

    @property
    def differs(self) -> Words:
        """The groups that carry clearly more or less than their recorded crime."""
        away = (self.per_event.low > 1) | (self.per_event.high < 1)
        return np.asarray(self.groups[away])


def report(
    carried: ArrayLike, residents: ArrayLike, recorded: ArrayLike, group: ArrayLike
) -> Disparity:
    """Shares of forecast, people and recorded crime by kind of area, and their ratios.

    carried: (cells,) how much of the attention each cell gets: the forecast itself, or to what part
    it was flagged (`scoring.Cut.holds`), or on how many days; residents, recorded: (cells,) people
    and recorded events of a period that the forecast was not made from, if there is one; group:
    (cells,) any labels, such as deprivation tenths (`gradient.quantiles`). The limits are those of
    the recorded share (Wilson 1927), as the forecast is what it is and the residents are counted;
    nan or infinite where a group has none. To ask of flagged areas in this way is a test of equal
    burden, one of several notions of fairness that cannot all hold at once (Chouldechova 2017, Big
    Data 5; for the loop of patrol and record, Lum & Isaac 2016, Significance 13). Raises
    NotEnoughData without events, residents or forecast. O(cells).
    """
    attention, people, events = counts(carried, residents, recorded)
    labels = np.asarray(group)
    if labels.shape != attention.shape or attention.ndim != 1:
        raise ImpossibleNumbers("Groups and cells differ in number.", "Give each cell one group.")
    if not (attention.any() and people.any() and events.any()):
        raise NotEnoughData(
            "There is no forecast, no resident or no event to set against another.",
            "Give all three for the same cells.",
        )
    names, of = np.unique(labels, return_inverse=True)
    each = [np.bincount(of, weights=v, minlength=names.size) for v in (attention, people, events)]
    borne, living, seen = (np.asarray(v / v.sum(), dtype=np.float64) for v in each)
    return Disparity(
        names,
        np.bincount(of, minlength=names.size),
        borne,
        living,
        seen,
        divide(borne, living),
        _against(borne, np.asarray(each[2], dtype=np.float64)),
        _sentence(names, borne, living, seen),
    )


def _against(carried: Floats, events: Floats) -> Measure:
    found = proportions.wilson(events, events.sum())
    return Measure(
        divide(carried, np.asarray(found.share)),
        divide(carried, np.asarray(found.high)),
        divide(carried, np.asarray(found.low)),
    )


def _sentence(names: Words, carried: Floats, residents: Floats, recorded: Floats) -> str:
    ratio = divide(carried, residents)
    most = int(np.argmax(np.where(np.isfinite(ratio), ratio, -1.0)))
    return (
        f"Of all kinds of area, {names[most]} carries most for its people: "
        f"{100 * carried[most]:.0f} % of the forecast, with {100 * residents[most]:.0f} % of the "
        f"residents and {100 * recorded[most]:.0f} % of the recorded crime."
    )
