"""Is a 95 % interval right 95 % of the time, and is the null quiet? A quick look and a long one."""

import numpy as np
import pytest

from towpath.analysis import (
    breaks,
    change,
    control,
    dispersion,
    emerging,
    funnel,
    months,
    proportions,
    rates,
    season,
    trend,
)

effort = pytest.mark.parametrize(
    "runs", [400, pytest.param(20_000, marks=pytest.mark.slow)], ids=["quick", "long"]
)


def draws(rng, mean, phi, size):
    """Counts with variance ``phi`` times their mean."""
    wide = np.broadcast_to(np.asarray(mean, dtype=float), size)
    return rng.poisson(wide) if phi == 1 else rng.negative_binomial(wide / (phi - 1), 1 / phi)


def slack(rate: float, runs: int) -> float:
    """Four standard errors of a simulated share."""
    return 4 * np.sqrt(rate * (1 - rate) / runs)


@effort
@pytest.mark.parametrize("mean", [4, 40, 400])
def test_the_exact_interval_of_a_ratio_covers(rng, runs, mean) -> None:
    found = change.ratio(rng.poisson(mean, runs), rng.poisson(1.3 * mean, runs))
    covered = np.mean((found.low <= 1.3) & (found.high >= 1.3))
    assert covered >= 0.95 - slack(0.95, runs)


@effort
@pytest.mark.parametrize("phi", [1, 3, 10])
def test_no_change_is_called_one_in_twenty_times_at_most(rng, runs, phi) -> None:
    counts = draws(rng, 150, phi, (runs, 36))
    spread = dispersion.of(counts)
    quasi = change.ratio(counts[:, 12:24].sum(1), counts[:, 24:].sum(1), spread=spread)
    assert np.mean(quasi.p <= 0.05) <= 0.055 + slack(0.05, runs)
    exact = change.ratio(counts[:, 12:24].sum(1), counts[:, 24:].sum(1))
    assert phi == 1 or np.mean(exact.p <= 0.05) > 0.15


@effort
def test_a_known_dispersion_gives_the_nominal_rate(rng, runs) -> None:
    before, after = draws(rng, 2000, 5, (2, runs))
    found = change.ratio(before, after, spread=dispersion.Dispersion(5.0, np.inf))
    assert np.mean(found.p <= 0.05) == pytest.approx(0.05, abs=0.01 + slack(0.05, runs))


@effort
def test_the_comparison_with_neighbours_covers(rng, runs) -> None:
    ours, theirs = rng.poisson([[200], [240]], (2, runs)), rng.poisson([[900], [990]], (2, runs))
    found = change.against((ours[0], ours[1]), (theirs[0], theirs[1]))
    covered = np.mean((found.low <= 1.2 / 1.1) & (found.high >= 1.2 / 1.1))
    assert covered == pytest.approx(0.95, abs=slack(0.95, runs) + 0.005)


@effort
@pytest.mark.parametrize("mean", [12, 60])
def test_byars_interval_covers(rng, runs, mean) -> None:
    low, high = rates.byar(rng.poisson(mean, runs))
    assert np.mean((low <= mean) & (high >= mean)) >= 0.945 - slack(0.95, runs)


@effort
def test_standardised_rates_cover(rng, runs) -> None:
    people, risk = np.array([4000, 9000, 2000.0]), np.array([0.002, 0.001, 0.008])
    standard = np.array([3, 5, 2.0])
    found = rates.standardised(rng.poisson(people * risk, (runs, 3)), people, standard, per=1)
    truth = (standard * risk).sum() / standard.sum()
    assert np.mean((found.low <= truth) & (found.high >= truth)) >= 0.945 - slack(0.95, runs)


@effort
def test_shares_and_their_differences_cover(rng, runs) -> None:
    one, two = rng.binomial(60, 0.12, runs), rng.binomial(90, 0.3, runs)
    share = proportions.wilson(one, 60)
    gap, ratio = (f((one, 60), (two, 90)) for f in (proportions.difference, proportions.ratio))
    for found, truth in ((share, 0.12), (gap, -0.18), (ratio, 0.4)):
        covered = np.mean((found.low <= truth) & (found.high >= truth))
        assert covered == pytest.approx(0.95, abs=slack(0.95, runs) + 0.015)


@effort
@pytest.mark.parametrize("phi", [1, 4])
def test_the_slope_and_the_season_are_quiet_when_there_is_none(rng, runs, phi) -> None:
    run = months.sequence("2016-01", 48)
    counts = draws(rng, 2 * months.days(run), phi, (runs // 2, 48))
    for p in (trend.slope(counts).p, trend.mann_kendall(counts).p, season.index(counts, run).p):
        assert np.mean(p <= 0.05) <= 0.06 + slack(0.05, runs // 2)


@effort
@pytest.mark.parametrize("phi", [1, 4])
def test_alarms_come_no_oftener_than_said(rng, runs, phi) -> None:
    few = min(runs // 2, 2000)
    counts, run = draws(rng, 60, phi, (few, 49)), months.sequence("2016-01", 49)
    found = control.signals(counts, run)
    alarms = np.count_nonzero(found.signal)
    assert alarms <= found.false_alarms + 4 * np.sqrt(found.false_alarms) + 0.005 * few


@effort
@pytest.mark.parametrize("phi", [1, 6])
def test_a_steady_share_rarely_breaks(rng, runs, phi) -> None:
    few = min(runs // 2, 2000)
    part, rest = draws(rng, 40, phi, (few, 36)), draws(rng, 300, phi, (few, 36))
    p = np.array([breaks.find(a, a + b).p for a, b in zip(part, rest, strict=True)])
    assert np.mean(p <= 0.05) <= 0.05 + slack(0.05, few)


@effort
def test_the_funnel_flags_one_area_in_twenty_by_chance(rng, runs) -> None:
    base = rng.uniform(1000, 10_000, (runs // 8, 30))
    flags = [funnel.limits(rng.poisson(b * 0.01), b).outlier != 0 for b in base]
    assert np.mean(flags) == pytest.approx(0.05, abs=slack(0.05, runs) + 0.005)


@effort
def test_shrunken_ratios_cover_on_the_whole(rng, runs) -> None:
    inside = []
    for _ in range(min(runs // 8, 600)):
        truth = rng.gamma(20, 0.05, 40)
        found = emerging.risers(rng.poisson(50, 40), rng.poisson(50 * truth), top=40)
        inside.append((found.low <= truth[found.entry]) & (truth[found.entry] <= found.high))
    assert np.mean(inside) >= 0.91


@effort
@pytest.mark.parametrize("apart", [0.01, 10.0])
def test_ranks_hold_the_true_rank(rng, runs, apart) -> None:
    truth, inside = 50 + np.linspace(0, apart, 20), []
    for _ in range(min(runs // 8, 2000)):
        found = rates.ranks(rng.poisson(truth), np.full(20, 1000.0))
        inside.append((found.low <= 20 - np.arange(20)) & (20 - np.arange(20) <= found.high))
    assert np.mean(inside) >= 0.945
