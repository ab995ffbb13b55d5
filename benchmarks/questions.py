"""The change table over ten million stored rows, beside the bare query on the same Parquet."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import world
from case import Case, Mark

ROWS = 10_000_000


def prepare(folder: Path) -> None:
    """Ten million rows in force, six years of them."""
    from towpath.evidence import loading
    from towpath.evidence.homes import Home
    from towpath.sources.reference import building

    if (folder / "home" / "register.json").exists():
        return
    world.write_months(folder / "months", ROWS, months=36)
    home = Home.create(folder / "home", {"name": "Benchmark", "owner": "benchmark"})
    building.build(world.write_reference(folder / "reference"), home.reference)
    at = datetime(2026, 11, 20, tzinfo=UTC)
    loading.deliver(home, [folder / "months"], grant=home.owner(), at=at)


def _towpath(folder: Path) -> float:
    """Counts by area, category and month, each id once, through a grant, sorted."""
    from towpath.evidence import held, incidents
    from towpath.evidence.homes import Home

    home = Home.open(folder / "home")
    start = time.perf_counter()
    with held.open_held(home, home.owner()) as evidence:
        found = incidents.counts(evidence, by=("area", "category", "month"))
    seconds = time.perf_counter() - start
    assert sum(found["rows"].to_pylist()) == ROWS
    return seconds


def _cube(folder: Path) -> float:
    """The dense cube that every finding is counted from."""
    from towpath.evidence import cubes, held
    from towpath.evidence.homes import Home

    home = Home.open(folder / "home")
    start = time.perf_counter()
    with held.open_held(home, home.owner()) as evidence:
        cube = cubes.of_incidents(evidence)
    seconds = time.perf_counter() - start
    assert cube.total(rows=True) == ROWS
    return seconds


def _duckdb(folder: Path) -> float:
    """The same sums by the bare engine, fetched as Arrow."""
    import duckdb

    start = time.perf_counter()
    duckdb.sql(
        "SELECT area, category, month, sum(counts::BIGINT) AS counts, count(*) AS rows "
        f"FROM read_parquet('{folder}/home/loads/*/*/*.parquet') GROUP BY ALL"
    ).to_arrow_table()
    return time.perf_counter() - start


CASE = Case(
    title="Counts by area, category and month over 10 million rows",
    prepare=prepare,
    contestants={"towpath": _towpath, "towpath's cube": _cube, "bare DuckDB": _duckdb},
    marks=(Mark("towpath", "bare DuckDB", 2.0, plus=0.3),),
)
