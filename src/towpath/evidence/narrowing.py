"""Which rows a question is about: of a period, of areas, of categories, feeds and agencies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypedDict

from towpath.foundation import NotUnderstood, Period, categories

if TYPE_CHECKING:
    import ibis.expr.types as ir


class Within(TypedDict, total=False):
    """What a question may be narrowed to; what is left out, or None, narrows nothing.

    `period`: whole months by the month a row is counted in, days by the moment it began. `areas`:
    small-area codes, as they came. `categories`: slugs, each with everything below it in the tree.
    """

    period: Period | None
    areas: Iterable[str] | None
    categories: Iterable[str] | None
    feeds: Iterable[str] | None
    agencies: Iterable[str] | None


def narrow(rows: ir.Table, within: Within) -> ir.Table:
    """The rows that a question is about."""
    period = within.get("period")
    if period is not None:
        rows = rows.filter(_in_period(rows, period))
    slugs = within.get("categories")
    wanted = None if slugs is None else frozenset().union(*map(categories.within, slugs))
    chosen = {"area": within.get("areas"), "category": wanted,
              "feed": within.get("feeds"), "agency": within.get("agencies")}  # fmt: skip
    for column, values in chosen.items():
        if values is not None:
            if column not in rows.columns:
                raise NotUnderstood(f"These rows have no {column}.", "Ask without it.")
            rows = rows.filter(rows[column].isin(sorted(set(values))))
    return rows


def _in_period(rows: ir.Table, period: Period) -> ir.BooleanValue:
    """Whole months by the month a row is counted in; days by the moment it began."""
    import ibis

    start, end = ibis.literal(period.start, "date"), ibis.literal(period.end, "date")
    if period.months:
        return (rows.month >= start) & (rows.month < end)
    began = rows.occurred_from.cast("date")
    return (began >= start) & (began < end) & rows.precision.isin(["day", "hour", "minute"])
