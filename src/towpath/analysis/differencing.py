"""The attacker of a release: what the printed numbers, taken together, say about each true count.

Rule R8. A release is a set of unknown true counts and a set of printed sums of them, each an
interval. The attacker solves one linear program up and one down for every unknown; where both meet,
a count that nobody printed has been published all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from towpath.analysis import disclosure
from towpath.analysis.disclosure import PublicCounts, PublicTable
from towpath.analysis.errors import ImpossibleNumbers

Membership = sparse.csr_array
UNBOUNDED = 1e9  # more than any area will ever record; a bound here means nothing holds it


class NotARelease(ImpossibleNumbers):
    """The printed numbers and the groups that they count do not fit together."""


class Leaks(ImpossibleNumbers):
    """What was to be printed gives a hidden count away."""


@dataclass(frozen=True)
class Attack:
    """What the attacker learns: whole-number bounds of each unknown count."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]

    @property
    def exact(self) -> NDArray[np.bool_]:
        """Counts recovered to the unit: the release must be blocked."""
        return np.equal(self.low, self.high)

    @property
    def two_values(self) -> NDArray[np.bool_]:
        """Counts narrowed to two neighbouring values: warn."""
        return np.equal(self.high, self.low + 1)


@dataclass(frozen=True)
class Verdict:
    """R8: may this go out? `exact` and `two_values` count the small cells that leak."""

    blocked: bool
    exact: int
    two_values: int
    sentence: str


def release(counts: ArrayLike, *, totals: bool = True) -> PublicTable:
    """R8 for one table: gate it, attack it, and give it out only if no count can be worked out.

    counts: (rows, columns) true counts; totals: False for cells alone, which no sum can narrow. The
    gate by itself is not enough for small tables: cells 12, 12, 12 and 7 are printed 10, 10, 10 and
    "7 or fewer" with total 45, which only those counts can make. Raises Leaks then. It sees one
    table: attack it together with earlier releases by `bounds`. 2 × cells linear programs.
    """
    shown = disclosure.with_totals(counts)
    if not totals:
        return PublicTable(shown.cells, None, None, None)
    rows, columns = shown.cells.values.shape
    groups = table(rows, columns)
    said = verdict(bounds(groups, _sums(groups, counts)), np.ones(rows * columns, dtype=bool))
    if said.blocked:
        # Never withhold just the totals that leak: their absence would say that they do.
        raise Leaks(said.sentence, "Merge areas, periods or categories, or print no totals at all.")
    return shown


def _sums(groups: Membership, counts: ArrayLike) -> PublicCounts:
    sums = np.rint(groups @ np.asarray(counts, dtype=np.float64).ravel())
    return disclosure.gate(sums)


def table(rows: int, columns: int) -> Membership:
    """Groups of a two-way table: its cells in row order, row totals, column totals, grand total."""
    cells = np.arange(rows * columns).reshape(rows, columns)
    groups = [*cells.reshape(-1, 1), *cells, *cells.T, cells.ravel()]
    return membership(groups, cells.size)


def rolling(length: int, *widths: int) -> Membership:
    """Groups of windows that roll over a series: every run of each width (D2)."""
    groups = [np.arange(start, start + w) for w in widths for start in range(length - w + 1)]
    return membership(groups, length)


def all_but_one(places: int) -> Membership:
    """Groups of the whole area and of the area without each of its places in turn (D4, D5)."""
    every = np.arange(places)
    return membership([every, *(np.delete(every, i) for i in every)], places)


def membership(groups: list[NDArray[np.int64]], unknowns: int) -> Membership:
    """Any groups as a 0/1 matrix: one row for each printed number, one column for each unknown."""
    rows = np.repeat(np.arange(len(groups)), [len(g) for g in groups])
    columns = np.concatenate(groups)
    ones = np.ones(len(columns))
    return sparse.csr_array((ones, (rows, columns)), shape=(len(groups), unknowns))


def together(*releases: Membership) -> Membership:
    """Several releases on the same unknown counts, one after the other (D3)."""
    return sparse.csr_array(sparse.vstack(releases))


def bounds(groups: Membership, printed: PublicCounts, only: ArrayLike | None = None) -> Attack:
    """Tightest bounds of every unknown count, given all that was printed.

    groups: (printed numbers, unknowns) 0/1; printed: as many public counts, in the same order, each
    with the interval that it tells; only: (unknowns,) true for those to attack (default all), the
    others keep 0 to UNBOUNDED. The bounds are those of the linear relaxation, rounded inwards;
    for two-way tables they are the exact ones (the matrix is totally unimodular). Raises
    NotARelease where the numbers contradict one another. 2 × attacked linear
    programs (8 ms each for 600 unknowns).
    Text: Fellegi 1972; Duncan, Elliot & Salazar-González 2011, Statistical Confidentiality.
    """
    low, high = printed.low.ravel().astype(float), printed.high.ravel().astype(float)
    if groups.shape[0] != low.size:
        raise NotARelease(
            f"{low.size} printed numbers were given for {groups.shape[0]} groups.",
            "Give one printed number for each group, in the same order.",
        )
    lowest, highest = np.zeros(groups.shape[1]), np.full(groups.shape[1], UNBOUNDED)
    attacked = np.arange(groups.shape[1]) if only is None else np.flatnonzero(only)
    for unknown in attacked:
        alone = np.zeros(groups.shape[1])
        alone[unknown] = 1.0
        lowest[unknown], highest[unknown] = _extremes(groups, low, high, alone)
    return _whole(lowest, highest)


def bounds_of(groups: Membership, printed: PublicCounts, sums: Membership) -> Attack:
    """Tightest bounds of sums of the unknown counts: of a group, or of one group without another.

    As `bounds`; sums: (sums, unknowns) 0/1. 2 × sums linear programs.
    """
    low, high = printed.low.ravel().astype(float), printed.high.ravel().astype(float)
    found = [_extremes(groups, low, high, one) for one in sums.toarray().astype(float)]
    ends = np.array(found).reshape(-1, 2)
    return _whole(ends[:, 0], ends[:, 1])


def _whole(lowest: NDArray[np.float64], highest: NDArray[np.float64]) -> Attack:
    """Bounds rounded inwards; 1e-6 keeps a bound of 2.9999999 from being read as more than two."""
    return Attack(
        np.ceil(lowest - 1e-6).astype(np.int64), np.floor(highest + 1e-6).astype(np.int64)
    )


def _extremes(
    groups: Membership, low: NDArray[np.float64], high: NDArray[np.float64], of: NDArray[np.float64]
) -> tuple[float, float]:
    from scipy.optimize import Bounds, LinearConstraint, milp

    told = LinearConstraint(groups, low, high)
    found = []
    for sign in (1.0, -1.0):
        answer = milp(sign * of, constraints=told, bounds=Bounds(0, UNBOUNDED))
        if answer.fun is None:
            raise NotARelease(
                "The printed numbers contradict one another.", "Check that all are of one release."
            )
        found.append(sign * float(answer.fun))
    return found[0], found[1]


def verdict(attack: Attack, small: ArrayLike) -> Verdict:
    """R8: block on any exact hit among the small counts, warn on two values.

    small: (unknowns,) true where the true count is one the gate hides.
    """
    held = np.asarray(small, dtype=bool)
    exact, two = int((attack.exact & held).sum()), int((attack.two_values & held).sum())
    if exact:
        sentence = f"{exact} counts can be worked out exactly: this must not be released."
    elif two:
        sentence = f"{two} hidden counts can be narrowed to two values: think before releasing."
    else:
        sentence = "No hidden count can be worked out from what is printed."
    return Verdict(exact > 0, exact, two, sentence)
