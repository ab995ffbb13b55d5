"""The shape of each kind of row at rest: its columns and their types, in the order written.

A column whose words are a closed list is an enumeration: a number a row until it is written, where
it becomes plain text with its few words in the page's dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from towpath.evidence.engines import text
from towpath.foundation import categories
from towpath.sources import outcomes
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import duckdb


def one_of(words: Iterable[str]) -> str:
    """The type of a column whose words are a closed list."""
    return f"ENUM({', '.join(map(text, words))})"


# How rows are written: the second kind of pages takes less room for numbers in a row and for text
# that never comes again, and less time.
PARQUET = "FORMAT parquet, PARQUET_VERSION V2"

CATEGORY, OUTCOME = "category_slug", "outcome_slug"  # types that `register` makes
PRECISION, PLACED = one_of(("month", "day", "hour", "minute")), one_of(("given", "point", "none"))


def register(engine: duckdb.DuckDBPyConnection) -> None:
    """Make the types of the long closed lists, where they are not made yet."""
    for name, words in ((CATEGORY, categories.tree()), (OUTCOME, outcomes.every())):
        engine.execute(f"CREATE TYPE IF NOT EXISTS {name} AS {one_of(words)}")


@dataclass(frozen=True)
class Column:
    """A column of a table at rest: its name and its type in DuckDB's words."""

    name: str
    type: str


_KEY = (
    Column("load", "VARCHAR"),
    Column("row", "BIGINT"),
    Column("line", "BIGINT"),
    Column("feed", "VARCHAR"),
    Column("agency", "VARCHAR"),
)
_TIME = (
    Column("occurred_from", "TIMESTAMP"),
    Column("occurred_to", "TIMESTAMP"),
    Column("precision", PRECISION),
    Column("month", "DATE"),
)
_PLACE = (
    Column("area", "VARCHAR"),
    Column("vintage", "SMALLINT"),
    Column("placed", PLACED),
    Column("easting", "DOUBLE"),
    Column("northing", "DOUBLE"),
    Column("snapped", "BOOLEAN"),
    Column("location", "VARCHAR"),
    Column("outside", "BOOLEAN"),  # outside the delivering force's own area; null: not a force
)
_REPEATS = (
    Column("recorded", "TIMESTAMP"),
    Column("cancelled", "BOOLEAN"),  # the force found later that there was no crime
    Column("counts", "BOOLEAN"),
    # What the row itself said, where `outcome` was brought up to date by a later repeat of it.
    Column("updated", "BOOLEAN"),
    Column("own_outcome", OUTCOME),
    Column("own_outcome_words", "VARCHAR"),
)
_ATTRIBUTES = (Column("attributes", "MAP(VARCHAR, VARCHAR)"),)

INCIDENTS = (
    *_KEY,
    Column("native_id", "VARCHAR"),
    *_TIME,
    Column("category", CATEGORY),
    Column("native_category", "VARCHAR"),
    *_PLACE,
    Column("outcome", OUTCOME),
    Column("outcome_words", "VARCHAR"),
    *_REPEATS,
    *_ATTRIBUTES,
)
OUTCOMES = (
    *_KEY,
    Column("native_id", "VARCHAR"),
    *_TIME,
    *_PLACE,
    Column("outcome", OUTCOME),
    Column("outcome_words", "VARCHAR"),
    *_ATTRIBUTES,
)
SEARCHES = (
    *_KEY,
    *_TIME,
    *_PLACE,
    Column("search", "VARCHAR"),  # of a person, a vehicle, both
    Column("object", "VARCHAR"),
    Column("outcome_words", "VARCHAR"),
    Column("linked", "BOOLEAN"),  # whether the outcome follows from what was looked for
    Column("ethnicity", "VARCHAR"),
    Column("gender", "VARCHAR"),
    Column("age_range", "VARCHAR"),
    Column("legislation", "VARCHAR"),
    *_ATTRIBUTES,
)
_VALUES = (
    Column("area", "VARCHAR"),
    Column("vintage", "SMALLINT"),
    Column("period", "VARCHAR"),
    Column("value", "DOUBLE"),
)
MEASURES = (
    *_KEY,
    Column("month", "DATE"),
    Column("indicator", "VARCHAR"),
    Column("area_name", "VARCHAR"),
    Column("level", "VARCHAR"),
    *_VALUES,
    Column("period_start", "DATE"),
    Column("period_end", "DATE"),
    Column("low", "DOUBLE"),
    Column("high", "DOUBLE"),
    Column("numerator", "DOUBLE"),
    Column("denominator", "DOUBLE"),
    Column("unit", "VARCHAR"),
    Column("source", "VARCHAR"),
    *_ATTRIBUTES,
)

SHAPES: dict[Kind, tuple[Column, ...]] = {
    Kind.INCIDENTS: INCIDENTS,
    Kind.OUTCOMES: OUTCOMES,
    Kind.SEARCHES: SEARCHES,
    Kind.ADMISSIONS: INCIDENTS,
    Kind.MEASURES: MEASURES,
}
SETTLED = (Kind.INCIDENTS, Kind.ADMISSIONS)  # kinds whose repeats are told
# A declared attribute that every feed with places has, and that questions are asked of.
RENAMED = {"attributes.location": "location"}
