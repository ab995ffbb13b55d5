"""Questions of incidents: counts by anything, and the very rows behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from towpath.evidence import counting, engines
from towpath.evidence.held import Held
from towpath.evidence.narrowing import Within, narrow
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import pyarrow as pa

KNOWN = ("area", "vintage", "category", "month", "agency", "feed", "placed", "outcome",
         "location", "outside", "native_category", *counting.AREA_LEVELS)  # fmt: skip
SHOWN = ("load", "row", "line", "native_id", "month", "category", "native_category", "area",
         "location", "outcome", "attributes")  # fmt: skip


def counts(
    held: Held, by: Sequence[str] = ("category", "month"), *,
    kind: Kind = Kind.INCIDENTS, **within: Unpack[Within],
) -> pa.Table:  # fmt: skip
    """Incidents by one or more of: a level of areas ("lsoa", "stable", "ward", "district"…),
    "area" (the code as it came), "category", "month", "agency", "feed", "placed", "outcome",
    "location"…, or an attribute of the feed ("attributes.knife").

    Columns: the ones asked for, then `counts` (each native id once) and `rows` (repeats too),
    sorted by the columns in the order asked for. Rows without a place have the area "".
    """
    counting.require_known(by, KNOWN, kind.value.capitalize())
    return counting.tally(held, narrow(held.table(kind, **within), within), by, ["counts"])


def rows(
    held: Held, *, limit: int, offset: int = 0, kind: Kind = Kind.INCIDENTS,
    **within: Unpack[Within],
) -> tuple[int, pa.Table]:  # fmt: skip
    """How many incidents count, each native id once, and `limit` of them from `offset` on.

    In the order of load and row, so that a page is the same page on every engine. Columns: SHOWN.
    """
    found = narrow(held.table(kind, **within), within)
    found = found.filter(found.counts)
    page = found.order_by(["load", "row"]).limit(limit, offset=offset).select(*SHOWN)
    (many,) = engines.fetch(held.backend, found.agg(many=found.count()))["many"].to_pylist()
    return int(many), engines.fetch(held.backend, page)
