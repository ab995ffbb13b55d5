"""Power: by hand, by simulation, and honest where a pilot is too small."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import displacement, power
from towpath.analysis.displacement import Pair
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.power import Design


def test_power_by_hand() -> None:
    # 100 and 100 before, 80 and 100 after: error √380 = 19.49, z 20/19.49 = 1.026,
    # so the chance of passing 1.96 is Φ(−0.934) + Φ(−2.986) = 0.175 + 0.001.
    found = power.pilot(Design(100, 100), 0.2)
    assert found.error == pytest.approx(math.sqrt(380))
    assert found.power == pytest.approx(0.1766, abs=0.0005)
    assert found.expected == pytest.approx((100, 80, 100, 100))
    assert found.change == -20


def test_the_error_is_that_of_the_weighted_difference() -> None:
    found = power.pilot(Design(40, 50, before=2, after=1, buffer=30, buffer_control=20), 0.5)
    judged = displacement.difference(
        Pair(80, 20), Pair(100, 50), Pair(60, 30), Pair(40, 20), time=(2, 1)
    )
    assert found.error == pytest.approx(judged.error)
    assert found.change == pytest.approx(judged.total)


@pytest.mark.slow
@pytest.mark.parametrize(
    "design",
    [
        Design(100, 100), Design(400, 900, before=2), Design(300, 300, dispersion=3),
        Design(60, 240, before=3, buffer=50, buffer_control=80), Design(15, 40, before=2),
    ],
)  # fmt: skip
def test_power_is_what_simulated_pilots_show(design: Design) -> None:
    rng = np.random.default_rng(1)
    for fall in (0.0001, 0.2, 0.4):
        drawn = power.simulated(design, fall, rng, runs=40_000)
        assert power.pilot(design, fall).power == pytest.approx(drawn, abs=0.03)


@given(st.floats(10, 2000), st.floats(10, 2000), st.floats(0.05, 0.9), st.floats(1, 5))
def test_what_is_detectable_has_the_power_asked_for(
    treated: float, control: float, fall: float, spread: float
) -> None:
    design = Design(treated, control, dispersion=spread)
    found = power.pilot(design, fall)
    if not math.isnan(found.detectable):
        assert power.pilot(design, found.detectable).power == pytest.approx(0.8, abs=1e-6)
    times = found.length
    longer = Design(treated, control, times, times, spread)
    assert power.pilot(longer, fall).power == pytest.approx(0.8, abs=1e-3)


@given(st.floats(10, 500), st.floats(0.05, 0.8))
def test_a_larger_fall_and_a_quieter_series_are_easier_to_show(size: float, fall: float) -> None:
    found = power.pilot(Design(size, size), fall).power
    assert power.pilot(Design(size, size), fall + 0.1).power > found
    assert power.pilot(Design(size, size, dispersion=2), fall).power < found


def test_a_pilot_too_small_says_so_and_how_much_more_it_needs() -> None:
    said = power.pilot(Design(100, 100), 0.2).sentence
    assert said == (
        "If crime here truly falls by 20 %, this pilot shows it clearly with a chance of 18 %. "
        "Only a fall of 52 % or more would be seen clearly. "
        "Times before and after would have to be 7.5 times as long."
    )
    tiny = power.pilot(Design(3, 3), 0.2)
    assert math.isnan(tiny.detectable)
    assert "Not even the end of all crime" in tiny.sentence
    assert "larger place" in power.pilot(Design(0, 3), 0.2).sentence


def test_a_pilot_large_enough_says_what_it_could_show() -> None:
    assert power.pilot(Design(2000, 4000), 0.2).sentence.endswith(
        "It could show a fall of 15 % or more."
    )


@pytest.mark.parametrize(
    ("design", "fall", "said"),
    [
        (Design(-1, 1), 0.2, "negative"),
        (Design(1, 1, before=0), 0.2, "no length"),
        (Design(1, 1, dispersion=0.5), 0.2, "below 1"),
        (Design(1, 1, buffer=1), 0.2, "of its own"),
        (Design(1, 1), 20, "0 to 1"),
    ],
)
def test_what_no_pilot_can_be_is_refused(design: Design, fall: float, said: str) -> None:
    with pytest.raises(ImpossibleNumbers, match=said):
        power.pilot(design, fall)
