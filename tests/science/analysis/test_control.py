"""Control and seasonal adjustment: by hand, a planted signal, and alarms as many as promised."""

import numpy as np
import pytest

from towpath.analysis import control, months, series
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


def seasonal(rng, length, mean=200.0, size=()):
    wave = 1 + 0.3 * np.sin(np.arange(length) * np.pi / 6)
    return rng.poisson(mean * wave, size=(*size, length)), months.sequence("2019-01", length)


def test_xmr_by_hand() -> None:
    # Mean 15, every range 10: 15 ± 2.66 × 10, held at 0.
    found = control.xmr([10, 20] * 6)
    assert found.centre[0] == 15
    assert found.high[0] == pytest.approx(15 + 2.6587 * 10, abs=1e-3)
    assert found.low[0] == 0


def test_u_prime_by_hand() -> None:
    # Counts 80 and 120 in turn, one day each: chance √100 = 10, z −2 and 2, range 4.
    found = control.u_prime([80, 120] * 6, np.ones(12))
    assert found.stretch == pytest.approx(4 / 1.128379, abs=1e-5)
    assert found.high[0] == pytest.approx(100 + 3 * 10 * 4 / 1.128379, abs=1e-3)


def test_u_prime_is_never_narrower_than_chance() -> None:
    found = control.u_prime(np.full(12, 100), np.ones(12))
    assert found.stretch == 1
    assert found.high[0] == 130


def test_a_known_season_is_found_and_taken_out(rng) -> None:
    counts, run = seasonal(rng, 60, 2000)
    found = series.adjust(counts, run)
    truth = 1 + 0.3 * np.sin(np.arange(12) * np.pi / 6)
    daily = truth / months.days(run[:12])
    assert found.method == "stl"
    assert np.allclose(found.factors, daily / daily.mean(), atol=0.03)
    assert found.adjusted.std() / found.adjusted.mean() < 0.04


@pytest.mark.parametrize(("length", "method"), [(12, "none"), (30, "yearly wave"), (36, "stl")])
def test_what_can_be_known_of_the_season_depends_on_length(rng, length, method) -> None:
    counts, run = seasonal(rng, length)
    assert series.adjust(counts, run).method == method


def test_a_series_of_equal_days_is_flat_after_adjustment() -> None:
    run = months.sequence("2021-01", 18)
    found = series.adjust(10 * months.days(run), run)
    assert np.allclose(found.adjusted, 10 * 365.25 / 12)


def test_a_planted_surge_is_a_signal_and_its_neighbours_are_not(rng) -> None:
    counts, run = seasonal(rng, 49, size=(3,))
    counts[1, -1] *= 2
    found = control.signals(counts, run)
    assert found.signal.ravel().tolist() == [0, 1, 0]
    assert found.months.astype(str).tolist() == ["2023-01"]
    assert found.value[1] > found.high[1] > found.centre[1] > found.low[1]


def test_the_individuals_chart_sees_the_surge_too(rng) -> None:
    counts, run = seasonal(rng, 49, size=(3,))
    counts[1, -1] *= 2
    found = control.signals(counts, run, chart="xmr")
    assert found.signal.ravel().tolist() == [0, 1, 0]
    assert found.low.shape == found.value.shape == (3, 1)


def test_a_month_far_below_is_a_signal_downwards(rng) -> None:
    counts, run = seasonal(rng, 40)
    counts[-1] //= 4
    assert control.signals(counts, run).signal.tolist() == [-1]


def test_a_seasonal_peak_is_no_signal(rng) -> None:
    counts, run = seasonal(rng, 52, size=(40,))
    assert abs(control.signals(counts, run).signal).sum() <= 2


def test_the_watched_months_do_not_shape_their_own_limits(rng) -> None:
    counts, run = seasonal(rng, 40)
    surged = counts.copy()
    surged[-1] *= 10
    one, two = control.signals(counts, run), control.signals(surged, run)
    assert one.high == pytest.approx(two.high)


def test_the_false_alarms_are_said(rng) -> None:
    counts, run = seasonal(rng, 60, size=(20,))
    found = control.signals(counts, run, watch=2)
    assert found.value.shape == (20, 2)
    assert 0.0027 * 40 < found.false_alarms < 0.03 * 40
    assert control.false_alarm_rate(100_000) == pytest.approx(0.0027, abs=1e-4)


def test_an_empty_series_raises_no_alarm() -> None:
    found = control.signals(np.zeros((2, 30)), months.sequence("2021-01", 30))
    assert not found.signal.any()
    assert found.false_alarms < 0.1


def test_too_few_months_are_refused() -> None:
    with pytest.raises(NotEnoughData, match="12 months"):
        control.signals(np.ones(12), months.sequence("2021-01", 12))
    with pytest.raises(ImpossibleNumbers, match="gaps"):
        series.adjust(np.ones(3), months.sequence("2021-01", 2))
