"""From a plain CSV part to a staged Parquet file: text only, its structure proved.

Staging keeps the order of rows, so that a row's place in the staged file gives its line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from towpath.evidence import readings, records
from towpath.evidence.engines import cores, text
from towpath.evidence.records import Broken
from towpath.sources.declarations import Feed
from towpath.sources.parts import Part

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_ROW_GROUP = 122_880
_CSV = "all_varchar = true, auto_detect = false, quote = '\"', escape = '\"'"


@dataclass(frozen=True)
class Staged:
    """One part's rows, staged, and the records of it that are no rows."""

    part: Part
    file: Path
    index: int  # of the part in the column `part`
    records: int  # by a count that the engine had no hand in
    rows: int
    broken: tuple[Broken, ...] = ()
    blank: int = 0
    sifted_to: Path | None = None

    @property
    def sifted(self) -> bool:
        """Whether the staged column `line` holds a row's line; else the row's order does."""
        return self.sifted_to is not None


def columns(feed: Feed, part: Part) -> dict[str, str]:
    """The staged column of each field that is kept or looked at: field name to `cN`."""
    looked_at = {name for rule in feed.rules for name in rule.fields}
    position = {header: number for number, header in enumerate(part.header)}
    return {
        field.name: f"c{position[part.columns[field.name]]}"
        for field in feed.fields
        if field.name in part.columns and (field.kept or field.name in looked_at)
    }


def month(part: Part) -> str:
    """The month a row is counted in, as SQL: the feed's month, else the month it was recorded in,
    else the month it began in; null for a kind of row that has none."""
    held = columns(part.feed, part)
    for said in ("month", "recorded", "occurred_from", "period_start"):
        field = part.feed.field(said)
        if field is not None and said in held:
            read = readings.value(field, held[said], part.feed)
            return f"date_trunc('month', {read})::DATE"
    return "NULL::DATE"


def stage(
    engine: duckdb.DuckDBPyConnection, parts: Sequence[Part], folder: Path
) -> list[list[Staged]]:
    """Stage every part in a file of its own; those that share a declaration and columns together.

    A part whose records are not one line each is sifted first.
    """

    def one(numbered: tuple[int, Part]) -> Staged:
        with engine.cursor() as cursor:  # a session of its own: what it rejects stays with it
            return _stage(cursor, *numbered, folder)

    if len(parts) == 1:
        found = [_stage(engine, 0, parts[0], folder)]
    else:  # a month's file is too small for an engine to share among cores: each takes a file
        with ThreadPoolExecutor(cores()) as pool:
            found = list(pool.map(one, enumerate(parts)))
    groups: dict[tuple[object, ...], list[Staged]] = defaultdict(list)
    for staged in found:
        part = staged.part
        groups[part.feed.slug, part.header, tuple(part.columns.items()), staged.sifted].append(
            staged
        )
    return list(groups.values())


def _stage(engine: duckdb.DuckDBPyConnection, index: int, part: Part, folder: Path) -> Staged:
    import duckdb

    file = folder / f"staged-{index}.parquet"
    with ThreadPoolExecutor(1) as aside:  # the engine reads a large file no faster for waiting
        lines = aside.submit(records.count, part.path)
        try:
            rows = _copy(engine, part.path, index, part, file)
        except (duckdb.InvalidInputException, OSError, ValueError):
            rows = -1  # line ends of two kinds, or a line beyond all measure
    expected = lines.result() - records.header_lines(part.path, part.delimiter)
    if rows == expected and not _rejected(engine):
        return Staged(part, file, index, expected, rows)
    target = folder / f"sifted-{index}.csv"
    sifted = records.sift(part.path, target, len(part.header), part.delimiter)
    rows = _copy(engine, target, index, part, file, sifted=True)
    assert rows == sifted.rows, f"{part.name}: {sifted.rows} rows were sifted and {rows} read"
    count = sifted.rows + len(sifted.broken)
    return Staged(part, file, index, count, rows, sifted.broken, sifted.blank, target)


def _copy(
    engine: duckdb.DuckDBPyConnection, path: Path, index: int, part: Part, file: Path, *,
    sifted: bool = False,
) -> int:  # fmt: skip
    held = columns(part.feed, part)
    names = [*(["line"] if sifted else []), *(f"c{n}" for n in range(len(part.header)))]
    typed = ", ".join(f"{text(one)}: 'VARCHAR'" for one in names)
    kept = [f"{index}::BIGINT AS part", *(["line::BIGINT AS line"] if sifted else []),
            f"{month(part)} AS month"]  # fmt: skip
    if identity := held.get("native_id"):
        kept.append(f"CASE WHEN {identity} IS NOT NULL THEN hash({identity}) END AS id_hash")
    kept.append(f"{_fault(part.feed, held)}::SMALLINT AS fault")
    kept += sorted(set(held.values()))
    engine.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    found = engine.execute(
        f"SELECT {', '.join(kept)} FROM read_csv({text(str(path))}, {_CSV}, "
        f"delim = {text(',' if sifted else part.delimiter)}, "
        f"header = {str(not sifted).lower()}, columns = {{{typed}}}, store_rejects = true)"
    ).to_arrow_reader(_ROW_GROUP)
    return _written(found, file, held.get("native_id", ""))


def _written(rows: pa.RecordBatchReader, file: Path, identity: str) -> int:
    """Write rows as they come, and count them.

    Arrow writes text in half of DuckDB's time where nobody asks for statistics (but of the month,
    by which rows are picked); an identifier is another in every row, so needs no dictionary.
    """
    from pyarrow import parquet

    coded = [one for one in rows.schema.names if one != identity]
    written = 0
    with (
        parquet.ParquetWriter(
            file, rows.schema, compression="none", use_dictionary=coded,
            write_statistics=["month"], store_schema=False,
        ) as sink,
        ThreadPoolExecutor(1) as aside,  # while one batch is written, the next is read
    ):  # fmt: skip
        waiting: Future[None] = aside.submit(lambda: None)
        for batch in rows:
            waiting.result()
            waiting = aside.submit(sink.write_batch, batch)
            written += batch.num_rows
        waiting.result()
    return written


def _fault(feed: Feed, held: dict[str, str]) -> str:
    """The number of the first thing that is wrong with a field by itself, as SQL."""
    found = enumerate(readings.faults(feed, held))
    cases = " ".join(f"WHEN {when} THEN {number}" for number, (_, _, when) in found)
    return f"CASE {cases} END" if cases else "NULL"


def _rejected(engine: duckdb.DuckDBPyConnection) -> bool:
    """Whether the engine found a record that is no row."""
    found = engine.execute("SELECT count(*) FROM reject_errors").fetchone()
    return bool(found and found[0])
