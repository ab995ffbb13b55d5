"""A feed's declaration over the columns that a part has, compiled to DuckDB's SQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from towpath.evidence import checks, lookups, readings, staging, tables
from towpath.evidence.engines import text
from towpath.evidence.lookups import literal
from towpath.evidence.readings import Fault, Sql
from towpath.evidence.tables import RENAMED, SHAPES
from towpath.sources.declarations import Check, Field, Kind, Type
from towpath.sources.parts import Part
from towpath.sources.reference import Pack

if TYPE_CHECKING:
    import duckdb


_SPANS = {"month": "1 MONTH", "day": "1 DAY", "hour": "1 HOUR"}
_POINTS = (("longitude", "latitude"), ("easting", "northing"))
_LATER = {"load", "feed", "counts", "updated", "own_outcome", "own_outcome_words"}


class Compiled:
    """The joins, the rules and the columns of one batch.

    In its SQL, `s` is a staged row and `p` its part; `a` is its small area, `k` its category's
    words, `h` its Home Office code, `o` its outcome's words, `pt` its point, `w` the place and `q`
    the period of a measure.
    """

    def __init__(self, part: Part, batch: str, today: date) -> None:
        self.feed, self.batch, self.today = part.feed, batch, today
        self.columns = staging.columns(part.feed, part)
        self.raw = {name: f"s.{column}" for name, column in self.columns.items()}
        self.fields = [field for field in self.feed.fields if field.name in self.raw]
        self.value = {f.name: readings.value(f, self.raw[f.name], self.feed) for f in self.fields}
        self.code, self.words, self.offence, self.outcome, self.place, self.period = (
            self._first_of(kind)
            for kind in (Type.SMALL_AREA, Type.CATEGORY, Type.OFFENCE_CODE, Type.OUTCOME,
                         Type.AREA, Type.PERIOD)
        )  # fmt: skip
        self.point = next((pair for pair in _POINTS if set(pair) <= set(self.raw)), None)
        self.value["category"] = self._category()

    def _first_of(self, kind: Type) -> str:
        return next((field.name for field in self.fields if field.type is kind), "")

    def _category(self) -> Sql:
        found = [f"{at}.slug" for at, name in (("h", self.offence), ("k", self.words)) if name]
        if self.feed.category:
            found.append(f"{literal(self.feed.category)}::{tables.CATEGORY}")
        return f"coalesce({', '.join(found)})" if found else "NULL"

    def register(self, engine: duckdb.DuckDBPyConnection, pack: Pack | None) -> None:
        """Make the tables that the joins need."""
        lookups.register_words(engine, self.batch, self.feed)
        if self.code:
            lookups.register_codes(engine, self.batch, self.columns[self.code])
        if self.point:
            x, y = self.columns[self.point[0]], self.columns[self.point[1]]
            degrees = self.point == _POINTS[0]
            lookups.register_points(engine, self.batch, (x, y), degrees=degrees)
            code = self.columns.get(self.code, "")
            lookups.place_points(engine, self.batch, pack, (x, y), code)
        if self.place:
            lookups.register_places(engine, self.batch, self.columns[self.place], pack)

    def joined(self, asked: Sql | None = None) -> Sql:
        """The staged rows beside all they are looked up in (that some SQL asks for, if given)."""
        found = [f"{self.batch}.staged s JOIN {self.batch}.parts p ON p.part = s.part"]
        found += [
            f"{self.batch}.{table} ON {on}" for table, on in self._joins()
            if asked is None or f"{table.split()[1]}." in asked
        ]  # fmt: skip
        return " LEFT JOIN ".join(found)

    def _joins(self) -> Iterator[tuple[str, Sql]]:
        raw = self.raw
        if self.code:
            yield "areas a", f"a.part = s.part AND a.code = {raw[self.code]}"
        if self.words:
            yield "category_words k", f"k.words = {raw[self.words]}"
        if self.offence:
            day = self.value.get("recorded", "s.month")
            held = f"h.since <= {day} AND (h.until IS NULL OR {day} < h.until)"
            yield "offence_codes h", f"h.code = {raw[self.offence]} AND {held}"
        if self.outcome:
            yield "outcome_words o", f"o.words = {raw[self.outcome]}"
        if self.point:
            x, y = (raw[name] for name in self.point)
            yield "points pt", f"pt.x = {x} AND pt.y = {y}"
        if self.place:
            yield "places w", f"w.words = {raw[self.place]}"
        if self.period:
            yield "periods q", f"q.words = {raw[self.period]}"

    # -- rules ---------------------------------------------------------------------------------

    def rules(self) -> list[Fault]:
        """What each field can be wrong by itself, then the feed's own rules, then what any row of
        its kind must have: in that order, and the first that is broken names the refusal."""
        found = readings.faults(self.feed, self.columns)
        given = checks.Given(self.raw, self.value, self.today)
        for rule in self.feed.rules:
            if (when := checks.fault(rule, given)) is not None:
                found.append((rule.name, rule.sentence, when))
        return [*found, *self._unknown({rule.check for rule in self.feed.rules})]

    def broken(self) -> Sql:
        """The number, among `rules`, of the first rule that a row breaks; null where it is sound.

        What is wrong with a field by itself was found when the row was staged.
        """
        first = len(readings.faults(self.feed, self.columns))
        rules = list(enumerate(self.rules()))[first:]
        cases = " ".join(f"WHEN {when} THEN {index}" for index, (_, _, when) in rules)
        return f"coalesce(s.fault, CASE {cases} END)"

    def _unknown(self, asked: set[Check]) -> Iterator[Fault]:
        if self.code and Check.KNOWN_SMALL_AREA not in asked:
            when = f"{self.raw[self.code]} IS NOT NULL AND a.vintage IS NULL"
            yield "unknown-small-area", "The small area (LSOA) code is not known.", when
        if self.period:
            when = f"{self.raw[self.period]} IS NOT NULL AND q.since IS NULL"
            yield "not-a-period", "The period cannot be read.", when
        if self.feed.kind in (Kind.INCIDENTS, Kind.ADMISSIONS):
            when = f"{self.value['category']} IS NULL"
            yield "unknown-category", "No category is known for the row.", when
        yield "no-month", "The row has no month, so it belongs to no load.", "s.month IS NULL"

    # -- columns -------------------------------------------------------------------------------

    def projection(self) -> Sql:
        """The columns of the kind's table as SQL, but for the load, the feed and settlement."""
        chosen = self._chosen()
        return ", ".join(
            f"({chosen.get(column.name, 'NULL')})::{column.type} AS {column.name}"
            for column in SHAPES[self.feed.kind]
            if column.name not in _LATER
        )

    def _chosen(self) -> dict[str, Sql]:
        # A value that cannot be read is refused above, so what is left is read, or empty.
        kept = {RENAMED.get(f.name, f.name): self.value[f.name] for f in self.fields if f.kept}
        return kept | self._key() | self._time() | self._place() | self._words() | self._measure()

    def _key(self) -> dict[str, Sql]:
        found = {"row": "p.row_offset + s.position + 1", "line": "p.first_line + s.record"}
        found |= {"agency": "p.agency", "month": "s.month", "category": self.value["category"]}
        found["cancelled"] = self.value.get("attributes.cancelled", "false")
        said = [(f.name.removeprefix("attributes."), self._said(f)) for f in self.fields
                if f.kept and f.name.startswith("attributes.")
                and f.name not in RENAMED]  # fmt: skip
        if said:
            entries = ", ".join(f"{{'k': {text(key)}, 'v': {value}}}" for key, value in said)
            found["attributes"] = (
                f"map_from_entries(list_filter([{entries}], lambda said: said.v IS NOT NULL))"
            )
        return found

    def _said(self, field: Field) -> Sql:
        if field.type is not Type.FLAG:
            return self.raw[field.name]
        return f"CASE {self.value[field.name]} WHEN true THEN 'yes' WHEN false THEN 'no' END"

    def _time(self) -> dict[str, Sql]:
        precision, span = text(self.feed.precision), _SPANS.get(self.feed.precision, "")
        began, timed = self._began()
        whole = f"{began} + INTERVAL {span} - INTERVAL 1 SECOND" if span else began
        if timed:  # a row that tells its time of day is one moment, not a day of them
            precision = f"CASE WHEN {timed} THEN 'minute' ELSE {precision} END"
            whole = f"CASE WHEN {timed} THEN {began} ELSE {whole} END"
        ended = f"coalesce({self._until()}, {whole})"
        return {"occurred_from": began, "occurred_to": ended, "precision": precision}

    def _began(self) -> tuple[Sql, Sql]:
        """When a row began, and whether it tells the time of day: "" where the feed says it."""
        if not self._has("occurred_from"):
            month = self.feed.precision == "month"
            return "s.month::TIMESTAMP" if month else "NULL::TIMESTAMP", ""
        began = f"({self.value['occurred_from']})::TIMESTAMP"
        timed = []
        if self._type("occurred_from") is Type.MOMENT:
            timed.append(readings.timed(self.raw["occurred_from"]))
        if self._has("time"):
            hour = self.value["time"]
            began = f"CASE WHEN {hour} IS NULL THEN {began} ELSE {began}::DATE + {hour} END"
            timed.append(f"{hour} IS NOT NULL")
        return began, " OR ".join(timed)

    def _until(self) -> Sql:
        if not self._has("occurred_to"):
            return "NULL"
        ended = f"({self.value['occurred_to']})::TIMESTAMP"
        # A day until which something may have happened lasts to its midnight.
        return f"{ended} + {readings.DAY}" if self._type("occurred_to") is Type.DATE else ended

    def _type(self, name: str) -> Type | None:
        field = self.feed.field(name)
        return field.type if field is not None else None

    def _has(self, name: str) -> bool:
        return name in self.value

    def _place(self) -> dict[str, Sql]:
        found = {"snapped": literal(self.feed.snapped), "placed": "'none'"}
        at = (
            [("a", f"CASE WHEN a.vintage IS NOT NULL THEN {self.raw[self.code]} END", "given")]
            if self.code
            else []
        )
        if self.point:
            found |= {"easting": "pt.easting", "northing": "pt.northing"}
            at.append(("pt", "pt.code", "point"))
        if at:
            how = " ".join(
                f"WHEN {name}.vintage IS NOT NULL THEN {text(way)}::{tables.PLACED}"
                for name, _, way in at
            )
            force = f"coalesce({', '.join(f'{name}.force' for name, _, _ in at)})"
            found |= {
                "area": f"coalesce({', '.join(code for _, code, _ in at)})",
                "vintage": f"coalesce({', '.join(f'{name}.vintage' for name, _, _ in at)})",
                "placed": f"CASE {how} ELSE 'none'::{tables.PLACED} END",
                "outside": f"CASE WHEN p.is_force THEN {force} <> p.agency END",
            }
        return found

    def _words(self) -> dict[str, Sql]:
        found: dict[str, Sql] = {}
        words = [self.raw[name] for name in (self.words, self.offence) if name]
        if words:
            found["native_category"] = f"coalesce({', '.join(words)})"
        if self.outcome:
            found |= {"outcome": "o.slug", "outcome_words": self.raw[self.outcome]}
        return found

    def _measure(self) -> dict[str, Sql]:
        found: dict[str, Sql] = {}
        if self.period:
            found |= {"period_start": "q.since", "period_end": "q.until"}
        if self.place:
            name = f"coalesce(w.name, {self.raw[self.place]})"
            found |= {"area": "w.code", "area_name": name, "level": "w.level",
                      "vintage": "w.vintage"}  # fmt: skip
        return found
