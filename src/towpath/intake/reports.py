"""A check's report, as a person reads it: a sentence first, then what is out of the ordinary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from towpath.documents import csv
from towpath.evidence.receipts import RefusedRow
from towpath.evidence.refusals import Refusals
from towpath.evidence.rehearsing import Broken, Rehearsal

_MUCH = 0.25  # a month whose rows change by more than this is marked
_POINTS = 10  # so is a category whose share moves by more percentage points


@dataclass(frozen=True)
class MonthRow:
    """A month, beside what is held of it."""

    first: date
    feed: str
    rows: int
    held: int | None
    same: bool
    marked: bool

    @property
    def says(self) -> str:
        """What becomes of it."""
        if self.same:
            return "In force already, and left as it is"
        if self.held is None:
            return "New"
        change = self.rows - self.held
        if not change:
            return "Replaces as many rows"
        return f"Replaces {self.held:,}: {abs(change):,} {'more' if change > 0 else 'fewer'}"


@dataclass(frozen=True)
class ShareRow:
    """A category's share of the rows, beside its share of the last delivery."""

    words: str
    rows: int
    now: float | None
    before: float | None

    @property
    def points(self) -> float | None:
        """By how many percentage points it moved."""
        if self.now is None or self.before is None:
            return None
        return round(self.now - self.before, 1)

    @property
    def change(self) -> str:
        """By how much it moved, in words."""
        if self.points is None:
            return ""
        return f"{self.points:+.1f} points".replace("-", "\u2212")

    @property
    def marked(self) -> bool:
        """Whether it moved much."""
        return self.points is not None and abs(self.points) >= _POINTS


@dataclass(frozen=True)
class FilledRow:
    """How complete a column is."""

    means: str
    heading: str
    percent: float | None  # none where the file lacks the column
    empty: int


@dataclass(frozen=True)
class Report:
    """All of it."""

    delivered: int
    accepted: int
    refused: int
    repeats: int
    sentence: str
    broken: tuple[Broken, ...]
    months: tuple[MonthRow, ...]
    shares: tuple[ShareRow, ...]
    filled: tuple[FilledRow, ...]
    losses: tuple[str, ...]
    remarks: tuple[str, ...]
    replaces: int
    first: bool  # whether nothing of the feed was held before


def of(found: Rehearsal) -> Report:
    """The report of a check."""
    months = tuple(_months(found))
    return Report(
        found.delivered, found.accepted, found.refused, found.repeats, _sentence(found),
        found.broken, months, tuple(_shares(found)), tuple(_filled(found)), found.losses,
        found.remarks, sum(one.held is not None and not one.same for one in months),
        all(one.of_before == 0 for one in found.shares),
    )  # fmt: skip


def _sentence(found: Rehearsal) -> str:
    if not found.accepted:
        return f"None of the {found.delivered:,} rows can be accepted."
    if not found.changes:
        return "All of this is in force already. Accepting it would change nothing."
    if not found.refused:
        return f"All {found.delivered:,} rows can be accepted."
    share = 100 * found.refused / found.delivered
    said = f"{share:.1f} %" if share >= 0.1 else "less than 0.1 %"
    return (
        f"{found.accepted:,} of {found.delivered:,} rows can be accepted; "
        f"{found.refused:,} ({said}) break a rule."
    )


def _months(found: Rehearsal) -> Iterator[MonthRow]:
    titles = dict(found.feeds)
    for one in sorted(found.months, key=lambda m: (m.feed, m.month), reverse=True):
        much = one.held is not None and abs(one.rows - one.held) > _MUCH * max(one.held, 1)
        first, title = date.fromisoformat(one.month), titles.get(one.feed, one.feed)
        yield MonthRow(first, title, one.rows, one.held, one.same, much and not one.same)


def _shares(found: Rehearsal) -> Iterator[ShareRow]:
    for one in found.shares:
        yield ShareRow(
            one.words or "Not said", one.rows, _percent(one.rows, one.of),
            _percent(one.before, one.of_before),
        )  # fmt: skip


def _filled(found: Rehearsal) -> Iterator[FilledRow]:
    for one in found.filled:
        there = _percent(one.filled, one.rows) if one.heading else None
        yield FilledRow(one.means, one.heading, there, one.rows - one.filled)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def refusals(found: Refusals) -> Iterator[str]:
    """Refused rows as CSV, each with its rule and where it stands; no cell is a formula."""
    names = found.headings
    header = ["Rule", "Why", "File", "Line", *(one or "The whole line" for one in names)]
    return csv.pieces(header, (_cells(row, names) for row in found))


def _cells(row: RefusedRow, names: Sequence[str]) -> Sequence[str | int]:
    said = dict(row.values)
    return (row.rule, row.sentence, row.part, row.line, *(said.get(one, "") for one in names))
