"""Emerging: small numbers are held back, large ones speak, the list is best first."""

import numpy as np
import pytest
from scipy import stats

from towpath.analysis import emerging
from towpath.analysis.errors import ImpossibleNumbers

BEFORE = np.array([5, 500, 300, 200, 100, 60, 40, 80, 120, 2])
AFTER = np.array([20, 760, 310, 205, 95, 66, 38, 84, 118, 9])


def test_a_small_riser_shrinks_more_than_a_large_one() -> None:
    found = emerging.risers(BEFORE, AFTER)
    ratio = dict(zip(found.entry.tolist(), found.ratio.tolist(), strict=True))
    assert ratio[0] < 4 * 0.7
    assert ratio[1] == pytest.approx(1.52, abs=0.06)
    assert (np.diff(found.ratio) <= 0).all()


def test_fewer_than_twenty_events_are_not_shown() -> None:
    assert 9 not in emerging.risers(BEFORE, AFTER).entry
    assert 9 in emerging.risers(BEFORE, AFTER, at_least=10).entry


def test_two_entries_shrink_by_jeffreys_prior_only() -> None:
    found = emerging.risers([10, 40], [20, 40])
    share = stats.beta(20.5, 10.5).median()
    assert found.ratio[0] == pytest.approx(share / (1 - share))
    assert found.low[0] < found.ratio[0] < found.high[0]


def test_entries_that_moved_alike_are_called_alike() -> None:
    found = emerging.risers(np.full(12, 400), np.full(12, 440))
    assert found.typical == pytest.approx(1.1, abs=0.01)
    assert np.allclose(found.ratio, 1.1, atol=0.01)


def test_a_restless_series_counts_for_less() -> None:
    calm = emerging.risers(BEFORE, AFTER)
    restless = emerging.risers(BEFORE, AFTER, dispersion=10)
    assert restless.rising[0] < calm.rising[0]


def test_the_order_of_the_entries_does_not_matter(rng) -> None:
    order = rng.permutation(BEFORE.size)
    one, two = emerging.risers(BEFORE, AFTER), emerging.risers(BEFORE[order], AFTER[order])
    assert order[two.entry].tolist() == one.entry.tolist()
    assert np.allclose(one.ratio, two.ratio, rtol=1e-3)


def test_new_trouble_has_an_infinite_raw_ratio_and_a_finite_one() -> None:
    found = emerging.risers([0, 50, 50, 50], [30, 50, 50, 50])
    assert found.entry[0] == 0
    assert found.raw[0] == np.inf
    assert 1 < found.ratio[0] < np.inf


def test_nothing_to_list() -> None:
    assert emerging.risers([1, 2], [3, 4]).entry.size == 0
    with pytest.raises(ImpossibleNumbers, match="one entry"):
        emerging.risers([100], [100], top=0)
