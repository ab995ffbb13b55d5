"""Overlay: places that are hot for two agencies or more.

The police, the fire service, the council and the ambulance service each have a map. Where they
agree is where to work together. Agreement by chance is told beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from towpath.analysis.arrays import Bools, Floats, Integers, counts, divide
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


@dataclass(frozen=True)
class Layer:
    """One agency's map over the cells (or small areas) that all share.

    `agency`: its name; `seen`: (cells,) events; `expected`: (cells,) what an even map would give
    (its rate times the base); `hot`: (cells,) as of `hotspots.find`.
    """

    agency: str
    seen: Floats
    expected: Floats
    hot: Bools


@dataclass(frozen=True)
class Place:
    """A place that agencies share.

    `cells`: numbers of its cells; `agencies`: those it is hot for, the hottest first; `excess`:
    seen ÷ expected there, for each of them; `combined`: the geometric mean of these.
    """

    cells: Integers
    agencies: tuple[str, ...]
    excess: tuple[float, ...]
    combined: float


@dataclass(frozen=True)
class Overlay:
    """`places`, ranked; `agencies`: (cells,) how many each cell is hot for; and chance.

    `shared`: cells hot for `at_least` agencies; `by_chance`: how many would be if each agency's hot
    cells lay anywhere alike, whatever the others do; `times`: shared ÷ by_chance.
    """

    places: tuple[Place, ...]
    agencies: Integers
    shared: int
    by_chance: float
    times: float


def layer(agency: str, seen: ArrayLike, base: ArrayLike, hot: ArrayLike) -> Layer:
    """A layer from counts (cells,), the base they are expected to follow (cells,) and hot cells.

    base: residents, homes or km² (ones for equal cells). Raises ImpossibleNumbers for events or hot
    cells that do not fit, NotEnoughData for a base of nought.
    """
    events, people = counts(seen, base)
    marked = np.asarray(hot, dtype=bool)
    if marked.shape != events.shape:
        raise ImpossibleNumbers(
            f"The hot cells of {agency} are not those of its counts.", "Give one for each cell."
        )
    if not people.sum() > 0:
        raise NotEnoughData(f"The base of {agency} is nought.", "Choose another base.")
    return Layer(agency, events, events.sum() * people / people.sum(), marked)


def find(
    layers: Sequence[Layer], neighbours: sparse.csr_array | None = None, *, at_least: int = 2
) -> Overlay:
    """The places hot for `at_least` agencies, those of most agencies first, then by excess.

    layers: of the same cells; neighbours: (cells, cells), to join cells that touch into one place;
    without it each cell stands alone. A place is of the agencies for which any of its shared cells
    is hot. Its excess for an agency is all it saw there over all expected there; combined by the
    geometric mean, so that a busy agency has no more say than a quiet one. By chance: the
    expectation under independent placing, which holds however hot cells cluster; how far one map
    may stray from it does not, so no p-value is given. O(layers² × cells).
    """
    hot = _hot(layers, at_least)
    number = hot.sum(axis=0)
    shared = np.flatnonzero(number >= at_least)
    places = [_place(cells, layers) for cells in _joined(shared, neighbours)]
    places.sort(key=lambda p: (-len(p.agencies), -p.combined, int(p.cells[0])))
    chance = hot.shape[1] * _at_least(hot.mean(axis=1), at_least)
    times = shared.size / chance if chance > 0 else float("nan")
    return Overlay(tuple(places), number, int(shared.size), chance, times)


def _hot(layers: Sequence[Layer], at_least: int) -> Bools:
    if not 2 <= at_least <= len(layers):
        raise NotEnoughData(
            f"{len(layers)} agencies' maps cannot show places hot for {at_least}.",
            "Give the maps of two agencies or more, and ask for no more than there are.",
        )
    if len({one.hot.shape for one in layers}) > 1:
        raise ImpossibleNumbers("The maps are of different cells.", "Use one grid for all.")
    if len({one.agency for one in layers}) < len(layers):
        raise ImpossibleNumbers("One agency is given twice.", "Add its maps together first.")
    return np.array([one.hot for one in layers])


def _joined(shared: Integers, neighbours: sparse.csr_array | None) -> list[Integers]:
    """The shared cells, those that touch together."""
    from scipy.sparse import csgraph

    if neighbours is None or not shared.size:
        return [shared[i : i + 1] for i in range(shared.size)]
    links = sparse.csr_array(neighbours)[shared][:, shared]
    number, label = csgraph.connected_components(links, directed=False)
    return [shared[label == one] for one in range(number)]


def _place(cells: Integers, layers: Sequence[Layer]) -> Place:
    here = [one for one in layers if one.hot[cells].any()]
    excess = {one.agency: _excess(one, cells) for one in here}
    names = sorted(excess, key=lambda agency: (-excess[agency], agency))
    ratios = np.array([excess[agency] for agency in names])
    with np.errstate(divide="ignore"):
        combined = float(np.exp(np.log(ratios).mean()))
    return Place(cells, tuple(names), tuple(ratios.tolist()), combined)


def _excess(one: Layer, cells: Integers) -> float:
    return float(divide(one.seen[cells].sum(), one.expected[cells].sum()))


def _at_least(shares: Floats, number: int) -> float:
    """Probability that a cell is hot for `number` layers or more, each by itself with its share."""
    chances = np.zeros(shares.size + 1)
    chances[0] = 1
    for share in shares:
        chances[1:] = chances[1:] * (1 - share) + chances[:-1] * share
        chances[0] *= 1 - share
    return float(chances[number:].sum())
