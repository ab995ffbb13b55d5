"""Taking loads out of force for good: retention, and what should never have been loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime

from towpath.evidence import registers, settling, trails, writing
from towpath.evidence.engines import duckdb_in
from towpath.evidence.homes import Home
from towpath.evidence.registers import Load, Snapshot
from towpath.foundation import Grant, NoSuchData, NotUnderstood
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
    """Retire loads by id (or a unique beginning of it), or all of a feed; their rows are deleted.

    The rows of earlier loads that they superseded go too, and the refused rows of a delivery of
    which nothing is left. Snapshots that hold them can no longer be asked; what was published from
    them is kept. The trail says what was retired and why, and nothing of what was in it. A death
    before the register is replaced changes nothing; after it, the next sweep ends the deleting.
    """
    grant.require_writes()
    with home.writing(), home.making():
        registers.sweep(home)
        before = registers.in_force(home)
        ever = {load.id: load for one in registers.history(home) for load in one.loads}
        gone = _chosen(before, selection)
        left = before.without(load.id for load in gone)
        after, moved = _settled(home, left, gone)
        keys = {load.key for load in gone}
        deleted = {load.id for load in ever.values() if load.key in keys}
        event = trails.entry(
            grant, "retire", at, because=because, loads=[load.id for load in gone],
            snapshot=after.id, before=before.id, deleted=sorted(deleted),
            emptied=_emptied(home, ever, deleted),
        )  # fmt: skip
        registers.put_in_force(home, after, event)
        registers.forget(home, event)
        return Retired(tuple(load.id for load in gone), after.id, moved)


def due(home: Home, today: date) -> tuple[Load, ...]:
    """The loads whose handling keeps them no longer."""
    return tuple(
        load for load in registers.in_force(home).loads
        if load.years_kept is not None and add_months(load.first, 12 * load.years_kept) <= today
    )  # fmt: skip


def _chosen(held: Snapshot, selection: Sequence[str]) -> tuple[Load, ...]:
    """The loads in force that are named, each word of which must name one load, or a feed."""
    named = {load.id: load for word in selection for load in _named(held, word)}
    return tuple(sorted(named.values()))


def _named(held: Snapshot, word: str) -> list[Load]:
    if of_feed := [load for load in held.loads if load.feed == word]:
        return of_feed
    found = [load for load in held.loads if word and load.id.startswith(word)]
    if not found:
        raise NoSuchData(f"No load in force is called {word}.", "See `towpath loads`.")
    if len(found) > 1:
        raise NotUnderstood(f"{len(found)} loads begin with {word}.", "Give more of the id.")
    return found


def _emptied(home: Home, ever: Mapping[str, Load], deleted: Set[str]) -> list[str]:
    """The deliveries of which no row is left once some loads are deleted."""
    left = {load.delivery for load in ever.values()
            if load.id not in deleted and (home.loads / load.id).exists()}  # fmt: skip
    return sorted({ever[one].delivery for one in deleted} - left)


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
