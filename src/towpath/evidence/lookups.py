"""What staged text is looked up in: small areas, words, points, periods, each value once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from towpath.evidence import tables
from towpath.evidence.engines import text
from towpath.foundation import Level, NoSuchData, NotUnderstood, Period, categories
from towpath.sources import forces
from towpath.sources.declarations import Feed, Type
from towpath.sources.reference import Pack

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

VINTAGES = (2011, 2021)
# The first month whose files carry LSOA 2021 codes, where a part's own codes cannot decide.
_CHANGED = "2023-01-01"


def register_areas(engine: duckdb.DuckDBPyConnection, pack: Pack | None) -> None:
    """The table `known_areas`: every small-area code with its vintages and its force's slug."""
    tables.register(engine)
    engine.execute("CREATE TABLE known_areas (code VARCHAR, vintage SMALLINT, force VARCHAR)")
    if pack is None:
        return
    named = {area.code: forces.slug(area.name) for area in pack.areas(Level.FORCE)}
    for vintage in VINTAGES:
        _insert(engine, "known_areas", _small_areas(pack, vintage, named))


def _insert(engine: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    engine.register("_rows", rows)
    engine.execute(f"INSERT INTO {table} FROM _rows")
    engine.unregister("_rows")


def _small_areas(pack: Pack, vintage: int, named: Mapping[str, str]) -> pa.Table:
    import pyarrow as pa

    force, codes = pack.membership(Level.FORCE, vintage), list(pack.stable_areas(vintage))
    return pa.table(
        {
            "code": pa.array(codes, pa.string()),
            "vintage": pa.array([vintage] * len(codes), pa.int16()),
            "force": pa.array([named.get(force.get(code, "")) for code in codes], pa.string()),
        }
    )


def register_codes(engine: duckdb.DuckDBPyConnection, batch: str, code: str) -> None:
    """The table `BATCH.areas`: each part's distinct codes, with the vintage they are read in.

    A part has one vintage, the one that knows more of its rows' codes; a code that only the other
    vintage knows is read in that one.
    """
    engine.execute(
        f"""
        CREATE TABLE {batch}.areas AS
        WITH codes AS (
            SELECT part, {code} AS code, count(*) AS rows, min(month) AS month
            FROM {batch}.staged WHERE {code} IS NOT NULL GROUP BY ALL
        ), part_vintage AS (
            SELECT part, CASE
                WHEN sum(rows) FILTER (k.vintage = 2011) > sum(rows) FILTER (k.vintage = 2021)
                THEN 2011
                WHEN sum(rows) FILTER (k.vintage = 2011) < sum(rows) FILTER (k.vintage = 2021)
                THEN 2021
                WHEN min(month) < DATE '{_CHANGED}' THEN 2011 ELSE 2021 END AS vintage
            FROM codes LEFT JOIN known_areas k USING (code) GROUP BY part
        )
        SELECT c.part, c.code, coalesce(own.vintage, other.vintage) AS vintage,
            coalesce(own.force, other.force) AS force
        FROM codes c JOIN part_vintage v USING (part)
        LEFT JOIN known_areas own ON own.code = c.code AND own.vintage = v.vintage
        LEFT JOIN known_areas other ON other.code = c.code AND other.vintage <> v.vintage
        """
    )


def register_words(engine: duckdb.DuckDBPyConnection, batch: str, feed: Feed) -> None:
    """The tables `category_words`, `outcome_words` and `offence_codes` of a batch."""
    for table, mapping, slug in (
        ("category_words", feed.categories, tables.CATEGORY),
        ("outcome_words", feed.outcomes, tables.OUTCOME),
    ):
        engine.execute(f"CREATE TABLE {batch}.{table} (words VARCHAR, slug {slug})")
        if mapping:
            engine.execute(
                f"INSERT INTO {batch}.{table} SELECT unnest(?), unnest(?)::{slug}",
                [list(mapping), list(mapping.values())],
            )
    engine.execute(
        f"CREATE TABLE {batch}.offence_codes "
        f"(code VARCHAR, slug {tables.CATEGORY}, since DATE, until DATE)"
    )
    if any(field.type is Type.OFFENCE_CODE for field in feed.fields):
        rows = [(o.code, o.category, o.start, o.end) for o in categories.offence_codes()]
        engine.executemany(f"INSERT INTO {batch}.offence_codes VALUES (?, ?, ?, ?)", rows)


def unmapped(engine: duckdb.DuckDBPyConnection, batch: str, column: str, table: str) -> list[str]:
    """The staged texts that a table of words does not know, the commonest first."""
    rows = engine.execute(
        f"SELECT said FROM (SELECT {column} AS said, count(*) AS n FROM {batch}.staged "
        f"WHERE {column} IS NOT NULL GROUP BY 1) ANTI JOIN {batch}.{table} ON words = said "
        "ORDER BY n DESC, said"
    ).fetchall()
    return [row[0] for row in rows]


def register_points(
    engine: duckdb.DuckDBPyConnection, batch: str, columns: tuple[str, str], *, degrees: bool
) -> None:
    """The table `BATCH.points`: each distinct pair of texts, put on the grid once.

    `fault` is true where it is no point in Great Britain: no number, zero, swapped, elsewhere.
    `code`, `vintage` and `force` are filled by `place_points`.
    """
    import numpy as np
    import pyarrow as pa

    from towpath.sources.reference.grid import to_grid

    x, y = columns
    found = engine.execute(
        f"SELECT {x} AS x, {y} AS y, try_cast({x} AS DOUBLE) AS a, try_cast({y} AS DOUBLE) AS b "
        f"FROM {batch}.staged WHERE {x} IS NOT NULL AND {y} IS NOT NULL GROUP BY ALL"
    ).to_arrow_table()
    a, b = (found[key].to_numpy().astype(np.float64) for key in ("a", "b"))
    with np.errstate(invalid="ignore"):
        limits = (-9.0, 2.2, 49.5, 61.2) if degrees else (1.0, 700_000.0, 1.0, 1_300_000.0)
        inside = (a > limits[0]) & (a < limits[1]) & (b > limits[2]) & (b < limits[3])
    a, b = np.where(inside, a, np.nan), np.where(inside, b, np.nan)
    east, north = to_grid(a, b) if degrees else (a, b)
    # The grid is good to metres; centimetres keep a point the same point on every machine.
    rows = pa.table(
        {
            "x": found["x"], "y": found["y"], "fault": ~inside,
            "easting": np.round(east, 2), "northing": np.round(north, 2),
            "code": pa.nulls(len(a), pa.string()), "vintage": pa.nulls(len(a), pa.int16()),
            "force": pa.nulls(len(a), pa.string()),
        }
    )  # fmt: skip
    engine.register("_points", rows)
    engine.execute(f"CREATE TABLE {batch}.points AS FROM _points")
    engine.unregister("_points")


def place_points(
    engine: duckdb.DuckDBPyConnection, batch: str, pack: Pack | None,
    columns: tuple[str, str], code: str,
) -> None:  # fmt: skip
    """Find the small area of each point of a row without a code, where shapes are fine enough."""
    import pyarrow as pa

    if pack is None:
        return
    x, y = columns
    bare = f"WHERE {code} IS NULL" if code else ""
    found = engine.execute(
        f"SELECT p.x, p.y, p.easting, p.northing FROM {batch}.points p SEMI JOIN "
        f"(SELECT {x} AS x, {y} AS y FROM {batch}.staged {bare}) s ON s.x = p.x AND s.y = p.y "
        "WHERE NOT p.fault"
    ).to_arrow_table()
    for vintage in reversed(VINTAGES):
        if not found.num_rows:
            return
        try:
            placed = pack.place(found["easting"].to_numpy(), found["northing"].to_numpy(), vintage)
        except NoSuchData:
            continue
        codes = [one if fine else None for one, fine in zip(placed.codes, placed.fine, strict=True)]
        codes = [one or None for one in codes]
        engine.register("_placed", found.append_column("found", pa.array(codes, pa.string())))
        engine.execute(
            f"UPDATE {batch}.points AS p SET code = f.found, vintage = {vintage}, force = k.force "
            "FROM _placed f JOIN known_areas k ON k.code = f.found "
            f"AND k.vintage = {vintage} WHERE p.x = f.x AND p.y = f.y"
        )
        engine.unregister("_placed")
        found = found.filter(pa.array([one is None for one in codes]))


def register_periods(engine: duckdb.DuckDBPyConnection, batch: str, rows: str, words: str) -> None:
    """The table `BATCH.periods`: each saying of a period and its days; no days where it is none."""
    said = _distinct(engine, rows, words)
    engine.execute(f"CREATE TABLE {batch}.periods (words VARCHAR, since DATE, until DATE)")
    found = []
    for one in said:
        try:
            period = Period.parse(one)
        except NotUnderstood:
            continue
        found.append((one, period.start, period.end))
    if found:
        engine.executemany(f"INSERT INTO {batch}.periods VALUES (?, ?, ?)", found)


def register_places(
    engine: duckdb.DuckDBPyConnection, batch: str, words: str, pack: Pack | None
) -> None:
    """The table `BATCH.places`: each name or code of an area at any level, and the area it means.

    Without a reference pack every name stands for itself.
    """
    said = _distinct(engine, f"{batch}.staged", words)
    engine.execute(
        f"CREATE TABLE {batch}.places (words VARCHAR, code VARCHAR, name VARCHAR, level VARCHAR, "
        "vintage SMALLINT)"
    )
    found: list[tuple[str, str, str, str, int]] = []
    for one in said:
        if pack is None:
            found.append((one, one, one, "", 0))
            continue
        try:
            area = pack.find(one)
        except NotUnderstood:
            continue
        found.append((one, area.code, str(area), area.level.value, area.vintage))
    if found:
        engine.executemany(f"INSERT INTO {batch}.places VALUES (?, ?, ?, ?, ?)", found)


def _distinct(engine: duckdb.DuckDBPyConnection, rows: str, words: str) -> Sequence[str]:
    found = engine.execute(f"SELECT DISTINCT {words} FROM {rows} WHERE {words} IS NOT NULL")
    return sorted(row[0] for row in found.fetchall())


def literal(value: object) -> str:
    """A value as SQL: text, number, true, false or null."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (int, float)) else text(str(value))
