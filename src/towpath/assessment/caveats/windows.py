"""Caveats about the two windows: are they held alike, and alike in kind?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.assessment import measures
from towpath.documents.blocks import Caveat
from towpath.foundation import Period

if TYPE_CHECKING:
    from towpath.assessment.study import Study


def windows(study: Study) -> tuple[Period, ...]:
    """The baseline's periods and the edition's own, in time order."""
    return (*study.baseline.periods, study.period)


def coverage(study: Study) -> Caveat | None:
    """Months that are not held make a comparison impossible."""
    lacking = [s for s in (measures.missing_months(study, one) for one in windows(study)) if s]
    if not lacking:
        return None
    return Caveat("Months missing", (" ".join(lacking),), grave=True)


CAVEATS = {"coverage": coverage, "unplaced": coverage}
