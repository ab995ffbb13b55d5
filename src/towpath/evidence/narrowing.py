"""Which rows a question is about: of a period, of areas, of categories, feeds and agencies."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, TypedDict

from towpath.foundation import NotUnderstood, Period, categories

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from towpath.evidence.registers import Load

DAILY = ("day", "hour", "minute")


class Within(TypedDict, total=False):
    """What a question may be narrowed to; what is left out, or None, narrows nothing.

    `period`: whole months by the month a row is counted in, days by the moment it began. `areas`:
    small-area codes, as they came. `categories`: slugs, each with everything below it in the tree.
    """

    period: Period | None
    areas: Collection[str] | None
    categories: Collection[str] | None
    feeds: Collection[str] | None
    agencies: Collection[str] | None


def narrow(rows: ir.Table, within: Within) -> ir.Table:
    """The rows that a question is about."""
    period = within.get("period")
    if period is not None:
        rows = rows.filter(_in_period(rows, period))
    for column, values in _chosen(within).items():
        if column not in rows.columns:
            raise NotUnderstood(f"These rows have no {column}.", "Ask without it.")
        rows = rows.filter(rows[column].isin(values))
    return rows


def sql(within: Within, text: Callable[[str], str]) -> str:
    """The same as a condition of SQL on incidents `t`; `text` makes the engine's literals."""
    period = within.get("period")
    told = [] if period is None else [_of_period(period)]
    for column, values in _chosen(within).items():
        listed = ", ".join(map(text, values))
        told.append(f"t.{column} IN ({listed})" if listed else "FALSE")
    return " AND ".join(told) or "TRUE"


def may_hold(load: Load, within: Within) -> bool:
    """Whether a load, which is of one feed, agency and month, can hold rows of a question."""
    period, feeds, agencies = within.get("period"), within.get("feeds"), within.get("agencies")
    return (
        (period is None or not period.months or period.start <= load.first < period.end)
        and (feeds is None or load.feed in set(feeds))
        and (agencies is None or load.agency in set(agencies))
    )


def _chosen(within: Within) -> dict[str, list[str]]:
    """For each column that is narrowed, the values asked for."""
    slugs = within.get("categories")
    wanted = None if slugs is None else frozenset().union(*map(categories.within, slugs))
    chosen = {"area": within.get("areas"), "category": wanted,
              "feed": within.get("feeds"), "agency": within.get("agencies")}  # fmt: skip
    return {column: sorted(set(one)) for column, one in chosen.items() if one is not None}


def _in_period(rows: ir.Table, period: Period) -> ir.BooleanValue:
    """Whole months by the month a row is counted in; days by the moment it began."""
    import ibis

    start, end = ibis.literal(period.start, "date"), ibis.literal(period.end, "date")
    if period.months:
        return (rows.month >= start) & (rows.month < end)
    began = rows.occurred_from.cast("date")
    return (began >= start) & (began < end) & rows.precision.isin(DAILY)


def _of_period(period: Period) -> str:
    day = "t.month" if period.months else "CAST(t.occurred_from AS DATE)"
    told = f"{day} >= DATE '{period.start}' AND {day} < DATE '{period.end}'"
    return told if period.months else f"{told} AND t.precision IN {DAILY}"
