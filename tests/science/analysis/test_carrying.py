"""Whether events can carry near repeats: months and snapped points cannot, and piles are named."""

import numpy as np
import pytest

from towpath.analysis import carrying
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


def test_the_open_police_files_are_refused_with_what_to_ask_for() -> None:
    with pytest.raises(NotEnoughData) as refused:
        carrying.require_near_repeats("month", np.ones(10, dtype=bool))
    assert "all are dated by the month alone and all stand at an anonymised point" in str(
        refused.value
    )
    assert "the force's own extract" in refused.value.remedy


def test_either_fault_is_enough() -> None:
    with pytest.raises(NotEnoughData, match="of these, 50 % are dated by the month alone\\."):
        carrying.require_near_repeats(["day", "month"], [False, False])
    with pytest.raises(NotEnoughData, match="of these, 50 % stand at an anonymised point"):
        carrying.require_near_repeats("minute", [True, False])


def test_a_few_are_left_out() -> None:
    precision = np.array(["day"] * 18 + ["month", "hour"])
    snapped = np.arange(20) == 0
    kept = carrying.require_near_repeats(precision, snapped)
    assert np.flatnonzero(~kept).tolist() == [0, 18]


def test_a_point_that_bears_much_is_named() -> None:
    xy = np.vstack([np.full((30, 2), 400_000.0), 400_000 + np.arange(140).reshape(70, 2)])
    found = carrying.pile(xy)
    assert (found.events, found.share) == (30, 0.3)
    assert found.caveat.startswith("30 of 100 events stand at one point (400000, 400000)")
    assert carrying.pile(xy[30:]).caveat == ""


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="different lengths"):
        carrying.require_near_repeats(["day"] * 3, [True, False])
    with pytest.raises(NotEnoughData, match="no events"):
        carrying.pile([])
    with pytest.raises(NotEnoughData, match="no events"):
        carrying.require_near_repeats([], [])
