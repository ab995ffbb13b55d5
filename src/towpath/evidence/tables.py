"""The shape of each kind of row at rest: its columns and their types, in the order written."""

from __future__ import annotations

from dataclasses import dataclass

from towpath.sources.declarations import Kind


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
    Column("precision", "VARCHAR"),
    Column("month", "DATE"),
)
_PLACE = (
    Column("area", "VARCHAR"),
    Column("vintage", "SMALLINT"),
    Column("placed", "VARCHAR"),
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
    Column("own_outcome", "VARCHAR"),
    Column("own_outcome_words", "VARCHAR"),
)
_ATTRIBUTES = (Column("attributes", "MAP(VARCHAR, VARCHAR)"),)

INCIDENTS = (
    *_KEY,
    Column("native_id", "VARCHAR"),
    *_TIME,
    Column("category", "VARCHAR"),
    Column("native_category", "VARCHAR"),
    *_PLACE,
    Column("outcome", "VARCHAR"),
    Column("outcome_words", "VARCHAR"),
    *_REPEATS,
    *_ATTRIBUTES,
)
OUTCOMES = (
    *_KEY,
    Column("native_id", "VARCHAR"),
    *_TIME,
    *_PLACE,
    Column("outcome", "VARCHAR"),
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
