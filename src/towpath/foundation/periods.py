"""Periods: half-open spans of months or days, under the names that people say.

`Period.parse` reads the sayings ("12 months to September 2009", "2013/14", "Q1 2009/10"), and
`Baseline.parse` what a period is set against ("the same month last year", "three-year mean",
"before COVID"). Arithmetic is here; reading is in `sayings`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from towpath.foundation.errors import NotComparable

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


class Grain(StrEnum):
    """Whether a period is made of whole months or of days."""

    MONTHS = "months"
    DAYS = "days"


def add_months(first: date, months: int) -> date:
    """The first of the month so many months on (or back)."""
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(years, month + 1, 1)


@dataclass(frozen=True, order=True)
class Period:
    """From `start` up to but not including `end`. The name is how a person says it."""

    start: date
    end: date
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise NotComparable(
                f"A period must end after it starts: {self.start} to {self.end} does not.",
                "Swap the two dates.",
            )
        if not self.name:
            object.__setattr__(self, "name", _plain_name(self))

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of_months(cls, first: date, months: int, name: str = "") -> Period:
        """So many whole months from the first of a month."""
        return cls(first, add_months(first, months), name)

    @classmethod
    def parse(cls, text: str, latest: date | None = None) -> Period:
        """Read a saying; `latest` is the first day not yet held, for "2025/26 to date".

        Raises NotUnderstood with examples where the words say no period.
        """
        from towpath.foundation import sayings

        return sayings.period(text, latest)

    @property
    def grain(self) -> Grain:
        """Months where both ends are firsts of months, else days."""
        whole = self.start.day == 1 and self.end.day == 1
        return Grain.MONTHS if whole else Grain.DAYS

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days

    @property
    def months(self) -> int:
        """How many whole months; 0 for a period of days."""
        if self.grain is Grain.DAYS:
            return 0
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    @property
    def month_starts(self) -> tuple[date, ...]:
        """The first of each month in the period; empty for a period of days."""
        return tuple(add_months(self.start, step) for step in range(self.months))

    @property
    def key(self) -> str:
        """The period in one word, the same whatever it is called."""
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @property
    def length(self) -> str:
        """The length as a person says it: "12 months", "1 month", "21 days"."""
        count, unit = (self.months, "month") if self.months else (self.days, "day")
        return f"{count} {unit}{'' if count == 1 else 's'}"

    def shifted(self, months: int) -> Period:
        """The period of the same calendar months, so many months on (or back)."""
        if self.grain is Grain.DAYS:
            return self._shifted_days(months)
        name = _moved_name(self.name, months // 12) if months % 12 == 0 else ""
        return Period.of_months(add_months(self.start, months), self.months, name)

    def _shifted_days(self, months: int) -> Period:
        start = _same_day(self.start, months)
        return Period(start, start + timedelta(days=self.days))

    @property
    def year_before(self) -> Period:
        """The same days or months, one year earlier."""
        return self.shifted(-12)

    @property
    def before(self) -> Period:
        """The equal period that ends where this one starts."""
        if self.grain is Grain.MONTHS:
            return self.shifted(-self.months)
        return Period(self.start - timedelta(days=self.days), self.start)

    def contains(self, moment: date) -> bool:
        """Whether a day lies in the period."""
        return self.start <= moment < self.end

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day."""
        return self.start < other.end and other.start < self.end

    def up_to(self, end: date) -> Period:
        """The part before `end`."""
        return self if end >= self.end else Period(self.start, end)


def require_comparable(one: Period, other: Period) -> None:
    """Refuse to compare periods of unequal length (mission A8, trap 11)."""
    equal = one.months == other.months if one.months and other.months else one.days == other.days
    if not equal:
        raise NotComparable(
            f"{one} has {one.length} and {other} has {other.length}: they cannot be compared.",
            "Choose two periods of the same number of months (or of days).",
        )


@dataclass(frozen=True)
class Baseline:
    """What a period is set against: the mean of one or more periods of its own length."""

    name: str
    periods: tuple[Period, ...]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, period: Period) -> Baseline:
        """A baseline of a single period."""
        return cls(period.name, (period,))

    @classmethod
    def parse(cls, text: str, period: Period) -> Baseline:
        """Read what `period` is compared with; raises NotUnderstood or NotComparable."""
        from towpath.foundation import sayings

        return sayings.baseline(text, period)

    @property
    def key(self) -> str:
        """The baseline in one word."""
        return "+".join(period.key for period in self.periods)

    @property
    def days(self) -> float:
        """Mean days of its periods."""
        return sum(period.days for period in self.periods) / len(self.periods)


def _same_day(day: date, months: int) -> date:
    first = add_months(day.replace(day=1), months)
    last = add_months(first, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def month_name(first: date) -> str:
    """A month as a person says it: "September 2009"."""
    return f"{MONTHS[first.month - 1]} {first.year}"


def _moved_name(name: str, years: int) -> str:
    """The name of the same period so many years on, where people name it by its year.

    "2024/25" becomes "2023/24", "Q1 2009/10" "Q1 2008/09" and "2025" "2024"; other names are made
    anew.
    """
    if found := re.fullmatch(r"(Q\d )?(\d{4})(/\d\d)?", name):
        quarter, first, second = found.groups()
        year = int(first) + years
        return f"{quarter or ''}{year}" + (f"/{(year + 1) % 100:02d}" if second else "")
    return ""


def _plain_name(period: Period) -> str:
    if period.grain is Grain.DAYS:
        last = period.end - timedelta(days=1)
        first = day_name(period.start)
        return first if last == period.start else f"{first} to {day_name(last)}"
    if period.months == 1:
        return month_name(period.start)
    return f"{period.months} months to {month_name(add_months(period.end, -1))}"


def day_name(day: date) -> str:
    """A day as a person says it: "3 October 2025"."""
    return f"{day.day} {month_name(day)}"
