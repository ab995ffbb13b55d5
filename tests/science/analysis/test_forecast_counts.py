"""The count map as a forecast: by hand, and against a recount a day."""

import numpy as np
import pytest

from towpath.analysis import events, grids
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.prospective import counting

PAIR = grids.over(10_000, 20_000, 10_199, 20_099, 100)


def test_counts_by_hand() -> None:
    held = events.of([10_010, 10_020, 10_110], [20_010] * 3, [0, 2, 3])
    fitted = counting.Counts().fit(held, PAIR, 3)
    assert fitted.daily(held, 3, 2) == pytest.approx(np.array([[2 / 3, 0], [2 / 4, 1 / 4]]))


def test_a_window_lets_go_of_what_is_older() -> None:
    held = events.of([10_010, 10_110], [20_010] * 2, [0, 2])
    fitted = counting.Counts(3).fit(held, PAIR, 3)
    assert fitted.daily(held, 3, 4) == pytest.approx(
        np.array([[1 / 3, 1 / 3], [0, 1 / 3], [0, 1 / 3], [0, 0]])
    )
    assert fitted.settings() == {"window": 3}


@pytest.mark.parametrize("window", [None, 1, 20, 365])
def test_running_sums_agree_with_a_recount(window: float | None) -> None:
    rng = np.random.default_rng(7)
    days = np.append(0, rng.uniform(0, 90, 199))
    held = events.of(rng.uniform(9_900, 10_300, 200), rng.uniform(20_000, 20_100, 200), days)
    found = counting.Counts(window).fit(held, PAIR, 60).daily(held, 60, 25)
    for day in range(25):
        start = -np.inf if window is None else 60 + day - window
        length = 60 + day if window is None else min(window, 60 + day)
        wanted = PAIR.count(held.between(start, 60 + day).xy) / length
        assert found[day] == pytest.approx(wanted)


def test_no_window_of_nought() -> None:
    with pytest.raises(ImpossibleNumbers, match="no days"):
        counting.Counts(0)


def test_last_years_counts_are_called_so() -> None:
    assert counting.Counts(counting.YEAR).label == "Last year's counts"
