"""Places hot for several agencies: ranked by how many, then by how much, and beside chance."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import grids, overlay
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

ROW = grids.over(0, 0, 7, 0, 1).neighbours()  # eight cells in a row


def made(agency: str, seen: list[float], *hot: int) -> overlay.Layer:
    return overlay.layer(agency, seen, [1] * 8, np.isin(np.arange(8), hot))


POLICE = made("police", [2, 40, 40, 2, 2, 30, 2, 2], 1, 2, 5)
FIRE = made("fire", [1, 4, 1, 1, 1, 6, 1, 1], 1, 5)
COUNCIL = made("council", [10, 10, 50, 10, 10, 10, 10, 10], 2)


def test_by_hand() -> None:
    found = overlay.find([POLICE, FIRE, COUNCIL], ROW)
    first, second = found.places
    # Cells 1 and 2 touch: police 80 of 120 in a quarter of the ground, and so on.
    assert first.cells.tolist() == [1, 2]
    assert first.agencies == ("police", "council", "fire")
    assert first.excess == pytest.approx((80 / 30, 60 / 30, 5 / 4))
    assert first.combined == pytest.approx((80 / 30 * 2 * 5 / 4) ** (1 / 3))
    assert second.cells.tolist() == [5]
    assert second.agencies == ("fire", "police")
    assert found.agencies.tolist() == [0, 2, 2, 0, 0, 2, 0, 0]


def test_cells_stand_alone_where_nobody_says_who_touches() -> None:
    found = overlay.find([POLICE, FIRE, COUNCIL])
    assert [p.cells.tolist() for p in found.places] == [[2], [5], [1]]
    assert [p.combined for p in found.places] == sorted(
        (p.combined for p in found.places), reverse=True
    )


def test_chance_by_hand() -> None:
    # Shares 3/8, 2/8 and 1/8; the probability of two or more summed over all eight cases.
    shares = [3 / 8, 2 / 8, 1 / 8]
    cases = product([0, 1], repeat=3)
    chance = sum(
        np.prod([s if hot else 1 - s for s, hot in zip(shares, case, strict=True)])
        for case in cases
        if sum(case) >= 2
    )
    found = overlay.find([POLICE, FIRE, COUNCIL], ROW)
    assert found.by_chance == pytest.approx(8 * chance)
    assert found.times == pytest.approx(3 / (8 * chance))


@given(st.lists(st.floats(0, 1), min_size=2, max_size=5), st.integers(1, 5))
def test_chance_is_that_of_every_case(shares: list[float], number: int) -> None:
    cases = product([0, 1], repeat=len(shares))
    chance = sum(
        np.prod([s if hot else 1 - s for s, hot in zip(shares, case, strict=True)])
        for case in cases
        if sum(case) >= number
    )
    assert overlay._at_least(np.array(shares), number) == pytest.approx(chance)


def test_maps_laid_at_random_agree_as_often_as_chance_says() -> None:
    rng = np.random.default_rng(1)
    times = []
    for _ in range(200):
        # Hot cells in clumps, each agency's anywhere on a ring of 200 cells.
        laid = [np.roll(np.arange(200) % 50 < 8, rng.integers(200)) for _ in range(3)]
        layers = [overlay.layer(str(i), np.ones(200), np.ones(200), h) for i, h in enumerate(laid)]
        times.append(overlay.find(layers).times)
    assert np.mean(times) == pytest.approx(1, abs=0.3)


@given(st.permutations([POLICE, FIRE, COUNCIL]))
def test_the_order_of_agencies_does_not_matter(layers: list[overlay.Layer]) -> None:
    told = [(p.cells.tolist(), p.agencies) for p in overlay.find(layers, ROW).places]
    assert told == [([1, 2], ("police", "council", "fire")), ([5], ("fire", "police"))]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="two agencies"):
        overlay.find([POLICE])
    with pytest.raises(ImpossibleNumbers, match="twice"):
        overlay.find([POLICE, POLICE])
    with pytest.raises(ImpossibleNumbers, match="different cells"):
        overlay.find([POLICE, overlay.layer("fire", [1], [1], [True])])
    with pytest.raises(ImpossibleNumbers, match="hot cells of fire"):
        overlay.layer("fire", [1, 2], [1, 1], [True])
    with pytest.raises(NotEnoughData, match="nought"):
        overlay.layer("fire", [0, 0], [0, 0], [False, False])
