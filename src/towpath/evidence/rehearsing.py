"""A delivery tried out: opened, judged and compared as it would be taken in, and nothing changed.

Whoever decides over it sees beforehand what would be refused and why, how complete it is, and how
it differs from what is held. A rehearsal holds no lock: it only reads what is in force.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from towpath.evidence import loading, manifests, mappings, registers, settling, superseding, writing
from towpath.evidence.engines import text
from towpath.evidence.homes import Home
from towpath.evidence.judging import Batch
from towpath.evidence.loading import Progress, Taking, Wishes
from towpath.evidence.manifests import Manifest
from towpath.evidence.receipts import Shrunk
from towpath.evidence.refusals import Refusals
from towpath.evidence.registers import Load, Snapshot, files_of
from towpath.evidence.writing import Draft
from towpath.foundation import Grant
from towpath.sources import deliveries
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import duckdb

_EXAMPLES, _SHARES = 5, 12  # lines and words named of a broken rule; categories side by side
_LONGEST = 60  # characters of a word that is named
_OF_THE_KIND = {"unknown-category": ("category",)}  # a rule that no feed declares
_WORDS = {
    Kind.INCIDENTS: "native_category", Kind.ADMISSIONS: "native_category",
    Kind.OUTCOMES: "outcome_words", Kind.SEARCHES: "object", Kind.MEASURES: "indicator",
}  # fmt: skip


@dataclass(frozen=True)
class Broken:
    """A rule that rows broke: how many, and where the first of them stand."""

    rule: str
    sentence: str
    rows: int
    lines: tuple[str, ...]
    words: tuple[tuple[str, int], ...] = ()  # what stands where the rule looked, commonest first


@dataclass(frozen=True)
class Filled:
    """How complete a column is."""

    feed: str
    field: str
    means: str  # as the feed's owner calls it
    heading: str  # as the file has it; empty where the file lacks the column
    filled: int
    rows: int


@dataclass(frozen=True)
class Month:
    """A month of a feed: the rows that come, and those that are held of it now."""

    feed: str
    agency: str
    month: str
    rows: int
    held: int | None
    same: bool  # whether this very load is in force already


@dataclass(frozen=True)
class Share:
    """How many of the rows are of one category, now and in the feed's last delivery."""

    feed: str
    words: str
    rows: int
    of: int
    before: int
    of_before: int


@dataclass(frozen=True)
class Rehearsal:
    """What would become of a delivery. delivered = accepted + refused."""

    delivery: str  # as it would be called
    delivered: int
    accepted: int
    refused: int
    repeats: int
    broken: tuple[Broken, ...]
    filled: tuple[Filled, ...]
    months: tuple[Month, ...]
    shares: tuple[Share, ...]
    losses: tuple[str, ...]  # what would go out of force; needs a word of confirmation
    remarks: tuple[str, ...]
    feeds: tuple[tuple[str, str], ...]  # slug and title
    agencies: tuple[str, ...]

    @property
    def changes(self) -> bool:
        """Whether anything would come into force that is not."""
        return any(not one.same for one in self.months)

    @property
    def written(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def read(cls, written: str) -> Rehearsal:
        """What `written` wrote."""
        said: dict[str, Any] = json.loads(written)
        for name, kind in (("broken", Broken), ("filled", Filled), ("months", Month),
                           ("shares", Share)):  # fmt: skip
            said[name] = tuple(kind(**one) for one in said[name])
        said["broken"] = tuple(
            replace(x, lines=tuple(x.lines), words=tuple((word, n) for word, n in x.words))
            for x in said["broken"]
        )
        for name in ("losses", "remarks", "agencies"):
            said[name] = tuple(said[name])
        said["feeds"] = tuple((slug, title) for slug, title in said["feeds"])
        return cls(**said)


def rehearse(
    home: Home, paths: Sequence[Path], wishes: Wishes, *, folder: Path, at: datetime,
    progress: Progress,
) -> Rehearsal:  # fmt: skip
    """Try a delivery out; `folder`/refused keeps the rows that would be refused.

    Whatever lay in `folder` goes. Raises DeliveryRefused where the delivery cannot be read.
    """
    workspace = folder / "work"
    shutil.rmtree(folder, ignore_errors=True)
    workspace.mkdir(parents=True)
    try:
        mapping = mappings.recall(home, wishes.agency, wishes.feed) | dict(wishes.mapping or {})
        delivery = deliveries.open_delivery(
            paths, workspace=workspace / "parts", feed=wishes.feed, agency=wishes.agency,
            mapping=mapping, own_feeds=loading.own_feeds(home), progress=progress,
        )  # fmt: skip
        before = registers.in_force(home)
        nobody = Grant("rehearsal", "", "")
        taking = Taking(home, delivery, before, wishes, nobody, at, workspace)
        with taking.judged(delivery.parts, progress) as (engine, batches, drafts):
            said = manifests.drawn_up(engine, delivery, batches, taking.name, at)
            manifests.write(workspace / "refused", delivery, said)
            progress("comparing with what is held", 0, 1)
            found = _compared(_Look(engine, home, before, batches, drafts, said))
        (workspace / "refused").rename(folder / "refused")
        return found
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def refused(folder: Path) -> Refusals:
    """The rows that a rehearsal in this folder refused."""
    return Refusals(folder / "refused" / "refused.parquet")


@dataclass
class _Look:
    engine: duckdb.DuckDBPyConnection
    home: Home
    before: Snapshot
    batches: Sequence[Batch]
    drafts: Sequence[Draft]
    said: Manifest

    def rows(self, sql: str) -> list[Any]:
        return list(self.engine.execute(sql).fetchall())


def _compared(look: _Look) -> Rehearsal:
    said = look.said
    remarks = [*said.remarks, *(r for part in said.parts for r in part.remarks)]
    return Rehearsal(
        said.delivery, said.delivered, said.accepted, said.refused, _repeats(look),
        tuple(_broken(said, _looked_at(look.batches))),
        tuple(_filled(look)), tuple(_months(look)), tuple(_shares(look)), tuple(_losses(look)),
        tuple(dict.fromkeys(remarks)),
        tuple(sorted({(one.feed.slug, one.feed.title) for one in look.batches})),
        tuple(sorted({part.agency for part in said.parts})),
    )  # fmt: skip


def _looked_at(batches: Sequence[Batch]) -> dict[str, set[str]]:
    """The headings under which each rule looks."""
    found: dict[str, set[str]] = {}
    for batch in batches:
        declared = {rule.name: rule.fields for rule in batch.feed.rules}
        for one in batch.staged:
            for rule, fields in (declared | _OF_THE_KIND).items():
                headings = {one.part.columns[name] for name in fields if name in one.part.columns}
                found.setdefault(rule, set()).update(headings)
    return found


def _broken(said: Manifest, looked_at: Mapping[str, set[str]]) -> Iterator[Broken]:
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    words: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in said.refused_rows:
        key = row["rule"], row["sentence"]
        if len(places[key]) < _EXAMPLES:
            places[key].append(f"{row['part']}, line {row['line']}")
        if headings := looked_at.get(row["rule"]):
            values = json.loads(row["values"])
            seen = (values.get(one, "").strip()[:_LONGEST] for one in headings)
            words[key].update(word for word in seen if word)
    for rule, sentence, count in sorted(said.refused_by_rule, key=lambda one: -one[2]):
        key = rule, sentence
        common = tuple(words[key].most_common(_EXAMPLES))
        yield Broken(rule, sentence, count, tuple(places[key]), common)


def _filled(look: _Look) -> Iterator[Filled]:
    totals: Counter[tuple[str, str]] = Counter()
    headings: dict[tuple[str, str], str] = {}
    of: Counter[str] = Counter()
    for batch in look.batches:
        part, slug = batch.staged[0].part, batch.feed.slug
        columns = list(batch.columns.items())
        counts = ", ".join(f"count(nullif({column}, ''))" for _, column in columns)
        (rows, *found) = look.rows(f"SELECT count(*), {counts} FROM {batch.name}.staged")[0]
        of[slug] += rows
        for (field, _), count in zip(columns, found, strict=True):
            totals[slug, field] += count
            headings[slug, field] = part.columns[field]
    for feed in {batch.feed.slug: batch.feed for batch in look.batches}.values():
        for one in (one for one in feed.fields if one.kept):
            key = feed.slug, one.name
            yield Filled(*key, one.headers[0], headings.get(key, ""), totals[key], of[feed.slug])


def _months(look: _Look) -> Iterator[Month]:
    held = {load.key: load for load in look.before.loads}
    for one in look.drafts:
        feed, agency, month = one.key
        old = held.get(one.key)
        same = old is not None and old.id == one.id
        yield Month(feed, agency, month, one.rows, old.rows if old else None, same)


def _losses(look: _Look) -> Iterator[str]:
    held = {load.key: load for load in look.before.loads}
    for one in look.drafts:
        try:
            superseding.require_nothing_lost(look.engine, look.home, [one], held)
        except Shrunk as shrunk:
            yield shrunk.sentence


def _repeats(look: _Look) -> int:
    """Rows that repeat an identifier which an earlier row, delivered or held, counts."""
    if not look.drafts:
        return 0
    keys, ids = {one.key for one in look.drafts}, {one.id for one in look.drafts}
    sources = {one.key[:2] for one in look.drafts if one.has_native_id}
    beside = [x for x in look.before.loads if x.key not in keys and x.source in sources]
    writing.register_drafts(look.engine, look.drafts)
    settling.settle(look.engine, look.home, beside, writing.claims(look.batches))
    fresh = ", ".join(map(text, sorted(ids)))
    sql = f"SELECT count(*) FROM settled WHERE NOT counts AND load IN ({fresh})"
    return int(look.rows(sql)[0][0])


def _shares(look: _Look) -> Iterator[Share]:
    fresh = {one.id for one in look.drafts}
    for slug, kind in sorted({(one.feed.slug, one.feed.kind) for one in look.batches}):
        words = _WORDS[kind]
        own = [batch.rows() for batch in look.batches if batch.feed.slug == slug]
        now = _counted(look, words, " UNION ALL ".join(f"SELECT {words} FROM ({q})" for q in own))
        agencies = {one.agency for one in look.drafts if one.key[0] == slug}
        last = _last(look.before, slug, agencies, fresh)
        files = ", ".join(text(files_of(look.home, load.file)) for load in last)
        before = _counted(look, words, f"FROM read_parquet([{files}])") if last else Counter()
        both = sorted(now | before, key=lambda one: -max(now[one], before[one]))
        for one in both[:_SHARES]:
            yield Share(slug, one, now[one], now.total(), before[one], before.total())


def _counted(look: _Look, words: str, rows: str) -> Counter[str]:
    sql = f"SELECT coalesce({words}::VARCHAR, ''), count(*) FROM ({rows}) GROUP BY ALL"
    return Counter(dict(look.rows(sql)))


def _last(before: Snapshot, slug: str, agencies: set[str], fresh: set[str]) -> list[Load]:
    """What is in force of the feed's latest delivery by these agencies, but for this one."""
    own = [
        load for load in before.loads
        if load.feed == slug and load.agency in agencies and load.id not in fresh
    ]  # fmt: skip
    latest = max((load.delivered for load in own), default="")
    return [load for load in own if load.delivered == latest]
