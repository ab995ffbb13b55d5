"""Forecasts of months and small areas: by hand, from known risk, and without peeking."""

import numpy as np
import pytest

from towpath.analysis import monthly_forecast
from towpath.analysis import months as calendar
from towpath.analysis.arrays import Floats, Months
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData
from towpath.analysis.monthly_forecast import LastYear, Shrunken, Weighted

MONTHS = calendar.sequence("2016-02", 36)


def drawn(seed: int, *, areas: int = 120, season: float = 0.0) -> tuple[Floats, Floats]:
    """Counts, and the true mean of each area and month."""
    rng = np.random.default_rng(seed)
    risk = rng.gamma(2, 0.5, areas)
    wave = np.exp(season * np.cos(2 * np.pi * (calendar.of_year(MONTHS) - 10) / 12))
    mean = risk[:, None] * wave * calendar.days(MONTHS) / 30.44
    return rng.poisson(mean).astype(float), mean


def test_last_years_counts_by_hand() -> None:
    history = np.array([[9.0] * 6 + [1.0] * 12, [9.0] * 6 + [0.0] * 12])
    assert LastYear().coming(history, MONTHS[:18]) == pytest.approx([12.5 / 12, 0.5 / 12])


def test_shrinking_by_hand() -> None:
    # Means 1 and 3 of four months: middle 2, variance 2, by chance 2/4: weight 1.5/2.
    assert monthly_forecast.shrink(np.array([1.0, 3.0]), 4) == pytest.approx([1.25, 2.75])


def test_means_no_more_spread_than_chance_are_all_the_mean() -> None:
    assert monthly_forecast.shrink(np.array([1.9, 2.0, 2.1]), 2) == pytest.approx([2, 2, 2])


def test_the_deviance_by_hand() -> None:
    assert monthly_forecast.deviance([0, 2], [1, 2]) == pytest.approx(2)
    assert monthly_forecast.deviance([1], [0]) == np.inf


def test_the_season_of_the_total_is_carried_into_the_coming_month() -> None:
    history, mean = drawn(1, season=0.4)
    found = Weighted(half_life=24).coming(history[:, :34], MONTHS[:34])
    assert MONTHS[34] == np.datetime64("2018-12")
    assert found.sum() == pytest.approx(mean[:, 34].sum(), rel=0.1)
    plain = Shrunken().coming(history[:, :34], MONTHS[:34])
    assert plain.sum() < 0.8 * mean[:, 34].sum()


def test_the_memory_is_chosen_from_the_history() -> None:
    steady, _ = drawn(2)
    moving = steady.copy()
    moving[:, 12:] = moving[::-1, 12:]  # risk changed hands a year ago
    one = monthly_forecast._best_half_life(steady[:, :20], np.ones(20))
    other = monthly_forecast._best_half_life(moving[:, :20], np.ones(20))
    assert other < one


class Peeking:
    """Hands back what it was given, to show that no later month is ever given."""

    slug = label = "peeking"

    def coming(self, history: Floats, months: Months) -> Floats:
        assert history.shape[1] == months.size
        return history[:, -1] + 1


def test_each_month_is_scored_as_by_a_loop_from_the_months_before_it() -> None:
    history, _ = drawn(3)
    km2 = np.linspace(0.2, 3, 120)
    walked = monthly_forecast.walk(history, MONTHS, "2018-11", km2=km2, forecasters=[Peeking()])
    track = walked.tracks[0]
    assert walked.months.tolist() == MONTHS[33:].tolist()
    for i, month in enumerate(range(33, 36)):
        ahead = history[:, month - 1] + 1
        worst = ahead > np.sort(ahead)[-24]
        equal = ahead == np.sort(ahead)[-24]
        weight = worst + equal * (24 - worst.sum()) / equal.sum()
        assert track.hits[i, 2] == pytest.approx(weight @ history[:, month])
        assert track.land[i, 2] == pytest.approx(weight @ km2 / km2.sum())
        assert track.deviance[i] == monthly_forecast.deviance(history[:, month], ahead)


def test_shrunken_numbers_are_sharper_than_last_years_counts() -> None:
    history, _ = drawn(4)
    plain, *others = monthly_forecast.scores(monthly_forecast.walk(history, MONTHS, "2018-02"))
    assert plain.sharper.value == 0
    for score in others:
        assert score.sharper.low > 0
        assert score.deviance < plain.deviance
        assert "cannot be told apart" in score.sentence or "a clear difference" in score.sentence


@pytest.mark.slow
def test_two_forecasters_alike_differ_five_times_in_a_hundred() -> None:
    called = []
    for seed in range(150):
        history, _ = drawn(seed + 100)
        pair = [Shrunken(window=12), Shrunken(window=14, slug="other")]
        walked = monthly_forecast.walk(history, MONTHS, "2017-08", forecasters=pair)
        found = monthly_forecast.scores(walked)[1].difference
        called.append((found.low > 0) | (found.high < 0))
    assert np.mean(called) < 0.08


def test_too_little_is_refused() -> None:
    history, _ = drawn(5)
    with pytest.raises(NotEnoughData, match="12 or more before"):
        monthly_forecast.walk(history, MONTHS, "2016-08")
    with pytest.raises(NotEnoughData, match="two to score"):
        monthly_forecast.walk(history, MONTHS, "2019-01")
    with pytest.raises(ImpossibleNumbers, match="each area"):
        monthly_forecast.walk(history[0], MONTHS, "2018-02")
