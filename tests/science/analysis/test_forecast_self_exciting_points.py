"""The self-exciting process in space and time: against loops, and on data whose truth is known."""

import math

import numpy as np
import pytest

from towpath.analysis import events, grids
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.events import Events
from towpath.analysis.kernels import self_exciting_pairs as kernel
from towpath.analysis.prospective import declustering, triggering
from towpath.analysis.prospective import self_exciting_points as process

GRID = grids.over(10_000, 20_000, 12_999, 22_999, 250)


def scattered(number: int, days: int, seed: int = 1) -> Events:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(10_000, 13_000, number), rng.uniform(20_000, 23_000, number)
    return events.of(x, y, rng.integers(0, days, number))


def test_pairs_within_reach_are_those_of_a_loop() -> None:
    held = scattered(300, 200)
    wanted = sorted(
        (day - before - 1) * triggering.RINGS
        + int(math.dist(a, b) / triggering.REACH * triggering.RINGS)
        for a, day in zip(held.xy, held.day, strict=True)
        for b, before in zip(held.xy, held.day, strict=True)
        if 1 <= day - before <= triggering.DAYS and math.dist(a, b) < triggering.REACH
    )
    found = declustering.close_pairs(held)
    assert sorted(found.code.tolist()) == wanted
    assert found.upto[-1] == len(wanted)


def test_credit_agrees_with_a_loop() -> None:
    upto, code = np.array([0, 0, 1, 3]), np.array([2, 0, 2], dtype=np.uint16)
    table = np.array([0.3, 0.5, 0.1])
    ground, rate = np.array([[0.2, 0.1, 0.4], [0.1, 0.1, 0.1]]), np.array([1.0, 2.0])
    sure, credited, credit = kernel.expect(upto, code, table, ground, rate)
    whole = np.array([0.4, 0.4, 1.0])
    assert sure == pytest.approx([1, 0.3 / 0.4, 0.6])
    assert credited == pytest.approx([(ground[0] / whole).sum(), (2 * ground[1] / whole).sum()])
    assert credit == pytest.approx([0.3, 0, 0.1 / 0.4 + 0.1])


def test_the_rings_of_a_trigger_hold_one_event() -> None:
    edges = np.linspace(0, triggering.REACH, triggering.RINGS + 1)
    masses = triggering.rings(np.array([20.0, 75, 200])) * math.pi * np.diff(edges**2)
    assert masses.sum(axis=1) == pytest.approx(1)
    assert triggering.lag_masses(0.9).sum() == pytest.approx(1)


@pytest.mark.parametrize("delay", [1.5, 10, 25])
def test_a_mean_delay_is_the_one_asked_for(delay: float) -> None:
    masses = triggering.lag_masses(triggering.keep_of(delay))
    assert masses @ np.arange(1, triggering.DAYS + 1) == pytest.approx(delay, rel=1e-6)


def test_a_forecast_is_the_background_and_what_each_event_adds() -> None:
    held = scattered(200, 100)
    fitted = process.SelfExciting(0.3, 8, 90).fit(held, GRID, 100)
    keep, added = triggering.keep_of(8), np.zeros(GRID.cells)
    for (x, y), day in zip(held.xy, held.day, strict=True):
        if day < 100 - triggering.DAYS:
            continue
        mass = triggering.lag_masses(keep)[int(100 - day) - 1]
        for cell, (east, north) in enumerate(GRID.centres):
            sides = [(east - x, 125), (north - y, 125)]
            parts = [
                (math.erf((at + half) / 90 / 2**0.5) - math.erf((at - half) / 90 / 2**0.5)) / 2
                for at, half in sides
            ]
            added[cell] += 0.3 * mass * parts[0] * parts[1]
    found = fitted.daily(held, 100, 1)[0]
    assert found == pytest.approx(fitted.ground / 100 + added, abs=2e-5)


def test_background_and_offspring_together_are_all_events() -> None:
    held = scattered(500, 100)
    found = declustering.fit(held, np.full(len(held), 1 / 9e6), (0, 100), triggering.Held())
    assert ((found.sure >= 0) & (found.sure <= 1)).all()
    assert found.share.sum() == pytest.approx(1)
    assert found.trigger.mix.sum() == pytest.approx(1)


def test_the_order_of_events_within_a_day_changes_nothing() -> None:
    held = scattered(400, 40)
    turned = np.lexsort((np.random.default_rng(3).random(400), held.day))
    other = Events(held.xy[turned], held.day[turned])
    one = process.SelfExciting().fit(held, GRID, 40)
    two = process.SelfExciting().fit(other, GRID, 40)
    assert two.ground == pytest.approx(one.ground)
    assert two.settings() == pytest.approx(one.settings())


def test_few_events_fall_back_to_the_background_and_say_so() -> None:
    settings = process.SelfExciting().fit(scattered(60, 50), GRID, 50).settings()
    assert (settings["branching"], settings["fallback"]) == (0, 1)
    by_hand = process.SelfExciting(branching=0.2).fit(scattered(60, 50), GRID, 50).settings()
    assert by_hand["branching"] == 0.2


def test_a_fit_cannot_run_away() -> None:
    held = events.of([11_000] * 601, [21_000] * 601, np.append(0, np.repeat(range(900, 930), 20)))
    settings = process.SelfExciting().fit(held, GRID, 930).settings()
    assert settings["branching"] <= triggering.BRANCHING_AT_MOST


@pytest.mark.parametrize(
    "held", [{"branching": 1.0}, {"delay": 0.5}, {"delay": 40.0}, {"spread": 900.0}]
)
def test_what_cannot_be_is_refused(held: dict[str, float]) -> None:
    with pytest.raises(ImpossibleNumbers, match="outside"):
        process.SelfExciting(**held)


def simulated(branching: float, delay: float, spread: float, seed: int) -> Events:
    """12 by 12 km over 1,000 days, a smooth uneven background, Gaussian and geometric offspring."""
    rng = np.random.default_rng(seed)
    number = 9_000
    xy = np.column_stack([rng.beta(2, 3, number), rng.beta(3, 2, number)]) * 12_000 + 10_000
    day = rng.integers(0, 1_000, number)
    places, days = [xy], [day]
    while len(xy):
        parent = np.repeat(np.arange(len(xy)), rng.poisson(branching, len(xy)))
        xy = xy[parent] + rng.normal(0, spread, (len(parent), 2))
        day = day[parent] + rng.geometric(1 / delay, len(parent))
        xy, day = xy[day < 1_000], day[day < 1_000]
        places.append(xy)
        days.append(day)
    every = np.concatenate(places)
    return events.of(every[:, 0], every[:, 1], np.concatenate(days))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("branching", "delay", "spread"), [(0.0, 5, 50), (0.2, 5, 120), (0.4, 12, 60), (0.6, 8, 100)]
)
def test_what_was_simulated_is_found_again(branching: float, delay: float, spread: float) -> None:
    held = simulated(branching, delay, spread, 1)
    grid = grids.over(10_000, 10_000, 21_999, 21_999, 250)
    settings = process.SelfExciting().fit(held, grid, 1_000).settings()
    assert settings["branching"] == pytest.approx(branching, abs=0.05)
    if branching:
        assert settings["delay"] == pytest.approx(delay, rel=0.08)
        assert settings["spread"] == pytest.approx(spread, rel=0.2)


def test_a_narrow_grid_expects_no_more_than_falls_on_it() -> None:
    held = scattered(1500, 500)
    strip = grids.over(10_000, 21_000, 12_999, 21_199, 200)
    inside = np.count_nonzero(strip.cell_of(held.xy) >= 0) / 500
    expected = process.SelfExciting().fit(held, strip, 500).daily(held, 500, 1).sum()
    assert expected == pytest.approx(inside, rel=0.3)


def test_a_lone_event_beside_the_grid_is_no_obstacle() -> None:
    held = events.of([10_050.0], [20_500.0], [3])
    strip = grids.over(10_000, 20_000, 10_999, 20_199, 200)
    assert np.isfinite(process.SelfExciting().fit(held, strip, 10).daily(held, 10, 2)).all()
