"""Chance maps: what the sum of a neighbourhood would be, were the values dealt out anew.

Two deals. *Whole*: all values over all areas, the area's own among them (for Gi*, whose window
holds the area). *Others*: the area keeps its own value and its neighbours are dealt the rest (the
conditional permutation of Anselin 1995, for local Moran). Each by exact moments or by drawing.

One table of draws serves every area, as in Anselin's own programs: it makes each p-value valid by
itself, and the p-values of a map share their luck. So 999 draws cannot tell a p below 0.002, which
for thousands of areas is too coarse to survive a correction: then take the moments.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse, special

from towpath.analysis import asked
from towpath.analysis.arrays import Bools, Floats, Integers, divide

_CELLS_AT_A_TIME = 2_000_000
# A skewness below which the normal tail is the same to six digits.
_STRAIGHT = 1e-5


def moments(
    values: Floats, weights: sparse.csr_array, *, others: bool = False
) -> tuple[Floats, Floats, Floats]:
    """Mean, standard deviation and skewness of each area's weighted sum over all deals; exact.

    values: (areas,); weights: (areas, areas). With `others` each area's own value is held and its
    own weight left out of account. Sums of values drawn without replacement, by their first three
    moments (Cliff & Ord 1981 give the first two). O(areas + links).
    """
    one, two, three = weight_sums(weights)
    size = np.full(values.size, float(values.size))
    # About the mean of all, so that large values do not eat the small differences.
    middle = float(values.mean())
    gaps = values - middle
    mean, second, third = np.zeros_like(gaps), (gaps**2).mean(), (gaps**3).mean()
    if others:
        size -= 1
        mean = -gaps / size
        raw_second = ((gaps**2).sum() - gaps**2) / size
        raw_third = ((gaps**3).sum() - gaps**3) / size
        second = raw_second - mean**2
        third = raw_third - 3 * mean * raw_second + 2 * mean**3
    variance = np.maximum(second * np.maximum(size * two - one**2, 0) / (size - 1), 0)
    pairs = -3 * (one * two - three) / (size - 1)
    triples = 2 * (one**3 - 3 * one * two + 2 * three) / ((size - 1) * (size - 2))
    skew = divide(third * (three + pairs + triples), variance**1.5)
    skew = np.nan_to_num(skew, nan=0, posinf=0, neginf=0)
    return one * (mean + middle), np.sqrt(variance), skew


def tail(z: Floats, skew: Floats) -> Floats:
    """Two-sided p of a standardised sum of that skewness (Pearson type III): (areas,)."""
    # A standardised gamma, mirrored where the skewness is negative; by hand, as loading all of
    # scipy.stats for one tail takes longer than the map.
    lean = np.abs(skew)
    straight = lean < _STRAIGHT
    shape = 4 / np.where(straight, 1.0, lean) ** 2
    reach = np.maximum(shape + np.where(skew < 0, -z, z) * np.sqrt(shape), 0)
    beyond, within = special.gammaincc(shape, reach), special.gammainc(shape, reach)
    smaller = np.where(straight, special.ndtr(-np.abs(z)), np.minimum(beyond, within))
    return np.asarray(np.minimum(2 * smaller, 1.0))


def drawn(
    values: Floats,
    weights: sparse.csr_array,
    runs: int,
    rng: np.random.Generator | None,
    *,
    others: bool = False,
) -> Floats:
    """Two-sided p of each area's weighted sum, from `runs` deals by `rng`: (areas,).

    values: (areas,); weights: (areas, areas), with `others` of no weight on an area itself. Twice
    the smaller of the two shares of deals at least as extreme, the map itself counted as one, so
    never below 2/(runs + 1). Areas whose neighbours weigh alike are looked up in sorted sums,
    O(areas · log runs); others cost O(links · runs).
    """
    asked.whole(runs, "permutations")
    deals = _Deals(values, sparse.csr_array(weights), runs, asked.chance(rng), others)
    above, below = np.zeros(values.size), np.zeros(values.size)
    for cells, links, even in _groups(deals.weights):
        count = deals.of_even if even else deals.of_uneven
        above[cells], below[cells] = count(cells, links)
    return np.asarray(np.minimum(2 * (1 + np.minimum(above, below)) / (runs + 1), 1.0))


def weight_sums(weights: sparse.csr_array) -> tuple[Floats, Floats, Floats]:
    """Row sums of the weights and of their second and third powers: (areas,) each."""
    powers = (weights, weights.power(2), weights.power(3))
    first, second, third = (np.asarray(w.sum(axis=1)).ravel().astype(np.float64) for w in powers)
    return first, second, third


class _Deals:
    """One table of places drawn without replacement, read by every area.

    An area keeps a draw's first places, as many as it has neighbours; where one of them is the
    area itself and the deal is of the others, the draw's next place stands in for it.
    """

    def __init__(
        self,
        values: Floats,
        weights: sparse.csr_array,
        runs: int,
        rng: np.random.Generator,
        others: bool,
    ) -> None:
        self.weights, self.runs, self.others = weights, runs, others
        most = int(np.diff(weights.indptr).max(initial=0))
        self.places = _distinct(values.size, min(most + 1, values.size), runs, rng)
        self.values = values
        self.table = values[self.places]
        # Sums in another order differ in their last digits; a tie is a tie all the same.
        self.slack = 1e-10 * max(float(np.abs(values).max(initial=0)), 1e-300)

    def of_even(self, cells: Integers, links: int) -> tuple[Floats, Floats]:
        """How many deals are at or above, and at or below, the sum seen in each of the cells."""
        sums = self.table[:, :links].sum(axis=1)
        seen = self._seen(cells, even=True)
        slack = self.slack * max(links, 1)
        ordered = np.sort(sums)
        above = self.runs - np.searchsorted(ordered, seen - slack, "left").astype(np.float64)
        below = np.searchsorted(ordered, seen + slack, "right").astype(np.float64)
        if self.others:
            run, _, where = self._selves(cells, links)
            old = sums[run] - seen[where]
            new = old - self.values[cells[where]] + self.table[run, links]
            above += _moved(old >= -slack, new >= -slack, where, cells.size)
            below += _moved(old <= slack, new <= slack, where, cells.size)
        return above, below

    def of_uneven(self, cells: Integers, links: int) -> tuple[Floats, Floats]:
        """The same where an area's neighbours differ in weight: every deal is summed anew."""
        above, below = np.zeros(cells.size), np.zeros(cells.size)
        seen = self._seen(cells, even=False)
        each = self.weights[cells].data.reshape(cells.size, links)
        slack = self.slack * np.abs(each).sum(axis=1)
        step = max(_CELLS_AT_A_TIME // max(self.runs, 1), 1)
        run, at, where = self._selves(cells, links) if self.others else (cells[:0],) * 3
        for start in range(0, cells.size, step):
            part = slice(start, start + step)
            sums = each[part] @ self.table[:, :links].T
            mine = (where >= start) & (where < start + step)
            r, a, w = run[mine], at[mine], where[mine]
            swap = self.table[r, links] - self.table[r, a]
            sums[w - start, r] += each[w, a] * swap
            above[part] = (sums >= (seen - slack)[part, None]).sum(axis=1)
            below[part] = (sums <= (seen + slack)[part, None]).sum(axis=1)
        return above, below

    def _seen(self, cells: Integers, *, even: bool) -> Floats:
        rows = self.weights[cells]
        if even:
            rows = sparse.csr_array((np.ones(rows.nnz), rows.indices, rows.indptr), rows.shape)
        return np.asarray(rows @ self.values)

    def _selves(self, cells: Integers, links: int) -> tuple[Integers, Integers, Integers]:
        """Where a deal names the very area that it is dealt to: run, column, place in `cells`."""
        held = np.full(self.values.size, -1, dtype=np.int64)
        held[cells] = np.arange(cells.size)
        where = held[self.places[:, :links]]
        run, at = np.nonzero(where >= 0)
        return run, at, where[run, at]


def _moved(was: Bools, now: Bools, where: Integers, size: int) -> Floats:
    """(size,): by how much each area's tally changes when some of its deals are put right."""
    change = now.astype(np.float64) - was
    return np.bincount(where, change, minlength=size).astype(np.float64)


def _groups(weights: sparse.csr_array) -> list[tuple[Integers, int, bool]]:
    """The areas by how many neighbours they have, and whether those weigh alike."""
    links = np.diff(weights.indptr)
    owner = np.repeat(np.arange(links.size), links)
    first = weights.data[np.minimum(weights.indptr[:-1], max(weights.nnz - 1, 0))]
    uneven: Bools = np.zeros(links.size, dtype=bool)
    uneven[owner[weights.data != first[owner]]] = True
    uneven |= (links > 0) & (first <= 0)
    groups = []
    for number in np.unique(links):
        for odd in (False, True):
            cells = np.flatnonzero((links == number) & (uneven == odd))
            if cells.size:
                groups.append((cells, int(number), not odd))
    return groups


def _distinct(size: int, number: int, runs: int, rng: np.random.Generator) -> Integers:
    """(runs, number): places of `size`, no place twice in a run, every order alike likely."""
    if number**2 > size:
        order = rng.permuted(np.tile(np.arange(size), (runs, 1)), axis=1)
        return np.asarray(order[:, :number])
    places = rng.integers(size, size=(runs, number))
    while True:
        ordered = np.sort(places, axis=1)
        twice = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
        if not twice.size:
            return places
        places[twice] = rng.integers(size, size=(twice.size, number))
