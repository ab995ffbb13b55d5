"""Where the true intensity is known: how near each forecast comes to the best possible."""

import numpy as np
import pytest

import crime_world
from towpath.analysis import grids, scoring
from towpath.analysis.arrays import Floats
from towpath.analysis.prospective import (
    Method,
    blending,
    counting,
    promap,
    self_exciting_cells,
    self_exciting_points,
    smoothing,
    trafford,
)

pytestmark = pytest.mark.slow

SHARES = (0.01, 0.02, 0.05, 0.10, 0.20)
DAYS = 30


@pytest.fixture(scope="module")
def world() -> tuple[crime_world.World, grids.Grid, float, Floats]:
    made = crime_world.build(40_000, np.random.default_rng(8))
    first = float(made.rules.days - DAYS)
    ground = grids.around(made.events.before(first).xy, 250, 750)
    return made, ground, first, made.expected(ground, first, DAYS)


def reached(world: tuple[crime_world.World, grids.Grid, float, Floats], method: Method) -> Floats:
    made, ground, first, truth = world
    fitted = method.fit(made.events.before(first), ground, first)
    rows = fitted.daily(made.events, first, DAYS)
    found = np.mean([scoring.reach(f, t, SHARES) for f, t in zip(rows, truth, strict=True)], axis=0)
    print(f"\n{method.label:40}", *(f"{100 * share:.1f}" for share in found))
    return np.asarray(found)


@pytest.mark.parametrize(
    ("method", "floor"),
    [
        (counting.Counts(), 0.53), (counting.Counts(365), 0.5),
        (smoothing.Smooth(), 0.5), (self_exciting_cells.SelfExcitingCells(), 0.87),
        (self_exciting_points.SelfExciting(), 0.88), (promap.Promap(), 0.7),
        (trafford.Trafford(), 0.5), (blending.Blend(), 0.85),
    ],
    ids=lambda value: getattr(value, "slug", ""),
)  # fmt: skip
def test_every_method_reaches_most_of_what_can_be_foreseen(
    world: tuple[crime_world.World, grids.Grid, float, Floats], method: Method, floor: float
) -> None:
    found = reached(world, method)
    assert (found >= floor).all()
    assert (found <= 1 + 1e-9).all()


def test_methods_that_know_of_repeats_reach_further_than_counts(
    world: tuple[crime_world.World, grids.Grid, float, Floats],
) -> None:
    plain = reached(world, counting.Counts(365))
    assert (reached(world, self_exciting_cells.SelfExcitingCells()) > plain).all()
    assert (reached(world, self_exciting_points.SelfExciting()) > plain).all()
