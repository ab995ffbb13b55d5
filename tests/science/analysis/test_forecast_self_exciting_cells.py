"""The self-exciting process on cells: by hand, against loops, and on data whose truth is known."""

import numpy as np
import pytest

from towpath.analysis import events, grids
from towpath.analysis.arrays import Floats, Integers
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.events import Events
from towpath.analysis.kernels import self_exciting_cells as kernel
from towpath.analysis.prospective import self_exciting_cells as process

PAIR = grids.over(10_000, 20_000, 10_199, 20_099, 100)


def naive_step(
    cell: Integers, day: Integers, sure: Floats, branching: float, keep: float
) -> tuple[Floats, float, float]:
    new, born, delays = np.ones(len(cell)), 0.0, 0.0
    for i in range(len(cell)):
        same = cell == cell[i]
        others = (sure[same].sum() - sure[i]) / 40
        gaps = day[i] - day[same & (day < day[i])]
        parts = branching * (1 - keep) * keep ** (gaps - 1.0)
        whole = others + parts.sum()
        new[i] = others / whole
        born += parts.sum() / whole
        delays += (gaps * parts).sum() / whole
    return new, born, delays


@pytest.mark.parametrize("seed", range(3))
def test_a_step_agrees_with_a_loop_over_all_pairs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cell, day = rng.integers(0, 5, 80), rng.integers(0, 40, 80)
    order = np.lexsort((day, cell))
    cell, day, sure = cell[order], day[order], rng.uniform(0.1, 1, 80)
    wanted = naive_step(cell, day, sure, 0.3, 0.8)
    ground = np.bincount(cell, sure).astype(np.float64)
    born, delays = kernel.step(cell, day, sure, ground, (40.0, 0.3, 0.8))
    assert sure == pytest.approx(wanted[0])
    assert ground == pytest.approx(np.bincount(cell, sure))
    assert (born, delays) == pytest.approx(wanted[1:])


def test_a_forecast_by_hand() -> None:
    # Half of what is left goes each day: one event adds 0.2 · 0.5 tomorrow, then half of that.
    held = events.of([10_050], [20_050], [9])
    fitted = process.SelfExcitingCells(branching=0.2, delay=2).fit(held, PAIR, 10)
    assert fitted.ground == pytest.approx([1, 0])
    expected = fitted.daily(held, 10, 3)
    assert expected[:, 0] == pytest.approx([1 + 0.1, 1 / 2 + 0.05, 1 / 3 + 0.025])
    assert not expected[:, 1].any()


def test_a_walk_agrees_with_sums_over_all_events() -> None:
    rng = np.random.default_rng(9)
    held = events.of(rng.uniform(10_000, 10_200, 300), [20_050] * 300, rng.integers(0, 120, 300))
    fitted = process.SelfExcitingCells(0.3, 5).fit(held, PAIR, 90)
    expected = fitted.daily(held, 95, 10)
    ground, cell = fitted.ground.copy(), PAIR.cell_of(held.xy)
    for day in range(90, 105):
        mu = ground / day
        old = held.day < day
        danger = PAIR.count(held.xy[old], 0.8 ** (day - held.day[old] - 1))
        whole = mu + 0.3 * 0.2 * danger
        if day >= 95:
            assert expected[day - 95] == pytest.approx(whole)
        ground += np.bincount(cell[held.day == day], minlength=2) * mu / whole


def test_events_of_one_day_do_not_set_off_one_another() -> None:
    held = events.of([10_050] * 400, [20_050] * 400, np.repeat(np.arange(0, 400, 100), 100))
    fitted = process.SelfExcitingCells().fit(held, PAIR, 400)
    assert fitted.branching < 1e-3
    assert fitted.ground[0] == pytest.approx(400, rel=1e-3)


def test_few_events_fall_back_to_the_background_and_say_so() -> None:
    held = events.of([10_050] * 20, [20_050] * 20, range(20))
    settings = process.SelfExcitingCells().fit(held, PAIR, 20).settings()
    assert (settings["branching"], settings["fallback"]) == (0, 1)


def test_a_fit_cannot_run_away() -> None:
    # One burst after a long quiet: all of it looks as if it had set itself off.
    held = events.of([10_050] * 301, [20_050] * 301, np.append(0, np.repeat(range(900, 930), 10)))
    settings = process.SelfExcitingCells().fit(held, PAIR, 930).settings()
    assert settings["branching"] <= 0.75
    assert settings["delay"] <= 60


def test_what_runs_away_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="without end"):
        process.SelfExcitingCells(branching=1)
    with pytest.raises(ImpossibleNumbers, match="mean delay"):
        process.SelfExcitingCells(delay=0.5)


def simulated(branching: float, delay: float, seed: int) -> Events:
    """Five hundred cells over 1,000 days: uneven backgrounds, geometric delays."""
    rng = np.random.default_rng(seed)
    level = rng.gamma(1, 0.04, 500)
    number = rng.poisson(level * 1_000)
    cell, day = np.repeat(np.arange(500), number), rng.integers(0, 1_000, number.sum())
    cells, days = [cell], [day]
    while len(cell):
        parent = np.repeat(np.arange(len(cell)), rng.poisson(branching, len(cell)))
        cell, day = cell[parent], day[parent] + rng.geometric(1 / delay, len(parent))
        cell, day = cell[day < 1_000], day[day < 1_000]
        cells.append(cell)
        days.append(day)
    place = np.concatenate(cells)
    return events.of(10_050.0 + 100 * place, np.full(len(place), 20_050), np.concatenate(days))


@pytest.mark.parametrize(("branching", "delay"), [(0.1, 10.0), (0.2, 5.0), (0.4, 14.0)])
def test_what_was_simulated_is_found_again(branching: float, delay: float) -> None:
    grid = grids.over(10_000, 20_000, 59_999, 20_099, 100)
    files = [simulated(branching, delay, seed) for seed in range(4)]
    told = [process.SelfExcitingCells().fit(held, grid, 1_000).settings() for held in files]
    found = {name: np.mean([one[name] for one in told]) for name in ("branching", "delay")}
    # Each cell's own level, learned from the same thousand days, takes a little of what followed.
    assert found["branching"] == pytest.approx(branching, rel=0.1)
    assert found["delay"] == pytest.approx(delay, rel=0.1)
