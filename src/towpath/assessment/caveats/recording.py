"""The caveat that recording changed: a category's share of all records jumped between the windows.

Such a category may not be told as a bare percentage: a rise in what is written down is not a rise
in what happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import breaks
from towpath.analysis.arrays import Bools
from towpath.analysis.errors import NotEnoughData
from towpath.assessment import wording
from towpath.assessment.caveats import windows
from towpath.documents.blocks import Caveat
from towpath.foundation import Area, Figure, Level, categories
from towpath.foundation.categories import ALL_ASB

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import NDArray

    from towpath.assessment.study import Study


@dataclass(frozen=True)
class Drift:
    """What `analysis.breaks.jumps` said of each category; `force` is where it looked elsewhere."""

    slugs: tuple[str, ...]
    jumps: breaks.Jumps | None
    force: Area | None

    @property
    def recorded_otherwise(self) -> frozenset[str]:
        """Categories whose recording is likely to have changed: no bare percentage for them.

        Where nothing is held of the rest of the force, a jump by itself is enough to stop.
        """
        if self.jumps is None:
            return frozenset()
        doubtful = self.jumps.recording if self.force else self.jumps.jumped
        return frozenset(s for s, one in zip(self.slugs, doubtful, strict=True) if one)

    @property
    def moved_alone(self) -> frozenset[str]:
        """Categories whose share jumped here and not in the rest of the force."""
        if self.jumps is None or self.force is None:
            return frozenset()
        alone = self.jumps.jumped & ~self.jumps.recording
        return frozenset(s for s, one in zip(self.slugs, alone, strict=True) if one)


def drift(study: Study) -> Drift:
    """Whether any category's share of all records jumped between the study's two windows."""
    return study.remembered("recording drift", _drift)


def blocked(study: Study, category: str) -> bool:
    """Whether a category's change may not be printed as a bare percentage."""
    return category in drift(study).recorded_otherwise


def parts(study: Study) -> tuple[str, ...]:
    """ASB and the crime categories: together they are all records."""
    return (ALL_ASB, *study.crime_categories)


def elsewhere(study: Study) -> tuple[Area | None, Bools]:
    """The police force, and which rows of the cube lie in it but not in the area."""
    code = min(study.codes(study.area))
    above = study.pack.parents(code, study.pack.vintages(code)[-1]).get(Level.FORCE, ())
    if not above:
        return None, np.zeros(len(study.cube.areas), dtype=bool)
    known = {one.code: one for one in study.pack.every(Level.FORCE)}
    force = known.get(above[0], Area(Level.FORCE, above[0], 0, above[0]))
    return force, study.chosen(force) & ~study.chosen(study.area)


def monthly(study: Study, where: Bools, months: Iterable[date]) -> NDArray[np.int64]:
    """Counts of each part by month, over rows of the cube: shape (parts, months)."""
    wanted = np.isin(study.cube.months, np.array(list(months), dtype="M8[M]"))
    slab = study.cube.counts[where][:, :, wanted].sum(axis=0)
    return np.array([slab[study.kinds(one)].sum(axis=0) for one in parts(study)])


def _drift(study: Study) -> Drift:
    before, after = windows.sides(study)
    own = [monthly(study, study.chosen(study.area), side.months) for side in (before, after)]
    force, outside = elsewhere(study)
    there = [monthly(study, outside, side.months) for side in (before, after)]
    beyond = (there[0], there[1]) if there[0].sum() and there[1].sum() else None
    try:
        found = breaks.jumps(own[0], own[1], elsewhere=beyond)
    except NotEnoughData:  # two windows of a month each
        return Drift(parts(study), None, None)
    return Drift(parts(study), found, force if beyond else None)


def share_figures(study: Study, slug: str) -> tuple[Figure, Figure]:
    """A category's share of all records in both windows."""
    every = parts(study)
    before, after = (
        windows.share(
            study,
            "share-of-records",
            sum(study.total(slug, one) for one in side.periods),
            sum(study.total(every, one) for one in side.periods),
            side,
            category=slug,
        )
        for side in windows.sides(study)
    )
    return before, after


def recording(study: Study) -> Caveat | None:
    """Categories whose share of all records jumped, as a change of recording makes it."""
    found = drift(study)
    doubtful = [one for one in found.slugs if one in found.recorded_otherwise]
    if not doubtful:
        return None
    moved = []
    for slug in doubtful:
        was, now = share_figures(study, slug)
        label = categories.get(slug).label
        moved.append(wording.spans("{label} from {was} to {now}", label=label, was=was, now=now))
    words = (
        "Shares of all records moved further than crime alone moves them{where}: {moved}. The "
        "likely cause is what is recorded, and under which heading. No bare percentage is given "
        "for these categories, and all recorded crime moves with them."
    )
    where = f", in {found.force} beyond {study.area} as well as here" if found.force else ""
    told = wording.spans(words, where=where, moved=wording.listed(moved))
    return Caveat("Recording changed", told, grave=True)


CAVEATS = {"recording": recording}
