"""What must be borne in mind beside a look, and which changes may not be printed bare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.assessment import caveats
from towpath.assessment.caveats import recording
from towpath.assessment.study import CRIME_FEEDS
from towpath.documents.blocks import Caveat
from towpath.foundation import categories
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from towpath.assessment.study import Study

OF_EVERY_SOURCE = ("coverage", "covid")
# Those that are told from what is counted already; others would ask the store anew.
OF_CRIME = ("coverage", "recording", "covid", "vintage", "short-run")


def caveats_of(study: Study) -> tuple[Caveat, ...]:
    """Those that the look's own evidence gives cause for, gravest first."""
    whole = all(study.holds(one) for one in (*study.baseline.periods, study.period))
    names = OF_CRIME if whole and study.feed in CRIME_FEEDS else OF_EVERY_SOURCE
    return tuple(one for one in caveats.named(study, *names) if one is not None)


def recorded_otherwise(study: Study, category: str) -> bool:
    """Whether recording changed between the windows, so that no percentage may stand bare.

    A category below one of the first level goes with it.
    """
    return study.feed in CRIME_FEEDS and recording.blocked(study, _first_level(category))


def _first_level(category: str) -> str:
    one = categories.get(category)
    while one.parent and one.parent != ALL_CRIME:
        one = categories.get(one.parent)
    return one.slug
