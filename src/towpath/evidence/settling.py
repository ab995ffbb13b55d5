"""Repeats of a native id within its source: the first month counts, the latest outcome wins.

A source is a feed and the agency that delivers it. Of an id's rows the one in the first month
counts (within a month: a row with a place before one without, then the first row), and takes the
outcome of the last row that has one. Rows without an id are never repeats. It is settled when a
delivery comes into force, over all loads of the source then in force, and so comes out the same in
whatever order they were delivered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from towpath.evidence import tables
from towpath.evidence.engines import text
from towpath.evidence.homes import Home
from towpath.evidence.registers import Load, bring, digest, files_of
from towpath.evidence.tables import SETTLED

if TYPE_CHECKING:
    import duckdb

PLAIN = "plain"
KINDS = tuple(kind.value for kind in SETTLED)


@dataclass(frozen=True)
class Settlement:
    """What became of each load that holds a repeat: the name of its settled file."""

    variants: dict[str, str]  # load id to a name over its settled rows

    def file(self, load: str) -> str:
        """The folder, under loads/, of the load's Parquet so settled."""
        return f"{load}/{self.variants.get(load, PLAIN)}"


@dataclass(frozen=True)
class Source:
    """Rows of one or more sources: a cheap query for their ids, and a full one for their claims.

    `ids`: h (hash of the native id, null where there is none), marked (whether it was settled
    otherwise than as it came). `claims`: source, load, row, month, area, native_id, outcome,
    outcome_words, of rows whose id is repeated. `before`: a statement to run before `claims`.
    """

    ids: str
    claims: str
    before: str = ""


def settle(
    engine: duckdb.DuckDBPyConnection, home: Home, held: Sequence[Load], fresh: Iterable[Source]
) -> Settlement:
    """Settle every id that is held more than once; the table `settled` says how.

    `fresh` are the new rows; `held` are the loads of the same sources that stay in force.
    """
    tables.register(engine)
    sources = defaultdict(list)
    for load in held:
        sources[load.source].append(text(files_of(home, load.file)))
    all_of = [*fresh, *(_held(source, files) for source, files in sorted(sources.items()))]
    engine.execute("DROP TABLE IF EXISTS settled; DROP TABLE IF EXISTS repeated")
    if not all_of:
        engine.execute(f"CREATE TABLE settled AS {_EMPTY}")
        return Settlement({})
    ids = " UNION ALL ".join(one.ids for one in all_of)
    _register_repeated(engine, ids)
    for one in all_of:
        if one.before:
            engine.execute(one.before)
    claims = " UNION ALL ".join(one.claims for one in all_of)
    engine.execute(f"CREATE TABLE settled AS {_settled(claims)}")
    return Settlement(_variants(engine))


def _register_repeated(engine: duckdb.DuckDBPyConnection, ids: str) -> None:
    """The table `repeated`: hashes of ids that occur more than once, or were settled before.

    Eight bytes an id are enough to see that nearly all occur once; sorting them takes a fraction
    of the time of an engine's grouping.
    """
    import numpy as np
    import pyarrow as pa

    found = engine.execute(f"SELECT h FROM ({ids}) WHERE h IS NOT NULL").to_arrow_table()
    hashes = np.sort(found["h"].to_numpy().astype(np.uint64, copy=False))
    again = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
    engine.register("_again", pa.table({"h": again}))
    engine.execute(
        "CREATE TABLE repeated AS FROM _again UNION "
        f"SELECT h FROM ({ids}) WHERE marked AND h IS NOT NULL"
    )
    engine.unregister("_again")


def _held(source: tuple[str, str], files: Sequence[str]) -> Source:
    said = f"SELECT {text('/'.join(source))} AS source"
    hashed = "CASE WHEN native_id IS NOT NULL THEN hash(native_id) END AS h"
    rows = f"read_parquet([{', '.join(files)}])"
    own = "CASE WHEN updated THEN own_{0} ELSE {0} END AS {0}"
    return Source(
        f"SELECT {hashed}, NOT (counts OR cancelled) OR updated AS marked FROM {rows}",
        f"{said}, native_id, load, row, month, area, {own.format('outcome')}, "
        f"{own.format('outcome_words')} "
        f"FROM {rows} WHERE native_id IS NOT NULL AND hash(native_id) IN (SELECT h FROM repeated)",
    )


_EMPTY = (
    "SELECT ''::VARCHAR AS load, 0::BIGINT AS row, true AS counts, false AS updated, "
    "''::VARCHAR AS outcome, ''::VARCHAR AS outcome_words WHERE false"
)


def _settled(rows: str) -> str:
    return f"""
        WITH ranked AS (
            SELECT *,
                row_number() OVER (
                    PARTITION BY source, native_id ORDER BY month, area IS NULL, row
                ) AS place,
                arg_max({{'outcome': outcome, 'words': outcome_words}},
                    {{'month': month, 'row': row}}) FILTER (outcome_words IS NOT NULL)
                    OVER (PARTITION BY source, native_id) AS latest
            FROM ({rows})
        )
        SELECT load, row, place = 1 AS counts,
            place = 1 AND latest.words IS DISTINCT FROM outcome_words AS updated,
            (CASE WHEN place = 1 THEN latest.outcome ELSE outcome END)::{tables.OUTCOME} AS outcome,
            CASE WHEN place = 1 THEN latest.words ELSE outcome_words END AS outcome_words
        FROM ranked
    """


def _variants(engine: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """A name for the settled state of each load, over the rows in which it differs from plain."""
    rows = engine.execute(
        "SELECT load, row, counts, coalesce(outcome_words, '') FROM settled "
        "WHERE NOT counts OR updated ORDER BY load, row"
    ).fetchall()
    said: dict[str, list[str]] = defaultdict(list)
    for load, row, counts, words in rows:
        said[load].append(f"{row} {counts} {words}")
    return {load: digest(*lines) for load, lines in said.items()}


def rewrite(engine: duckdb.DuckDBPyConnection, home: Home, load: Load, file: str) -> None:
    """Write a load that is held already anew under another settlement."""
    folder = home.incoming / file
    folder.mkdir(parents=True)
    own = "CASE WHEN t.updated THEN t.own_{0} ELSE t.{0} END"
    outcome, words = own.format("outcome"), own.format("outcome_words")
    engine.execute(
        f"""
        COPY (
            SELECT t.* REPLACE (
                NOT t.cancelled AND coalesce(x.counts, true) AS counts,
                coalesce(x.updated, false) AS updated,
                CASE WHEN x.row IS NULL THEN {outcome} ELSE x.outcome END AS outcome,
                CASE WHEN x.row IS NULL THEN {words} ELSE x.outcome_words END AS outcome_words,
                CASE WHEN x.updated THEN {outcome} END AS own_outcome,
                CASE WHEN x.updated THEN {words} END AS own_outcome_words
            )
            FROM read_parquet({text(files_of(home, load.file))}) t
            LEFT JOIN (FROM settled WHERE load = {text(load.id)}) x ON x.row = t.row
            ORDER BY t.row
        ) TO {text(str(folder / "data_0.parquet"))} ({tables.PARQUET})
        """
    )
    bring(home, folder, file)
