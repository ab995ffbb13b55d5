"""The Trafford method and ProMap: by hand, and against plain loops."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import events, grids
from towpath.analysis.arrays import Floats
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.events import Events
from towpath.analysis.grids import Grid
from towpath.analysis.prospective import promap, trafford

ROW = grids.over(10_000, 20_000, 10_999, 20_099, 100)


def scattered(seed: int) -> tuple[Events, Grid]:
    rng = np.random.default_rng(seed)
    held = events.of(
        rng.uniform(9_500, 12_000, 60), rng.uniform(19_500, 22_000, 60), rng.integers(0, 90, 60)
    )
    whole = grids.over(10_000, 20_000, 11_499, 21_499, 150)
    return held, Grid(whole.west, whole.south, whole.size, rng.random(whole.inside.shape) < 0.7)


def test_a_circle_by_hand_fades_by_a_third_a_week() -> None:
    held = events.of([10_050], [20_050], [0])
    circles = trafford.Trafford().fit(held, ROW, 1)
    weights = circles.weights(held, 1, 22)
    assert weights[0].tolist() == [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]
    assert weights[[6, 7, 13, 14, 20, 21], 0] == pytest.approx([1, 2 / 3, 2 / 3, 1 / 3, 1 / 3, 0])


def test_circles_that_overlap_add_up_and_the_freshest_gives_the_colour() -> None:
    held = events.of([10_050, 10_650], [20_050, 20_050], [0, 10])
    circles = trafford.Trafford().fit(held, ROW, 15)
    assert circles.weights(held, 15)[0] == pytest.approx([1 / 3] * 2 + [4 / 3] * 3 + [1] * 5)
    assert circles.bands(held, 15).tolist() == [3, 3, 1, 1, 1, 1, 1, 1, 1, 1]
    assert circles.bands(held, 22).tolist() == [0, 0, 2, 2, 2, 2, 2, 2, 2, 2]


@pytest.mark.parametrize("seed", range(3))
def test_the_trafford_method_agrees_with_a_loop(seed: int) -> None:
    held, grid = scattered(seed)
    wanted = np.zeros(grid.cells)
    for cell, centre in enumerate(grid.centres):
        for xy, day in zip(held.xy, held.day, strict=True):
            if math.dist(centre, xy) <= 400 and 1 <= 80 - day <= 21:
                wanted[cell] += 1 - (80 - day - 1) // 7 / 3
    found = trafford.Trafford().fit(held, grid, 80).weights(held, 80)[0]
    assert np.allclose(found, wanted)


def test_promap_by_hand() -> None:
    # Half a cell is 50 m: the next centre lies two of them away, the week is one seventh old.
    held = events.of([10_050], [20_050], [0])
    risks = promap.Promap().fit(held, ROW, 1).risks(held, 1, 14)
    assert risks[0] == pytest.approx(
        [7 / 8 / (1 + 2 * step) if step <= 4 else 0 for step in range(10)]
    )
    assert risks[6:8, 0] == pytest.approx([1 / 2, 7 / 15])
    cells = promap.Promap(on_cells=True).fit(held, ROW, 1).risks(held, 1, 8)
    assert cells[0] == pytest.approx([1 / (1 + 2 * step) if step <= 8 else 0 for step in range(10)])
    assert cells[6:8, 0] == pytest.approx([1, 1 / 2])


def half_cells(grid: Grid, xy: np.ndarray, centre: np.ndarray) -> float:
    corner = np.array([grid.west, grid.south])
    own = (np.floor((xy - corner) / grid.size) + 0.5) * grid.size + corner
    return math.dist(own, centre)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("on_cells", [False, True])
def test_promap_agrees_with_a_loop(seed: int, on_cells: bool) -> None:
    held, grid = scattered(seed)
    reach = 8 * grid.size if on_cells else 400
    wanted = np.zeros(grid.cells)
    for cell, centre in enumerate(grid.centres):
        for xy, day in zip(held.xy, held.day, strict=True):
            away = half_cells(grid, xy, centre) if on_cells else math.dist(xy, centre)
            if away > reach + 1e-6 or not 1 <= 80 - day <= 56:
                continue
            steps = math.floor(away / 75 + 1e-9) if on_cells else away / 75
            weeks = (80 - day - 1) // 7 if on_cells else (80 - day) / 7
            wanted[cell] += 1 / (1 + steps) / (1 + weeks)
    found = promap.Promap(on_cells=on_cells).fit(held, grid, 80).risks(held, 80)[0]
    assert np.allclose(found, wanted)


def test_expected_events_share_out_those_of_the_last_eight_weeks() -> None:
    held, grid = scattered(4)
    inside = held.only(grid.cell_of(held.xy) >= 0)
    expected = promap.Promap().fit(held, grid, 80).daily(held, 80, 1)
    assert expected.sum() == pytest.approx(len(inside.between(24, 80)) / 56)


points = st.lists(
    st.tuples(st.floats(9_700, 11_300), st.floats(19_700, 20_400), st.integers(0, 60)), max_size=12
)


def laid(method: promap.Promap | trafford.Trafford, told: list[tuple[float, float, int]]) -> Floats:
    held = events.of(*zip(*told, strict=True)) if told else events.of([], [], [])
    fitted = method.fit(held, ROW, 61)
    if isinstance(fitted, trafford.Circles):
        return fitted.weights(held, 58, 4)
    return fitted.risks(held, 58, 4)


@pytest.mark.parametrize("method", [promap.Promap(), trafford.Trafford()])
@given(one=points, other=points)
def test_what_two_files_lay_down_adds_up(
    method: promap.Promap | trafford.Trafford,
    one: list[tuple[float, float, int]],
    other: list[tuple[float, float, int]],
) -> None:
    assert np.allclose(laid(method, one + other), laid(method, one) + laid(method, other))


def test_circles_of_no_size_are_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="no size"):
        trafford.Trafford(reach=0)
    with pytest.raises(ImpossibleNumbers, match="reach"):
        promap.Promap(weeks=0)
    with pytest.raises(ImpossibleNumbers, match="reach"):
        promap.Promap(unit=-1)
