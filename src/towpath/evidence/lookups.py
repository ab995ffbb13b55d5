"""What staged text is joined with: small areas, categories, outcomes and points, each value once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from towpath.evidence.engines import text
from towpath.foundation import Level, categories
from towpath.sources.declarations import Feed
from towpath.sources.reference import Pack

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

VINTAGES = (2011, 2021)
# The first month whose files carry LSOA 2021 codes, where a part's own codes cannot decide.
_CHANGED = "2023-01-01"


def register_areas(engine: duckdb.DuckDBPyConnection, pack: Pack | None) -> None:
    """The table `known_areas`: every small-area code with its vintages and its force's slug."""
    engine.execute(
        "CREATE TABLE known_areas (code VARCHAR, vintage SMALLINT, force VARCHAR, stable VARCHAR)"
    )
    if pack is None:
        return
    named = {area.code: slug(area.name) for area in pack.areas(Level.FORCE)}
    for vintage in VINTAGES:
        engine.register("_areas", _small_areas(pack, vintage, named))
        engine.execute("INSERT INTO known_areas FROM _areas")
        engine.unregister("_areas")


def _small_areas(pack: Pack, vintage: int, forces: Mapping[str, str]) -> pa.Table:
    import pyarrow as pa

    force, stable = pack.membership(Level.FORCE, vintage), pack.stable_areas(vintage)
    return pa.table(
        {
            "code": pa.array(list(stable), pa.string()),
            "vintage": pa.array([vintage] * len(stable), pa.int16()),
            "force": pa.array([forces.get(force.get(code, "")) for code in stable], pa.string()),
            "stable": pa.array(list(stable.values()), pa.string()),
        }
    )


def slug(name: str) -> str:
    """A force's name as agencies are spelled: "Avon and Somerset" is avon-and-somerset."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def register_vintages(engine: duckdb.DuckDBPyConnection, batch: str, code: str) -> None:
    """The table `BATCH.areas`: each part's distinct codes, with the vintage in which they are read.

    A part has one vintage, the one that knows more of its codes; a code that only the other
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
            coalesce(own.force, other.force) AS force, v.vintage AS part_vintage
        FROM codes c JOIN part_vintage v USING (part)
        LEFT JOIN known_areas own ON own.code = c.code AND own.vintage = v.vintage
        LEFT JOIN known_areas other ON other.code = c.code AND other.vintage <> v.vintage
        """
    )


def register_words(engine: duckdb.DuckDBPyConnection, batch: str, feed: Feed) -> None:
    """The tables `category_words`, `outcome_words` and `offence_codes` of a batch."""
    for table, mapping in (("category_words", feed.categories), ("outcome_words", feed.outcomes)):
        engine.execute(f"CREATE TABLE {batch}.{table} (words VARCHAR, slug VARCHAR)")
        if mapping:
            engine.executemany(f"INSERT INTO {batch}.{table} VALUES (?, ?)", list(mapping.items()))
    engine.execute(
        f"CREATE TABLE {batch}.offence_codes (code VARCHAR, slug VARCHAR, since DATE, until DATE)"
    )
    if any(field.type == "offence_code" for field in feed.fields):
        rows = [(o.code, o.category, o.start, o.end) for o in categories.offence_codes()]
        engine.executemany(f"INSERT INTO {batch}.offence_codes VALUES (?, ?, ?, ?)", rows)


def register_points(engine: duckdb.DuckDBPyConnection, batch: str, x: str, y: str) -> None:
    """The table `BATCH.points`: each distinct longitude and latitude, put on the grid once.

    `fault` is true where it is no point in Great Britain: no number, zero, swapped, elsewhere.
    """
    import numpy as np
    import pyarrow as pa

    from towpath.sources.reference.grid import to_grid

    found = engine.execute(
        f"SELECT {x} AS x, {y} AS y, try_cast({x} AS DOUBLE) AS lon, try_cast({y} AS DOUBLE) AS lat "
        f"FROM {batch}.staged WHERE {x} IS NOT NULL AND {y} IS NOT NULL GROUP BY ALL"
    ).to_arrow_table()
    lon = found["lon"].to_numpy().astype(np.float64)
    lat = found["lat"].to_numpy().astype(np.float64)
    inside = (lon > -9.0) & (lon < 2.2) & (lat > 49.5) & (lat < 61.2)
    east, north = to_grid(np.where(inside, lon, np.nan), np.where(inside, lat, np.nan))
    # The grid is good to metres; centimetres keep a point the same point on every machine.
    table = pa.table(
        {
            "x": found["x"], "y": found["y"], "fault": ~inside,
            "easting": np.round(east, 2), "northing": np.round(north, 2),
        }
    )  # fmt: skip
    engine.register("_points", table)
    engine.execute(f"CREATE TABLE {batch}.points AS FROM _points")
    engine.unregister("_points")


def literal(value: object) -> str:
    """A value as SQL: text, number, true, false or null."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (int, float)) else text(str(value))
