"""A Figure: a number together with its grounds, so that it can be asked where it came from."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from towpath.foundation.areas import Area
from towpath.foundation.handling import PUBLIC, Handling
from towpath.foundation.periods import Baseline, Period


class Unit(StrEnum):
    """What a figure counts in. The writer rounds and prints by it."""

    COUNT = "count"
    MEAN_COUNT = "mean count"
    PER_DAY = "per day"
    PER_1000_RESIDENTS = "per 1,000 residents"
    PER_1000_HOUSEHOLDS = "per 1,000 households"
    PER_100_000 = "per 100,000"
    PER_CENT = "per cent"
    POINTS = "percentage points"
    CHANGE = "per cent change"
    RATIO = "ratio"
    INDEX = "index"
    RANK = "rank"
    SCORE = "score"
    HARM_DAYS = "harm (sentence days)"


@dataclass(frozen=True)
class Figure:
    """Value, unit, numerator, denominator, period, area, interval, snapshot and definition.

    `value` is None where nothing was supplied, and `missing` then says why in one sentence.
    `basis` holds every further argument of the definition (category, comparators, a weights
    file…); with period, area and comparison it fixes the question, and with the snapshot the id.
    `low` and `high` are 95 % limits unless `basis` says otherwise.
    """

    value: float | int | None
    unit: Unit
    definition: str
    version: int = 1
    snapshot: str = ""
    period: Period | None = None
    against: Period | Baseline | None = None
    area: Area | None = None
    numerator: float | int | None = None
    denominator: float | int | None = None
    low: float | None = None
    high: float | None = None
    basis: Mapping[str, str] = field(default_factory=dict)
    handling: Handling = PUBLIC
    missing: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "basis", MappingProxyType(dict(self.basis)))

    def __hash__(self) -> int:
        return hash(self.id)

    @cached_property
    def id(self) -> str:
        """`F-` and eight base-32 characters: the same question of the same snapshot, always."""
        digest = hashlib.sha256("\n".join(self.question).encode()).digest()
        return "F-" + base64.b32encode(digest[:5]).decode().rstrip("=")

    @property
    def question(self) -> tuple[str, ...]:
        """What was asked, line by line, in the order that the id is a hash of."""
        basis = (f"{key}={value}" for key, value in sorted(self.basis.items()))
        against = self.against.key if self.against else ""
        return (
            f"{self.definition}@{self.version}",
            f"period={self.period.key if self.period else ''}",
            f"against={against}",
            f"area={self.area.key if self.area else ''}",
            f"snapshot={self.snapshot}",
            *basis,
        )

    @property
    def supplied(self) -> bool:
        """Whether there is a value at all."""
        return self.value is not None
