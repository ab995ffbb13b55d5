"""1q: again and again: repeats at the same place, and near repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.assessment.exactly import telling
from towpath.assessment.exactly.telling import BURGLARY
from towpath.assessment.levels.holding import require_period
from towpath.places import repeats

if TYPE_CHECKING:
    from towpath.assessment.findings import Finding
    from towpath.assessment.study import Study


def find(study: Study) -> Finding:
    """Knox's test on burglary; NoSuchData for months and snapped points, which cannot carry it."""
    require_period(study)
    return telling.finding(study, lambda question: repeats.find(study.held, question), (BURGLARY,))
