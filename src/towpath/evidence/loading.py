"""The way in: a delivery is opened, judged row by row, settled, and comes into force as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from towpath.evidence import (
    judging,
    lookups,
    manifests,
    mappings,
    packs,
    registers,
    settling,
    staging,
    superseding,
    trails,
    writing,
)
from towpath.evidence.engines import duckdb_in
from towpath.evidence.homes import Home
from towpath.evidence.judging import Batch
from towpath.evidence.receipts import Receipt, RowsRefused
from towpath.evidence.registers import Snapshot, digest
from towpath.evidence.writing import Draft
from towpath.foundation import Grant
from towpath.sources import deliveries
from towpath.sources.declarations import Feed
from towpath.sources.parts import Delivery, DeliveryRefused, Part

if TYPE_CHECKING:
    import duckdb

Progress = Callable[[str, int, int], None]
Judged: TypeAlias = "tuple[duckdb.DuckDBPyConnection, list[Batch], list[Draft]]"


@dataclass(frozen=True)
class Wishes:
    """How the one who delivers wants it done."""

    feed: str | None = None
    agency: str | None = None
    mapping: Mapping[str, str] | None = None
    strict: bool = False  # refuse the whole delivery where any row is refused
    confirm: bool = False  # let a month shrink, or lose measures


def deliver(
    home: Home,
    paths: Sequence[Path],
    wishes: Wishes = Wishes(),
    *,
    grant: Grant,
    at: datetime,
    progress: Progress | None = None,
) -> Receipt:
    """Take in what an agency hands over; all of its loads come into force, or nothing does.

    Raises DeliveryRefused where it cannot be read, Shrunk where a month would lose rows (or some
    measure), RowsRefused where `wishes.strict` and a row breaks a rule; nothing has changed then.
    """
    grant.require_writes()
    with home.writing(), home.making() as workspace:
        registers.sweep(home)
        tell = progress or _silent
        mapping = mappings.recall(home, wishes.agency, wishes.feed) | dict(wishes.mapping or {})
        delivery = deliveries.open_delivery(
            paths, workspace=workspace / "parts", feed=wishes.feed, agency=wishes.agency,
            mapping=mapping, own_feeds=own_feeds(home), progress=tell,
        )  # fmt: skip
        before = registers.in_force(home)
        taking = Taking(home, delivery, before, wishes, grant, at, workspace)
        receipt = taking.take(tell)
        if receipt.changed and wishes.mapping:
            for part in delivery.parts:
                mappings.remember(home, part.agency, part.feed.slug, mapping)
        return receipt


def own_feeds(home: Home) -> Mapping[str, Feed]:
    """The partnership's own declarations."""
    from towpath.sources import feeds

    return feeds.read_folder(home.feeds)


def _silent(*_: object) -> None:
    return None


@dataclass
class Taking:
    """One delivery on its way in."""

    home: Home
    delivery: Delivery
    before: Snapshot
    wishes: Wishes
    grant: Grant
    at: datetime
    workspace: Path

    def __post_init__(self) -> None:
        self.pack = packs.find(self.home)
        self.marks = writing.fingerprint(self.pack)

    @property
    def name(self) -> str:
        """What the delivery is called, the same wherever it is made."""
        return "D-" + digest(self.marks, *sorted(part.sha256 for part in self.delivery.parts))[:10]

    def take(self, tell: Progress) -> Receipt:
        pending = [part for part in self.delivery.parts if not self._held(part)]
        if not pending:
            return self._unchanged()
        with self.judged(pending, tell) as (engine, batches, drafts):
            self._require_wishes(engine, batches, drafts)
            held = {load.id for load in self.before.loads}
            if not (drafts := [one for one in drafts if one.id not in held]):
                return self._unchanged()
            return self._bring_in(engine, batches, drafts, tell)

    @contextmanager
    def judged(self, parts: Sequence[Part], tell: Progress) -> Iterator[Judged]:
        """Parts staged and judged, with the loads that they would come to; nothing is in force."""
        folders = [self.workspace, self.home.loads, *(part.path for part in parts)]
        with duckdb_in(folders, scratch=self.workspace / "spill") as engine:
            lookups.register_areas(engine, self.pack)
            batches = self._judge(engine, parts, tell)
            yield engine, batches, writing.draft(engine, batches, self.marks)

    def _held(self, part: Part) -> bool:
        """Whether this very table is in force already."""
        if part.month is None:
            return False  # only its rows tell which months it brings
        wanted = writing.load_id(part, part.month, [part.sha256], self.marks)
        return any(load.id == wanted for load in self.before.loads)

    def _judge(
        self, engine: duckdb.DuckDBPyConnection, parts: Sequence[Part], tell: Progress
    ) -> list[Batch]:
        batches = []
        offsets: dict[str, int] = {}
        seen: dict[tuple[str, str], int] = defaultdict(int)
        staged = list(staging.stage(engine, parts, self.workspace))
        for one in sorted((s for group in staged for s in group), key=lambda s: s.part.sha256):
            if one.part.month is None:
                source = (one.part.feed.slug, one.part.agency)
                offsets[one.part.name] = seen[source]
                seen[source] += one.records
        bench = judging.Bench(self.pack, self.at.date(), offsets)
        for number, group in enumerate(staged):
            tell("checking rows", number, len(staged))
            batches.append(judging.judge(engine, group, f"b{number}", bench))
        return batches

    def _require_wishes(
        self, engine: duckdb.DuckDBPyConnection, batches: Sequence[Batch],
        drafts: Sequence[Draft],
    ) -> None:  # fmt: skip
        refused = sum(batch.refused + sum(len(s.broken) for s in batch.staged) for batch in batches)
        why = judging.commonest(engine, batches) if refused else ""
        if not drafts:
            raise DeliveryRefused(
                f"None of the {refused:,} rows can be accepted. {why}",
                "See to the columns or the feed (`towpath feeds` names them), and deliver again.",
            )
        if self.wishes.strict and refused:
            raise RowsRefused(
                f"{refused:,} rows break a rule, and with --strict none may. {why}",
                "Correct them; or deliver without --strict, and each is kept with its line.",
            )
        if not self.wishes.confirm:
            held = {load.key: load for load in self.before.loads}
            superseding.require_nothing_lost(engine, self.home, drafts, held)

    def _bring_in(
        self, engine: duckdb.DuckDBPyConnection, batches: Sequence[Batch],
        drafts: Sequence[Draft], tell: Progress,
    ) -> Receipt:  # fmt: skip
        tell("settling repeats", 0, 1)
        keys = {one.key for one in drafts}
        ids = {one.id for one in drafts}
        sources = {one.key[:2] for one in drafts if one.has_native_id}
        stay = [x for x in self.before.loads if x.key not in keys]
        beside = [load for load in stay if load.source in sources]
        writing.register_drafts(engine, drafts)
        settlement = settling.settle(engine, self.home, beside, writing.claims(batches))
        moved = [load for load in beside if settlement.file(load.id) != load.file]
        delivery = self.name
        manifest = manifests.drawn_up(engine, self.delivery, batches, delivery, self.at)
        loads = writing.write(engine, self.home, drafts, settlement, manifest, tell)
        moved_to = [writing.resettle(engine, self.home, load, settlement) for load in moved]
        manifests.keep(self.home, self.delivery, manifest, self.workspace)
        after = self.before.replacing([*moved_to, *loads])
        replaced = tuple(x.id for x in self.before.loads if x.key in keys and x.id not in ids)
        event = trails.entry(
            self.grant, "deliver", self.at, delivery=delivery, snapshot=after.id,
            before=self.before.id, loads=[load.id for load in loads], superseded=list(replaced),
            accepted=manifest.accepted, refused=manifest.refused,
        )  # fmt: skip
        registers.put_in_force(self.home, after, event)
        return Receipt(
            delivery, manifest.delivered, manifest.accepted, manifest.refused,
            manifest.refused_by_rule, manifest.parts, tuple(load.id for load in loads), replaced,
            tuple(load.id for load in moved_to), self._already_held(batches),
            manifest.remarks, after.id, self.before.id,
        )  # fmt: skip

    def _already_held(self, batches: Sequence[Batch]) -> tuple[str, ...]:
        taken = {one.part.name for batch in batches for one in batch.staged}
        return tuple(part.name for part in self.delivery.parts if part.name not in taken)

    def _unchanged(self) -> Receipt:
        names = tuple(part.name for part in self.delivery.parts)
        remark = "All of this is in force already; nothing was changed."
        return Receipt(
            "", 0, 0, 0, (), (), (), (), (), names, (*self.delivery.remarks, remark),
            self.before.id, self.before.id,
        )  # fmt: skip
