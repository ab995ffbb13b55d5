"""The blend: what each memory holds, that it learns the right one, and never from the future."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from towpath.analysis import events, grids
from towpath.analysis.arrays import Floats
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.events import Events
from towpath.analysis.prospective import blending, counting

GRID = grids.over(10_000, 20_000, 14_999, 24_999, 500)


def loglikelihood(expected: Floats, held: Events, first: float) -> float:
    days = len(expected)
    lived = held.between(first, first + days)
    row, cell = (lived.day - first).astype(int), GRID.cell_of(lived.xy)
    return float(np.log(expected[row, cell]).sum() - expected.sum())


def steady(seed: int) -> Events:
    """Each cell at a level of its own that never changes."""
    rng = np.random.default_rng(seed)
    level = rng.gamma(0.5, 1, GRID.cells)
    cell = rng.choice(GRID.cells, 8_000, p=level / level.sum())
    xy = GRID.centres[cell] + rng.uniform(-249, 249, (8_000, 2))
    return events.of(xy[:, 0], xy[:, 1], rng.integers(0, 800, 8_000))


def wandering(seed: int) -> Events:
    """Each week another cell carries nearly everything."""
    rng = np.random.default_rng(seed)
    day = rng.integers(0, 800, 8_000)
    cell = np.where(rng.random(8_000) < 0.8, (day // 7 * 37) % GRID.cells, 0)
    cell = np.where(cell == 0, rng.integers(0, GRID.cells, 8_000), cell)
    xy = GRID.centres[cell] + rng.uniform(-249, 249, (8_000, 2))
    return events.of(xy[:, 0], xy[:, 1], day)


def weight(settings: dict[str, float], word: str) -> float:
    return sum(value for name, value in settings.items() if name.startswith(word))


def test_a_steady_place_is_remembered_long() -> None:
    settings = blending.Blend().fit(steady(1), GRID, 700).settings()
    assert weight(settings, "all time") + weight(settings, "365") > 0.85
    assert weight(settings, "7 days") < 0.05


def test_a_wandering_trouble_is_remembered_briefly() -> None:
    settings = blending.Blend().fit(wandering(1), GRID, 700).settings()
    assert weight(settings, "7 days") > 0.5


@pytest.mark.parametrize("make", [steady, wandering])
def test_the_blend_is_at_least_as_likely_as_the_counts(make: Callable[[int], Events]) -> None:
    held = make(2)
    blended = blending.Blend().fit(held, GRID, 700).daily(held, 700, 60)
    plain = np.maximum(counting.Counts().fit(held, GRID, 700).daily(held, 700, 60), 1e-9)
    assert loglikelihood(blended, held, 700) > loglikelihood(plain, held, 700) - 5


def test_weights_are_those_of_a_climb_by_hand() -> None:
    # Two maps of one cell each over two days: all three events are the first map's.
    seen = np.array([[0.5, 0.5, 0.5], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    assert blending.likeliest(seen, np.array([2.0, 1.0, 0.0])) == pytest.approx([1.5, 0, 0])


def test_one_memory_by_hand() -> None:
    held = events.of([10_250, 10_250], [20_250, 20_250], [0, 3])
    fitted = blending.Blend().fit(held, GRID, 4)
    weights = np.zeros(len(fitted.weights))
    weights[len(blending.WIDTHS) * blending.MEMORIES.index(7.0)] = 1
    seven = blending.Blended(GRID, fitted.begins, weights, learned=True)
    keep = math.exp(-1 / 7)
    capacity = sum(keep**age for age in range(4))
    longer = capacity + keep**4
    expected = seven.daily(held, 4, 2)[:, 0]
    assert expected == pytest.approx([(1 + keep**3) / capacity, (keep + keep**4) / longer])


def test_few_events_leave_the_plain_counts_and_say_so() -> None:
    held = steady(3)
    few = Events(held.xy[:90], held.day[:90])
    fitted = blending.Blend().fit(few, GRID, 30)
    assert fitted.settings() == {"all time, 0 m": 1, "fallback": 1}
    plain = counting.Counts().fit(few, GRID, 30).daily(few, 30, 3)
    assert fitted.daily(few, 30, 3) == pytest.approx(plain)


def test_nothing_to_learn_from_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="no day"):
        blending.Blend(learns=0)
