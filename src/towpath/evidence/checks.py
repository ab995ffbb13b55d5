"""The checks that a declaration may ask for, as SQL that is true where a row breaks the rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from towpath.evidence.engines import text
from towpath.sources.declarations import Check, Rule

Sql = str


@dataclass(frozen=True)
class Given:
    """What a check may look at: each field's raw text and value as SQL, and the day of loading."""

    raw: Mapping[str, Sql]
    value: Mapping[str, Sql]
    today: date


def fault(rule: Rule, given: Given) -> Sql | None:
    """When a row breaks the rule; None where the delivery lacks a column that the rule needs."""
    there = [field for field in rule.fields if field in given.raw]
    if rule.check is Check.KNOWN_CATEGORY:  # by whichever of its fields is there
        return _known_category(there, given) if there else None
    if len(there) < len(rule.fields):
        return None
    return _FAULTS[rule.check](rule, given)


def _month_of_file(rule: Rule, given: Given) -> Sql:
    value = given.value[rule.fields[0]]
    if rule.fields[0] == "month":
        return f"{value} <> p.month"
    # Files are cut at midnight by one clock and tell the time by another: a day's grace.
    return f"{value} < p.month - 1 OR {value} >= p.month + INTERVAL 1 MONTH + INTERVAL 1 DAY"


def _not_future(rule: Rule, given: Given) -> Sql:
    return f"{given.value[rule.fields[0]]} >= DATE '{given.today}' + 1"


def _not_before(rule: Rule, given: Given) -> Sql:
    return f"{given.value[rule.fields[0]]} < DATE {text(rule.options['date'])}"


def _point_in_britain(rule: Rule, given: Given) -> Sql:
    x, y = (given.raw[field] for field in rule.fields)
    return f"({x} IS NULL) <> ({y} IS NULL) OR pt.fault"  # of each distinct point: see lookups


def _known_small_area(rule: Rule, given: Given) -> Sql:
    return f"{given.raw[rule.fields[0]]} IS NOT NULL AND a.vintage IS NULL"


def _known_category(fields: Sequence[str], given: Given) -> Sql:
    said = f"coalesce({', '.join(given.raw[field] for field in fields)}) IS NOT NULL"
    return f"{said} AND {given.value['category']} IS NULL"


def _from_before_to(rule: Rule, given: Given) -> Sql:
    first, last = (given.value[field] for field in rule.fields)
    return f"{first} > {last}"


def _pattern(rule: Rule, given: Given) -> Sql:
    return f"NOT regexp_full_match({given.raw[rule.fields[0]]}, {text(rule.options['pattern'])})"


def _at_least(rule: Rule, given: Given) -> Sql:
    return f"{given.value[rule.fields[0]]} < {float(rule.options['value'])!r}"


def _at_most(rule: Rule, given: Given) -> Sql:
    return f"{given.value[rule.fields[0]]} > {float(rule.options['value'])!r}"


def _one_of(rule: Rule, given: Given) -> Sql:
    words = ", ".join(text(word.lower()) for word in rule.options["values"].split("|"))
    return f"lower({given.raw[rule.fields[0]]}) NOT IN ({words})"


_FAULTS: dict[Check, Callable[[Rule, Given], Sql]] = {
    Check.MONTH_OF_FILE: _month_of_file,
    Check.NOT_FUTURE: _not_future,
    Check.NOT_BEFORE: _not_before,
    Check.POINT_IN_BRITAIN: _point_in_britain,
    Check.KNOWN_SMALL_AREA: _known_small_area,
    Check.FROM_BEFORE_TO: _from_before_to,
    Check.PATTERN: _pattern,
    Check.AT_LEAST: _at_least,
    Check.AT_MOST: _at_most,
    Check.ONE_OF: _one_of,
}
