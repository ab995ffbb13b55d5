"""Questions of points: how many of a month's anonymised points had never been seen before?

A force publishes crime on a fixed catalogue of points. Each month brings some that nothing had
happened at before, fewer and fewer; when nearly all of them are new, the catalogue was replaced.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from towpath.evidence import engines
from towpath.evidence.held import Held
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import pyarrow as pa

_POINT = ("agency", "easting", "northing")


def first_seen(held: Held, feeds: Iterable[str] | None = None) -> pa.Table:
    """The distinct anonymised points of each agency and month, and how many were new in it.

    Columns: agency, month, points, fresh; sorted by agency and month. In the first month that an
    agency holds, every point is new. Points that are no stand-ins (a force's own extract) are not
    counted.
    """
    rows = held.table(Kind.INCIDENTS)
    rows = rows.filter(rows.snapped, rows.easting.notnull())
    if feeds is not None:
        rows = rows.filter(rows.feed.isin(sorted(set(feeds))))
    seen = rows.select(*_POINT, "month").distinct()
    first = seen.group_by(list(_POINT)).agg(first=lambda points: points.month.min())
    joined = seen.join(first, list(_POINT))
    new = (joined.month == joined["first"]).cast("int64")
    counted = joined.mutate(new=new).group_by(["agency", "month"])
    found = counted.agg(
        points=lambda points: points.count().cast("int64"),
        fresh=lambda points: points.new.sum().cast("int64"),
    )
    counted = engines.fetch(held.backend, found)
    return counted.sort_by([("agency", "ascending"), ("month", "ascending")])
