"""Questions of the hours and days at which incidents happen, where the feed knows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from towpath.evidence import counting
from towpath.evidence.held import Held
from towpath.evidence.narrowing import Within, narrow
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import pyarrow as pa

WEEK = 168  # hours: whatever may have taken longer can have been at any hour
BY = ("weekday", "hour", "hours", "category", "area", "month", "feed", "agency",
      *counting.AREA_LEVELS)  # fmt: skip


def counts(
    held: Held, by: Sequence[str] = ("weekday", "hour"), **within: Unpack[Within]
) -> pa.Table:
    """Incidents by the `weekday` (0 is Monday) and `hour` at which they began, or by anything
    else of BY: the columns asked for, then `counts` (each native id once) and `rows`.

    Only where the time is known to the hour. `hours` is how long the incident may have taken in
    whole hours, at most a WEEK: what was found in the morning began at some hour of a night, and
    who wants to spread it over them asks by weekday, hour and hours.
    """
    counting.require_known(by, BY, "Hours")
    rows = narrow(held.table(Kind.INCIDENTS, **within), within)
    rows = rows.filter(rows.precision.isin(["hour", "minute"]), rows.occurred_from.notnull())
    took = (rows.occurred_to.epoch_seconds() - rows.occurred_from.epoch_seconds()) // 3600
    rows = rows.mutate(
        weekday=rows.occurred_from.day_of_week.index().cast("int64"),
        hour=rows.occurred_from.hour().cast("int64"),
        hours=took.cast("int64").fill_null(0).clip(0, WEEK),
    )
    return counting.tally(held, rows, by, ["counts"])
