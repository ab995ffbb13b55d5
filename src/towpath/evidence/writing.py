"""From judged rows to loads at rest: which loads there will be, their Parquet and the manifest."""

from __future__ import annotations

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from towpath.evidence import engines, lookups, settling
from towpath.evidence.engines import cores, text
from towpath.evidence.homes import Home
from towpath.evidence.judging import Batch
from towpath.evidence.manifests import Manifest
from towpath.evidence.registers import SCHEMA, Load, bring, digest, files_of
from towpath.evidence.settling import Settlement, Source
from towpath.evidence.staging import Staged
from towpath.evidence.tables import PARQUET, SETTLED, SHAPES
from towpath.sources.declarations import Kind
from towpath.sources.parts import Part
from towpath.sources.reference import Pack

if TYPE_CHECKING:
    import duckdb

Progress = Callable[[str, int, int], None]
_STREWN = 2  # months that take up, in their file, so many times the room of their rows


@dataclass(frozen=True)
class Draft:
    """A load to be: where its rows are staged."""

    id: str
    agency: str
    month: date
    parts: tuple[Part, ...]
    rows: int
    span: int  # from its first row to its last, as they were staged
    picked: tuple[tuple[Batch, tuple[int, ...]], ...]  # batch, and its parts there

    @property
    def part(self) -> Part:
        """One of its parts, for what all of them share."""
        return self.parts[0]

    @property
    def key(self) -> tuple[str, str, str]:
        """What it supersedes by."""
        return self.part.feed.slug, self.agency, self.month.isoformat()

    @property
    def has_native_id(self) -> bool:
        """Whether repeats can be told."""
        return any(batch.native_id for batch, _ in self.picked)


_Found = tuple[Batch, Staged, int, int]  # rows of one month in a part: how many, over what span


def fingerprint(pack: Pack | None) -> str:
    """What of the reference pack decides which rows are accepted: the small-area codes it knows."""
    if pack is None:
        return "no pack"
    codes = (f"{v}:{c}" for v in lookups.VINTAGES for c in sorted(pack.stable_areas(v)))
    return digest(*codes)


def load_id(part: Part, month: date, shas: Sequence[str], marks: str) -> str:
    """A load's id: a hash over feed, agency, month and content, the same wherever it is made."""
    mapped = json.dumps(sorted(part.columns.items()))
    words = (str(SCHEMA), part.feed.slug, str(part.feed.version), part.agency, month.isoformat())
    return "L-" + digest(*words, mapped, marks, *sorted(shas))[:12]


def draft(engine: duckdb.DuckDBPyConnection, batches: Sequence[Batch], marks: str) -> list[Draft]:
    """The loads that judged batches come to, in the order of feed, agency and month."""
    groups: dict[tuple[str, str, date], list[_Found]] = defaultdict(list)
    for batch in batches:
        of = {one.index: one for one in batch.staged}
        rows = engine.execute(
            "SELECT part, month, count(*), max(number) - min(number) + 1 "
            f"FROM {batch.name}.staged WHERE {batch.sound} GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        for index, month, count, span in rows:
            part = of[index].part
            groups[part.feed.slug, part.agency, month].append((batch, of[index], count, span))
    return [
        _draft(month, found, marks)
        for (_, _, month), found in sorted(groups.items(), key=lambda g: g[0])
    ]


def _draft(month: date, found: Sequence[_Found], marks: str) -> Draft:
    picked = []
    for batch in {batch.name: batch for batch, *_ in found}.values():
        picked.append((batch, tuple(staged.index for of, staged, *_ in found if of is batch)))
    parts = sorted((staged.part for _, staged, *_ in found), key=lambda part: part.sha256)
    identity = load_id(parts[0], month, [part.sha256 for part in parts], marks)
    rows, span = sum(one[2] for one in found), sum(one[3] for one in found)
    return Draft(identity, parts[0].agency, month, tuple(parts), rows, span, tuple(picked))


def register_drafts(engine: duckdb.DuckDBPyConnection, drafts: Sequence[Draft]) -> None:
    """The table `drafts`: into which load the rows of a part and month go."""
    engine.execute("CREATE TABLE drafts (batch VARCHAR, part BIGINT, month DATE, load VARCHAR)")
    rows = [
        [batch.name, index, one.month, one.id]
        for one in drafts for batch, indexes in one.picked for index in indexes
    ]  # fmt: skip
    engine.executemany("INSERT INTO drafts VALUES (?, ?, ?, ?)", rows)


def claims(batches: Sequence[Batch]) -> Iterator[Source]:
    """The new rows, in the shape that settling wants."""
    for batch in (one for one in batches if one.native_id):
        name = batch.name
        of = f"{name}.staged s JOIN drafts d ON {_of(name)}"
        before = (
            f"CREATE TABLE {name}.repeats AS SELECT s.number, d.load, "
            f"{text(batch.feed.slug + '/')} || p.agency AS source FROM {of} "
            f"JOIN {name}.parts p ON p.part = s.part WHERE s.id_hash IN (SELECT h FROM repeated)"
        )
        numbered = batch.rows(f"number IN (SELECT number FROM {name}.repeats)")
        yield Source(
            f"SELECT id_hash AS h, false AS marked FROM {_with_ids(batch, of)}",
            "SELECT r.source, a.native_id, r.load, a.row, a.month, a.area, a.outcome, "
            f"a.outcome_words FROM ({numbered}) a JOIN {name}.repeats r USING (number)",
            before,
        )


def _with_ids(batch: Batch, of: str) -> str:
    """The staged rows that are new: whole files, where each part is of one month, since a month
    that is held already was not staged at all."""
    if any(one.part.month is None for one in batch.staged):
        return of
    return f"read_parquet([{', '.join(text(str(one.file)) for one in batch.staged)}])"


def _of(batch: str, rows: str = "s") -> str:
    return f"d.batch = {text(batch)} AND d.part = {rows}.part AND d.month = {rows}.month"


def write(
    engine: duckdb.DuckDBPyConnection, home: Home, drafts: Sequence[Draft],
    settlement: Settlement, said: Manifest, tell: Progress,
) -> list[Load]:  # fmt: skip
    """Write the Parquet of every load, and describe each load.

    Where months lie apart, each is written by itself, several at a time; where they are strewn
    through a file, all of them in one pass over its batch.
    """
    of = {index: staged for one in drafts for batch, _ in one.picked for staged in batch.staged
          for index in [staged.index]}  # fmt: skip
    strewn = sum(one.span for one in drafts) > _STREWN * sum(one.rows for one in drafts)
    alone = [(one, batch, of[index]) for one in drafts for batch, indexes in one.picked
             for index in indexes if of[index].part.month is not None or not strewn]  # fmt: skip
    together = {batch.name: batch for one in drafts for batch, indexes in one.picked
                if strewn and any(of[index].part.month is None for index in indexes)}  # fmt: skip
    repeats, done = frozenset(settlement.variants), itertools.count(1)
    several = len(alone) > cores()
    with engines.beside(engine, home.incoming) if several else nullcontext(engine) as chosen:

        def by_itself(task: tuple[Draft, Batch, Staged]) -> None:
            made, batch, staged = task
            with chosen.cursor() as cursor:
                _copy_part(cursor, home, made, batch, staged, made.id in repeats)
            tell("writing loads", next(done), len(alone))

        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(by_itself, alone))
    for batch in together.values():
        _copy_batch(engine, home, batch, bool(repeats) and batch.feed.kind in SETTLED)
    return [_described(engine, home, one, settlement, said) for one in drafts]


def _columns(batch: Batch, load: str, repeats: bool, agency: str = "") -> str:
    absent = {"own_outcome", "own_outcome_words"}
    made = {"load": load} | dict.fromkeys(absent, "NULL")
    if batch.feed.kind in SETTLED:
        made |= _settled() if repeats else {"counts": "NOT t.cancelled", "updated": "false"}
    found = {
        c.name: f"({made.get(c.name, f't.{c.name}')})::{c.type}" for c in SHAPES[batch.feed.kind]
    }
    # What is the same in every row is written as one word and not looked at row by row.
    found["feed"] = _same(batch.feed.slug)
    if agency:
        found |= {"load": f"{load}::ENUM({load})", "agency": _same(agency)}
    return ", ".join(f"{sql} AS {name}" for name, sql in found.items())


def _same(word: str) -> str:
    return f"{text(word)}::ENUM({text(word)})"


def _copy_part(
    engine: duckdb.DuckDBPyConnection, home: Home, made: Draft, batch: Batch, staged: Staged,
    repeats: bool,
) -> None:  # fmt: skip
    folder = home.incoming / f"out-{staged.index}" / f"load={made.id}"
    folder.mkdir(parents=True)
    settled = f"(FROM settled WHERE load = {text(made.id)})"
    beside = f"LEFT JOIN {settled} x ON x.row = t.row" if repeats else ""
    engine.execute(
        f"COPY (SELECT {_columns(batch, text(made.id), repeats, made.agency)} "
        f"FROM ({batch.rows(of=staged, month=made.month)}) t {beside}) "
        f"TO {text(str(folder / f'{staged.index}.parquet'))} ({PARQUET})"
    )


def _copy_batch(engine: duckdb.DuckDBPyConnection, home: Home, batch: Batch, repeats: bool) -> None:
    """One pass over a batch, from which each row goes into its own load's folder."""
    beside = "LEFT JOIN settled x ON x.load = d.load AND x.row = t.row" if repeats else ""
    engine.execute(
        f"COPY (SELECT {_columns(batch, 'd.load', repeats)} FROM ({batch.rows()}) t "
        f"JOIN drafts d ON {_of(batch.name, 't')} {beside}) "
        f"TO {text(str(home.incoming / f'out-{batch.name}'))} "
        f"({PARQUET}, PARTITION_BY (load), WRITE_PARTITION_COLUMNS true, "
        f"FILENAME_PATTERN {text(batch.name + '_{i}')})"
    )


def _settled() -> dict[str, str]:
    own = ("outcome", "outcome_words")
    return {
        "counts": "NOT t.cancelled AND coalesce(x.counts, true)",
        "updated": "coalesce(x.updated, false)",
        **{f"own_{n}": f"CASE WHEN x.updated THEN t.{n} END" for n in own},
        **{n: f"CASE WHEN x.row IS NULL THEN t.{n} ELSE x.{n} END" for n in own},
    }  # fmt: skip


def _gather(home: Home, load: str, file: str) -> None:
    """Bring a load's files, one or more from each batch, to where the register will name them."""
    folder = home.incoming / "gathered" / load
    folder.mkdir(parents=True)
    for path in sorted(home.incoming.glob(f"out-*/load={load}/*.parquet")):
        path.rename(folder / path.name)
    bring(home, folder, file)


def _described(
    engine: duckdb.DuckDBPyConnection, home: Home, made: Draft, settlement: Settlement,
    said: Manifest,
) -> Load:  # fmt: skip
    feed, file = made.part.feed, settlement.file(made.id)
    _gather(home, made.id, file)
    facts = _facts(engine, files_of(home, file), feed.kind)
    assert facts["rows"] == made.rows, f"{made.id}: {facts['rows']} rows written of {made.rows}"
    month = made.month.isoformat()
    rules: Counter[str] = Counter()
    for part in made.parts:
        rules += said.refused_of.get((part.name, month), Counter())
    remarks = [r for p in said.parts if p.name in {x.name for x in made.parts} for r in p.remarks]
    return Load(
        feed=feed.slug, agency=made.agency, month=month, id=made.id, version=feed.version,
        kind=feed.kind.value, title=feed.title, delivery=said.delivery,
        delivered=said.at.astimezone(UTC).isoformat(timespec="seconds"),
        parts=tuple((part.name, part.sha256) for part in made.parts),
        rows=made.rows, counted=facts["counted"], refused=sum(rules.values()),
        refused_by_rule=tuple(sorted(rules.items())), remarks=tuple(remarks),
        vintage=facts["vintage"], placed=facts["placed"], precision=feed.precision,
        snapped=feed.snapped, licence=feed.licence,
        sensitivity=feed.handling.sensitivity.name.lower(), years_kept=feed.handling.years_kept,
        file=file,
    )  # fmt: skip


def _facts(engine: duckdb.DuckDBPyConnection, files: str, kind: Kind) -> dict[str, Any]:
    rows = f"read_parquet({text(files)})"
    counted = (
        "count(*) FILTER (counts)" if kind in (Kind.INCIDENTS, Kind.ADMISSIONS) else "count(*)"
    )
    placed = "placed" if kind is not Kind.MEASURES else "'none'"
    found = engine.execute(
        f"SELECT {placed}, coalesce(vintage, 0), count(*), {counted} FROM {rows} "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    where: Counter[str] = Counter()
    vintages: Counter[int] = Counter()
    for how, vintage, count, _ in found:
        where[how] += count
        vintages[vintage] += count if vintage else 0
    return {
        "rows": sum(count for _, _, count, _ in found),
        "counted": sum(count for *_, count in found),
        "placed": tuple(sorted(where.items())),
        "vintage": max(vintages, key=lambda v: (vintages[v], v)) if vintages.total() else 0,
    }


def resettle(
    engine: duckdb.DuckDBPyConnection, home: Home, load: Load, settlement: Settlement
) -> Load:
    """A load that is held already, under another settlement of its repeats."""
    file = settlement.file(load.id)
    if not (home.loads / file).exists():
        settling.rewrite(engine, home, load, file)
    facts = _facts(engine, files_of(home, file), Kind(load.kind))
    return replace(load, file=file, counted=facts["counted"])
