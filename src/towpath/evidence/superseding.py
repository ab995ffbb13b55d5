"""What a fresh load would take away from the one that it supersedes, asked before it may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from towpath.evidence.engines import text
from towpath.evidence.homes import Home
from towpath.evidence.receipts import Shrunk
from towpath.evidence.registers import Load, files_of
from towpath.evidence.writing import Draft
from towpath.foundation import Period
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import duckdb

SHRINKS = 0.7  # a month issued again with a smaller share of its rows is held back
_NAMED = 3  # of the measures that would be lost

Measure = tuple[str, date, date]  # indicator, the first day, the day after the last


def require_nothing_lost(
    engine: duckdb.DuckDBPyConnection, home: Home, drafts: Iterable[Draft],
    held: Mapping[tuple[str, str, str], Load],
) -> None:  # fmt: skip
    """Raise Shrunk where a month would lose many of its rows, or a measure of some period.

    A quarter's results and a year's begin in the same month, and so do two publications of one
    year: whoever delivers the second alone would take the first out of force.
    """
    for made in drafts:
        old = held.get(made.key)
        if old is None or old.id == made.id:
            continue
        named = f"{made.agency}'s {old.feed} of {made.month:%Y-%m}"
        if made.rows < SHRINKS * old.rows:
            raise Shrunk(
                f"{named} has {made.rows:,} rows; {old.rows:,} are held.",
                "If the month really shrank, deliver it again with --confirm.",
            )
        if old.kind == Kind.MEASURES and (lost := _lost(engine, home, made, old)):
            raise Shrunk(
                f"{named} lacks what is held now: {_said(lost)}.",
                "Deliver all of them together, or these under an --agency of their own; with "
                "--confirm the old ones go.",
            )


def _lost(
    engine: duckdb.DuckDBPyConnection, home: Home, made: Draft, old: Load
) -> Sequence[Measure]:
    measured = "SELECT indicator, period_start, period_end FROM"
    fresh = [
        f"({measured} ({batch.rows()}) WHERE part IN ({', '.join(map(str, parts))}) "
        f"AND month = DATE {text(made.month.isoformat())})"
        for batch, parts in made.picked
    ]
    before = f"{measured} read_parquet({text(files_of(home, old.file))})"
    return engine.execute(
        f"SELECT * FROM ({before} EXCEPT ({' UNION ALL '.join(fresh)})) ORDER BY ALL"
    ).fetchall()


def _said(lost: Sequence[Measure]) -> str:
    named = [f"{what} ({Period(start, end)})" for what, start, end in lost[:_NAMED]]
    more = [f"and {len(lost) - _NAMED} more"] if len(lost) > _NAMED else []
    return ", ".join([*named, *more])
