"""Which staged rows break which rule of their feed, and what the others become."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from towpath.evidence import lookups
from towpath.evidence.compiling import Compiled
from towpath.evidence.engines import text
from towpath.evidence.readings import Fault, Sql
from towpath.evidence.staging import Staged
from towpath.evidence.tables import SETTLED
from towpath.sources.declarations import Feed
from towpath.sources.reference import Pack

if TYPE_CHECKING:
    import duckdb

MOST_REMARKS, MOST_RULES = 10, 3


@dataclass(frozen=True)
class Batch:
    """A staged file whose parts share a feed: its tables and views live under `name`."""

    name: str
    feed: Feed
    staged: tuple[Staged, ...]
    rules: tuple[Fault, ...]
    columns: Mapping[str, str]  # the staged column of each field
    projected: Sql
    joined: Sql
    period: str  # the field that says a measure's period, if any
    remarks: tuple[str, ...] = ()
    refused: int = 0

    @property
    def native_id(self) -> str:
        """The staged column of the feed's own identifier; empty where repeats cannot be told."""
        return self.columns.get("native_id", "") if self.feed.kind in SETTLED else ""

    @property
    def sound(self) -> Sql:
        """When a staged row is accepted."""
        return f"number NOT IN (SELECT number FROM {self.name}.refused)" if self.refused else "true"

    def rows(self, where: Sql = "true", of: Staged | None = None, month: date | None = None) -> Sql:
        """A query for the accepted rows that a condition picks out (of one part, one month)."""
        chosen = "*"
        if month is not None:  # is then the same in every row, and so is what follows from it
            said = f"DATE {text(month.isoformat())}"
            chosen, where = f"* REPLACE ({said} AS month)", f"({where}) AND month = {said}"
        source, parts = f"{self.name}.staged", f"{self.name}.parts p ON p.part = s.part"
        joined = self.joined
        if of is not None:  # what its part says is then the same in every row too
            source = f"({_of_files(self.name, [of], self.columns.get(self.period, ''))})"
            only = f"(FROM {self.name}.parts WHERE part = {of.index}) p ON true"
            joined = joined.replace(parts, only, 1)
        # The condition goes to the staged rows first, so that only they are looked up.
        driving = f"(SELECT {chosen} FROM {source} WHERE ({where}) AND {self.sound}) s"
        joined = joined.replace(f"{self.name}.staged s", driving, 1)
        return f"SELECT s.number AS number, s.part AS part, {self.projected} FROM {joined}"


@dataclass(frozen=True)
class Bench:
    """What every batch is judged by: the reference pack and the day."""

    pack: Pack | None
    today: date
    offsets: Mapping[str, int]  # of each part's rows in a load that several parts make up


def judge(
    engine: duckdb.DuckDBPyConnection, staged: Sequence[Staged], name: str, bench: Bench
) -> Batch:
    """Read a staged file by its declaration; `NAME.refused` holds the rows that break a rule."""
    part = staged[0].part
    engine.execute(f"CREATE SCHEMA {name}")
    compiled = Compiled(part, name, bench.today)
    _register_parts(engine, name, staged, bench.offsets)
    _register_staged(engine, name, staged, compiled.columns.get(compiled.period, ""))
    compiled.register(engine, bench.pack)
    rules, joined, broken = tuple(compiled.rules()), compiled.joined(), compiled.broken()
    engine.execute(
        f"CREATE TABLE {name}.refused AS SELECT * FROM (SELECT s.number, s.part, s.month, "
        f"p.first_line + s.record AS line, {broken} AS rule FROM {compiled.joined(broken)}) "
        "WHERE rule IS NOT NULL"
    )
    (refused,) = engine.execute(f"SELECT count(*) FROM {name}.refused").fetchone() or (0,)
    return Batch(
        name, part.feed, tuple(staged), rules, compiled.columns, compiled.projection(), joined,
        compiled.period, tuple(_remarks(engine, compiled)), int(refused),
    )  # fmt: skip


def commonest(engine: duckdb.DuckDBPyConnection, batches: Sequence[Batch]) -> str:
    """What the rules say that most rows break, and where one of them stands."""
    found: Counter[str] = Counter()
    where: dict[str, str] = {}
    for batch in batches:
        of = {one.index: one.part for one in batch.staged}
        refused = f"SELECT rule, count(*), arg_min((part, line), number) FROM {batch.name}.refused"
        for rule, count, (part, line) in engine.execute(f"{refused} GROUP BY rule").fetchall():
            found[batch.rules[rule][1]] += count
            where.setdefault(batch.rules[rule][1], f"{of[part].name}, line {line}")
        for one in batch.staged:
            for broken in one.broken:
                found[broken.sentence] += 1
                line = one.part.first_line + broken.line
                where.setdefault(broken.sentence, f"{one.part.name}, line {line}")
    return " ".join(
        f"{many:,} of them, the first in {where[said]}: {said}"
        for said, many in found.most_common(MOST_RULES)
    )


def _remarks(engine: duckdb.DuckDBPyConnection, compiled: Compiled) -> Iterator[str]:
    """What was accepted in the owner's words, since nobody has said what they mean."""
    for what, field, table in (
        ("outcome", compiled.outcome, "outcome_words"), ("area", compiled.place, "places"),
    ):  # fmt: skip
        if not field:
            continue
        words = lookups.unmapped(engine, compiled.batch, compiled.columns[field], table)
        for one in words[:MOST_REMARKS]:
            why = "is not known, or can be several places" if what == "area" else "is not known"
            yield f'The {what} "{one}" {why}; its words were kept.'
        if len(words) > MOST_REMARKS:
            yield f"{len(words) - MOST_REMARKS} more words for the {what} are not known either."


def _register_parts(
    engine: duckdb.DuckDBPyConnection, name: str, staged: Sequence[Staged],
    offsets: Mapping[str, int],
) -> None:  # fmt: skip
    engine.execute(
        f"CREATE TABLE {name}.parts (part BIGINT, agency VARCHAR, month DATE, first_line BIGINT, "
        "row_offset BIGINT, is_force BOOLEAN)"
    )
    forces = {row[0] for row in engine.execute("SELECT DISTINCT force FROM known_areas").fetchall()}
    rows = [
        [one.index, one.part.agency, one.part.month, one.part.first_line,
         offsets.get(one.part.name, 0), one.part.agency in forces]
        for one in staged
    ]  # fmt: skip
    engine.executemany(f"INSERT INTO {name}.parts VALUES (?, ?, ?, ?, ?, ?)", rows)


def _register_staged(
    engine: duckdb.DuckDBPyConnection, name: str, staged: Sequence[Staged], period: str
) -> None:
    """The view `NAME.staged`: every row of these parts with its number and month, its position
    among its part's rows and its record's among the lines below the header, both from 0."""
    if period:
        files = ", ".join(text(str(one.file)) for one in staged)
        lookups.register_periods(engine, name, f"read_parquet([{files}])", period)
    engine.execute(f"CREATE VIEW {name}.staged AS {_of_files(name, staged, period)}")


def _of_files(name: str, staged: Sequence[Staged], period: str) -> Sql:
    one = staged[0]
    record = "f.line" if one.sifted else "f.file_row_number"
    rest = "f.* EXCLUDE (part, month, file_row_number" + (", line)" if one.sifted else ")")
    # Where a file is named for its month, a moment near midnight is counted in that month too.
    dated = one.part.feed.field("month") is not None or all(s.part.month is None for s in staged)
    month, beside = "f.month", ""
    if not dated:
        month, beside = "coalesce(p.month, f.month)", f"JOIN {name}.parts p ON p.part = f.part "
    if period:
        month = "date_trunc('month', q.since)::DATE"
        beside += f"LEFT JOIN {name}.periods q ON q.words = f.{period}"
    files = ", ".join(text(str(one.file)) for one in staged)
    return (
        f"SELECT (f.part << 32) + f.file_row_number AS number, f.part, "
        f"f.file_row_number AS position, {record} AS record, {month} AS month, {rest} "
        f"FROM read_parquet([{files}], file_row_number = true) f {beside}"
    )
