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


@dataclass(frozen=True)
class Rule:
    """A rule over one row beyond what types check: its name, its sentence, and what it checks.

    `check` is one of the checks that evidence knows how to run (`evidence.checks`); `fields` are
    the fields it looks at, `options` what it needs to know.
    """

    name: str
    sentence: str
    check: str
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
    keeps_files: bool  # whether delivered files are kept (open data yes, personal data no)
    snapped: bool  # whether points are anonymised stand-ins
    precision: str  # month, day, hour or minute
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()
    categories: Mapping[str, str] = field(default_factory=dict)  # the feed's words to slugs
    outcomes: Mapping[str, str] = field(default_factory=dict)
    mappable: bool = False  # whether a remembered column mapping may rename its headers
    file_pattern: str = ""  # how its files are named, with groups `month` and `agency`

    @property
    def official_header(self) -> tuple[str, ...]:
        """The header as the feed's owner publishes it."""
        return tuple(one.headers[0] for one in self.fields)
