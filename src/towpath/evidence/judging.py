"""A declaration, compiled: which rows break which rule, and what the others become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from towpath.evidence import checks, lookups, readings, staging
from towpath.evidence.engines import text
from towpath.evidence.lookups import literal
from towpath.evidence.staging import Staged
from towpath.evidence.tables import RENAMED, SHAPES
from towpath.sources.declarations import Feed, Kind, Type
from towpath.sources.parts import Part

if TYPE_CHECKING:
    import duckdb

Sql = str
DEFAULT_RULES = {
    Type.SMALL_AREA: ("unknown-small-area", "The small area (LSOA) code is not known."),
    Type.CATEGORY: ("unknown-category", "The category has not been mapped."),
    Type.OFFENCE_CODE: ("unknown-offence", "The offence code was not in use on that day."),
}
_LAST = {"month": "INTERVAL 1 MONTH", "day": "INTERVAL 1 DAY", "hour": "INTERVAL 1 HOUR"}


@dataclass(frozen=True)
class Batch:
    """A staged file whose parts share a feed: its tables and views live under `name`."""

    name: str
    feed: Feed
    staged: tuple[Staged, ...]
    rules: tuple[tuple[str, str, Sql], ...]  # name, sentence, when it is broken
    columns: Mapping[str, str]  # the staged column of each field
    projected: Sql
    joined: Sql
    refused: int = 0

    @property
    def native_id(self) -> str:
        """The staged column of the feed's own identifier; empty where repeats cannot be told."""
        return self.columns.get("native_id", "") if self.feed.kind is Kind.INCIDENTS else ""

    def rows(self, where: Sql) -> Sql:
        """A query for the accepted rows that a condition on staged rows picks out."""
        if self.refused:
            where = f"({where}) AND number NOT IN (SELECT number FROM {self.name}.refused)"
        # The condition goes to the staged rows first, so that only they are looked up.
        driving = f"(SELECT * FROM {self.name}.staged WHERE {where}) s"
        joined = self.joined.replace(f"{self.name}.staged s", driving, 1)
        return f"SELECT {self.projected} FROM {joined}"

    @property
    def sentences(self) -> dict[str, str]:
        """What each rule says."""
        return {name: sentence for name, sentence, _ in self.rules}


def judge(
    engine: duckdb.DuckDBPyConnection, staged: Sequence[Staged], name: str,
    offsets: Mapping[str, int], today: date,
) -> Batch:  # fmt: skip
    """Read a staged file by its declaration; `NAME.refused` holds the rows that break a rule."""
    part = staged[0].part
    engine.execute(f"CREATE SCHEMA {name}")
    _register_parts(engine, name, staged, offsets)
    _register_staged(engine, name, staged)
    compiled = _Compiled(part, name, today)
    compiled.register(engine)
    rules = tuple(compiled.rules())
    cases = " ".join(f"WHEN {when} THEN {index}" for index, (_, _, when) in enumerate(rules))
    engine.execute(
        f"CREATE TABLE {name}.refused AS SELECT * FROM (SELECT s.number, s.part, s.line, s.month, "
        f"CASE {cases} END AS rule FROM {compiled.joined}) WHERE rule IS NOT NULL"
    )
    (refused,) = engine.execute(f"SELECT count(*) FROM {name}.refused").fetchone() or (0,)
    return Batch(
        name, part.feed, tuple(staged), rules, compiled.columns, compiled.projection(),
        compiled.joined, int(refused),
    )  # fmt: skip


def _register_parts(
    engine: duckdb.DuckDBPyConnection,
    name: str,
    staged: Sequence[Staged],
    offsets: Mapping[str, int],
) -> None:
    engine.execute(
        f"CREATE TABLE {name}.parts (part BIGINT, agency VARCHAR, month DATE, first BIGINT, "
        "first_line BIGINT, row_offset BIGINT, is_force BOOLEAN)"
    )
    for one in staged:
        engine.execute(
            f"INSERT INTO {name}.parts "
            "SELECT ?, ?, ?, ?, ?, ?, ? IN (SELECT force FROM known_areas WHERE force IS NOT NULL)",
            [one.index, one.part.agency, one.part.month, one.first, one.part.first_line,
             offsets.get(one.part.name, 0), one.part.agency],
        )  # fmt: skip


def _register_staged(
    engine: duckdb.DuckDBPyConnection, name: str, staged: Sequence[Staged]
) -> None:
    """The view `NAME.staged`: every row of these parts with its number, line and month."""
    line = "f.line" if staged[0].sifted else "f.file_row_number - p.first"
    rest = "f.* EXCLUDE (part, month, file_row_number" + (", line)" if staged[0].sifted else ")")
    engine.execute(
        f"CREATE VIEW {name}.staged AS SELECT f.file_row_number AS number, f.part, "
        f"p.first_line + {line} AS line, p.row_offset + f.file_row_number - p.first + 1 AS row, "
        f"f.month, {rest} FROM read_parquet({text(str(staged[0].file))}, file_row_number = true) f "
        f"JOIN {name}.parts p ON p.part = f.part"
    )


class _Compiled:
    """A feed's declaration over the columns that a part has, as SQL."""

    def __init__(self, part: Part, batch: str, today: date) -> None:
        self.feed, self.batch, self.today = part.feed, batch, today
        self.columns = staging.columns(part.feed, part)
        self.raw = {name: f"s.{column}" for name, column in self.columns.items()}
        self.value = {
            field.name: readings.value(field, self.raw[field.name], self.feed)
            for field in self.feed.fields
            if field.name in self.raw
        }
        self.code = self._first_of(Type.SMALL_AREA)
        self.words = self._first_of(Type.CATEGORY)
        self.offence = self._first_of(Type.OFFENCE_CODE)
        self.outcome = self._first_of(Type.OUTCOME)
        self.has_degrees = {"longitude", "latitude"} <= set(self.raw)
        self.value["category"] = self._category()

    def _first_of(self, kind: Type) -> str:
        return next((f.name for f in self.feed.fields if f.type is kind and f.name in self.raw), "")

    def _category(self) -> Sql:
        found = [
            f"{alias}.slug" for alias, name in (("k", self.words), ("h", self.offence)) if name
        ]
        if self.feed.category:
            found.append(literal(self.feed.category))
        return f"coalesce({', '.join(found)})" if found else "NULL"

    def register(self, engine: duckdb.DuckDBPyConnection) -> None:
        """Make the tables that the joins need."""
        lookups.register_words(engine, self.batch, self.feed)
        if self.code:
            lookups.register_vintages(engine, self.batch, self.columns[self.code])
        if self.has_degrees:
            x, y = self.columns["longitude"], self.columns["latitude"]
            lookups.register_points(engine, self.batch, x, y)

    @property
    def joined(self) -> Sql:
        """The staged rows beside everything they are looked up in."""
        tables = [f"{self.batch}.staged s JOIN {self.batch}.parts p ON p.part = s.part"]
        if self.code:
            tables.append(
                f"{self.batch}.areas a ON a.part = s.part AND a.code = {self.raw[self.code]}"
            )
        if self.words:
            tables.append(f"{self.batch}.category_words k ON k.words = {self.raw[self.words]}")
        if self.offence:
            day = self.value.get("recorded", "s.month")
            tables.append(
                f"{self.batch}.offence_codes h ON h.code = {self.raw[self.offence]} "
                f"AND h.since <= {day} AND (h.until IS NULL OR {day} < h.until)"
            )
        if self.outcome:
            tables.append(f"{self.batch}.outcome_words o ON o.words = {self.raw[self.outcome]}")
        if self.has_degrees:
            tables.append(
                f"{self.batch}.points pt ON pt.x = {self.raw['longitude']} "
                f"AND pt.y = {self.raw['latitude']}"
            )
        return " LEFT JOIN ".join(tables)

    def rules(self) -> list[tuple[str, str, Sql]]:
        """What each field can be wrong by itself, then the feed's own rules, in that order."""
        found: list[tuple[str, str, Sql]] = []
        asked = {rule.check for rule in self.feed.rules}
        for field in self.feed.fields:
            if field.name not in self.raw:
                continue
            if (
                field.type in (Type.LONGITUDE, Type.LATITUDE)
                and checks.Check.POINT_IN_BRITAIN in asked
            ):
                continue  # proved once for each distinct point
            found += readings.faults(field, self.raw[field.name], self.feed)
        given = checks.Given(self.raw, self.value, self.today)
        for rule in self.feed.rules:
            if (when := checks.fault(rule, given)) is not None:
                found.append((rule.name, rule.sentence, when))
        return [*found, *self._defaults(asked)]

    def _defaults(self, asked: set[checks.Check]) -> list[tuple[str, str, Sql]]:
        found = []
        if self.code and checks.Check.KNOWN_SMALL_AREA not in asked:
            when = f"{self.raw[self.code]} IS NOT NULL AND a.vintage IS NULL"
            found.append((*DEFAULT_RULES[Type.SMALL_AREA], when))
        if self.feed.kind is Kind.INCIDENTS:
            kind = Type.OFFENCE_CODE if self.offence else Type.CATEGORY
            found.append((*DEFAULT_RULES[kind], f"{self.value['category']} IS NULL"))
        if self.feed.kind is not Kind.MEASURES:
            found.append(("no-month", "The row has no month.", "s.month IS NULL"))
        return found

    def projection(self) -> Sql:
        """The columns of the kind's table, each as SQL, but for `load`, `feed` and settlement."""
        chosen = self._chosen()
        skip = {"load", "feed", "counts", "updated", "own_outcome", "own_outcome_words"}
        return ", ".join(
            f"({chosen.get(column.name, 'NULL')})::{column.type} AS {column.name}"
            for column in SHAPES[self.feed.kind]
            if column.name not in skip
        )

    def _chosen(self) -> dict[str, Sql]:
        # A value that cannot be read is refused above, so what is left is read, or empty.
        chosen = {RENAMED.get(name, name): value for name, value in self.value.items()}
        kept = {field.name for field in self.feed.fields if field.kept}
        chosen = {
            name: sql
            for name, sql in chosen.items()
            if name in kept or name in ("location", "category")
        }
        return chosen | self._key() | self._time() | self._place() | self._words()

    def _key(self) -> dict[str, Sql]:
        found = {"row": "s.row", "line": "s.line", "agency": "p.agency", "month": "s.month"}
        flags = [
            (name.removeprefix("attributes."), raw)
            for name, raw in self.raw.items()
            if name.startswith("attributes.") and name not in RENAMED and self._kept(name)
        ]
        if flags:
            entries = ", ".join(f"{{'k': {text(key)}, 'v': {raw}}}" for key, raw in flags)
            found["attributes"] = (
                f"map_from_entries(list_filter([{entries}], x -> x.v IS NOT NULL))"
            )
        return found

    def _kept(self, name: str) -> bool:
        field = self.feed.field(name)
        return field is not None and field.kept

    def _time(self) -> dict[str, Sql]:
        first = self.value.get("occurred_from", "s.month")
        first = f"({first})::TIMESTAMP"
        last = (
            f"({self.value['occurred_to']})::TIMESTAMP" if "occurred_to" in self.value else "NULL"
        )
        precision = self.feed.precision
        if precision in _LAST:
            end = f"{first} + {_LAST[precision]} - INTERVAL 1 SECOND"
            last = f"coalesce({last}, {end})" if last != "NULL" else end
        else:
            last = f"coalesce({last}, {first})"
        return {
            "occurred_from": first, "occurred_to": last, "precision": text(precision),
        }  # fmt: skip

    def _place(self) -> dict[str, Sql]:
        found: dict[str, Sql] = {"snapped": literal(self.feed.snapped), "placed": "'none'"}
        if self.has_degrees:
            found |= {"easting": "pt.easting", "northing": "pt.northing"}
        if self.code:
            found |= {
                "area": f"CASE WHEN a.vintage IS NOT NULL THEN {self.raw[self.code]} END",
                "vintage": "a.vintage",
                "placed": "CASE WHEN a.vintage IS NOT NULL THEN 'given' ELSE 'none' END",
                "outside": "CASE WHEN p.is_force THEN a.force <> p.agency END",
            }
        return found

    def _words(self) -> dict[str, Sql]:
        found: dict[str, Sql] = {}
        if words := self.words or self.offence:
            found["native_category"] = self.raw[words]
        if self.outcome:
            found |= {"outcome": "o.slug", "outcome_words": self.raw[self.outcome]}
        return found
