"""The engines: DuckDB, hardened (it reads its own folders, and never the network), and Spark."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from towpath.evidence.homes import Home
from towpath.foundation import NotUnderstood

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir
    import pyarrow as pa

MEMORY = "1000MB"
# Rows that may lie ready for whoever fetches them: with DuckDB's own 1 MB, one core makes them.
AHEAD = "64MB"


def cores() -> int:
    """How many threads an engine may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def duckdb_in(
    folders: Sequence[Path], *, scratch: Path | None = None, memory: str = MEMORY,
    database: str = ":memory:", threads: int = 0,
) -> Iterator[duckdb.DuckDBPyConnection]:  # fmt: skip
    """A connection in memory that may touch some folders only; `scratch` is where it may spill."""
    import duckdb

    connection = duckdb.connect(
        database,
        config={
            "threads": threads or cores(),
            "memory_limit": memory,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "temp_directory": str(scratch) if scratch else "",
            "preserve_insertion_order": True,
        },
    )
    try:
        connection.execute(f"SET streaming_buffer_size = {text(AHEAD)}")
        harden(connection, folders)
        yield connection
    finally:
        connection.close()


@contextmanager
def beside(engine: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A second engine with the first one's tables, that touches one folder only, and in which each
    session works on one core: where every core has a file of its own to write, it takes three
    quarters of the work of an engine that shares each file among them.
    """
    tables = folder / "tables.duckdb"
    engine.execute(f"ATTACH {text(str(tables))} AS beside")
    engine.execute("COPY FROM DATABASE memory TO beside")
    engine.execute("DETACH beside")
    scratch = folder / "spill-beside"
    with duckdb_in([folder], scratch=scratch, database=str(tables), threads=1) as second:
        yield second


def harden(connection: duckdb.DuckDBPyConnection, folders: Sequence[Path]) -> None:
    """Close a connection to every file outside the folders (or outside the single files given)."""
    listed = ", ".join(text(str(path)) for path in folders if path.is_dir())
    files = ", ".join(text(str(path)) for path in folders if not path.is_dir())
    connection.execute(f"SET allowed_directories = [{listed}]")
    connection.execute(f"SET allowed_paths = [{files}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def text(value: str) -> str:
    """A literal of SQL: the only way in which a value from outside enters a statement."""
    return "'" + value.replace("'", "''") + "'"


def name(value: str) -> str:
    """A quoted identifier of SQL."""
    return '"' + value.replace('"', '""') + '"'


DUCKDB, SPARK = "duckdb", "spark"


@dataclass(frozen=True)
class Engine:
    """An engine that may read a home's loads: asked by Ibis, or in SQL that every engine speaks.

    It is opened by the first question. Ibis takes a third of a second to import, so that what a
    person waits for at a terminal is asked in SQL.
    """

    name: str
    home: Home
    _opened: ExitStack = field(default_factory=ExitStack, repr=False)
    _tables: dict[str, ir.Table] = field(default_factory=dict, repr=False)

    @cached_property
    def backend(self) -> Any:
        """The engine by way of Ibis."""
        open_one = _duckdb_backend if self.name == DUCKDB else _spark_backend
        return self._opened.enter_context(open_one(self.home))

    def table(self, paths: Sequence[str], called: str) -> ir.Table:
        """Parquet files as one table of Ibis, read once under the name that they are called by."""
        if called not in self._tables:
            self._tables[called] = read(self.backend, paths, called)
        return self._tables[called]

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        return self._opened.enter_context(duckdb_in([self.home.loads]))

    def ask(self, select: str, paths: Sequence[str], rest: str) -> pa.Table:
        """`SELECT … FROM` the rows of Parquet files, called `t`, and the rest of the statement."""
        if self.name == DUCKDB:
            rows = f"read_parquet([{', '.join(map(text, paths))}])"
            return self._connection.execute(
                f"SELECT {select} FROM {rows} AS t {rest}"
            ).to_arrow_table()
        import pyarrow as pa

        session = self.backend._session
        session.read.parquet(*paths).createOrReplaceTempView(ASKED)
        found = session.sql(f"SELECT {select} FROM {ASKED} AS t {rest}").toArrow()
        return found.cast(pa.schema([column.with_nullable(True) for column in found.schema]))

    def text(self, value: str) -> str:
        """A literal of this engine's SQL."""
        if self.name == DUCKDB:
            return text(value)
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


ASKED = "asked_of"


@contextmanager
def open_engine(name: str, home: Home) -> Iterator[Engine]:
    """An engine, closed with all that its questions opened."""
    if name not in (DUCKDB, SPARK):
        raise NotUnderstood(f'There is no engine "{name}".', "Say duckdb or spark.")
    with ExitStack() as opened:
        engine = Engine(name, home, opened)
        if name == SPARK:
            engine.backend  # noqa: B018 - whoever lacks it hears so at once
        yield engine


@contextmanager
def _duckdb_backend(home: Home) -> Iterator[Any]:
    import duckdb
    import ibis

    connection = duckdb.connect(config={"threads": cores(), "memory_limit": MEMORY})
    backend = ibis.duckdb.from_connection(connection)  # sets the time zone, so before hardening
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    try:
        harden(connection, [home.loads])
        yield backend
    finally:
        connection.close()


# One machine lists many small files faster by itself than by a job, and needs few partitions.
_LOCAL = {
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "10000",
    "spark.ui.showConsoleProgress": "false",
}


@contextmanager
def _spark_backend(home: Home) -> Iterator[Any]:
    warnings.filterwarnings("ignore", "PySpark does not yet fully support", FutureWarning)
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise NotUnderstood(
            "Spark is not installed.", 'Install Towpath with its extra "spark", or use duckdb.'
        ) from error
    import ibis

    builder = SparkSession.builder.appName("towpath").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.session.timeZone", "UTC")
    if not os.environ.get("SPARK_REMOTE") and not os.environ.get("MASTER"):
        builder = builder.master(f"local[{cores()}]")
        # Workers of this machine run the Python that asked, where Towpath is installed.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        for key, value in _LOCAL.items():
            builder = builder.config(key, value)
    with _stderr_to(home.spark_log):
        session = builder.getOrCreate()  # the session is the process's, and stays
    yield ibis.pyspark.connect(session)


@contextmanager
def _stderr_to(file: Path) -> Iterator[None]:
    """Let a process that is started meanwhile write its own log, not between our sentences."""
    file.parent.mkdir(exist_ok=True)
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with file.open("ab") as sink:
            os.dup2(sink.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def read(backend: Any, paths: Sequence[str], name: str) -> ir.Table:
    """Parquet files as one table of a backend."""
    if backend.name == DUCKDB:
        return backend.read_parquet(list(paths), table_name=name)
    session = backend._session
    session.read.parquet(*paths).createOrReplaceTempView(name)
    return backend.table(name)


def fetch(backend: Any, answer: ir.Table) -> pa.Table:
    """An answer as an Arrow table, of the same types whichever engine gave it."""
    if backend.name == DUCKDB:
        return answer.to_pyarrow()
    # Ibis would go by way of pandas, which knows no maps and no whole numbers with gaps.
    found = backend._session.sql(backend.compile(answer)).toArrow()
    return found.cast(answer.schema().to_pyarrow())
