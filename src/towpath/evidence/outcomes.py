"""Questions of what became of incidents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from towpath.evidence import counting, incidents
from towpath.evidence.held import Held
from towpath.evidence.narrowing import Within, narrow
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import ibis.expr.types as ir
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
    return counting.tally(held, narrow(held.table(Kind.OUTCOMES), within), by)


def followed(held: Held, months: int, **within: Unpack[Within]) -> pa.Table:
    """What had become of incidents when each had been followed for so many months after its own.

    `month`, `category`, `outcome` ("" where none was told by then), `counts`. Cohorts of different
    months are so compared at the same age. An outcome is found by its incident's native id among
    the same agency's; incidents without one cannot be followed and are left out, and it is for
    the one who asks to leave out months too young, and feeds that have no outcomes.
    """
    told = held.table(Kind.OUTCOMES).select(
        "agency", "native_id", "month", "outcome", "load", "row"
    )
    told = told.rename(told_in="month", became="outcome")
    rows = narrow(held.table(Kind.INCIDENTS), within)
    rows = rows.filter(rows.counts, rows.native_id.notnull())
    beside = rows.select("agency", "native_id", "month").inner_join(told, ["agency", "native_id"])
    age = _months(beside.told_in) - _months(beside.month)
    last = _last(beside.filter((age >= 0) & (age <= months)))
    ended = rows.left_join(last, ["agency", "native_id"]).select("month", "category", "became")
    ended = ended.rename(outcome="became")
    found = counting.tally(held, ended, ("month", "category", "outcome"))
    return found.rename_columns(["month", "category", "outcome", "counts"])


def _months(day: ir.DateValue) -> ir.IntegerValue:
    return day.year() * 12 + day.month()


def _last(beside: ir.Table) -> ir.Table:
    """The outcome told last of each native id; of one month, the last row."""
    import ibis

    latest_first = [ibis.desc(name) for name in ("told_in", "load", "row")]
    within = ibis.window(group_by=["agency", "native_id"], order_by=latest_first)
    ranked = beside.mutate(rank=ibis.row_number().over(within))
    return ranked.filter(ranked["rank"] == 0).select("agency", "native_id", "became")
