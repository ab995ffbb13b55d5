"""Risk terrain: layers by hand, the regression against another optimiser, and what it finds."""

import numpy as np
import pytest
from scipy import optimize

from towpath.analysis import events, grids
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.events import Events
from towpath.analysis.prospective import terrain

GRID = grids.over(10_000, 20_000, 14_999, 24_999, 250)
STATION = np.array([[12_000.0, 22_000.0]])


def around_the_station(times: float) -> Events:
    rng = np.random.default_rng(1)
    level = np.where(terrain.near(GRID, STATION, 900) > 0, times, 1.0)
    cell = rng.choice(GRID.cells, 3_000, p=level / level.sum())
    x, y = GRID.centres[cell].T
    return events.of(x, y, rng.integers(0, 300, 3_000))


def test_near_is_one_within_reach_of_a_feature() -> None:
    row = grids.over(10_000, 20_000, 10_499, 20_099, 100)
    assert terrain.near(row, [[10_050, 20_050]], 200).tolist() == [1, 1, 1, 0, 0]
    assert not terrain.near(row, np.empty((0, 2)), 200).any()


def test_dense_adds_up_to_the_features() -> None:
    assert terrain.dense(GRID, STATION, 300).sum() == pytest.approx(1, rel=1e-3)


def test_the_regression_is_the_most_likely_one() -> None:
    rng = np.random.default_rng(2)
    layers = rng.normal(size=(200, 3))
    counts = rng.poisson(np.exp(0.3 + layers @ [0.5, 0, -0.4])).astype(float)

    def loss(b: np.ndarray) -> float:
        line = b[0] + layers @ b[1:]
        return float(np.exp(line).sum() - counts @ line + 3 * (b[1:] ** 2).sum() / 2)

    wanted = optimize.minimize(loss, np.zeros(4), method="BFGS").x
    assert terrain.ridge(layers, counts, 3.0) == pytest.approx(wanted, abs=1e-4)


def test_a_layer_that_matters_is_found_and_one_that_does_not_is_not() -> None:
    held = around_the_station(5)
    near = terrain.near(GRID, STATION, 900)
    noise = np.random.default_rng(3).normal(size=GRID.cells)
    layers = np.column_stack([near, noise])
    fitted = terrain.Terrain(layers, ("station", "noise"), penalty=0.1).fit(held, GRID, 300)
    ratios = fitted.settings()
    assert ratios["station"] ** (1 / near.std()) == pytest.approx(5, rel=0.1)
    assert ratios["noise"] == pytest.approx(1, abs=0.05)
    expected = fitted.daily(held, 300, 1)[0]
    assert expected[near > 0].mean() == pytest.approx(5 * expected[near == 0].mean(), rel=0.2)


def test_a_penalty_is_chosen_and_shrinks_noise() -> None:
    held = around_the_station(1)
    noise = np.random.default_rng(3).normal(size=(GRID.cells, 8))
    names = tuple("abcdefgh")
    chosen = terrain.Terrain(noise, names).fit(held, GRID, 300)
    free = terrain.Terrain(noise, names, penalty=0).fit(held, GRID, 300)
    assert chosen.penalty >= 100
    assert chosen.risk.std() < free.risk.std()


def test_few_events_leave_an_even_map() -> None:
    few = events.of([10_100, 10_100], [20_100, 20_100], [1, 2])
    layers = terrain.dense(GRID, STATION, 500)[:, None]
    expected = terrain.Terrain(layers, ("station",)).fit(few, GRID, 3).daily(few, 3, 1)
    assert np.ptp(expected) == pytest.approx(0)


def test_layers_of_another_grid_are_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="the grid"):
        terrain.Terrain(np.ones((3, 1)), ("a",)).fit(around_the_station(1), GRID, 300)
    with pytest.raises(ImpossibleNumbers, match="one column"):
        terrain.Terrain(np.ones((3, 2)), ("a",))
    with pytest.raises(ImpossibleNumbers, match="no value"):
        terrain.Terrain(np.array([[np.nan]]), ("a",))
    with pytest.raises(ImpossibleNumbers, match="negative"):
        terrain.Terrain(np.ones((3, 1)), ("a",), penalty=-1)


def test_features_are_measured_on_whatever_grid_is_forecast() -> None:
    held = around_the_station(4)
    method = terrain.Features((("station", STATION),), reach=900)
    by_hand = terrain.Terrain(terrain.dense(GRID, STATION, 900)[:, None], ("station",))
    told, wanted = (one.fit(held, GRID, 300) for one in (method, by_hand))
    assert told.settings() == wanted.settings()
    assert told.ratios["station"] > 1.2
    assert method.fit(held, grids.over(11_000, 21_000, 12_999, 22_999, 100), 300).ratios
    with pytest.raises(ImpossibleNumbers, match="no features"):
        terrain.Features(())
