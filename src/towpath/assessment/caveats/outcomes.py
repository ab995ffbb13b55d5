"""The caveat of outcome age: crimes recorded lately have had less time to be solved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import outcomes as reasoning
from towpath.analysis.arrays import Floats
from towpath.assessment import wording
from towpath.assessment.caveats import windows
from towpath.documents.blocks import Caveat
from towpath.foundation import Figure
from towpath.foundation.categories import ALL_CRIME
from towpath.sources import outcomes as known
from towpath.sources.outcomes import Group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from towpath.assessment.caveats.windows import Window
    from towpath.assessment.study import Study
    from towpath.evidence.registers import Load

GROUPS = tuple(Group)
PENDING = GROUPS.index(Group.OPEN)


@dataclass(frozen=True)
class Followed:
    """The area's crimes by month recorded and group of outcome, and how long each was followed.

    `by_group`: (months, groups); `age`: months between the recording and the last month of the
    delivery that the row came in.
    """

    months: tuple[date, ...]
    by_group: Floats
    age: Floats

    def of(self, months: Sequence[date]) -> Followed:
        """The same of some months."""
        chosen = np.array([month in set(months) for month in self.months], dtype=bool)
        kept = tuple(month for month in self.months if month in set(months))
        return Followed(kept, self.by_group[chosen], self.age[chosen])


def followed(study: Study) -> Followed | None:
    """The outcomes of the area's crimes as they were last known; None where none is told."""
    return study.remembered("outcomes followed", _followed)


def _followed(study: Study) -> Followed | None:
    from towpath.evidence import incidents

    found = incidents.counts(
        study.held,
        by=("month", "outcome"),
        areas=study.codes(study.area),
        categories=[ALL_CRIME],
        feeds=[study.feed],
    ).to_pydict()
    group_of = {slug: GROUPS.index(one.group) for slug, one in known.every().items()}
    if not set(found["outcome"]) & set(group_of):
        return None
    counted: dict[date, Floats] = defaultdict(lambda: np.zeros(len(GROUPS)))
    for month, outcome, count in zip(
        found["month"], found["outcome"], found["counts"], strict=True
    ):
        counted[month][group_of.get(outcome, PENDING)] += count
    looked = _looked(study)
    months = tuple(sorted(month for month in counted if month in looked))
    ages = [_months_between(month, looked[month]) for month in months]
    return Followed(months, np.array([counted[month] for month in months]), np.array(ages, float))


def _looked(study: Study) -> dict[date, date]:
    """For each month, the last month of the delivery that it came in: when outcomes were seen."""
    loads = study.loads(study.feed)
    last: dict[str, date] = {}
    for load in loads:
        last[_archive(load)] = max(load.first, last.get(_archive(load), load.first))
    return {load.first: last[_archive(load)] for load in loads}


def _archive(load: Load) -> str:
    """What a load came in: an archive (the part of its file's name before "!"), or a delivery."""
    archives = {name.partition("!")[0] for name, _ in load.parts if "!" in name}
    return min(archives, default=load.delivery)


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def compared(study: Study) -> reasoning.Comparison | None:
    """The two windows' outcomes, with a judgement whether they may be compared."""
    held = followed(study)
    if held is None:
        return None
    was, now = (held.of(side.months) for side in windows.sides(study))
    if not was.by_group.sum() or not now.by_group.sum():
        return None
    return reasoning.compare(
        was.by_group, now.by_group, follow_up=(was.age, now.age), pending=PENDING
    )


def outcome_age(study: Study) -> Caveat | None:
    """The outcomes of the two windows were not followed equally long."""
    found = compared(study)
    if found is None or found.fair:
        return None
    before, after = windows.sides(study)
    was, now = (still_open(study, side) for side in (before, after))
    words = (
        "The crimes of the two windows were not followed equally long: of the crimes of {before}, "
        "{was} were still open when the file was made, and {now} of those of {after}. Their "
        "outcome rates are not compared as they stand, but at equal follow-up."
    )
    told = wording.spans(words, before=before, was=was, now=now, after=after)
    return Caveat("Outcomes of unequal age", told)


def still_open(study: Study, side: Window) -> Figure:
    """The share of a window's crimes that were still open when last known."""
    held = followed(study)
    assert held is not None  # compared
    table = held.of(side.months).by_group.sum(axis=0)
    return windows.share(study, "share-open", int(table[PENDING]), int(table.sum()), side)


CAVEATS = {"outcome-age": outcome_age}
