"""Questions of events: each incident with its point and the span of time in which it happened.

What every method of places begins with, and how much of what is held can bear such a method. Asked
in SQL that both engines speak: a person waits at a terminal for these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np

from towpath.evidence import narrowing
from towpath.evidence.held import Held
from towpath.evidence.narrowing import DAILY, Within
from towpath.foundation import Handling, handling
from towpath.sources import feeds
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SHOWN = ("load", "row", "feed", "agency", "category", "easting", "northing", "snapped",
         "occurred_from", "occurred_to", "precision", "area", "location")  # fmt: skip
_LOCATION = "COALESCE(t.location, t.attributes['location']) AS location"
_READ = [_LOCATION if name == "location" else f"t.{name}" for name in SHOWN]
_POINT, _DATED = "t.easting IS NOT NULL AND t.northing IS NOT NULL", "t.occurred_from IS NOT NULL"
_FINE = f"t.precision IN {DAILY}"
_FLAGS = {
    "unplaced": f"NOT ({_POINT})",
    "snapped": f"{_POINT} AND t.snapped",
    "undated": f"NOT ({_DATED})",
    "monthly": f"{_DATED} AND NOT {_FINE}",
    "fit": f"{_POINT} AND NOT t.snapped AND {_DATED} AND {_FINE}",
}
_PLACED = ("easting", "northing", "location")


def rows(held: Held, **within: Unpack[Within]) -> pa.Table:
    """Every incident that counts, each native id once, in the order of load and row.

    Columns: SHOWN. Rows without a point or a moment are among them: `fitness` says how many. The
    `location` is the street or place in the feed's own words, null where it gives none.
    """
    return _asked(held, within, ", ".join(_READ), "AND t.counts ORDER BY t.load, t.row")


def fitness(held: Held, **within: Unpack[Within]) -> pa.Table:
    """How many incidents of each feed can carry a claim of near repeats, and what the others lack.

    Columns: feed, agency, rows, then of these rows: `unplaced` (no point), `snapped` (a point that
    stands in for another), `undated` (no moment), `monthly` (known to the month alone), and `fit`:
    those with a point of their own and a day at least. Sorted by feed and agency.
    """
    told = ", ".join(f"{_sum(flag)} AS {name}" for name, flag in _FLAGS.items())
    select = f"t.feed, t.agency, COUNT(*) AS rows, {told}"
    rest = "AND t.counts GROUP BY t.feed, t.agency ORDER BY t.feed, t.agency"
    return _asked(held, within, select, rest)


def unused(held: Held, **within: Unpack[Within]) -> pa.Table:
    """What no method can use: rows without an area, and rows that say they were cancelled.

    Columns: area and cancelled as the rows have them ("" where they say nothing), then `counts`
    (each native id once) and `rows` (repeats too), sorted by area and cancelled.
    """
    area, cancelled = "COALESCE(t.area, '')", "COALESCE(t.attributes['cancelled'], '')"
    select = f"{area} AS area, {cancelled} AS cancelled, {_sum('t.counts')} AS counts"
    rest = f"AND ({area} = '' OR {cancelled} <> '') GROUP BY 1, 2 ORDER BY 1, 2"
    return _asked(held, within, f"{select}, COUNT(*) AS rows", rest)


def days(found: pa.Table) -> tuple[Floats, Floats]:
    """From when and until when, in days since 1970-01-01 by the clock on the wall.

    NaN where no moment is known. A day alone reaches from its midnight to a second before the next.
    """
    return _days(found["occurred_from"]), _days(found["occurred_to"])


def handling_of(held: Held, found: pa.Table) -> Handling:
    """How these rows may be handled: as the strictest of their loads, and of the fields they show.

    A council's complaints are internal; the street that one of them names is personal.
    """
    named = set(found["load"].unique().to_pylist())
    loads = tuple(load for load in held.loads if load.id in named)
    known = {**feeds.every(), **feeds.read_folder(held.home.feeds)}
    fields = (
        field.handling
        for slug in sorted({load.feed for load in loads} & set(known))
        for field in known[slug].fields
        if field.name.removeprefix("attributes.") in _PLACED
    )
    return handling.strictest((*(load.handling for load in loads), *fields))


def _asked(held: Held, within: Within, select: str, rest: str) -> pa.Table:
    said = narrowing.sql(within, held.engine.text)
    return held.engine.ask(select, held.paths(Kind.INCIDENTS, **within), f"WHERE {said} {rest}")


def _sum(flag: str) -> str:
    return f"CAST(SUM(CASE WHEN {flag} THEN 1 ELSE 0 END) AS BIGINT)"


def _days(moments: pa.ChunkedArray) -> Floats:
    told = moments.to_numpy().astype("datetime64[s]")
    since = told.astype(np.int64) / 86_400
    return np.where(np.isnat(told), np.nan, since)
