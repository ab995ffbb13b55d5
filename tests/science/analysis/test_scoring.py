"""Scoring: ties and parts of cells exactly, intervals that hold, and no gain from cell order."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from towpath.analysis import scoring
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

small = st.lists(st.integers(0, 3), min_size=2, max_size=6)


def test_a_whole_number_of_cells_by_hand() -> None:
    # Five cells, two flagged: the 5 and the 4; of four events three fell there.
    assert scoring.hits([1, 5, 4, 0, 2], [1, 1, 2, 3], [0.4]) == pytest.approx([3])


def test_part_of_a_cell_counts_in_part_by_hand() -> None:
    # 30 % of five cells is one and a half: the 5 whole and the 4 by half.
    assert scoring.hits([1, 5, 4, 0, 2], [1, 2, 2, 2], [0.3]) == pytest.approx([2.5])


def test_ties_share_what_area_is_left_by_hand() -> None:
    # One cell of four is left for three equals: a third of their six events.
    assert scoring.hits([9, 1, 1, 1], [1, 1, 1, 1, 2, 3], [0.5]) == pytest.approx([2])


@given(small, st.integers(1, 6), st.data())
def test_ties_catch_the_average_over_every_order_of_drawing_them(
    forecast: list[int], flagged: int, data: st.DataObject
) -> None:
    number = len(forecast)
    flagged = min(flagged, number)
    cells = data.draw(st.lists(st.integers(0, number - 1), max_size=5))
    caught = []
    for order in itertools.permutations(range(number)):
        first = sorted(order, key=lambda cell: -forecast[cell])[:flagged]
        caught.append(sum(cell in first for cell in cells))
    found = scoring.hits(forecast, cells, [flagged / number])
    assert found == pytest.approx([np.mean(caught)])


@given(small, st.floats(0.01, 1), st.data())
def test_hits_grow_with_the_area_and_lie_on_a_line_within_a_cell(
    forecast: list[int], share: float, data: st.DataObject
) -> None:
    cells = data.draw(st.lists(st.integers(0, len(forecast) - 1), max_size=5))
    whole = np.floor(share * len(forecast)) / len(forecast)
    ends = [max(whole, 1e-12), share, min(whole + 1 / len(forecast), 1.0)]
    low, middle, high = scoring.hits(forecast, cells, ends)
    assert low - 1e-9 <= middle <= high + 1e-9
    part = (share - whole) * len(forecast)
    assert middle == pytest.approx(low + part * (high - low), abs=1e-6)


@given(small, st.floats(0.01, 1))
def test_the_flagged_cells_fill_the_share_and_hold_what_is_expected_there(
    forecast: list[int], share: float
) -> None:
    found, values = scoring.cut(forecast, [share]), np.array(forecast, dtype=float)
    held = found.holds(values)[0]
    assert held.sum() == pytest.approx(share * values.size)
    assert found.expected == pytest.approx([held @ values])


def test_the_best_map_catches_the_fullest_cells_first() -> None:
    assert scoring.best([0, 0, 0, 2, 2, 4, -1], 5, [0.2, 0.4, 0.5, 1.0]).tolist() == [3, 5, 5.5, 6]


def test_the_truth_reaches_itself_and_a_blind_map_its_share() -> None:
    truth = np.array([4.0, 3, 2, 1])
    assert scoring.reach(truth, truth, [0.25, 0.5]).tolist() == [1, 1]
    assert scoring.reach(np.ones(4), truth, [0.5]) == pytest.approx([5 / 7])


def test_events_outside_the_grid_count_for_nothing() -> None:
    assert scoring.hits([1, 0], [-1, -1, 0], [0.5]).tolist() == [1]


def test_rates_and_indices_by_hand() -> None:
    caught, events = np.array([[1.0], [3.0]]), np.array([4, 6])
    assert scoring.hit_rate(caught, events).value == pytest.approx([0.4])
    assert scoring.pai(caught, events, [0.1]).value == pytest.approx([4])
    # Half of the base period's 20 events fell in the area flagged: 0.4 ÷ 0.5.
    recaptured = scoring.rri(caught, events, np.array([[10.0], [10.0]]), np.array([20, 20]))
    assert recaptured.value == pytest.approx([0.8])
    efficiency = scoring.ratio(caught, np.array([[2.0], [6.0]]))
    assert efficiency.value == pytest.approx([0.5])


def test_the_limits_of_a_ratio_by_hand() -> None:
    # Two days, 1 of 4 and 3 of 4: residuals ∓1, variance 2·2/64, t with one degree 12.706.
    found = scoring.ratio([1, 3], [4, 4], lags=0)
    assert found.value == 0.5
    assert found.high - found.value == pytest.approx(12.7062 * 2 / 8, rel=1e-4)


def test_a_hit_rate_of_nought_still_has_an_upper_limit() -> None:
    found = scoring.hit_rate(np.zeros((10, 1)), np.full(10, 3))
    assert (found.low[0], found.value[0]) == (0, 0)
    assert found.high[0] == pytest.approx(0.1135, abs=0.001)


def days_of(rng: np.random.Generator, days: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Days that resemble the next: both the number of events and the chance of a hit drift."""
    level = np.zeros(days)
    for i in range(1, days):
        level[i] = 0.5 * level[i - 1] + rng.normal(0, 0.2)
    events = rng.poisson(25 * np.exp(level))
    return rng.binomial(events, 1 / (1 + np.exp(1.4 + level))), events


@pytest.mark.slow
def test_the_interval_of_a_hit_rate_holds_where_days_resemble_the_next() -> None:
    rng, held = np.random.default_rng(1), 0
    truth = np.divide(*(np.sum(x) for x in days_of(rng, 400_000)))
    for _ in range(600):
        caught, events = days_of(rng, 90)
        found = scoring.hit_rate(caught[:, None], events)
        held += found.low[0] <= truth <= found.high[0]
    assert 0.925 < held / 600 <= 0.98


@pytest.mark.slow
def test_two_equal_methods_differ_five_times_in_a_hundred() -> None:
    rng, called = np.random.default_rng(2), 0
    for _ in range(1000):
        events = rng.poisson(28, 60)
        both = rng.binomial(events, 0.1)
        one, other = (rng.binomial(events - both, 0.05) for _ in range(2))
        found = scoring.ratio(one - other, events)
        called += not found.low <= 0 <= found.high
    assert 0.015 < called / 1000 < 0.06


def test_the_bootstrap_agrees_with_the_formula() -> None:
    rng = np.random.default_rng(3)
    caught, events = days_of(rng, 180)
    formula = scoring.ratio(caught, events)
    drawn = scoring.resampled(caught, events, rng)
    assert drawn.value == formula.value
    width = (drawn.high - drawn.low) / (formula.high - formula.low)
    assert 0.75 < width < 1.25


def test_what_no_forecast_can_be_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="negative"):
        scoring.cut([1, np.nan])
    with pytest.raises(ImpossibleNumbers, match="one number a cell"):
        scoring.cut([[1, 2]])
    with pytest.raises(ImpossibleNumbers, match="outside 0 to 1"):
        scoring.cut([1, 2], [5])
    with pytest.raises(ImpossibleNumbers, match="not there"):
        scoring.hits([1, 2], [2])
    with pytest.raises(ImpossibleNumbers, match="one grid"):
        scoring.reach([1, 2], [1])
    with pytest.raises(ImpossibleNumbers, match="same days"):
        scoring.ratio([1, 2], [1])
    with pytest.raises(NotEnoughData, match="two days"):
        scoring.ratio([1], [1])
