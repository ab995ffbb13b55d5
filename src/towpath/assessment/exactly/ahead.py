"""1r: what we can and cannot foresee: the recommended forecast beside last year's counts.

Where the feed tells days, both are walked forward over the last 90 days of the period; where it
tells months, the coming month by small area is scored instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.assessment.exactly import telling
from towpath.assessment.exactly.telling import BURGLARY
from towpath.assessment.levels.holding import require_period
from towpath.foundation import NoSuchData
from towpath.places import coming_month, methods, scoring, walks

if TYPE_CHECKING:
    from towpath.assessment.findings import Finding
    from towpath.assessment.study import Study
    from towpath.places.answers import Answer
    from towpath.places.ground import Question


def find(study: Study) -> Finding:
    """What a forecast of burglary would have caught; by month where days are not known."""
    require_period(study)
    return telling.finding(study, lambda question: _scored(study, question), (BURGLARY,))


def _scored(study: Study, question: Question) -> Answer:
    asked = walks.Asked(question, study.period.end)
    slugs = (methods.plain().slug, methods.recommended().slug)
    try:
        return scoring.score(study.held, asked, scoring.Wanted(walks.TRIAL_DAYS, slugs))
    except NoSuchData:
        return coming_month.find(study.held, question)
