"""Questions of cohorts: what had become of each month's crimes so many months after.

An outcome told a year after the crime must not count where the other year's crimes have had only
a few months; so each crime is looked at when it is equally old.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from towpath.evidence.held import Held
from towpath.foundation import categories
from towpath.foundation.categories import ALL_CRIME
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_KEYS = ("agency", "native_id")


def at_age(
    held: Held, months: int, *, areas: Iterable[str] | None = None,
    feeds: Iterable[str] | None = None,
) -> pa.Table:  # fmt: skip
    """Crimes by the month they are counted in and their latest outcome `months` months later.

    Columns: month, outcome ("" where none had been told by then), counts; sorted by both. Rests on
    the feeds of outcomes; NoSuchData where none is held. A crime without an identifier cannot be
    followed, and is left out.
    """
    told = held.table(Kind.OUTCOMES).select(*_KEYS, "outcome", "row", told="month")
    joined = _crimes(held, areas, feeds).left_join(told, list(_KEYS))
    age = _months(joined.told) - _months(joined.month)
    # Later months win, then later rows of the same month.
    when = (_months(joined.told) * 10**10 + joined.row).cast("int64")
    joined = joined.mutate(seen=(age >= 0) & (age <= months), when=when)
    last = joined.group_by(["month", *_KEYS]).agg(
        outcome=lambda rows: rows.outcome.argmax(rows.when, where=rows.seen)
    )
    last = last.mutate(outcome=last.outcome.fill_null(""))
    counted = last.group_by(["month", "outcome"]).agg(counts=lambda rows: rows.count())
    found = counted.mutate(counts=counted.counts.cast("int64"))
    return found.to_pyarrow().sort_by([("month", "ascending"), ("outcome", "ascending")])


def _crimes(held: Held, areas: Iterable[str] | None, feeds: Iterable[str] | None) -> ir.Table:
    rows = held.table(Kind.INCIDENTS)
    rows = rows.filter(
        rows.counts,
        rows.native_id.notnull(),
        rows.category.isin(sorted(categories.within(ALL_CRIME))),
    )
    if areas is not None:
        rows = rows.filter(rows.area.isin(sorted(set(areas))))
    if feeds is not None:
        rows = rows.filter(rows.feed.isin(sorted(set(feeds))))
    return rows.select("month", *_KEYS)


def _months(day: ir.DateValue) -> ir.IntegerValue:
    return day.year() * 12 + day.month()
