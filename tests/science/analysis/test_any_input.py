"""Whatever the point methods are given, they answer or refuse in a sentence; nothing in between."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from towpath.analysis import (
    aoristic,
    carrying,
    chains,
    density,
    displacement,
    events,
    grids,
    hexagons,
    hot_over_time,
    hotspots,
    moran,
    near_repeat,
    patrols,
    power,
    repeats,
    scoring,
    streets,
    walk_forward,
)
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData
from towpath.analysis.events import Events
from towpath.analysis.prospective import catalogue, promap, smoothing, terrain, trafford

NAN, INF = float("nan"), float("inf")
GRID = grids.over(0, 0, 2_000, 2_000, 250)
BESIDE = GRID.neighbours()
EVEN = np.ones(GRID.cells)
RNG = np.random.default_rng(1)


def some(number: int = 60, days: float = 120) -> Events:
    rng = np.random.default_rng(number)
    x, y = rng.uniform(200, 2_000, (2, number))
    return events.of(x, y, np.floor(rng.uniform(0, days, number)))


EVENTS = some()
COUNTS = GRID.count(EVENTS.xy)
STREET = streets.network([shapely.LineString([(500, 500), (900, 900)])], ["High Street"])


def weighing(weight: float) -> Any:
    links = BESIDE.copy()
    links.data[0] = weight
    return links


# What was asked, and a word of the sentence that refuses it.
REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "a seed for a generator": (lambda: near_repeat.knox(EVENTS, [200], [7], 3), "default_rng"),  # type: ignore[arg-type]
    "no generator": (lambda: power.simulated(power.Design(5, 5), 0.2, None), "source of chance"),  # type: ignore[arg-type]
    "permutations by halves": (
        lambda: near_repeat.knox(EVENTS, [200], [7], RNG, permutations=9.5),  # type: ignore[arg-type]
        "whole number",
    ),
    "permutations below nought": (
        lambda: hotspots.find(COUNTS, EVEN, BESIDE, permutations=-1, rng=RNG),
        "no number of permutations",
    ),
    "no runs": (lambda: scoring.resampled([1, 2], [3, 4], RNG, runs=0), "no number of runs"),
    "a weight that is not known": (
        lambda: hotspots.find(COUNTS, EVEN, weighing(NAN)),
        "neighbour's weight",
    ),
    "a weight without end": (lambda: moran.local(COUNTS, weighing(INF)), "neighbour's weight"),
    "a level that is none": (lambda: moran.local(COUNTS, BESIDE, alpha=NAN), "false discovery"),
    "a level above one": (
        lambda: hot_over_time.classify(np.ones((GRID.cells, 4)), EVEN, BESIDE, alpha=2),
        "false discovery",
    ),
    "a corner without end": (lambda: grids.over(0, 0, INF, 100, 50), "has no size"),
    "a corner that is not known": (lambda: hexagons.over(NAN, 0, 100, 100, 50), "has no size"),
    "a cell without end": (lambda: grids.around([[1, 2]], INF, 50), "has no size"),
    "no hexagon": (lambda: hexagons.within(shapely.box(0, 0, 1, 1), 100), "No cell"),
    "a weight for each of others": (lambda: GRID.count(EVENTS.xy, [1.0]), "no weight"),
    "a place that is not known": (lambda: density.silverman([[NAN, 1], [2, 3]]), "not known"),
    "a pile that is nowhere": (lambda: carrying.pile([[NAN, 1], [2, 3]]), "not known"),
    "a day that is none": (
        lambda: events.of([200, 300], [300, 400], np.array(["2026-01-01", "NaT"], "M8[D]")),
        "no time",
    ),
    "seconds for days": (lambda: events.of([200, 300], [300, 400], [1.7e9, 1.7e9]), "seconds"),
    "an offset from UTC": (
        lambda: events.of([200, 300], [300, 400], ["2026-01-01T10:00Z", "2026-01-01T11:00Z"]),
        "local dates",
    ),
    "a moment that is no word for one": (lambda: aoristic.profile(["noon"], ["noon"]), "be read"),
    "a day to forecast that is none": (
        lambda: catalogue.PLAIN.fit(EVENTS, GRID, NAN),
        "no day",
    ),
    "days by halves": (
        lambda: walk_forward.run([catalogue.PLAIN], EVENTS, GRID, 60, 9.5),  # type: ignore[arg-type]
        "whole number",
    ),
    "a window without end": (
        lambda: repeats.course([1, 1], [1, 2], (0, NAN), RNG),
        "outside the window|no day",
    ),
    "steps by halves": (lambda: repeats.course([1], [1], (0, 9), RNG, steps=[1.5]), "whole number"),
    "a place as wide as nothing known": (lambda: repeats.places(EVENTS.xy, NAN), "do not rise"),
    "a chain without end": (lambda: chains.of(EVENTS, INF, 7), "do not rise"),
    "a share above all": (lambda: carrying.require_shares(2, 0), "outside 0 to 1"),
    "an area without end": (
        lambda: patrols.draw(COUNTS, GRID, patrols.Wanted(largest=INF)),
        "no length",
    ),
    "a limit of certainty": (
        lambda: displacement.difference(
            displacement.Pair(2, 1), displacement.Pair(1, 2), level=1.0
        ),
        "confidence",
    ),
    "a time without end": (
        lambda: power.pilot(power.Design(5, 5, after=INF), 0.2),
        "no length",
    ),
    "a street too far": (lambda: streets.place(EVENTS.xy, STREET, reach=INF), "no length"),
    "a feature that is nowhere": (lambda: terrain.dense(GRID, [[NAN, 4]], 200), "not known"),
    "a bandwidth that is none": (lambda: terrain.dense(GRID, [[3, 4]], 0), "no length"),
    "a reach without end": (lambda: trafford.Trafford(reach=INF), "no size"),
    "a unit that is not known": (lambda: promap.Promap(unit=NAN), "nought"),
    "a memory without end": (lambda: smoothing.Smooth(window=INF), "no days"),
}


@pytest.mark.parametrize("asked", REFUSED)
def test_what_cannot_be_is_refused_in_a_sentence(asked: str) -> None:
    call, word = REFUSED[asked]
    with pytest.raises((ImpossibleNumbers, NotEnoughData), match=word):
        call()


@pytest.mark.parametrize("days", [0, -1, 2.5])
@pytest.mark.parametrize("method", catalogue.every(), ids=lambda method: method.slug)
def test_no_forecast_is_of_no_days(method: Any, days: Any) -> None:
    fitted = method.fit(EVENTS, GRID, 100.0)
    with pytest.raises(ImpossibleNumbers, match="days"):
        fitted.daily(EVENTS, 100.0, days)


@pytest.mark.parametrize("cells", [GRID, hexagons.over(0, 0, 2_000, 2_000, 250)])
def test_a_point_that_is_not_known_lies_in_no_cell(cells: grids.Cells) -> None:
    odd = [[NAN, 5], [5, INF], [1e300, 5], [-1e300, -1e300], [600, 600]]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert (cells.cell_of(odd) >= 0).tolist() == [False] * 4 + [True]


places = st.floats(0, 2_000) | st.sampled_from([250.0, 500.0, 1_000.0])
days_of = st.integers(0, 60).map(float) | st.floats(0, 60)
files = st.lists(st.tuples(places, places, days_of), max_size=25)
ASKED: dict[str, Callable[[Events], Any]] = {
    "knox": lambda e: near_repeat.knox(e, [0, 200], [7, 14], RNG, permutations=9),
    "moments": lambda e: near_repeat.moments(e, [0, 200], [7, 14]),
    "chains": lambda e: chains.of(e, 300, 10),
    "course": lambda e: repeats.course(repeats.places(e.xy), e.day, (0, 61), RNG, permutations=2),
    "density": lambda e: density.kernel(e.xy, GRID, 300, correct_edge=True),
    "quartic": lambda e: density.kernel(e.xy, GRID, 300, shape="quartic"),
    "hot": lambda e: hotspots.find(GRID.count(e.xy), EVEN, BESIDE),
    "alike": lambda e: moran.local(GRID.count(e.xy), BESIDE, permutations=9, rng=RNG),
    "walks": lambda e: patrols.draw(GRID.count(e.xy), GRID, patrols.Wanted(4, 1_000, largest=1e6)),
    "streets": lambda e: streets.place(e.xy, STREET),
    "walk forward": lambda e: walk_forward.verdict(
        walk_forward.run(catalogue.every(), e, GRID, 30, 9), "blend", "counts-365"
    ),
}


@pytest.mark.parametrize("method", ASKED)
@given(rows=files)
@settings(max_examples=25)
def test_any_file_of_events_is_answered_or_refused(
    method: str, rows: list[tuple[float, float, float]]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            held = events.of(*(np.array(rows).reshape(-1, 3).T))
            ASKED[method](held)
        except (ImpossibleNumbers, NotEnoughData):
            return
