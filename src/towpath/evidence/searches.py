"""Questions of stop and search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from towpath.evidence.held import Held
from towpath.foundation import NotUnderstood, Period
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import pyarrow as pa

BY = ("month", "agency", "ethnicity", "outcome_words", "object", "search", "gender", "age_range",
      "legislation", "linked", "area", "officer_defined_ethnicity")  # fmt: skip


def counts(
    held: Held, by: Sequence[str] = ("ethnicity",), *,
    period: Period | None = None, areas: Iterable[str] | None = None,
    agencies: Iterable[str] | None = None,
) -> pa.Table:  # fmt: skip
    """Searches by one or more of BY: the columns asked for, then `rows`; "" where nothing is said.

    `linked` is whether the outcome follows from what was looked for ("yes", "no", "").
    """
    import ibis

    if unknown := [one for one in by if one not in BY]:
        raise NotUnderstood(
            f"Searches cannot be counted by {', '.join(unknown)}.", f"Choose among {', '.join(BY)}."
        )
    rows = held.table(Kind.SEARCHES)
    if period is not None:
        start, end = ibis.literal(period.start, "date"), ibis.literal(period.end, "date")
        day = rows.month if period.months else rows.occurred_from.cast("date")
        rows = rows.filter((day >= start) & (day < end))
    if areas is not None:
        rows = rows.filter(rows.area.isin(sorted(set(areas))))
    if agencies is not None:
        rows = rows.filter(rows.agency.isin(sorted(set(agencies))))
    rows = rows.mutate(
        linked=ibis.cases((rows.linked, "yes"), (~rows.linked, "no"), else_=""),
        officer_defined_ethnicity=rows.attributes.get("officer-defined-ethnicity", ""),
    )
    text = [one for one in by if one != "month"]
    rows = rows.mutate(**{one: rows[one].fill_null("") for one in text})
    found = rows.group_by(list(by)).agg(rows=rows.count().cast("int64"))
    return found.to_pyarrow().sort_by([(one, "ascending") for one in by])
