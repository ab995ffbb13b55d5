"""Calibration: by hand, quiet where the numbers are right, loud where they are not."""

import numpy as np
import pytest

from towpath.analysis import calibration
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


def test_bands_lie_between_the_shares_by_hand() -> None:
    # Two days; the first 10 % expects 4 of 10 a day and catches 3 and 5 of 10 and 12.
    found = calibration.bands([[4.0], [4.0]], [10.0, 10.0], [[3.0], [5.0]], [10, 12], [0.1])
    assert found.area.tolist() == [0.1, 1]
    assert found.expected.tolist() == [8, 12]
    assert found.observed.tolist() == [8, 14]
    assert found.ratio.value == pytest.approx([1, 14 / 12])
    assert found.level.value == pytest.approx(22 / 20)
    # Chi-square 0 + 4/12 on two degrees.
    assert found.p == pytest.approx(np.exp(-4 / 12 / 2))


def made(rng: np.random.Generator, days: int, factor: list[float]) -> calibration.Calibration:
    per_band = rng.gamma(5, 1, (days, 4)) * [0.4, 0.5, 0.8, 2.0]
    seen = rng.poisson(per_band * factor)
    return calibration.bands(
        per_band[:, :3].cumsum(axis=1), per_band.sum(axis=1), seen[:, :3].cumsum(axis=1),
        seen.sum(axis=1), [0.01, 0.05, 0.2],
    )  # fmt: skip


def test_numbers_that_run_high_everywhere_are_wrong_in_level_and_right_in_shape() -> None:
    found = made(np.random.default_rng(1), 90, [0.7] * 4)
    assert found.p < 1e-6
    assert found.p_of_shape > 0.01
    assert found.level.high < 1


def test_a_forecast_too_sure_of_its_top_is_wrong_in_shape() -> None:
    found = made(np.random.default_rng(2), 90, [0.5, 0.9, 1.0, 1.1])
    assert found.p_of_shape < 0.001
    assert found.off[0]


@pytest.mark.slow
def test_right_numbers_are_called_wrong_five_times_in_a_hundred() -> None:
    rng = np.random.default_rng(3)
    drawn = [made(rng, 60, [1.0] * 4) for _ in range(600)]
    assert 0.02 < np.mean([d.p < 0.05 for d in drawn]) < 0.07
    assert 0.02 < np.mean([d.p_of_shape < 0.05 for d in drawn]) < 0.07
    assert 0.02 < np.mean([d.off.mean() for d in drawn]) < 0.06


def test_bands_without_expectation_have_no_ratio() -> None:
    found = calibration.bands([[10.0], [10.0]], [10, 10], [[9.0], [9.0]], [9, 10], [0.5])
    assert np.isinf(found.ratio.value[1])
    assert np.isnan(found.p_of_shape)


def test_what_cannot_be_told_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="two days"):
        calibration.bands([[1.0]], [9], [[1.0]], [9], [0.5])
    with pytest.raises(NotEnoughData, match="five events"):
        calibration.bands([[0.1]] * 2, [0.2] * 2, [[0.0]] * 2, [0] * 2, [0.5])
    with pytest.raises(ImpossibleNumbers, match="days"):
        calibration.bands([[1.0]] * 2, [9] * 2, [[1.0]] * 3, [9] * 3, [0.5])
