"""Disparity: shares by hand, in proportion where they should be, and a note of its limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import disparity
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


def test_shares_and_ratios_by_hand() -> None:
    # Of the forecast a half lies in a quarter of the people, who bear 40 of 100 events.
    found = disparity.report([3, 2, 5], [100, 150, 750], [30, 10, 60], ["poor", "poor", "rich"])
    assert found.groups.tolist() == ["poor", "rich"]
    assert found.areas.tolist() == [2, 1]
    assert found.carried.tolist() == [0.5, 0.5]
    assert found.residents.tolist() == [0.25, 0.75]
    assert found.recorded.tolist() == [0.4, 0.6]
    assert found.per_resident == pytest.approx([2, 2 / 3])
    assert found.per_event.value == pytest.approx([1.25, 5 / 6])
    # Wilson for 40 of 100: 0.309 to 0.498.
    assert (found.per_event.low[0], found.per_event.high[0]) == pytest.approx(
        (0.5 / 0.498, 0.5 / 0.309), abs=0.003
    )
    assert found.sentence.startswith("Of all kinds of area, poor carries most for its people: 50 %")


rows = st.lists(
    st.tuples(st.integers(1, 50), st.integers(1, 900), st.integers(1, 40), st.integers(0, 3)),
    min_size=1,
    max_size=30,
)


@given(rows)
def test_shares_add_up_and_the_order_of_cells_does_not_matter(
    cells: list[tuple[int, int, int, int]],
) -> None:
    found = disparity.report(*zip(*cells, strict=True))
    for shares in (found.carried, found.residents, found.recorded):
        assert shares.sum() == pytest.approx(1)
    turned = disparity.report(*zip(*reversed(cells), strict=True))
    assert turned.per_event.value == pytest.approx(found.per_event.value)
    assert found.areas.sum() == len(cells)


@pytest.mark.slow
def test_a_forecast_in_proportion_differs_five_times_in_a_hundred() -> None:
    rng, called = np.random.default_rng(1), []
    risk, tenth = rng.gamma(1, size=500), np.arange(500) % 10
    for _ in range(400):
        found = disparity.report(risk, np.ones(500), rng.poisson(3 * risk), tenth)
        called.append(found.differs.size / 10)
    assert 0.03 < np.mean(called) < 0.07


def test_a_forecast_that_leans_is_seen_to_lean() -> None:
    recorded = np.full(100, 40)
    leaning = np.where(np.arange(100) < 50, 2.0, 1.0)
    found = disparity.report(leaning, np.ones(100), recorded, np.arange(100) < 50)
    assert found.differs.tolist() == [False, True]


def test_a_group_without_residents_is_no_number_and_not_the_widest() -> None:
    found = disparity.report([5, 1, 1], [0, 10, 30], [3, 3, 3], ["a", "b", "c"])
    assert np.isinf(found.per_resident[0])
    assert "area, b carries" in found.sentence


def test_the_note_says_what_the_numbers_must_not_be_used_for() -> None:
    for word in ("any person", "target for stops", "the people of an area", "record"):
        assert word in disparity.NOT_FOR


def test_what_cannot_be_set_side_by_side_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="one group"):
        disparity.report([1, 2], [1, 2], [1, 2], ["a"])
    with pytest.raises(NotEnoughData, match="no event"):
        disparity.report([1, 2], [1, 2], [0, 0], ["a", "b"])
