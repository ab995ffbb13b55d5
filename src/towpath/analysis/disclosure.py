"""The one gate from a count to a public page: hide 0 to 7, round the rest to five, totals alike.

Rules R1 to R4, R6, R7, R9 and R11 of the disclosure policy. Suppressing small counts while printing
true totals gives one hidden cell in six back exactly (`differencing` shows it); one rule for every
number gives back next to none, and `differencing.release` refuses what would. A published count is
an interval: a printed 10 means 8 to 12, a hidden one 0 to 7.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from towpath.analysis.errors import ImpossibleNumbers

HIDDEN_UP_TO = 7
BASE = 5
FEWEST_FOR_A_MEAN = 8
FEWEST_TO_REVISE = 8
COARSEN_ABOVE = 0.10
DOMINANT_ABOVE = 0.50
HIDDEN_TEXT = f"{HIDDEN_UP_TO} or fewer"


class NotForPublication(ImpossibleNumbers):
    """Something was asked of the gate that it cannot let through."""


@dataclass(frozen=True)
class PublicCount:
    """A count as the public sees it: `value` is None where hidden; it tells `low` to `high`."""

    value: int | None
    low: int
    high: int

    @property
    def hidden(self) -> bool:
        """True where no number may be printed."""
        return self.value is None

    def __str__(self) -> str:
        return HIDDEN_TEXT if self.value is None else f"{self.value:,}"


@dataclass(frozen=True)
class PublicCounts:
    """Many public counts: `values` holds NaN where hidden, so that no sum can use a hidden cell."""

    values: NDArray[np.float64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]

    @property
    def hidden(self) -> NDArray[np.bool_]:
        """Where no number may be printed."""
        return np.isnan(self.values)

    @property
    def hidden_share(self) -> float:
        """Share of cells that are hidden, 0 to 1."""
        return float(self.hidden.mean()) if self.values.size else 0.0

    def texts(self) -> list[str]:
        """What to print, cell by cell, in row order."""
        flat = self.values.ravel()
        return [HIDDEN_TEXT if np.isnan(v) else f"{int(v):,}" for v in flat]


@dataclass(frozen=True)
class PublicTable:
    """A two-way table whose cells and totals have all passed the same rule; None if withheld."""

    cells: PublicCounts
    rows: PublicCounts | None
    columns: PublicCounts | None
    total: PublicCount | None


@dataclass(frozen=True)
class Advice:
    """Whether a table is too thin to publish (R7): the share hidden and a sentence."""

    hidden_share: float
    coarsen: bool
    sentence: str


def publish(n: int) -> PublicCount:
    """R1, R2: one true count through the gate.

    0 to 7 is hidden (a true zero too); more is printed to the nearest five. A whole number is never
    half-way between two multiples of five, so no rule for ties is needed. Raises NotForPublication
    for a negative count. Text: NHS Digital's HES rule of 2018 and OpenSAFELY's "7 then 5".
    """
    one = gate(np.array([n]))
    value = None if one.hidden[0] else int(one.values[0])
    return PublicCount(value, int(one.low[0]), int(one.high[0]))


def gate(counts: ArrayLike) -> PublicCounts:
    """R1, R2 for many: the same rule, cell by cell, in the array's own shape.

    counts: whole numbers of any shape. Totals belong in here as true totals (R3): never the sum of
    rounded cells beside the cells, never a true total beside hidden ones. O(cells).
    """
    true = _whole(counts)
    hidden = true <= HIDDEN_UP_TO
    rounded = (true + BASE // 2) // BASE * BASE
    values = np.where(hidden, np.nan, rounded.astype(float))
    # 8 is the smallest printed count, so a printed 10 says 8 to 12 and nothing narrower.
    low = np.where(hidden, 0, np.maximum(rounded - BASE // 2, HIDDEN_UP_TO + 1))
    high = np.where(hidden, HIDDEN_UP_TO, rounded + BASE // 2)
    return PublicCounts(values, low.astype(np.int64), high.astype(np.int64))


def republish(counts: ArrayLike) -> PublicCounts:
    """R11: open data that its publisher has already made anonymous, printed as it is.

    Only for counts made of open rows alone (data.police.uk), at its own points or coarser, never
    joined to case data. The caller answers for that: `documents` asks the loads' licence.
    """
    true = _whole(counts)
    return PublicCounts(true.astype(float), true, true)


def with_totals(counts: ArrayLike) -> PublicTable:
    """R3: a two-way table with its margins, each total gated from the true total.

    counts: (rows, columns). Printed cells need not add up to the printed totals, and the note under
    the table must say so. Small tables can still leak: publish by `differencing.release`.
    """
    true = _whole(counts)
    if true.ndim != 2:
        raise NotForPublication(
            "A table with totals needs rows and columns.",
            "Give a two-way array of counts.",
        )
    sums = (true.sum(axis=1), true.sum(axis=0), int(true.sum()))
    return PublicTable(gate(true), gate(sums[0]), gate(sums[1]), publish(sums[2]))


def share(part: PublicCount, whole: PublicCount) -> float | None:
    """R4: a share (0 to 1) of two published counts; None where either is hidden.

    Rounding can push a share of a small whole above one; it is cut at one.
    """
    if part.value is None or not whole.value:
        return None
    return min(part.value / whole.value, 1.0)


def rate(count: PublicCount, base: float, per: float = 1000.0) -> float | None:
    """R4: events per `per` of an open base (residents, households, km²); None where hidden.

    A base that is itself a count of case data is not open: use `share`.
    """
    if base <= 0:
        raise NotForPublication("A rate needs a base above zero.", "Check the area's residents.")
    return None if count.value is None else count.value / base * per


def mean(values: ArrayLike) -> float | None:
    """R4: the mean of a measure over at least eight records, else None.

    There is no published minimum or maximum: each is one record's own value.
    """
    measured = np.asarray(values, dtype=float)
    return float(measured.mean()) if measured.size >= FEWEST_FOR_A_MEAN else None


def advice(counts: PublicCounts) -> Advice:
    """R7: merge areas, periods or categories first if more than a tenth of the cells is hidden."""
    hidden = counts.hidden_share
    if hidden > COARSEN_ABOVE:
        sentence = (
            f"{hidden:.0%} of the cells are hidden: merge areas, periods or categories "
            "before this is published."
        )
        return Advice(hidden, True, sentence)
    return Advice(hidden, False, f"{hidden:.0%} of the cells are hidden: fit to publish.")


def dominated(largest: ArrayLike, totals: ArrayLike) -> NDArray[np.bool_]:
    """R9: cells where one person or address is more than half of the records.

    largest: records of the most frequent person or address in each cell; totals: all records of the
    cell, same shape. Such a cell is held back even when its count is large. An empty cell is not
    dominated (it is hidden anyway).
    """
    most, every = _whole(largest), _whole(totals)
    if most.shape != every.shape or (most > every).any():
        raise NotForPublication(
            "The largest contributor cannot exceed the cell it is part of.",
            "Give one largest count and one total for each cell.",
        )
    return most > DOMINANT_ABOVE * every


def too_few_to_revise(changed: ArrayLike) -> NDArray[np.bool_]:
    """R6: cells of a released period whose revision must wait for the next annual one.

    changed: records added, removed or altered in each cell since its release. One to seven changed
    records would let an onlooker who knows of one of them read the old and new count together.
    """
    records = _whole(changed)
    return (records > 0) & (records < FEWEST_TO_REVISE)


def _whole(counts: ArrayLike) -> NDArray[np.int64]:
    given = np.asarray(counts)
    if given.size and (not np.all(np.isfinite(given)) or np.any(given != np.floor(given))):
        raise NotForPublication("Only whole counts pass the gate.", "Give counts, not rates.")
    if np.any(given < 0):
        raise NotForPublication("A count cannot be below zero.", "Check how it was made.")
    return given.astype(np.int64)
