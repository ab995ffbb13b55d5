"""What is held, opened for questions: a snapshot, within a grant, on DuckDB or on Spark.

    with held.open_held(home, grant) as evidence:
        incidents.counts(evidence, by=("month", "category"))

Every question is a function of a `Held` and returns an Arrow table in a fixed order, whose sums
are of integers. The same functions run on both engines.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Unpack

from towpath.evidence import engines, packs, registers
from towpath.evidence.engines import Engine
from towpath.evidence.homes import Home
from towpath.evidence.narrowing import Within, may_hold
from towpath.evidence.registers import Load, Snapshot
from towpath.foundation import Forbidden, Grant, Handling, NoSuchData, handling
from towpath.sources.declarations import Kind
from towpath.sources.reference import Pack

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Held:
    """The loads of a snapshot that a grant may read, and an engine to ask them with."""

    home: Home
    snapshot: Snapshot
    loads: tuple[Load, ...]
    engine: Engine = field(repr=False)

    @property
    def id(self) -> str:
        """The snapshot's id, as every Figure names it."""
        return self.snapshot.id

    @property
    def backend(self) -> Any:
        """The engine by way of Ibis."""
        return self.engine.backend

    @property
    def pack(self) -> Pack:
        """The home's reference pack; NoSuchData where it has none."""
        found = packs.find(self.home)
        if found is None:
            raise NoSuchData(
                "This home has no reference pack, so areas cannot be told apart.",
                "Build one with `towpath init --reference FOLDER`, or `towpath fetch reference`.",
            )
        return found

    def of(self, *kinds: Kind) -> tuple[Load, ...]:
        """The loads of some kinds of row."""
        return tuple(load for load in self.loads if load.kind in kinds)

    def table(self, *kinds: Kind, **within: Unpack[Within]) -> ir.Table:
        """The rows of some kinds that share a shape; NoSuchData where nothing of them is held.

        `within` leaves out files that hold nothing of a question; it narrows no rows.
        """
        paths = self.paths(*kinds, **within)
        # Named by what it reads: two grants of one snapshot may share an engine, never a view.
        return self.engine.table(paths, f"{'_'.join(kinds)}_{registers.digest(*paths)}")

    def paths(self, *kinds: Kind, **within: Unpack[Within]) -> list[str]:
        """The files of some kinds of row; only those that can hold rows of a question, if any can.

        Raises NoSuchData where nothing of these kinds is held.
        """
        loads = self.of(*kinds)
        if not loads:
            named = " or ".join(kind.value for kind in kinds)
            raise NoSuchData(f"No {named} are held.", "Load a file that has them: `towpath load`.")
        wanted = [load for load in loads if may_hold(load, within)] or loads
        return [registers.files_of(self.home, load.file) for load in wanted]

    def handling(self, loads: tuple[Load, ...] | None = None) -> Handling:
        """How an answer from these loads may be handled: mixed means closed."""
        return handling.strictest(tuple(load.handling for load in loads or self.loads))


@contextmanager
def open_held(
    home: Home, grant: Grant, snapshot: str = "", engine: str | None = None
) -> Iterator[Held]:
    """Open a snapshot (the one in force unless named) within a grant.

    Raises NoSuchData where nothing is held, Forbidden where the grant covers none of it.
    """
    found = registers.find(home, snapshot)
    if not found.loads:
        raise NoSuchData("Nothing is held yet.", "Load the partners' files with `towpath load`.")
    loads = tuple(
        load for load in found.loads if grant.may_read(load.agency, load.handling.sensitivity)
    )
    if not loads:
        raise Forbidden(
            f"{grant.person} may read none of the {len(found.loads)} loads in force.",
            "Ask the home's owner for a grant that covers them.",
        )
    chosen = engine or str(home.settings.get("engine", engines.DUCKDB))
    with engines.open_engine(chosen, home) as asked:
        yield Held(home, found, loads, asked)
