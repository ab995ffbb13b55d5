"""Questions of what became of incidents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from towpath.evidence import incidents
from towpath.evidence.held import Held
from towpath.foundation import Period
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import pyarrow as pa


def latest(
    held: Held, *, period: Period | None = None, areas: Iterable[str] | None = None,
    categories: Iterable[str] | None = None, feeds: Iterable[str] | None = None,
) -> pa.Table:  # fmt: skip
    """The latest outcome of incidents, by the month they are counted in, category and outcome:
    `month`, `category`, `outcome` ("" where none is told), `counts`, `rows`."""
    return incidents.counts(
        held, by=("month", "category", "outcome"), period=period, areas=areas,
        categories=categories, feeds=feeds,
    )  # fmt: skip


def told(held: Held, *, areas: Iterable[str] | None = None) -> pa.Table:
    """Outcomes by the month in which they were told: `agency`, `month`, `outcome`, `rows`, from
    feeds of outcomes, which tell more than one outcome of an incident."""
    rows = held.table(Kind.OUTCOMES)
    if areas is not None:
        rows = rows.filter(rows.area.isin(sorted(set(areas))))
    rows = rows.mutate(outcome=rows.outcome.fill_null(""))
    keys = ["agency", "month", "outcome"]
    found = rows.group_by(keys).agg(rows=rows.count().cast("int64"))
    return found.to_pyarrow().sort_by([(key, "ascending") for key in keys])
