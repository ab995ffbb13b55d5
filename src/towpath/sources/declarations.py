"""What a feed's declaration holds: fields, rules with their sentences, mappings, handling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from towpath.foundation import Handling


class Kind(StrEnum):
    """What a row of the feed is; evidence keeps one table shape for each."""

    INCIDENTS = "incidents"
    OUTCOMES = "outcomes"
    SEARCHES = "searches"
    ADMISSIONS = "admissions"
    MEASURES = "measures"  # published indicators, a plan's results, a consultation's tallies


class Type(StrEnum):
    """How a field's text is read. Each type brings a rule of its own: what it cannot be read as."""

    TEXT = "text"
    MONTH = "month"  # 2025-01
    DATE = "date"  # by `format`, one format a feed, never guessed
    TIME = "time"
    TIMESTAMP = "timestamp"
    MOMENT = "moment"  # a day, with or without its time; by `format`, else slashes or ISO
    INTEGER = "integer"
    DECIMAL = "decimal"
    LONGITUDE = "longitude"
    LATITUDE = "latitude"
    EASTING = "easting"
    NORTHING = "northing"
    SMALL_AREA = "small_area"  # an LSOA code of any vintage that the reference pack knows
    AREA = "area"  # a code or name at any level
    CATEGORY = "category"  # through the feed's `categories`
    OFFENCE_CODE = "offence_code"  # a dated Home Office code
    OUTCOME = "outcome"  # through the feed's `outcomes`
    FLAG = "flag"  # yes or no, by the feed's words
    PERIOD = "period"  # a saying


class Check(StrEnum):
    """What a rule can check. `evidence` runs each at the engine's speed; a test holds them equal.

    `fields` and `options` of the rule are named in brackets. An empty value passes every check:
    whether a value must be there is said by `filled` on its field.
    """

    MONTH_OF_FILE = "month-of-file"
    """[month, or a date] The month is the one in the file's name; passes where it has none."""
    NOT_FUTURE = "not-future"
    """[a month, date or timestamp] Not after the day on which the delivery is loaded."""
    NOT_BEFORE = "not-before"
    """[a month, date or timestamp; `date`] Not before an ISO day."""
    POINT_IN_BRITAIN = "point-in-britain"
    """[longitude, latitude, or easting, northing] Both or neither are given; the point is not at
    zero, not swapped (longitude where latitude should be), and within Great Britain."""
    KNOWN_SMALL_AREA = "known-small-area"
    """[small_area] The reference pack knows the code, in either vintage."""
    KNOWN_CATEGORY = "known-category"
    """[category] The feed maps the words, or the offence code held on the row's day."""
    FROM_BEFORE_TO = "from-before-to"
    """[from, to] The first is not after the second."""
    PATTERN = "pattern"
    """[text; `pattern`] The whole value matches a regular expression (RE2)."""
    AT_LEAST = "at-least"
    """[number; `value`] Not below the value."""
    AT_MOST = "at-most"
    """[number; `value`] Not above the value."""
    ONE_OF = "one-of"
    """[text; `values`] One of the words between bars ("a|b|c"), whatever the capitals."""


@dataclass(frozen=True)
class Field:
    """A column of the feed.

    `name` is the column of Towpath's table it fills (`native_id`, `month`, `easting`…), or
    `attributes.NAME`. `headers` are the spellings it may come under; the first is the official one.
    """

    name: str
    headers: tuple[str, ...]
    type: Type
    handling: Handling
    required: bool = False  # the column must be there
    filled: bool = False  # and no row may leave it empty
    format: str = ""
    longest: int = 1000  # characters; a longer value breaks the rule "too-long"
    kept: bool = True  # a column that is known, and checked where a rule says so, but not stored


@dataclass(frozen=True)
class Rule:
    """A rule over one row beyond what types check: its name, its sentence, and what it checks.

    `fields` are the fields that the check looks at, `options` what it needs to know.
    """

    name: str
    sentence: str
    check: Check
    fields: tuple[str, ...]
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Feed:
    """One feed, declared."""

    slug: str
    title: str
    kind: Kind
    version: int
    licence: str  # "OGL-3.0" for open data; "partnership" for what an agency hands over
    handling: Handling
    snapped: bool  # whether points are anonymised stand-ins
    precision: str  # month, day, hour or minute
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()
    categories: Mapping[str, str] = field(default_factory=dict)  # the feed's words to slugs
    outcomes: Mapping[str, str] = field(default_factory=dict)
    mappable: bool = False  # whether a remembered column mapping may rename its headers
    file_pattern: str = ""  # how its files are named, with groups `month` and `agency`
    yes: tuple[str, ...] = ("yes", "y", "true", "1")  # how its flags say so; compared in lower case
    no: tuple[str, ...] = ("no", "n", "false", "0")
    category: str = ""  # the category of every row, where the feed has no column for it
    named: bool = False  # only what is said to be of this feed is: its columns could be anybody's

    @property
    def official_header(self) -> tuple[str, ...]:
        """The header as the feed's owner publishes it."""
        return tuple(one.headers[0] for one in self.fields)

    def field(self, name: str) -> Field | None:
        """The field of a name, if the feed declares it."""
        return next((one for one in self.fields if one.name == name), None)
