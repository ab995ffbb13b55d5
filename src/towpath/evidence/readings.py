"""How a field's text is read, in DuckDB's SQL: its value, and when it cannot be one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from towpath.evidence.engines import text
from towpath.sources.declarations import Check, Feed, Field, Type

Sql = str
Fault = tuple[str, str, Sql]  # the rule's name, its sentence, and when it is broken


@dataclass(frozen=True)
class Reading:
    """A way to read text: the value as SQL, the name and sentence of the rule when it fails."""

    value: Callable[[Sql, Field, Feed], Sql]
    rule: str = ""
    sentence: str = ""
    shape: str = ""  # a pattern the text must match besides, where the cast is too kind


def _month(raw: Sql, field: Field, _: Feed) -> Sql:
    return f"try_strptime({raw}, {text(field.format or '%Y-%m')})::DATE"


def _date(raw: Sql, field: Field, _: Feed) -> Sql:
    return f"try_strptime({raw}, {text(field.format or '%Y-%m-%d')})::DATE"


def _time(raw: Sql, field: Field, _: Feed) -> Sql:
    return f"try_strptime({raw}, {text(field.format or '%H:%M')})::TIME"


def _timestamp(raw: Sql, field: Field, _: Feed) -> Sql:
    form = field.format or "%Y-%m-%dT%H:%M:%S"
    read = f"try_strptime({raw}, {text(form)})"
    # What carries its offset is put on the clock on the wall; what does not, is on it.
    return f"timezone('Europe/London', {read})" if "%z" in form else f"{read}::TIMESTAMP"


# Slashes are read day first, dashes year first: no text can be read in both ways.
_MOMENTS = tuple(f"{day}{time}" for day in ("%d/%m/%Y", "%Y-%m-%d")
                 for time in ("", " %H:%M", " %H:%M:%S", "T%H:%M", "T%H:%M:%S"))  # fmt: skip


def _moment(raw: Sql, field: Field, _: Feed) -> Sql:
    """A day alone is its first second, or its last where it says until when."""
    forms = (field.format,) if field.format else _MOMENTS
    read = f"try_strptime({raw}, [{', '.join(map(text, forms))}])::TIMESTAMP"
    if field.name != "occurred_to":
        return read
    return f"({read} + CASE WHEN {timed(raw)} THEN INTERVAL 0 DAY ELSE {DAY} END)"


DAY = "INTERVAL 1 DAY - INTERVAL 1 SECOND"


def timed(raw: Sql) -> Sql:
    """Whether the text of a moment tells the time of day."""
    return f"contains({raw}, ':')"


def _flag(raw: Sql, _: Field, feed: Feed) -> Sql:
    yes = ", ".join(text(word.lower()) for word in feed.yes)
    no = ", ".join(text(word.lower()) for word in feed.no)
    return f"CASE WHEN lower({raw}) IN ({yes}) THEN true WHEN lower({raw}) IN ({no}) THEN false END"


def _plain(raw: Sql, _: Field, __: Feed) -> Sql:
    return raw


def _cast(kind: str) -> Callable[[Sql, Field, Feed], Sql]:
    return lambda raw, _, __: f"try_cast({raw} AS {kind})"


_NUMBER = r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*"  # casts let 5_3, inf and nan through
_WHOLE = r"\s*[+-]?\d+\s*"

READINGS: dict[Type, Reading] = {
    Type.TEXT: Reading(_plain),
    Type.MONTH: Reading(_month, "not-a-month", "The month cannot be read."),
    Type.DATE: Reading(_date, "not-a-date", "The date cannot be read in the feed's one format."),
    Type.TIME: Reading(_time, "not-a-time", "The time of day cannot be read."),
    Type.TIMESTAMP: Reading(_timestamp, "not-a-moment", "The date and time cannot be read."),
    Type.MOMENT: Reading(
        _moment, "not-a-moment", "The date is neither like 31/12/2025 nor like 2025-12-31."
    ),
    Type.INTEGER: Reading(
        _cast("BIGINT"), "not-a-whole-number", "This is not a whole number.", _WHOLE
    ),
    Type.DECIMAL: Reading(_cast("DOUBLE"), "not-a-number", "This is not a number.", _NUMBER),
    Type.LONGITUDE: Reading(_cast("DOUBLE"), "not-a-number", "The longitude is no number."),
    Type.LATITUDE: Reading(_cast("DOUBLE"), "not-a-number", "The latitude is no number."),
    Type.EASTING: Reading(_cast("DOUBLE"), "not-a-number", "The easting is no number.", _NUMBER),
    Type.NORTHING: Reading(_cast("DOUBLE"), "not-a-number", "The northing is no number.", _NUMBER),
    Type.SMALL_AREA: Reading(_plain),
    Type.AREA: Reading(_plain),
    Type.CATEGORY: Reading(_plain),
    Type.OFFENCE_CODE: Reading(_plain),
    Type.OUTCOME: Reading(_plain),
    Type.FLAG: Reading(_flag, "not-yes-or-no", "This is neither yes nor no in the feed's words."),
    Type.PERIOD: Reading(_plain),
}


def value(field: Field, raw: Sql, feed: Feed) -> Sql:
    """The field's value as SQL over its raw text; null where it cannot be read."""
    return READINGS[field.type].value(raw, field, feed)


def faults(feed: Feed, columns: Mapping[str, str]) -> list[Fault]:
    """What can be wrong with each field's text by itself, in the order of the feed's fields.

    `columns` is where each field's text lies. Coordinates whose feed asks for a point in Britain
    are left out: they are proved once for each distinct point, not once a row.
    """
    asked = any(rule.check is Check.POINT_IN_BRITAIN for rule in feed.rules)
    found: list[Fault] = []
    for field in feed.fields:
        if field.name in columns and not (asked and field.type in _COORDINATES):
            found += _faults(field, columns[field.name], feed)
    return found


_COORDINATES = (Type.LONGITUDE, Type.LATITUDE, Type.EASTING, Type.NORTHING)


def _faults(field: Field, raw: Sql, feed: Feed) -> Iterator[Fault]:
    header, longest = field.headers[0], field.longest
    if field.filled:
        yield "empty", f"{header} is empty.", f"{raw} IS NULL"
    # Bytes first: a length in bytes is known without reading the text, and rarely too great.
    long = f"strlen({raw}) > {longest} AND length({raw}) > {longest}"
    yield "too-long", f"{header} is longer than {longest} letters.", long
    reading = READINGS[field.type]
    if not reading.rule:
        return
    read = f"({value(field, raw, feed)}) IS NOT NULL"
    if reading.shape:
        read = f"regexp_full_match({raw}, {text(reading.shape)}) AND {read}"
    yield reading.rule, reading.sentence, f"{raw} IS NOT NULL AND NOT coalesce({read}, false)"
