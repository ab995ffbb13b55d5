"""Questions of stop and search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from towpath.evidence import counting
from towpath.evidence.held import Held
from towpath.evidence.narrowing import Within, narrow
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import pyarrow as pa

BY = ("month", "agency", "ethnicity", "outcome_words", "object", "search", "gender", "age_range",
      "legislation", "linked", "area", "placed", "officer_defined_ethnicity",
      *counting.AREA_LEVELS)  # fmt: skip


def counts(held: Held, by: Sequence[str] = ("ethnicity",), **within: Unpack[Within]) -> pa.Table:
    """Searches by one or more of BY: the columns asked for, then `rows`; "" where nothing is said.

    `linked` is whether the outcome follows from what was looked for ("yes", "no", "").
    """
    import ibis

    counting.require_known(by, BY, "Searches")
    rows = narrow(held.table(Kind.SEARCHES, **within), within)
    rows = rows.mutate(
        linked=ibis.cases((rows.linked, "yes"), (~rows.linked, "no"), else_=""),
        officer_defined_ethnicity=rows.attributes.get("officer-defined-ethnicity", ""),
    )
    return counting.tally(held, rows, by)
