"""Questions of the hours and days at which incidents happen, where the feed knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from towpath.evidence.held import Held
from towpath.evidence.narrowing import Within, narrow
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import pyarrow as pa


def counts(held: Held, **within: Unpack[Within]) -> pa.Table:
    """By weekday (0 is Monday) and hour: `weekday`, `hour`, `counts`, each native id once.

    Only where the time is known to the hour. An incident that may have spanned hours is told by
    when it began.
    """
    rows = narrow(held.table(Kind.INCIDENTS), within)
    rows = rows.filter(rows.precision.isin(["hour", "minute"]), rows.occurred_from.notnull())
    rows = rows.mutate(
        weekday=rows.occurred_from.day_of_week.index().cast("int64"),
        hour=rows.occurred_from.hour().cast("int64"),
    )
    found = rows.group_by(["weekday", "hour"]).agg(counts=rows.counts.cast("int64").sum())
    return found.to_pyarrow().sort_by([("weekday", "ascending"), ("hour", "ascending")])
