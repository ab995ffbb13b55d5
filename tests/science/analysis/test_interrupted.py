"""Interrupted series: recovered effects, quiet nulls, a control that earns its keep."""

import numpy as np
import pytest

from towpath.analysis import interrupted
from towpath.analysis import months as calendar
from towpath.analysis.arrays import Floats
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

MONTHS = calendar.sequence("2014-01", 60)
START = "2017-07"
AFTER = np.datetime64(START, "M") <= MONTHS


def drawn(
    rng: np.random.Generator, effect: float, *, size: float = 60.0, spread: float = 1.0
) -> Floats:
    """Trend, season and a jump, by chance as restless as asked."""
    time = np.arange(60) / 12
    season = 0.2 * np.cos(2 * np.pi * time)
    mean = size * np.exp(-0.05 * time + season) * calendar.days(MONTHS) / 30.44
    mean *= np.where(AFTER, effect, 1.0)
    if spread > 1:
        mean = rng.gamma(mean / (spread - 1), spread - 1)
    return rng.poisson(mean).astype(float)


def test_a_level_series_that_halves_by_hand() -> None:
    seen = np.where(AFTER, 50.0, 100.0) * calendar.days(MONTHS)
    found = interrupted.series(seen, MONTHS, START)
    assert found.level.value == pytest.approx(0.5)
    assert found.prevented == pytest.approx(seen[AFTER].sum())
    assert found.without[AFTER] == pytest.approx(2 * seen[AFTER])
    assert found.sentence.startswith("A clear change: -50 % against what would have been")


def test_a_bend_is_told_apart_from_a_jump() -> None:
    time = np.arange(60) / 12
    since = np.maximum(time - time[AFTER][0], 0)
    seen = 3000 * np.exp(0.1 * time) * np.where(AFTER, 0.8 * np.exp(-0.3 * since), 1.0)
    found = interrupted.series(seen * calendar.days(MONTHS) / 30, MONTHS, START, slope=True)
    assert found.slope is not None
    assert found.level.value == pytest.approx(0.8, abs=0.005)
    assert found.slope.value == pytest.approx(np.exp(-0.3), abs=0.01)
    # The mean of the months after, half of 17 months on.
    assert found.mean.value == pytest.approx(0.8 * np.exp(-0.3 * 8.5 / 12), abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize(("effect", "spread"), [(1.0, 1.0), (1.0, 3.0), (0.7, 2.0)])
def test_the_interval_of_the_jump_holds_its_level(effect: float, spread: float) -> None:
    rng = np.random.default_rng(1)
    found = [
        interrupted.series(drawn(rng, effect, spread=spread), MONTHS, START).level
        for _ in range(400)
    ]
    held = np.mean([f.low <= effect <= f.high for f in found])
    assert 0.92 < held < 0.985
    assert np.exp(np.mean([np.log(f.value) for f in found])) == pytest.approx(effect, rel=0.03)


def shaken(rng: np.random.Generator, effect: float) -> tuple[Floats, Floats]:
    """Two series that the same unforeseen waves strike, one of them treated."""
    waves = np.exp(np.cumsum(rng.normal(0, 0.08, 60)))
    control = rng.poisson(90 * waves).astype(float)
    return rng.poisson(40 * waves * np.where(AFTER, effect, 1.0)).astype(float), control


@pytest.mark.slow
def test_a_control_takes_out_what_struck_everywhere() -> None:
    rng, alone, beside = np.random.default_rng(2), [], []
    for _ in range(200):
        seen, control = shaken(rng, 0.75)
        alone.append(interrupted.series(seen, MONTHS, START).level)
        beside.append(interrupted.series(seen, MONTHS, START, control=control).level)
    held = np.mean([f.low <= 0.75 <= f.high for f in beside])
    assert 0.91 < held < 0.985
    errors = [np.std([np.log(f.value) for f in kind]) for kind in (alone, beside)]
    assert errors[1] < 0.75 * errors[0]


def test_the_control_gives_the_difference_in_differences_by_hand() -> None:
    # 100 → 80 here and 200 → 240 there: (80/100) ÷ (240/200) = 2/3, with no trend to speak of.
    seen, control = np.where(AFTER, 80.0, 100.0), np.where(AFTER, 240.0, 200.0)
    found = interrupted.series(seen, MONTHS, START, control=control)
    assert found.level.value == pytest.approx(2 / 3)
    assert found.without[AFTER] == pytest.approx(np.full(18, 120.0))


@pytest.mark.slow
def test_the_conditional_model_is_the_binomial_one() -> None:
    import statsmodels.api as sm

    seen, control = shaken(np.random.default_rng(3), 0.8)
    design = interrupted._design(MONTHS, AFTER, slope=True, season=False)
    ours = interrupted._conditional(design, seen, control)
    binomial = sm.GLM(np.column_stack([seen, control]), design, family=sm.families.Binomial())
    theirs = binomial.fit()
    assert ours.coefficients == pytest.approx(theirs.params, abs=1e-5)
    assert np.sqrt(np.diag(ours.covariance)) == pytest.approx(theirs.bse, rel=1e-4)


def test_no_clear_change_says_so() -> None:
    found = interrupted.series(drawn(np.random.default_rng(8), 1.0), MONTHS, START)
    assert found.sentence.startswith("No clear change: ")
    assert found.level.p > 0.05


def test_a_restless_series_is_less_sure() -> None:
    rng = np.random.default_rng(5)
    calm = interrupted.series(drawn(rng, 0.8), MONTHS, START).level
    wild = interrupted.series(drawn(rng, 0.8, spread=4), MONTHS, START).level
    assert wild.high / wild.low > calm.high / calm.low


def test_the_worst_places_fall_by_themselves_as_foretold() -> None:
    rng = np.random.default_rng(6)
    risk = rng.gamma(3, 4, 2000)
    before, after = rng.poisson(risk), rng.poisson(risk)
    worst = before >= np.quantile(before, 0.98)
    found = interrupted.by_itself(before, worst)
    assert found.before == before[worst].sum()
    assert found.low <= after[worst].sum() <= found.high
    assert after[worst].sum() < 0.95 * found.before
    assert found.fall == pytest.approx(1 - found.expected / found.before)


def test_shrinkage_by_hand_for_one_place_chosen() -> None:
    # Nine places of 4 and one of 24: mean 6, variance 40, between 34, weight 0.85.
    found = interrupted.by_itself([4] * 9 + [24], [False] * 9 + [True])
    assert found.expected == pytest.approx(6 + 0.85 * 18)
    assert "had 24 events, and would have about 21" in found.sentence


def test_places_that_differ_by_chance_alone_fall_back_to_the_mean() -> None:
    found = interrupted.by_itself([5, 6, 5, 6, 5, 6, 5, 6, 5, 7], [False] * 9 + [True])
    assert found.expected == pytest.approx(5.6)


@pytest.mark.slow
def test_the_limits_of_the_next_period_hold() -> None:
    rng, held = np.random.default_rng(7), 0
    for _ in range(500):
        risk = rng.gamma(2, 6, 300)
        before = rng.poisson(risk)
        worst = np.isin(np.arange(300), np.argsort(before)[-10:])
        found = interrupted.by_itself(before, worst)
        held += found.low <= rng.poisson(risk[worst]).sum() <= found.high
    assert 0.92 < held / 500 < 0.985


def test_too_little_is_refused() -> None:
    seen = np.full(60, 9.0)
    with pytest.raises(NotEnoughData, match="12 months before"):
        interrupted.series(seen, MONTHS, "2018-12")
    with pytest.raises(NotEnoughData, match="has 6 and 54"):
        interrupted.series(seen, MONTHS, "2014-07")
    with pytest.raises(ImpossibleNumbers, match="control"):
        interrupted.series(seen, MONTHS, START, control=np.zeros(60))
    with pytest.raises(NotEnoughData, match="ten places"):
        interrupted.by_itself([3, 9], [False, True])
    with pytest.raises(ImpossibleNumbers, match="No place"):
        interrupted.by_itself([3] * 10, [False] * 10)
