"""Gi*: by hand, against a loop and every shuffle, quiet when nothing is there, true when it is."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from towpath.analysis import chance_maps, hotspots
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


def lattice(side: int) -> sparse.csr_array:
    """Queen neighbours of a square lattice."""
    line = sparse.diags_array([1.0, 1.0, 1.0], offsets=[-1, 0, 1], shape=(side, side))
    return sparse.csr_array(sparse.kron(line, line) - sparse.eye_array(side * side))


def ring(size: int) -> sparse.csr_array:
    step = np.roll(np.eye(size), 1, axis=1)
    return sparse.csr_array(step + step.T)


def ord_and_getis(values: list[float], weights: np.ndarray) -> list[float]:
    """The standardised Gi* of Ord & Getis 1995, term by term."""
    n = len(values)
    mean = sum(values) / n
    s = math.sqrt(sum(v * v for v in values) / n - mean * mean)
    z = []
    for row in weights:
        w, s1 = sum(row), sum(x * x for x in row)
        top = sum(x * v for x, v in zip(row, values, strict=True)) - w * mean
        z.append(top / (s * math.sqrt((n * s1 - w * w) / (n - 1))))
    return z


def test_gi_star_by_hand() -> None:
    # Mean 3, s² = 2; the window 3, 4, 5 sums to 12, expectation 9; variance 2·(5·3 − 9)/4 = 3.
    star = sparse.csr_array(np.array([[0, 0, 1, 1, 1]] * 5, dtype=float))
    assert hotspots.gi_star([1, 2, 3, 4, 5], star)[0] == pytest.approx(3 / math.sqrt(3))


def test_gi_star_is_that_of_esda() -> None:
    """esda 2.9.0, G_Local(star=True, transform="B") on a 5 × 5 queen lattice."""
    values = [(i * i * 7 + 3 * i) % 23 for i in range(25)]
    golden = [
        -0.4428610482, 0.3801497428, 1.0137326474, 1.0841307479, 0.377252004,
        -0.1126369608, 0.5386796534, 0.2254938084, 0.6013168224, -0.0422388603,
        -0.1126369608, 0.1002194704, 0.3507681464, 1.2903256814, 1.224926949,
        0.3801497428, -0.4008778816, -1.0272495716, -0.9646124026, -0.2534331619,
        0.1312180883, -0.675821765, -0.3942293629, -0.675821765, 0.1312180883,
    ]  # fmt: skip
    star = sparse.csr_array(lattice(5) + sparse.eye_array(25))
    assert hotspots.gi_star(values, star) == pytest.approx(golden, abs=1e-9)


measured = st.lists(st.integers(0, 20), min_size=9, max_size=9).filter(lambda v: len(set(v)) > 1)


@given(measured)
def test_gi_star_is_the_papers_formula_term_by_term(values: list[int]) -> None:
    star = (lattice(3) + sparse.eye_array(9)).toarray()
    star[4, 4] = 0.5  # the middle of the lattice sees everything: leave it some variance
    found = hotspots.gi_star(values, sparse.csr_array(star))
    assert found == pytest.approx(ord_and_getis([float(v) for v in values], star), abs=1e-9)


@given(measured, st.floats(0.5, 3), st.floats(-5, 5))
def test_gi_star_knows_no_units(values: list[int], scale: float, shift: float) -> None:
    star = sparse.csr_array(ring(9) + sparse.eye_array(9))
    moved = [v * scale + shift for v in values]
    assert hotspots.gi_star(moved, star) == pytest.approx(hotspots.gi_star(values, star), abs=1e-7)


def test_the_standard_error_of_gi_star_is_that_of_the_deals() -> None:
    values = np.random.default_rng(5).gamma(1, 1, 25)
    star = sparse.csr_array(lattice(5) + sparse.eye_array(25))
    mean, deviation, _ = chance_maps.moments(values, star)
    assert hotspots.gi_star(values, star) == pytest.approx((star @ values - mean) / deviation)


def test_shrinkage_by_hand() -> None:
    # Overall 40/400 = 0.1; spread (100·0.1² + 100·0.1²)/400 = 0.005; between 0.005 − 0.1/133.33.
    found = hotspots.shrunken([20, 0, 20], [100, 100, 200])
    between = 0.005 - 0.1 / (400 / 3)
    trust = between / (between + 0.1 / 100)
    assert found == pytest.approx([0.1 + trust * 0.1, 0.1 - trust * 0.1, 0.1])


def test_a_small_base_is_drawn_further_to_the_mean() -> None:
    found = hotspots.shrunken([4, 400, 50, 40], [10, 1000, 1000, 1000])
    assert found[0] < found[1]


def test_rates_that_chance_explains_all_become_the_mean() -> None:
    assert hotspots.shrunken([9, 10, 11], [100, 100, 100]) == pytest.approx([0.1] * 3)


def test_a_hot_corner_is_found_and_the_rest_left_alone() -> None:
    rng = np.random.default_rng(1)
    heat = np.ones((15, 15))
    heat[:4, :4] = 4
    events = rng.poisson(20 * heat.ravel())
    found = hotspots.find(events, np.full(225, 1500), lattice(15))
    hot = (found.kind == "hot").reshape(15, 15)
    assert hot[:3, :3].all()
    assert not hot[6:, 6:].any()


def test_shuffling_agrees_with_the_moments() -> None:
    rng = np.random.default_rng(2)
    events, base = rng.poisson(rng.gamma(2, 5, 100)), np.full(100, 1500)
    exact = hotspots.find(events, base, lattice(10))
    drawn = hotspots.find(events, base, lattice(10), permutations=3999, rng=rng)
    unusual = exact.p < 0.2
    assert unusual.sum() > 5
    assert np.abs(exact.p - drawn.p)[unusual].max() < 0.05
    assert (exact.z == drawn.z).all()


@given(st.permutations(range(16)))
def test_the_order_of_areas_does_not_matter(order: list[int]) -> None:
    events = np.arange(16) ** 2
    base = np.full(16, 1000)
    links = lattice(4)
    straight = hotspots.find(events, base, links)
    mixed = hotspots.find(events[order], base, sparse.csr_array(links[order][:, order]))
    assert mixed.z == pytest.approx(straight.z[order])
    assert mixed.adjusted == pytest.approx(straight.adjusted[order])


def quiet(maps: int, seed: int) -> float:
    """Share of maps of even risk on which anything at all is called hot or cold."""
    rng = np.random.default_rng(seed)
    base = rng.integers(1000, 3000, 225)
    links = lattice(15)
    alarms = 0
    for _ in range(maps):
        # Risk differs from area to area, but not by where the area lies.
        events = rng.poisson(base * 0.01 * rng.gamma(4, 0.25, 225))
        alarms += bool((hotspots.find(events, base, links).kind != "not significant").any())
    return alarms / maps


def test_the_null_is_quiet() -> None:
    assert quiet(60, 3) < 0.15


@pytest.mark.slow
def test_the_null_is_quiet_over_a_thousand_maps() -> None:
    assert quiet(1000, 4) < 0.075


def test_an_area_without_neighbours_is_not_judged() -> None:
    links = np.asarray(ring(9).toarray())
    links[0] = links[:, 0] = 0
    found = hotspots.find([90] + [3] * 7 + [5], [100] * 9, sparse.csr_array(links))
    assert found.alone.tolist() == [True] + [False] * 8
    assert np.isnan(found.p[0])
    assert found.kind[0] == "not significant"


def test_what_cannot_be_is_refused() -> None:
    base = [100] * 9
    with pytest.raises(NotEnoughData, match="too few"):
        hotspots.find([1, 2], [1, 1], sparse.csr_array((2, 2)))
    with pytest.raises(ImpossibleNumbers, match="same areas"):
        hotspots.find([1] * 9, base, ring(8))
    with pytest.raises(ImpossibleNumbers, match="own neighbour"):
        hotspots.find([1] * 9, base, sparse.csr_array(np.eye(9)))
    with pytest.raises(ImpossibleNumbers, match="base of nought"):
        hotspots.find([1] * 9, [0, *base[1:]], ring(9))
    with pytest.raises(ImpossibleNumbers, match="source of chance"):
        hotspots.find(range(9), base, ring(9), permutations=9)
    with pytest.raises(NotEnoughData, match="no events"):
        hotspots.find([0] * 9, base, ring(9))


def test_eight_areas_are_enough() -> None:
    assert hotspots.find([1, 1, 1, 1, 9, 9, 9, 1], [100] * 8, ring(8)).z.argmax() == 5


def test_where_all_rates_are_alike_nothing_is_hot() -> None:
    found = hotspots.find([5] * 9, [100] * 9, ring(9))
    assert (found.z == 0).all()
    assert (found.kind == "not significant").all()


def quiet_cells(maps: int, seed: int, mean: float) -> float:
    """Share of grids of few events a cell, with risk uneven but strewn about, that alarm."""
    rng = np.random.default_rng(seed)
    links, alarms = lattice(30), 0
    for _ in range(maps):
        events = rng.poisson(mean * rng.gamma(1, 1, 900))
        found = hotspots.find(events, np.ones(900), links)
        alarms += bool((found.kind != "not significant").any())
    return alarms / maps


@pytest.mark.slow
@pytest.mark.parametrize("mean", [0.05, 0.3, 2])
def test_cells_of_few_events_are_quiet_too(mean: float) -> None:
    assert quiet_cells(300, 6, mean) < 0.075


@pytest.mark.slow
def test_shuffles_hold_one_in_twenty_for_each_area() -> None:
    rng = np.random.default_rng(7)
    links, called = lattice(15), []
    for _ in range(200):
        events = rng.poisson(10 * rng.gamma(4, 0.25, 225))
        found = hotspots.find(events, np.ones(225), links, permutations=199, rng=rng)
        called.append(np.mean(found.p <= 0.05))
    assert np.mean(called) == pytest.approx(0.05, abs=0.012)
