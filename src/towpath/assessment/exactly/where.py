"""1p: where exactly it gathers: density, hot cells, and areas of a size that a team can walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.assessment.exactly import telling
from towpath.assessment.exactly.telling import BURGLARY, VEHICLE_CRIME
from towpath.assessment.levels.holding import require_period
from towpath.places import hotspots

if TYPE_CHECKING:
    from towpath.assessment.findings import Finding
    from towpath.assessment.study import Study


def find(study: Study) -> Finding:
    """The hotspots of burglary with its areas to walk, and those of vehicle crime in words."""
    require_period(study)
    themes = (BURGLARY, VEHICLE_CRIME)
    return telling.finding(study, lambda question: hotspots.find(study.held, question), themes)
