"""The change table over ten million stored rows, beside the bare query on the same Parquet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import world
from case import Case, Mark, cold, warm

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


def _towpath(folder: Path) -> None:
    """Counts by area, category and month, each id once, through a grant, sorted."""
    from towpath.evidence import held, incidents
    from towpath.evidence.homes import Home

    home = Home.open(folder / "home")
    with held.open_held(home, home.owner()) as evidence:
        incidents.counts(evidence, by=("area", "category", "month"))


def _cube(folder: Path) -> None:
    """The dense cube that every finding is counted from."""
    from towpath.evidence import cubes, held
    from towpath.evidence.homes import Home

    home = Home.open(folder / "home")
    with held.open_held(home, home.owner()) as evidence:
        cube = cubes.of_incidents(evidence)
    assert cube.total(rows=True) == ROWS


def _duckdb(folder: Path) -> None:
    """The same sums by the bare engine, in no order, fetched as Arrow."""
    import duckdb

    loads = folder / "home" / "loads"
    duckdb.connect().sql(
        "SELECT area, category, month, sum(counts::BIGINT) AS counts, count(*) AS rows "
        f"FROM read_parquet('{loads}/*/*/*.parquet') GROUP BY ALL"
    ).to_arrow_table()


CASE = Case(
    title="Counts by area, category and month over 10 million rows",
    prepare=prepare,
    contestants={
        "towpath": lambda folder: warm(lambda: _towpath(folder)),
        "towpath's cube": lambda folder: warm(lambda: _cube(folder)),
        "bare DuckDB": lambda folder: warm(lambda: _duckdb(folder)),
        "towpath, cold": lambda folder: cold(lambda: _towpath(folder)),
        "bare DuckDB, cold": lambda folder: cold(lambda: _duckdb(folder)),
    },
    marks=(Mark("towpath", "bare DuckDB", 2.0, plus=0.3),),
    note="Seconds are of a question in a process that asked it before, the best of three; cold is "
    "the first question of a process, with all that it imports.",
)
