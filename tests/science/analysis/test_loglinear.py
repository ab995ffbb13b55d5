"""Log-linear models: statsmodels is the oracle."""

import numpy as np
import pytest
import statsmodels.api as sm

from towpath.analysis import loglinear, months
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


@pytest.fixture
def series(rng):
    busy = 40 * np.exp(0.2 * np.sin(np.arange(40) * np.pi / 6) + 0.005 * np.arange(40))
    return rng.poisson(busy, size=(3, 40)).astype(float)


def design() -> np.ndarray:
    return np.column_stack(
        [loglinear.trend_columns(40), loglinear.season_columns(np.arange(40) % 12)]
    )


def test_many_fits_at_once_are_statsmodels_one_by_one(series) -> None:
    days = months.days(months.sequence("2021-03", 40))
    weights = np.r_[np.ones(30), np.full(10, 0.5)]
    found = loglinear.fit(design(), series, exposure=days, weights=weights)
    for row in range(3):
        model = sm.GLM(
            series[row], design(), sm.families.Poisson(), offset=np.log(days), var_weights=weights
        ).fit()
        assert np.allclose(found.coefficients[row], model.params, atol=1e-6)
        assert np.allclose(found.covariance[row], model.cov_params(), atol=1e-8)
        assert found.dispersion[row] == pytest.approx(model.pearson_chi2 / model.df_resid)


def test_the_robust_covariance_is_newey_and_wests(series) -> None:
    found = loglinear.fit(design(), series)
    mine = loglinear.robust_covariance(design(), series, found, 4)
    keywords = {"maxlags": 4, "use_correction": True}
    oracle = sm.GLM(series[0], design(), sm.families.Poisson()).fit(
        cov_type="HAC", cov_kwds=keywords
    )
    assert np.allclose(mine[0], oracle.cov_params(), rtol=1e-4, atol=1e-10)


def test_a_month_that_never_saw_an_event_does_not_break_the_fit() -> None:
    empty = np.zeros((1, 40))
    found = loglinear.fit(design(), empty)
    assert found.fitted.max() < 1e-3
    assert np.isfinite(found.coefficients).all()


def test_too_few_months_are_refused() -> None:
    with pytest.raises(NotEnoughData, match="too few months"):
        loglinear.fit(design()[:12], np.ones(12))


def test_days_of_february_and_the_covid_months() -> None:
    run = months.sequence("2020-01", 24)
    assert months.days(run)[:3].tolist() == [31, 29, 31]
    assert months.of_year(run)[12] == 0
    assert months.covid(run).sum() == 17
    assert run[months.covid(run)][[0, -1]].astype(str).tolist() == ["2020-03", "2021-07"]


def test_a_series_with_a_gap_is_refused() -> None:
    run = np.delete(months.sequence("2020-01", 6), 3)
    with pytest.raises(ImpossibleNumbers, match="gaps"):
        months.consecutive(run, 5)
