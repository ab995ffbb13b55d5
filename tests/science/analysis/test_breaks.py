"""Breaks: a planted one is found where it is, windows with a gap compare, noise is left alone."""

import numpy as np
import pytest

from towpath.analysis import breaks
from towpath.analysis.dispersion import POISSON
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


def test_a_planted_break_is_found_in_its_month(rng) -> None:
    whole = np.full(36, 1000)
    part = rng.binomial(whole, np.where(np.arange(36) < 20, 0.45, 0.30))
    found = breaks.find(part, whole)
    assert found.at == 20
    assert found.before == pytest.approx(0.45, abs=0.02)
    assert found.after == pytest.approx(0.30, abs=0.02)
    assert found.p < 1e-6


def test_the_scan_is_a_plain_loop_over_cuts(rng) -> None:
    whole = rng.integers(200, 400, 30)
    part = rng.binomial(whole, np.where(np.arange(30) < 11, 0.2, 0.26))
    scores = {}
    for cut in range(3, 28):
        a, b, n, m = part[:cut].sum(), part[cut:].sum(), whole[:cut].sum(), whole[cut:].sum()
        pooled = (a + b) / (n + m)
        scores[cut] = abs(a / n - b / m) / np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    assert breaks.find(part, whole).at == max(scores, key=scores.get)


def test_the_maximal_tail_is_the_published_one() -> None:
    # Andrews 1993, table I: one parameter, cuts from 15 % to 85 %, 5 % point 8.85.
    tail = breaks._maximal(np.sqrt(8.85), POISSON, np.array([0.15, 0.85]))
    assert tail == pytest.approx(0.05, abs=0.005)


def test_two_breaks_in_order(rng) -> None:
    whole = np.full(60, 800)
    share = np.select([np.arange(60) < 20, np.arange(60) < 40], [0.4, 0.25], 0.33)
    found = breaks.find_all(rng.binomial(whole, share), whole)
    assert [one.at for one in found] == pytest.approx([20, 40], abs=1)


def test_a_steady_share_has_none(rng) -> None:
    whole = np.full(36, 1000)
    assert breaks.find_all(rng.binomial(whole, 0.3), whole) == ()
    assert breaks.find(np.zeros(24), np.full(24, 100)).p == 1


def test_a_category_that_ends_breaks_once(rng) -> None:
    whole = np.full(48, 500)
    part = np.where(np.arange(48) < 24, rng.binomial(whole, 0.2), 0)
    assert [one.at for one in breaks.find_all(part, whole)] == [24]


def test_records_in_two_months_only_show_no_break() -> None:
    whole = np.r_[[50, 60], np.zeros(20)]
    with pytest.raises(NotEnoughData, match="one end"):
        breaks.find(whole / 2, whole)


def windows(rng, asb_before, asb_after, months=(11, 12)):
    """Three categories, the first of them anti-social behaviour."""
    tables = []
    for share, length in zip((asb_before, asb_after), months, strict=True):
        rest = 1 - share
        tables.append(rng.multinomial(4000, [share, 0.6 * rest, 0.4 * rest], size=length).T)
    return tables


def test_a_jump_across_years_without_data(rng) -> None:
    found = breaks.jumps(*windows(rng, 0.45, 0.17), elsewhere=tuple(windows(rng, 0.44, 0.20)))
    assert found.jumped[0]
    assert found.points[0] == pytest.approx(-28, abs=1)
    assert found.low[0] < found.points[0] < found.high[0]
    assert found.recording[0]
    assert found.elsewhere[0] == pytest.approx(-24, abs=1)


def test_a_jump_that_the_neighbours_do_not_share_is_our_own(rng) -> None:
    found = breaks.jumps(*windows(rng, 0.30, 0.20), elsewhere=tuple(windows(rng, 0.30, 0.30)))
    assert found.jumped[0]
    assert not found.recording[0]
    alone = breaks.jumps(*windows(rng, 0.30, 0.20))
    assert np.isnan(alone.elsewhere).all()


def test_small_steps_are_not_jumps(rng) -> None:
    assert not breaks.jumps(*windows(rng, 0.30, 0.28)).jumped.any()
    assert not breaks.jumps(*windows(rng, 0.30, 0.30)).jumped.any()


def test_nonsense_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="12 months"):
        breaks.find(np.ones(8), np.full(8, 5))
    with pytest.raises(ImpossibleNumbers, match="within its whole"):
        breaks.find(np.full(20, 6), np.full(20, 5))
    with pytest.raises(ImpossibleNumbers, match="different categories"):
        breaks.jumps(np.ones((2, 3)), np.ones((3, 3)))
    with pytest.raises(NotEnoughData, match="three months"):
        breaks.jumps(np.ones((2, 1)), np.ones((2, 1)))
