"""Five million rows in data.police.uk's layout, from CSV to loads in force, beside bare readers."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import world
from case import Case, Mark

ROWS = 5_000_000
ONE = "testshire-street.csv"


def prepare(folder: Path) -> None:
    """A file a month, the same rows in one file, and the reference pack of their small areas."""
    months = world.write_months(folder / "months", ROWS)
    world.write_one_file(folder / ONE, months)
    if not (folder / "pack").exists():
        from towpath.sources.reference import building

        building.build(world.write_reference(folder / "reference"), folder / "pack")


def _load(folder: Path, what: str, agency: str | None) -> float:
    """Every check, line number, hash, area join and repeat settled, and in force."""
    from towpath.evidence import loading
    from towpath.evidence.homes import Home

    path = folder / "home"
    shutil.rmtree(path, ignore_errors=True)
    home = Home.create(path, {"name": "Benchmark", "owner": "benchmark"})
    shutil.copytree(folder / "pack", home.reference, dirs_exist_ok=True)
    start = time.perf_counter()
    wishes = loading.Wishes(agency=agency)
    at = datetime(2026, 11, 20, tzinfo=UTC)
    receipt = loading.deliver(home, [folder / what], wishes, grant=home.owner(), at=at)
    seconds = time.perf_counter() - start
    assert (receipt.accepted, receipt.refused) == (ROWS, 0), receipt.refused_by_rule
    return seconds


def _duckdb(folder: Path, what: str) -> float:
    """DuckDB's own CSV to Parquet: no checks, no areas, nothing settled."""
    import duckdb

    start = time.perf_counter()
    target = folder / "bare.parquet"
    duckdb.sql(f"COPY (FROM read_csv('{folder / what}')) TO '{target}' (FORMAT parquet)")
    return time.perf_counter() - start


def _pandas(folder: Path, what: str, **how: str) -> float:
    """pandas, read and written, no checks."""
    import pandas

    start = time.perf_counter()
    read = [pandas.read_csv(path, **how) for path in sorted(folder.glob(what))]
    whole = pandas.concat(read) if len(read) > 1 else read[0]
    whole.to_parquet(folder / "pandas.parquet")
    return time.perf_counter() - start


MONTHS = "months/*/*.csv"
CASE = Case(
    title="Loading 5 million rows",
    prepare=prepare,
    contestants={
        "towpath, a file a month": lambda folder: _load(folder, "months", None),
        "DuckDB, a file a month": lambda folder: _duckdb(folder, MONTHS),
        "pandas, a file a month": lambda folder: _pandas(folder, MONTHS),
        "towpath, one file": lambda folder: _load(folder, ONE, "testshire"),
        "DuckDB, one file": lambda folder: _duckdb(folder, ONE),
        "pandas, one file": lambda folder: _pandas(folder, ONE),
        "pandas, one file, by Arrow": lambda folder: _pandas(folder, ONE, engine="pyarrow"),
    },
    marks=(
        Mark("towpath, a file a month", "DuckDB, a file a month", 2.5),
        Mark("towpath, a file a month", "pandas, a file a month", 1 / 1.5),
        Mark("towpath, one file", "DuckDB, one file", 2.5),
        Mark("towpath, one file", "pandas, one file", 1 / 1.5),
    ),
    note="pandas reads with its default engine and writes with to_parquet(); by Arrow, it reads "
    'with engine="pyarrow". Neither checks anything.',
    most_megabytes={"towpath, a file a month": 1_500, "towpath, one file": 1_500},
)
