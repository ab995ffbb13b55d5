"""Season: a known one is recovered, COVID months can stand aside, none is not invented."""

import numpy as np
import pytest

from towpath.analysis import months, season
from towpath.analysis.errors import NotEnoughData

TRUTH = 1 + 0.3 * np.sin(np.arange(12) * np.pi / 6)


def counts(rng, run, mean=50.0):
    return rng.poisson(mean * months.days(run) * TRUTH[months.of_year(run)])


def test_a_known_season_is_recovered(rng) -> None:
    run = months.sequence("2016-05", 48)
    found = season.index(counts(rng, run), run)
    assert np.allclose(found.index, 100 * TRUTH, atol=6)
    assert found.index.mean() == pytest.approx(100)
    assert (found.low < found.index).all()
    assert np.flatnonzero(found.peak).tolist() == [1, 2, 3, 4, 5]
    assert found.p < 1e-6


def test_the_lockdown_can_stand_aside(rng) -> None:
    run = months.sequence("2018-01", 60)
    broken = counts(rng, run)
    broken[months.covid(run)] //= 3
    aside = season.index(broken, run, leave_out=months.covid(run))
    whole = season.index(broken, run)
    assert np.abs(aside.index - 100 * TRUTH).max() < 8
    assert np.abs(whole.index - 100 * TRUTH).max() > 8
    assert aside.left_out.size == 17


def test_many_series_at_once_are_each_alone(rng) -> None:
    run = months.sequence("2016-01", 40)
    both = np.stack([counts(rng, run), counts(rng, run, 5)])
    together = season.index(both, run)
    assert np.allclose(together.index[1], season.index(both[1], run).index)


def test_next_years_calendar_adds_up(rng) -> None:
    run = months.sequence("2016-01", 48)
    found = season.index(counts(rng, run), run)
    coming = season.ahead(found, "2021-04", 18_000)
    assert coming.months[0] == np.datetime64("2021-04")
    assert coming.expected.sum() == pytest.approx(18_000, rel=0.01)
    assert coming.peak.tolist() == np.roll(found.peak, -3).tolist()


def test_a_month_without_events_has_an_index_of_nought(rng) -> None:
    run = months.sequence("2016-01", 48)
    few = counts(rng, run)
    few[months.of_year(run) == 7] = 0
    found = season.index(few, run)
    assert found.index[7] < 0.1
    assert not found.peak[7]


@pytest.mark.parametrize(("length", "out", "words"), [(35, 0, "36 months"), (36, 24, "two years")])
def test_too_short_a_memory_is_refused(length, out, words) -> None:
    run = months.sequence("2018-01", length)
    with pytest.raises(NotEnoughData, match=words):
        season.index(np.ones(length), run, leave_out=np.arange(length) < out)
