"""Caveats about where crimes were put: rows without a place, and a new set of anonymous points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from towpath.assessment import measures, wording
from towpath.assessment.caveats import windows
from towpath.documents.blocks import Caveat
from towpath.foundation import Period
from towpath.foundation.periods import add_months, month_name

if TYPE_CHECKING:
    from towpath.assessment.caveats.windows import Window
    from towpath.assessment.study import Study

# A difference of a point, or five in a hundred in either window, moves an area's count visibly.
POINTS_APART = 1.0
MANY_PERCENT = 5.0
# A month of a new catalogue: most points never seen before, and far more than the month before.
NEW_SHARE = 0.7
NEW_JUMP = 0.3


@dataclass(frozen=True)
class Placing:
    """Rows of the police's own files, whole force, by month and category: all, and unplaced."""

    rows: Mapping[tuple[date, str], int]
    lost: Mapping[tuple[date, str], int]

    def of(self, window: Window, slugs: Set[str] | None = None) -> tuple[int, int]:
        """Rows without a place, and all rows, in a window; of some categories if named."""
        months = [month for one in window.periods for month in one.month_starts]
        keys = [key for key in self.rows if slugs is None or key[1] in slugs]
        chosen = [(key, months.count(key[0])) for key in keys]
        lost = sum(self.lost.get(key, 0) * times for key, times in chosen)
        return lost, sum(self.rows[key] * times for key, times in chosen)


def placing(study: Study) -> Placing:
    """How many rows have no place, over the whole force: no area can own them."""
    return study.remembered("placing", _placing)


def _placing(study: Study) -> Placing:
    from towpath.evidence import incidents

    agencies = {load.agency for load in study.loads(study.feed)}
    found = incidents.counts(
        study.held, by=("month", "category", "placed"), feeds=[study.feed], agencies=agencies
    ).to_pydict()
    rows: Counter[tuple[date, str]] = Counter()
    lost: Counter[tuple[date, str]] = Counter()
    keys = zip(found["month"], found["category"], strict=True)
    for key, placed, count in zip(keys, found["placed"], found["rows"], strict=True):
        rows[key] += count
        lost[key] += count if placed == "none" else 0
    return Placing(rows, lost)


def unplaced(study: Study) -> Caveat | None:
    """The share of rows that belong to no area differs between the windows, or is large."""
    before, after = windows.sides(study)
    held = placing(study)
    if not held.of(before)[1] or not held.of(after)[1]:
        return None
    was, now = (
        windows.share(study, "unplaced-share", *held.of(one), one) for one in (before, after)
    )
    apart = measures.figure(
        study,
        "unplaced-points",
        (now.value or 0) - (was.value or 0),
        against=study.baseline,
    )
    if abs(apart.value or 0) < POINTS_APART and max(was.value or 0, now.value or 0) < MANY_PERCENT:
        return None
    words = (
        "Of all the rows that the police delivered, {was} had no place in {before} and {now} in "
        "{after}. Such rows belong to no area, so the {short} window is short by comparison, which "
        "by itself pulls every change {way} by about {apart!u}."
    )
    short, way = ("later", "down") if (apart.value or 0) > 0 else ("earlier", "up")
    told = wording.spans(
        words,
        was=was,
        before=before,
        now=now,
        after=after,
        short=short,
        way=way,
        apart=apart,
    )
    return Caveat("Rows without a place", told)


@dataclass(frozen=True)
class NewPoints:
    """A month in which the anonymous points were replaced: points used, and those never seen.

    `last`: the month held before it.
    """

    month: date
    points: int
    fresh: int
    last: date

    @property
    def when(self) -> str:
        """ "In" the month, or "By" it where the months before are not held."""
        return "In" if add_months(self.last, 1) == self.month else "By"


def new_catalogues(study: Study) -> tuple[NewPoints, ...]:
    """The months from which the force's anonymous points are others than before."""
    return study.remembered("new catalogues", _new_catalogues)


def _new_catalogues(study: Study) -> tuple[NewPoints, ...]:
    from towpath.evidence import points

    agencies = {load.agency for load in study.loads(study.feed)}
    rows = points.first_seen(study.held, [study.feed]).to_pylist()
    found = []
    for agency in sorted(agencies):
        own = [row for row in rows if row["agency"] == agency]
        for last, row in pairwise(own):
            share = row["fresh"] / row["points"]
            if share >= NEW_SHARE and share - last["fresh"] / last["points"] >= NEW_JUMP:
                found.append(NewPoints(row["month"], row["points"], row["fresh"], last["month"]))
    return tuple(found)


def snap_points(study: Study) -> Caveat | None:
    """The catalogue of anonymous points was replaced between the windows or within one."""
    spans = windows.windows(study)
    start, end = min(one.start for one in spans), max(one.end for one in spans)
    fallen = [one for one in new_catalogues(study) if start < one.month < end]
    if not fallen:
        return None
    first = fallen[0]
    fresh = measures.share(
        study, first.fresh, first.points, "new-points",
        period=_month(first.month), against=None,
    )  # fmt: skip
    words = (
        "{when} {month}, {fresh} of the points at which crimes were put had never been used "
        "before: the set of anonymous points was replaced. Points, streets and places are not "
        "compared across that month; counts by small area are, with care."
    )
    told = wording.spans(words, when=first.when, month=month_name(first.month), fresh=fresh)
    return Caveat("New anonymous points", told)


def _month(first: date) -> Period:
    return Period.of_months(first, 1)


CAVEATS = {"unplaced": unplaced, "snap-points": snap_points}
