"""One pure function on the events of each of many areas: in a loop, or over a Spark cluster.

The function takes arrays and gives numbers; it opens nothing and knows no engine. DuckDB fetches
the events once and loops; Spark sends each area's events to a worker. The answers are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import NDArray

from towpath.evidence import engines, events, narrowing
from towpath.evidence.held import Held
from towpath.evidence.narrowing import Within, narrow
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

GROUP = "fanned_group"
TAKEN = ("load", "row", "area", "easting", "northing", "occurred_from", "occurred_to")


@dataclass(frozen=True)
class Points:
    """The events of one group, by the middle of their spans: metres, and days since 1970-01-01."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    since: NDArray[np.float64]
    until: NDArray[np.float64]


Work = Callable[[str, Points], Mapping[str, float]]


def each(
    held: Held, groups: Mapping[str, str], work: Work, names: Sequence[str],
    **within: Unpack[Within],
) -> pa.Table:  # fmt: skip
    """What `work` makes of each group's events that have a day and a point of their own.

    groups: small-area code to the group that it is in; names: the keys of what `work` gives, which
    become columns of numbers beside `group`. Sorted by group; a group without events is left out.
    For Spark the function must be one that can be sent: of a module, or closed over plain values.
    """
    found = _fit(held, groups, within)
    if held.backend.name == engines.DUCKDB:
        made = _looped(engines.fetch(held.backend, found), groups, work, names)
    else:
        made = _sent(held.backend, found, groups, work, names)
    return made.sort_by("group")


def _fit(held: Held, groups: Mapping[str, str], within: Within) -> ir.Table:
    rows = narrow(held.table(Kind.INCIDENTS), {**within, "areas": frozenset(groups)})
    fine = rows.precision.isin(narrowing.DAILY) & ~rows.snapped & rows.counts
    placed = rows.easting.notnull() & rows.northing.notnull() & rows.occurred_from.notnull()
    return rows.filter(fine & placed).select(*TAKEN)


def _looped(
    found: pa.Table, groups: Mapping[str, str], work: Work, names: Sequence[str]
) -> pa.Table:
    import pyarrow as pa

    of = np.array([groups[code] for code in found["area"].to_pylist()], dtype=np.str_)
    made = [
        _worked(name, found.filter(pa.array(of == name)), work, names)
        for name in sorted(set(of.tolist()))
    ]
    return pa.concat_tables([_schema(names).empty_table(), *made])


def _sent(
    backend: Any, found: ir.Table, groups: Mapping[str, str], work: Work, names: Sequence[str]
) -> pa.Table:
    from pyspark.sql import functions

    session = backend._session
    lookup = session.createDataFrame(sorted(groups.items()), f"area string, {GROUP} string")
    rows = session.sql(backend.compile(found)).join(functions.broadcast(lookup), "area")

    def one(key: Any, table: pa.Table) -> pa.Table:
        return _worked(str(key[0].as_py()), table, work, names)

    fields = ", ".join(["`group` string", *(f"{_quoted(name)} double" for name in names)])
    made = rows.groupBy(GROUP).applyInArrow(one, fields).toArrow()
    return made.cast(_schema(names))


def _quoted(name: str) -> str:
    """A column's name as Spark quotes it."""
    return "`" + name.replace("`", "``") + "`"


def _worked(group: str, found: pa.Table, work: Work, names: Sequence[str]) -> pa.Table:
    """The numbers of one group as a table of one row."""
    import pyarrow as pa

    ordered = found.sort_by([("load", "ascending"), ("row", "ascending")])
    since, until = events.days(ordered)
    points = Points(
        ordered["easting"].to_numpy(), ordered["northing"].to_numpy(),
        since, np.where(np.isnan(until), since, until),
    )  # fmt: skip
    told = work(group, points)
    values = {"group": [group], **{name: [float(told[name])] for name in names}}
    return pa.table(values, schema=_schema(names))


def _schema(names: Sequence[str]) -> pa.Schema:
    import pyarrow as pa

    return pa.schema([("group", pa.string()), *((name, pa.float64()) for name in names)])
