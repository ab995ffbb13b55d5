"""Five million rows in data.police.uk's layout, from CSV to loads in force, beside bare readers."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import world
from case import Case, Mark

ROWS = 5_000_000
FILE = "testshire-street.csv"


def prepare(folder: Path) -> None:
    world.write_file(folder / FILE, ROWS)
    if not (folder / "pack").exists():
        from towpath.sources.reference import building

        building.build(world.write_reference(folder / "reference"), folder / "pack")


def towpath(folder: Path) -> float:
    """Every check, line number, hash, area join and repeat settled, and in force."""
    from towpath.evidence import loading
    from towpath.evidence.homes import Home

    path = folder / "home"
    shutil.rmtree(path, ignore_errors=True)
    home = Home.create(path, {"name": "Benchmark", "owner": "benchmark"})
    shutil.copytree(folder / "pack", home.reference, dirs_exist_ok=True)
    start = time.perf_counter()
    wishes = loading.Wishes(agency="testshire")
    at = datetime(2026, 11, 20, tzinfo=UTC)
    receipt = loading.deliver(home, [folder / FILE], wishes, grant=home.owner(), at=at)
    seconds = time.perf_counter() - start
    assert (receipt.accepted, receipt.refused) == (ROWS, 0), receipt.refused_by_rule
    return seconds


def bare_duckdb(folder: Path) -> float:
    """DuckDB's own CSV to Parquet: no checks, no areas, nothing settled."""
    import duckdb

    start = time.perf_counter()
    duckdb.sql(
        f"COPY (FROM read_csv('{folder / FILE}')) TO '{folder / 'bare.parquet'}' (FORMAT parquet)"
    )
    return time.perf_counter() - start


def bare_pandas(folder: Path) -> float:
    """pandas, read and written, no checks."""
    import pandas

    start = time.perf_counter()
    pandas.read_csv(folder / FILE).to_parquet(folder / "pandas.parquet")
    return time.perf_counter() - start


CASE = Case(
    title="Loading 5 million rows",
    prepare=prepare,
    contestants={"towpath": towpath, "bare DuckDB": bare_duckdb, "bare pandas": bare_pandas},
    marks=(Mark("towpath", "bare DuckDB", 2.5), Mark("towpath", "bare pandas", 1 / 1.5)),
    most_megabytes={"towpath": 1_500},
)
