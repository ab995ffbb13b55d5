"""Questions of incidents: counts by anything, and the very rows behind a figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from towpath.evidence.held import Held
from towpath.foundation import Level, NotUnderstood, Period, categories
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

AREA_LEVELS = tuple(level.value for level in Level if level is not Level.LOCAL)
_PLAIN = ("area", "vintage", "category", "month", "agency", "feed", "placed", "outcome",
          "location", "outside", "native_category")  # fmt: skip


def counts(
    held: Held, by: Sequence[str] = ("category", "month"), *,
    period: Period | None = None, areas: Iterable[str] | None = None,
    categories: Iterable[str] | None = None,
    feeds: Iterable[str] | None = None, agencies: Iterable[str] | None = None,
) -> pa.Table:  # fmt: skip
    """Incidents by one or more of: a level of areas ("lsoa", "stable", "ward", "district"…),
    "area" (the code as it came), "category", "month", "agency", "feed", "placed", "outcome"…

    Columns: the ones asked for, then `counts` (each native id once) and `rows` (repeats too),
    sorted by the columns in the order asked for. Rows without a place have the area "".
    """
    import pyarrow as pa
    from pyarrow import compute

    levels = [one for one in by if one in AREA_LEVELS]
    _require_known(by, levels)
    rows = _narrowed(held, period, areas, categories, feeds, agencies)
    asked = [one for one in by if one not in levels]
    keys = list(dict.fromkeys([*(["area", "vintage"] if levels else []), *asked]))
    grouped = rows.group_by(keys).agg(
        counts=rows.counts.cast("int64").sum(), rows=rows.count().cast("int64")
    )
    found = grouped.to_pyarrow()
    for level in levels:
        found = found.append_column(level, _at_level(held, found, level))
    text = [one for one in by if pa.types.is_string(found[one].type)]
    for one in text:
        column = compute.fill_null(found[one], "")
        found = found.set_column(found.column_names.index(one), one, column)
    found = found.group_by(list(by)).aggregate([("counts", "sum"), ("rows", "sum")])
    found = (
        found.rename_columns([*by, "counts", "rows"]) if found.column_names[0] == by[0] else found
    )
    return found.select([*by, "counts", "rows"]).sort_by([(one, "ascending") for one in by])


def _require_known(by: Sequence[str], levels: Sequence[str]) -> None:
    unknown = [one for one in by if one not in (*_PLAIN, *levels)]
    if unknown or not by:
        raise NotUnderstood(
            f"Incidents cannot be counted by {', '.join(unknown) or 'nothing'}.",
            f"Choose among {', '.join((*_PLAIN, *AREA_LEVELS))}.",
        )


def _at_level(held: Held, found: pa.Table, level: str) -> pa.ChunkedArray:
    """The area, at a level, that each row's small area lies in; "" where it has none."""
    import pyarrow as pa
    from pyarrow import compute

    if level == Level.LSOA.value:
        return found["area"]
    result = pa.nulls(found.num_rows, pa.string())
    for vintage in sorted(set(found["vintage"].drop_null().to_pylist())):
        inside = held.pack.membership(Level(level), vintage)
        at = compute.index_in(found["area"], pa.array(list(inside), pa.string()))
        of = compute.take(pa.array(list(inside.values()), pa.string()), at)
        same = compute.fill_null(compute.equal(found["vintage"], vintage), False)
        result = compute.if_else(same, of, result)
    return compute.fill_null(result, "")


def _narrowed(
    held: Held, period: Period | None, areas: Iterable[str] | None, slugs: Iterable[str] | None,
    feeds: Iterable[str] | None, agencies: Iterable[str] | None,
) -> ir.Table:  # fmt: skip
    rows = held.table(Kind.INCIDENTS)
    if period is not None:
        rows = rows.filter(_in_period(rows, period))
    if areas is not None:
        rows = rows.filter(rows.area.isin(sorted(set(areas))))
    if slugs is not None:
        wanted = frozenset().union(*(categories.within(slug) for slug in slugs))
        rows = rows.filter(rows.category.isin(sorted(wanted)))
    for name, chosen in (("feed", feeds), ("agency", agencies)):
        if chosen is not None:
            rows = rows.filter(rows[name].isin(sorted(set(chosen))))
    return rows


def _in_period(rows: ir.Table, period: Period) -> ir.BooleanValue:
    """Whole months by the month a row is counted in; days by the moment it began."""
    import ibis

    start, end = ibis.literal(period.start, "date"), ibis.literal(period.end, "date")
    if period.months:
        return (rows.month >= start) & (rows.month < end)
    began = rows.occurred_from.cast("date")
    return (began >= start) & (began < end) & rows.precision.isin(["day", "hour", "minute"])
