"""Displacement: the papers' own answers, by hand, and quiet when nothing happened."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import displacement
from towpath.analysis.displacement import Pair
from towpath.analysis.errors import ImpossibleNumbers


def test_the_published_answer_of_wheeler_and_ratcliffe() -> None:
    """Crime Science 2018, 7:11: −118 crimes, variance 1,568, z −2.98, 95 % limits −196 to −40."""
    found = displacement.difference(
        Pair(207, 110), Pair(308, 318), buffer=Pair(178, 157), buffer_control=Pair(150, 140)
    )
    assert found.total == -118
    assert found.error == pytest.approx(math.sqrt(1568))
    assert round(found.z, 2) == -2.98
    assert (round(found.low), round(found.high)) == (-196, -40)
    assert (found.local, found.moved) == (-107, -11)


def test_the_published_answer_for_two_years_before_and_one_after() -> None:
    """The author's own note on unequal periods: −20 a year, variance 115."""
    found = displacement.difference(Pair(80, 20), Pair(100, 50), time=(2, 1))
    assert found.total == -20
    assert found.error == pytest.approx(math.sqrt(115))


@pytest.mark.parametrize(
    ("buffer", "value", "reading"),
    [
        (Pair(50, 25), 0.25, "benefit spread"),
        (Pair(50, 50), 0, "no displacement"),
        (Pair(50, 75), -0.25, "some displacement, less than the gain"),
        (Pair(50, 200), -1.5, "displacement outweighs the gain"),
        (Pair(200, 50), 1.5, "benefit spread, more than in the place itself"),
    ],
)
def test_the_quotient_by_hand(buffer: Pair, value: float, reading: str) -> None:
    # Against a steady control of 100 the treated place falls from 2 to 1.
    found = displacement.quotient(Pair(200, 100), buffer, Pair(100, 100))
    assert found.success == -1
    assert found.value == pytest.approx(value)
    assert found.reading == reading


def test_without_success_there_is_nothing_to_displace() -> None:
    found = displacement.quotient(Pair(10, 10), Pair(5, 5), Pair(100, 100))
    assert math.isnan(found.value)
    assert found.reading == "no success to displace"


pairs = st.builds(Pair, st.integers(0, 500), st.integers(0, 500))


@given(pairs, pairs, pairs, pairs)
def test_the_difference_adds_up_and_turns_round_with_time(
    treated: Pair, control: Pair, buffer: Pair, beside: Pair
) -> None:
    found = displacement.difference(treated, control, buffer, beside)
    assert found.total == found.local + found.moved
    back = [Pair(p.after, p.before) for p in (treated, control, buffer, beside)]
    turned = displacement.difference(*back)
    assert turned.total == -found.total
    assert turned.error == found.error


def false_alarms(runs: int, seed: int) -> float:
    rng = np.random.default_rng(seed)
    drawn = rng.poisson([[60, 60, 90, 90, 40, 40, 50, 50]] * runs)
    z = [
        displacement.difference(Pair(*d[:2]), Pair(*d[2:4]), Pair(*d[4:6]), Pair(*d[6:])).z
        for d in drawn
    ]
    return float(np.mean(np.abs(z) > 1.96))


def test_the_null_is_quiet() -> None:
    assert false_alarms(500, 1) < 0.08


@pytest.mark.slow
def test_the_null_is_quiet_five_times_in_a_hundred() -> None:
    assert 0.045 < false_alarms(40_000, 2) < 0.055


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="control has no events"):
        displacement.quotient(Pair(1, 1), Pair(1, 1), Pair(0, 5))
    with pytest.raises(ImpossibleNumbers, match="of its own"):
        displacement.difference(Pair(1, 1), Pair(1, 1), buffer=Pair(1, 1))
    with pytest.raises(ImpossibleNumbers, match="no length"):
        displacement.difference(Pair(1, 1), Pair(1, 1), time=(0, 1))
    assert math.isnan(displacement.difference(Pair(0, 0), Pair(0, 0)).z)
