"""Counting rows by anything: one table in a fixed order, whose sums are of integers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from towpath.evidence import engines
from towpath.evidence.held import Held
from towpath.foundation import Level, NotUnderstood

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

AREA_LEVELS = tuple(level.value for level in Level if level is not Level.LOCAL)
ATTRIBUTE = "attributes."


def tally(held: Held, rows: ir.Table, by: Sequence[str], sums: Sequence[str] = ()) -> pa.Table:
    """Rows by columns, by "attributes.NAME", or by a level of areas ("ward", "district"…).

    `sums` are columns, whole numbers or yes and no, to add up beside the number of `rows`.

    The engine groups by small area; a level above it is looked up in the reference pack. Text that
    is not there is "", so a row without a place has the area "". Sorted by the columns asked for.
    """
    levels = [one for one in by if one in AREA_LEVELS]
    asked = [one for one in by if one not in levels]
    keys = list(dict.fromkeys([*(["area", "vintage"] if levels else []), *asked]))
    said = {one: rows.attributes.get(one.removeprefix(ATTRIBUTE))
            for one in keys if one.startswith(ATTRIBUTE)}  # fmt: skip
    asked_of = rows.mutate(**said)
    added = {one: asked_of[one].cast("int64").sum() for one in sums}
    grouped = asked_of.group_by(keys).agg(**added, rows=asked_of.count().cast("int64"))
    found = engines.fetch(held.backend, grouped)
    for level in levels:
        found = found.append_column(level, _at_level(held, found, level))
    return _sorted(_merged(found, by, [*sums, "rows"], levels), by)


def require_known(by: Sequence[str], known: Sequence[str], what: str) -> None:
    """Raise NotUnderstood where rows cannot be counted by one of the columns asked for."""
    unknown = [one for one in by if one not in known and not one.startswith(ATTRIBUTE)]
    if unknown or not by:
        raise NotUnderstood(
            f"{what} cannot be counted by {', '.join(unknown) or 'nothing'}.",
            f'Choose among {", ".join(known)}, or an attribute: "{ATTRIBUTE}NAME".',
        )


def _merged(
    found: pa.Table, by: Sequence[str], sums: Sequence[str], levels: Sequence[str]
) -> pa.Table:
    """Text that is not there as "", and groups that are one now added up."""
    import pyarrow as pa
    from pyarrow import compute

    one_now = bool(levels)
    for one in by:
        column = found[one]
        if pa.types.is_string(column.type) and column.null_count:
            one_now = one_now or compute.any(compute.equal(column, "")).as_py()
            column = compute.fill_null(column, "")
            found = found.set_column(found.column_names.index(one), one, column)
    if not one_now:
        return found.select([*by, *sums])
    added = found.group_by(list(by)).aggregate([(one, "sum") for one in sums])
    return added.select([*by, *(f"{one}_sum" for one in sums)]).rename_columns([*by, *sums])


def _sorted(found: pa.Table, by: Sequence[str]) -> pa.Table:
    """Sorted by columns: each distinct value is compared once, and rows by their places."""
    import numpy as np

    if not found.num_rows:
        return found
    return found.take(np.lexsort([_places(found[one]) for one in reversed(by)]))


def _places(column: pa.ChunkedArray) -> NDArray[np.int32]:
    """The place of each row's value among the column's distinct values in order; null is last."""
    import numpy as np
    from pyarrow import compute

    coded = column.combine_chunks().dictionary_encode()
    order = compute.sort_indices(coded.dictionary).to_numpy()
    place = np.empty(len(order) + 1, dtype=np.int32)
    place[order], place[-1] = np.arange(len(order)), len(order)
    found: NDArray[np.int32] = place[coded.indices.fill_null(len(order)).to_numpy()]
    return found


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
