"""Sums of dealt values: exact moments and drawn p-values against every deal there is."""

from itertools import combinations, permutations

import numpy as np
import pytest
from scipy import sparse, stats

from towpath.analysis import chance_maps
from towpath.analysis.errors import ImpossibleNumbers

VALUES = np.array([0.0, 1, 1, 2, 3, 5, 13])


def matrix(*rows: list[float]) -> sparse.csr_array:
    filled = np.zeros((VALUES.size, VALUES.size))
    filled[: len(rows)] = rows
    return sparse.csr_array(filled)


def every_sum(row: list[float], keep: int | None) -> np.ndarray:
    """The weighted sum over all orders of the values, that of the area kept being held."""
    dealt = [i for i in range(VALUES.size) if i != keep]
    places = [i for i in dealt if row[i]]
    weights = np.array([row[i] for i in places])
    return np.array([weights @ deal for deal in permutations(VALUES[dealt], len(places))])


def test_the_tail_is_pearsons() -> None:
    rng = np.random.default_rng(8)
    z = np.r_[rng.normal(0, 2, 400), -9, 9]
    skew = np.r_[rng.normal(0, 1, 398), 0, 1e-6, 3e-5, -3e-5]
    upper = stats.pearson3.sf(z, skew)
    right = 2 * np.minimum(upper, stats.pearson3.cdf(z, skew))
    assert chance_maps.tail(z, skew) == pytest.approx(right, rel=1e-6, abs=1e-12)


rows = pytest.mark.parametrize(
    "row", [[0, 1, 1, 0, 0, 0, 1], [0, 0.2, 1, 0.5, 0, 0, 0]], ids=["even", "uneven"]
)
deals = pytest.mark.parametrize("others", [False, True], ids=["whole", "others"])


@rows
@deals
def test_moments_are_those_of_every_deal(row: list[float], others: bool) -> None:
    sums = every_sum(row, 0 if others else None)
    mean, deviation, skew = chance_maps.moments(VALUES + 100, matrix(row), others=others)
    assert mean[0] == pytest.approx(sums.mean() + 100 * sum(row))
    assert deviation[0] == pytest.approx(sums.std())
    assert skew[0] == pytest.approx(stats.skew(sums))


@rows
@deals
@pytest.mark.parametrize("area", [0, 3, 6])
def test_drawn_p_is_that_of_every_deal(row: list[float], others: bool, area: int) -> None:
    own = np.roll(row, area).tolist()
    table = np.zeros((VALUES.size, VALUES.size))
    table[area] = own
    sums, seen = every_sum(own, area if others else None), np.dot(own, VALUES)
    exact = min(2 * min(np.mean(sums >= seen - 1e-9), np.mean(sums <= seen + 1e-9)), 1)
    rng = np.random.default_rng(area)
    p = chance_maps.drawn(VALUES, sparse.csr_array(table), 20_000, rng, others=others)
    assert p[area] == pytest.approx(exact, abs=0.015)


def test_even_weights_may_be_of_any_size() -> None:
    links = matrix([0, 1, 1, 0, 0, 0, 1], [1, 0, 0, 0, 1, 1, 1])
    ones, thirds = (
        chance_maps.drawn(VALUES, w, 99, np.random.default_rng(1), others=True)
        for w in (links, links / 3)
    )
    assert ones.tolist() == thirds.tolist()


def test_an_area_is_never_dealt_its_own_value() -> None:
    # Were the 13 ever dealt to its own neighbours, their sum of 8 would not be the highest.
    links = np.zeros((7, 7))
    links[6, [4, 5]] = 1
    p = chance_maps.drawn(
        VALUES, sparse.csr_array(links), 9_999, np.random.default_rng(2), others=True
    )
    assert p[6] == pytest.approx(2 / len(list(combinations(range(6), 2))), abs=0.02)


@pytest.mark.parametrize("number", [3, 8, 150], ids=["few", "many", "nearly all"])
def test_no_place_is_drawn_twice_and_each_alike_often(number: int) -> None:
    places = chance_maps._distinct(160, number, 4_000, np.random.default_rng(3))
    assert all(len(set(run)) == number for run in places.tolist())
    often = np.bincount(places.ravel(), minlength=160) / (4_000 * number / 160)
    assert often == pytest.approx(np.ones(160), abs=0.6 if number == 3 else 0.3)


def test_chance_is_asked_for() -> None:
    with pytest.raises(ImpossibleNumbers, match="source of chance"):
        chance_maps.drawn(VALUES, matrix([0, 1, 0, 0, 0, 0, 0]), 9, None)
