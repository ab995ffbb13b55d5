"""From plain CSV parts to one staged Parquet file a batch: text only, its structure proved.

A batch is parts that share feed, header and delimiter. Staging keeps the order of files and rows,
so that a row's number in the staged file gives its line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from towpath.evidence import readings, records
from towpath.evidence.engines import name, text
from towpath.sources.declarations import Feed
from towpath.sources.parts import Part

if TYPE_CHECKING:
    import duckdb

_CSV = "all_varchar = true, auto_detect = false, quote = '\"', escape = '\"'"


@dataclass(frozen=True)
class Staged:
    """One part's rows in a staged file, and the records of it that are no rows."""

    part: Part
    file: Path
    index: int  # of the part in the staged file's column `part`
    records: int  # by a count that the engine had no hand in
    first: int  # number, in the staged file, of its first row
    rows: int
    broken: tuple[records.Broken, ...] = ()
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
) -> Iterator[list[Staged]]:
    """Stage every part; one list a staged file. Parts that are not one line a record are sifted."""
    counted = {part.path: records.count(part.path) for part in parts}
    batches: dict[tuple[object, ...], list[Part]] = defaultdict(list)
    for part in parts:
        ends = counted[part.path].carriage_returns
        batches[part.feed.slug, part.header, part.delimiter, ends].append(part)
    for number, batch in enumerate(batches.values()):
        file = folder / f"staged-{number}.parquet"
        plain = _stage_plain(engine, batch, counted, file)
        if plain:
            yield plain
        plainly = {one.part.name for one in plain}
        odd = [part for part in batch if part.name not in plainly]
        if odd:
            yield _stage_sifted(engine, odd, folder / f"sifted-{number}")


def _stage_plain(
    engine: duckdb.DuckDBPyConnection,
    batch: Sequence[Part],
    counted: dict[Path, records.Lines],
    file: Path,
) -> list[Staged]:
    import duckdb

    try:
        _copy(engine, [part.path for part in batch], batch[0], file, sifted=False)
    except duckdb.InvalidInputException:
        return []  # line ends of two kinds, or a line beyond all measure: sift them
    odd = _rejected(engine)
    spans = _spans(engine, file)
    found = []
    for index, part in enumerate(batch):
        first, rows = spans.get(index, (0, 0))
        expected = counted[part.path].lines - records.header_lines(part.path, part.delimiter)
        if index not in odd and rows == expected:
            found.append(Staged(part, file, index, expected, first, rows))
    return found


def _stage_sifted(
    engine: duckdb.DuckDBPyConnection, batch: Sequence[Part], folder: Path
) -> list[Staged]:
    folder.mkdir()
    targets = [folder / f"{number}.csv" for number in range(len(batch))]
    sifted = [
        records.sift(part.path, target, len(part.header), part.delimiter)
        for part, target in zip(batch, targets, strict=True)
    ]
    file = folder / "staged.parquet"
    _copy(engine, targets, batch[0], file, sifted=True)
    spans = _spans(engine, file)
    found = []
    for index, (part, one) in enumerate(zip(batch, sifted, strict=True)):
        first, rows = spans.get(index, (0, 0))
        assert rows == one.rows, f"{part.name}: {one.rows} rows were sifted and {rows} read"
        count = one.rows + len(one.broken)
        found.append(
            Staged(part, file, index, count, first, rows, one.broken, one.blank, targets[index])
        )  # fmt: skip
    return found


def _copy(
    engine: duckdb.DuckDBPyConnection, paths: list[Path], like: Part, file: Path, *, sifted: bool
) -> None:
    names = [f"c{number}" for number in range(len(like.header))]
    wanted = sorted(set(columns(like.feed, like).values()))
    shape = (["line"] if sifted else []) + names
    typed = ", ".join(f"{text(one)}: 'VARCHAR'" for one in shape)
    listed = ", ".join(text(str(path)) for path in paths)
    delimiter = "," if sifted else like.delimiter
    numbers = ["file_index AS part", *(["line::BIGINT AS line"] if sifted else [])]
    made = [f"{month(like)} AS month"]
    if identity := columns(like.feed, like).get("native_id"):
        made.append(f"CASE WHEN {identity} IS NOT NULL THEN hash({identity}) END AS id_hash")
    kept = ", ".join([*numbers, *made, *map(name, wanted)])
    engine.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    engine.execute(
        f"COPY (SELECT {kept} FROM read_csv([{listed}], {_CSV}, delim = {text(delimiter)}, "
        f"header = {str(not sifted).lower()}, columns = {{{typed}}}, store_rejects = true)) "
        f"TO {text(str(file))} (FORMAT parquet, COMPRESSION lz4_raw)"
    )


def _rejected(engine: duckdb.DuckDBPyConnection) -> set[int]:
    """The files in which the engine found a record that is no row."""
    found = engine.execute("SELECT DISTINCT file_id FROM reject_errors").fetchall()
    return {int(row[0]) for row in found}


def _spans(engine: duckdb.DuckDBPyConnection, file: Path) -> dict[int, tuple[int, int]]:
    """By part: the number of its first row in the staged file, and how many it has."""
    rows = engine.execute(
        "SELECT part, min(file_row_number), max(file_row_number), count(*) "
        f"FROM read_parquet({text(str(file))}, file_row_number = true) GROUP BY part"
    ).fetchall()
    for part, first, last, count in rows:
        assert last - first + 1 == count, f"rows of part {part} were not staged in order"
    return {int(part): (int(first), int(count)) for part, first, _, count in rows}
