"""Dispersion: recovered where it is known, blind to trend and season, never below one."""

import numpy as np
import pytest

from towpath.analysis import dispersion, months


def restless(rng, mean, phi, size):
    return rng.negative_binomial(np.broadcast_to(mean, size) / (phi - 1), 1 / phi)


@pytest.mark.parametrize("phi", [2, 5, 10])
def test_a_known_dispersion_is_recovered(rng, phi) -> None:
    found = dispersion.of(restless(rng, 400, phi, (300, 36)))
    assert found.value.mean() == pytest.approx(phi, rel=0.06)
    assert found.degrees == 36 - 11 - 4


def test_trend_and_season_are_not_mistaken_for_it(rng) -> None:
    time = np.arange(48)
    mean = 300 * np.exp(0.02 * time + 0.3 * np.sin(time * np.pi / 6))
    found = dispersion.of(rng.poisson(mean, size=(200, 48)), months.sequence("2019-12", 48))
    assert found.value.mean() == pytest.approx(1.1, abs=0.06)


def test_month_lengths_are_not_mistaken_for_it() -> None:
    run = months.sequence("2021-01", 36)
    found = dispersion.of(1000 * months.days(run), run)
    assert found.value == 1
    assert dispersion.of(1000 * months.days(run)[:18]).value > 10


def test_the_floor_is_chance() -> None:
    assert dispersion.of(np.full(36, 50)).value == 1


def test_half_a_year_is_the_least() -> None:
    found = dispersion.of(np.ones((4, 5)))
    assert found.value.tolist() == [1, 1, 1, 1]
    assert found.degrees == np.inf
