"""Questions of events: each incident with its point and the span of time in which it happened.

What every method of places begins with, and how much of what is held can bear such a method.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from towpath.evidence import engines
from towpath.evidence.held import Held
from towpath.evidence.narrowing import Within, narrow
from towpath.foundation import Handling, handling
from towpath.sources import feeds
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SHOWN = ("load", "row", "feed", "agency", "category", "easting", "northing", "snapped",
         "occurred_from", "occurred_to", "precision", "area", "location")  # fmt: skip
FINE = ("day", "hour", "minute")
_PLACED = ("easting", "northing", "location")


def rows(held: Held, **within: Unpack[Within]) -> pa.Table:
    """Every incident that counts, each native id once, in the order of load and row.

    Columns: SHOWN. Rows without a point or a moment are among them: `fitness` says how many. The
    `location` is the street or place in the feed's own words, null where it gives none.
    """
    found = _counted(held, within).mutate(location=_location)
    return engines.fetch(held.backend, found.order_by(["load", "row"]).select(*SHOWN))


def fitness(held: Held, **within: Unpack[Within]) -> pa.Table:
    """How many incidents of each feed can carry a claim of near repeats, and what the others lack.

    Columns: feed, agency, rows, then of these rows: `unplaced` (no point), `snapped` (a point that
    stands in for another), `undated` (no moment), `monthly` (known to the month alone), and `fit`:
    those with a point of their own and a day at least. Sorted by feed and agency.
    """
    said = _counted(held, within)
    placed = said.easting.notnull() & said.northing.notnull()
    dated, fine = said.occurred_from.notnull(), said.precision.isin(FINE)
    flags: dict[str, Any] = {
        "unplaced": ~placed,
        "snapped": placed & said.snapped,
        "undated": ~dated,
        "monthly": dated & ~fine,
        "fit": placed & ~said.snapped & dated & fine,
    }
    counted = {name: flag.cast("int64").sum() for name, flag in flags.items()}
    grouped = said.group_by(["feed", "agency"]).agg(rows=said.count().cast("int64"), **counted)
    found = engines.fetch(held.backend, grouped)
    return found.sort_by([("feed", "ascending"), ("agency", "ascending")])


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


def _counted(held: Held, within: Within) -> ir.Table:
    found = narrow(held.table(Kind.INCIDENTS), within)
    return found.filter(found.counts)


def _location(found: ir.Table) -> ir.StringValue:
    return found.location.coalesce(found.attributes.get("location"))


def _days(moments: pa.ChunkedArray) -> Floats:
    told = moments.to_numpy().astype("datetime64[s]")
    since = told.astype(np.int64) / 86_400
    return np.where(np.isnat(told), np.nan, since)
