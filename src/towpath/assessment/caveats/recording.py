"""The caveat that recording changed: a category's share of all records jumped between the windows.

Such a category may not be told as a bare percentage: a rise in what is written down is not a rise
in what happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from towpath.analysis import breaks
from towpath.analysis.errors import NotEnoughData
from towpath.assessment import wording
from towpath.assessment.caveats import shifts, windows
from towpath.assessment.changes import comparison
from towpath.documents.blocks import Caveat
from towpath.foundation import Area, Baseline, Figure, categories
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from towpath.assessment.study import Study


@dataclass(frozen=True)
class Drift:
    """What `analysis.breaks.jumps` said of each category; `force` is where it looked elsewhere.

    `broken`: categories with a change point of recording between the start and the end of both.
    """

    slugs: tuple[str, ...]
    jumps: breaks.Jumps | None
    force: Area | None
    broken: frozenset[str] = frozenset()

    @property
    def recorded_otherwise(self) -> frozenset[str]:
        """Categories whose recording is likely to have changed: no bare percentage for them.

        Where nothing is held of the rest of the force, a jump by itself is enough to stop.
        """
        if self.jumps is None:
            return self.broken
        doubtful = self.jumps.recording if self.force else self.jumps.jumped
        jumped = frozenset(s for s, one in zip(self.slugs, doubtful, strict=True) if one)
        return jumped | self.broken

    @property
    def moved_alone(self) -> frozenset[str]:
        """Categories whose share jumped here and not in the rest of the force."""
        if self.jumps is None or self.force is None:
            return frozenset()
        alone = self.jumps.jumped & ~self.jumps.recording
        return frozenset(s for s, one in zip(self.slugs, alone, strict=True) if one)


def drift(study: Study, baseline: Baseline | None = None) -> Drift:
    """Whether any category's share of all records jumped since the baseline (the study's own)."""
    against = baseline or study.baseline
    name = f"recording drift {against.key}"
    return study.remembered(name, lambda asked: _drift(asked, against))


def blocked(study: Study, category: str, baseline: Baseline | None = None) -> bool:
    """Whether a category's change may not be printed as a bare percentage.

    All recorded crime may not either, where what was recorded otherwise makes a material part of
    its change.
    """
    doubtful = drift(study, baseline).recorded_otherwise
    if category != ALL_CRIME:
        return category in doubtful
    before, after = windows.sides(study, baseline)
    crimes = doubtful & set(study.crime_categories)
    was, now = (
        sum(study.total(crimes, one) for one in side.periods) / len(side.periods)
        for side in (before, after)
    )
    whole = sum(study.total(ALL_CRIME, one) for one in before.periods) / len(before.periods)
    return bool(crimes) and abs(now - was) > comparison.MATERIAL_PERCENT / 100 * whole


def _drift(study: Study, baseline: Baseline) -> Drift:
    before, after = windows.sides(study, baseline)
    own = [shifts.monthly(study, study.chosen(study.area), side.months) for side in (before, after)]
    force, outside = shifts.elsewhere(study)
    there = [shifts.monthly(study, outside, side.months) for side in (before, after)]
    beyond = (there[0], there[1]) if there[0].sum() and there[1].sum() else None
    start, end = min(one.start for one in before.periods), study.period.end
    broken = frozenset(
        one.category for one in shifts.of_recording(study) if start < one.month < end
    )
    try:
        found = breaks.jumps(own[0], own[1], elsewhere=beyond)
    except NotEnoughData:  # two windows of a month each
        return Drift(shifts.parts(study), None, None, broken)
    return Drift(shifts.parts(study), found, force if beyond else None, broken)


def share_figures(study: Study, slug: str) -> tuple[Figure, Figure]:
    """A category's share of all records in both windows."""
    every = shifts.parts(study)
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
        "for these categories{also}."
    )
    also = ", nor for all recorded crime, which moves with them"
    where = f", in {found.force} beyond {study.area} as well as here" if found.force else ""
    told = wording.spans(
        words,
        where=where,
        moved=wording.listed(moved),
        also=also if blocked(study, ALL_CRIME) else "",
    )
    return Caveat("Recording changed", told, grave=True)


CAVEATS = {"recording": recording}
