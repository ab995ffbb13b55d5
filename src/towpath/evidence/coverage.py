"""What is held, by feed, agency and month; asked of the register, not of the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from towpath.evidence.held import Held
from towpath.evidence.registers import Load
from towpath.foundation import Period
from towpath.foundation.periods import add_months


@dataclass(frozen=True)
class Source:
    """A feed from an agency: the months held of it, and those missing between them."""

    feed: str
    title: str
    kind: str
    agency: str
    months: tuple[date, ...]
    rows: int
    counted: int
    refused: int
    licence: str

    @property
    def first(self) -> date:
        """The first month held."""
        return self.months[0]

    @property
    def last(self) -> date:
        """The last month held."""
        return self.months[-1]

    @property
    def gaps(self) -> tuple[date, ...]:
        """Months between the first and the last of which nothing is held."""
        held, month, found = set(self.months), self.first, []
        while month < self.last:
            if month not in held:
                found.append(month)
            month = add_months(month, 1)
        return tuple(found)

    def missing(self, period: Period) -> tuple[date, ...]:
        """The months of a period of which nothing is held."""
        return tuple(month for month in period.month_starts if month not in set(self.months))


def sources(held: Held) -> tuple[Source, ...]:
    """Every feed of every agency that is held, in the order of feed and agency."""
    keys = sorted({load.source for load in held.loads})
    return tuple(_source([load for load in held.loads if load.source == key]) for key in keys)


def _source(loads: list[Load]) -> Source:
    one = loads[0]
    return Source(
        one.feed, one.title, one.kind, one.agency, tuple(sorted(load.first for load in loads)),
        sum(load.rows for load in loads), sum(load.counted for load in loads),
        sum(load.refused for load in loads), one.licence,
    )  # fmt: skip
