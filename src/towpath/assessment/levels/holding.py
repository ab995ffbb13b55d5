"""What a finding about levels needs before it counts: every month of the period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.assessment import measures
from towpath.foundation import NoSuchData

if TYPE_CHECKING:
    from towpath.assessment.study import Study


def require_period(study: Study) -> None:
    """Raise NoSuchData, naming the months, unless the whole period is held."""
    lacking = measures.missing_months(study, study.period)
    if lacking:
        raise NoSuchData(lacking, "Load those months, or choose a period that is held whole.")
