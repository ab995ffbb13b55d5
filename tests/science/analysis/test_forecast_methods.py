"""What holds for every forecast: nothing later is used, no day is a recount, none is refused."""

import subprocess
import sys

import numpy as np
import pytest

from towpath.analysis import events, grids
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.events import Events
from towpath.analysis.prospective import (
    Method,
    blending,
    catalogue,
    counting,
    promap,
    self_exciting_cells,
    self_exciting_points,
    smoothing,
    terrain,
    trafford,
)

GRID = grids.over(10_000, 20_000, 12_999, 21_999, 250)
EAST = GRID.centres[:, :1] / 1_000

METHODS: list[Method] = [
    counting.Counts(),
    counting.Counts(30),
    smoothing.Smooth(),
    smoothing.Smooth(300, 45),
    smoothing.Smooth(600, 45, "quartic"),
    trafford.Trafford(),
    promap.Promap(),
    promap.Promap(on_cells=True),
    self_exciting_cells.SelfExcitingCells(),
    self_exciting_points.SelfExciting(),
    terrain.Terrain(EAST, ("east",)),
    blending.Blend(),
]
every = pytest.mark.parametrize("method", METHODS, ids=lambda m: f"{type(m).__name__}-{m.slug}")


def scattered(number: int, days: int, seed: int = 1) -> Events:
    rng = np.random.default_rng(seed)
    x = 10_000 + rng.beta(2, 4, number) * 3_000
    y = 20_000 + rng.uniform(-300, 2_300, number)
    return events.of(x, y, rng.integers(0, days, number))


@every
def test_later_events_change_nothing(method: Method) -> None:
    held = scattered(900, 200)
    fitted = method.fit(held.before(150), GRID, 150)
    same = method.fit(held, GRID, 150)
    assert same.settings() == fitted.settings()
    whole = fitted.daily(held, 150, 20)
    assert np.array_equal(same.daily(held, 150, 20), whole)
    for day in (0, 7, 19):
        cut = fitted.daily(held.before(150 + day), 150, 20)[: day + 1]
        assert np.allclose(cut, whole[: day + 1], rtol=1e-12, atol=1e-15)


@every
def test_many_days_at_once_are_those_days_one_by_one(method: Method) -> None:
    held = scattered(900, 200)
    fitted = method.fit(held, GRID, 150)
    whole = fitted.daily(held, 150, 12)
    assert whole.shape == (12, GRID.cells)
    alone = np.stack([fitted.daily(held, 150 + day, 1)[0] for day in range(12)])
    # A Gaussian is spread exactly day by day, and by binning all at once.
    binned = isinstance(method, smoothing.Smooth | blending.Blend)
    near = 0.02 * whole.max() if binned else 1e-9
    assert np.abs(alone - whole).max() < near


@every
def test_as_many_are_expected_as_there_have_been(method: Method) -> None:
    held = scattered(2_000, 200)
    inside = held.only(GRID.cell_of(held.xy) >= 0)
    expected = method.fit(held, GRID, 180).daily(held, 180, 20)
    assert (expected >= 0).all()
    assert expected.sum(axis=1).mean() == pytest.approx(len(inside) / 200, rel=0.15)


@every
def test_without_events_nothing_is_expected(method: Method) -> None:
    nothing = Events(np.empty((0, 2)), np.empty(0))
    elsewhere = events.of([90_000, 90_500], [90_000, 90_100], [3, 4])
    for held in (nothing, elsewhere):
        fitted = method.fit(held, GRID, 10)
        assert not fitted.daily(held, 10, 3).any()
        assert all(np.isfinite(value) for value in fitted.settings().values())


@every
def test_a_handful_of_events_is_enough_to_answer(method: Method) -> None:
    held = events.of([10_100, 10_100, 12_000], [20_100, 20_100, 21_000], [1, 1, 8])
    expected = method.fit(held, GRID, 9).daily(held, 9, 3)
    assert np.isfinite(expected).all()
    assert expected[0].sum() > 0
    assert expected[0].argmax() == GRID.cell_of([[10_100, 20_100]])[0] or method.slug in {
        "trafford", "promap", "promap-grid", "self-exciting", "risk-terrain",
    }  # fmt: skip


@every
def test_an_hour_of_the_day_makes_no_difference_to_a_later_day(method: Method) -> None:
    held = scattered(600, 100)
    hours = np.random.default_rng(2).uniform(0, 0.99, len(held))
    timed = events.of(held.xy[:, 0], held.xy[:, 1], held.day + hours)
    plain = method.fit(held, GRID, 90).daily(held, 90, 5)
    assert np.allclose(method.fit(timed, GRID, 90).daily(timed, 90, 5), plain, rtol=1e-6)


@every
def test_all_on_one_day_at_one_place_is_no_division_by_nought(method: Method) -> None:
    held = events.of([10_600] * 150, [20_600] * 150, [5] * 150)
    expected = method.fit(held, GRID, 6).daily(held, 6, 2)
    assert np.isfinite(expected).all()


def test_every_way_has_a_name_of_its_own() -> None:
    for names in ({m.slug for m in METHODS}, {m.label for m in METHODS}):
        assert len(names) == len(METHODS)
        assert all(names)


def test_a_method_is_found_by_its_name() -> None:
    for method in catalogue.every():
        assert catalogue.named(method.slug) == method
    assert catalogue.every()[0] == catalogue.PLAIN
    assert catalogue.every()[-1] == catalogue.RECOMMENDED
    with pytest.raises(ImpossibleNumbers, match="crystal"):
        catalogue.named("crystal-ball")


def test_every_method_is_found_from_the_package_alone() -> None:
    asked = (
        "from towpath.analysis import prospective as p; import sys;"
        "assert 'scipy' not in sys.modules;"
        "print(*(type(getattr(p, n)).__name__ for n in dir(p)), hasattr(p, 'oracle'))"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["_ProtocolMeta"] * 2 + ["module"] * 9 + ["False"]
