"""Questions of what became of incidents, as it is known now; `cohorts` asks it at equal age."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from towpath.evidence import counting, incidents
from towpath.evidence.held import Held
from towpath.evidence.narrowing import Within, narrow
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import pyarrow as pa

BY = ("month", "agency", "feed", "outcome", "outcome_words", "area", "placed", "location",
      *counting.AREA_LEVELS)  # fmt: skip


def latest(held: Held, **within: Unpack[Within]) -> pa.Table:
    """The latest outcome of incidents, by the month they are counted in, category and outcome:
    `month`, `category`, `outcome` ("" where none is told), `counts`, `rows`."""
    return incidents.counts(held, ("month", "category", "outcome"), **within)


def told(
    held: Held, by: Sequence[str] = ("agency", "month", "outcome"), **within: Unpack[Within]
) -> pa.Table:
    """Outcomes by the month in which they were told, and anything else of BY: the columns asked
    for, then `rows`, from feeds of outcomes, which tell more than one outcome of an incident."""
    counting.require_known(by, BY, "Outcomes")
    return counting.tally(held, narrow(held.table(Kind.OUTCOMES, **within), within), by)
