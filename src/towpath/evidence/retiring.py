"""Taking loads out of force for good: retention, and what should never have been loaded."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from towpath.evidence import registers, settling, trails, writing
from towpath.evidence.engines import duckdb_in
from towpath.evidence.homes import Home
from towpath.evidence.registers import Load, Snapshot
from towpath.foundation import Grant, NoSuchData
from towpath.foundation.periods import add_months


@dataclass(frozen=True)
class Retired:
    """What was taken out of force, and the snapshot that is in force now."""

    loads: tuple[str, ...]
    snapshot: str
    settled: tuple[str, ...]  # loads in which repeats were settled anew


def retire(
    home: Home, selection: Sequence[str], *, because: str, grant: Grant, at: datetime
) -> Retired:
    """Retire loads by id (or a beginning of it), or all of a feed; their rows are deleted.

    Snapshots that hold them can no longer be asked; what was published from them is kept. The
    trail says what was retired and why, and nothing of what was in it.
    """
    grant.require_writes()
    with home.writing(), home.making():
        registers.sweep(home)
        before = registers.in_force(home)
        gone = [load for load in before.loads if _chosen(load, selection)]
        if not gone:
            raise NoSuchData(
                f"No load in force is called {', '.join(selection)}.", "See `towpath loads`."
            )
        after, moved = _settled(home, before.without(load.id for load in gone), gone)
        event = trails.entry(
            grant, "retire", at, because=because, loads=[load.id for load in gone],
            snapshot=after.id, before=before.id,
        )  # fmt: skip
        registers.put_in_force(home, after, event)
        _delete(home, gone)
        return Retired(tuple(load.id for load in gone), after.id, moved)


def due(home: Home, today: date) -> tuple[Load, ...]:
    """The loads whose handling keeps them no longer."""
    return tuple(
        load for load in registers.in_force(home).loads
        if load.years_kept is not None and add_months(load.first, 12 * load.years_kept) <= today
    )  # fmt: skip


def _chosen(load: Load, selection: Sequence[str]) -> bool:
    return any(load.feed == word or load.id.startswith(word) for word in selection if word)


def _settled(home: Home, left: Snapshot, gone: Sequence[Load]) -> tuple[Snapshot, tuple[str, ...]]:
    """What is left, with repeats settled anew where a load of the same source is gone."""
    sources = {load.source for load in gone}
    beside = [load for load in left.loads if load.source in sources and load.kind in settling.KINDS]
    if not beside:
        return left, ()
    with duckdb_in([home.incoming, home.loads], scratch=home.incoming) as engine:
        settlement = settling.settle(engine, home, beside, [])
        moved = [load for load in beside if settlement.file(load.id) != load.file]
        fresh = [writing.resettle(engine, home, load, settlement) for load in moved]
    return left.replacing(fresh), tuple(load.id for load in fresh)


def _delete(home: Home, gone: Sequence[Load]) -> None:
    for load in gone:
        shutil.rmtree(home.loads / load.id, ignore_errors=True)
