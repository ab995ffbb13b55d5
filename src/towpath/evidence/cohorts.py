"""Questions of cohorts: what had become of each month's crimes so many months after.

An outcome told a year after the crime must not count where the other year's crimes have had only
a few months; so each crime is looked at when it is equally old.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from towpath.evidence import counting
from towpath.evidence.held import Held
from towpath.evidence.narrowing import Within, narrow
from towpath.foundation.categories import ALL_CRIME
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

BY = ("month", "category", "outcome", "area", "agency", "feed", *counting.AREA_LEVELS)
_KEYS = ("agency", "native_id")


def at_age(
    held: Held, months: int, by: Sequence[str] = ("month", "outcome"), **within: Unpack[Within]
) -> pa.Table:
    """Crimes by the month they are counted in and their latest outcome `months` months later.

    Columns: month, outcome ("" where none had been told by then) or whatever else of BY is asked
    for, then counts; sorted by them. All recorded crime, unless `categories` are named. Rests on
    the feeds of outcomes; NoSuchData where none is held. A crime without an identifier cannot be
    followed, and is left out.
    """
    counting.require_known(by, BY, "Cohorts")
    rows = narrow(held.table(Kind.INCIDENTS, **within), {"categories": [ALL_CRIME], **within})
    rows = rows.filter(rows.counts, rows.native_id.notnull()).drop("outcome")
    last = _last(held.table(Kind.OUTCOMES), rows.select("month", *_KEYS), months)
    found = counting.tally(held, rows.left_join(last, list(_KEYS)), by)
    return found.rename_columns([*by, "counts"])


def _last(outcomes: ir.Table, rows: ir.Table, months: int) -> ir.Table:
    """The outcome told last of each crime by an age; of those told in one month, the last row's."""
    import ibis

    told = outcomes.select(*_KEYS, "outcome", "row", told="month")
    told = told.inner_join(rows, list(_KEYS))
    age = _months(told.told) - _months(told.month)
    told = told.filter((age >= 0) & (age <= months))
    latest_first = [ibis.desc("told"), ibis.desc("row")]
    ranked = told.mutate(place=ibis.row_number().over(group_by=list(_KEYS), order_by=latest_first))
    return ranked.filter(ranked.place == 0).select(*_KEYS, "outcome")


def _months(day: ir.DateValue) -> ir.IntegerValue:
    return day.year() * 12 + day.month()
