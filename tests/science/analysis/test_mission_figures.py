"""Every figure that the partnerships print, from the product's own functions, at their rounding."""

import pytest

from towpath.analysis import change, checks, implied, proportions, rates, targets


def test_the_long_reduction() -> None:
    percent = change.percent(94_829, 51_828)
    assert f"{percent:.2f}" == "-45.35"
    assert f"{percent:.0f}" == "-45"


@pytest.mark.parametrize(
    ("part", "whole", "two_places", "none", "low", "high"),
    [(4530, 8780, "51.59", "52", "50.5", "52.6"), (20, 22, "90.91", "91", "72.2", "97.5")],
)
def test_a_proportion_with_its_wilson_interval(part, whole, two_places, none, low, high) -> None:
    share = proportions.wilson(part, whole)
    percent = proportions.percent(share.share)
    assert (f"{percent:.2f}", f"{percent:.0f}") == (two_places, none)
    assert f"{proportions.percent(share.low):.1f}" == low
    assert f"{proportions.percent(share.high):.1f}" == high


def test_the_change_of_a_rate() -> None:
    assert f"{change.percent(1016, 704):.2f}" == "-30.71"
    assert f"{change.percent(1016, 704):.1f}" == "-30.7"


def test_the_monthly_way_to_a_target() -> None:
    assert f"{targets.gap(8.70, 8.44).percent:.2f}" == "-2.99"
    way = [f"{point:.3f}" for point in targets.trajectory(8.70, 8.44, 12)]
    assert way[:6] == ["8.678", "8.657", "8.635", "8.613", "8.592", "8.570"]
    assert way[-1] == "8.440"


def test_the_second_target_gap() -> None:
    assert f"{targets.gap(5.38, 5.22).percent:.2f}" == "-2.97"


def test_points_are_not_per_cent() -> None:
    asked = targets.gap(21.9, 20)
    assert f"{asked.points:.1f}" == "-1.9"
    assert f"{asked.percent:.2f}" == "-8.68"
    quarters = [f"{point:.3f}" for point in targets.trajectory(21.9, 20, 4)]
    assert quarters == ["21.425", "20.950", "20.475", "20.000"]


def test_the_implied_prior() -> None:
    assert f"{implied.before(47_243, 3.3).value:,.0f}" == "45,734"


def test_the_implied_denominator() -> None:
    assert f"{implied.base(1061, 5.72, per=1000).value:,.0f}" == "185,490"


def test_the_implied_baseline() -> None:
    prior = implied.before_difference(-6000, -43, decimals=0)
    assert f"{prior.value:,.0f}" == "13,953"
    assert f"{prior.value - 6000:,.0f}" == "7,953"


@pytest.mark.parametrize("parts", [[36, 24, 20, 20], [72, 15, 13]])
def test_the_parts_make_a_hundred(parts) -> None:
    check = checks.sums_to(parts)
    assert check.total == 100
    assert check.holds


@pytest.mark.parametrize(
    ("shares", "threshold"), [([97, 94, 92, 90, 89, 89, 86], 85), ([86, 85, 79, 78, 77], 75)]
)
def test_all_that_is_listed_is_above_the_threshold(shares, threshold) -> None:
    assert checks.above(shares, threshold).all()


def test_the_survey() -> None:
    agreed = round(0.85 * 1100)
    assert agreed == 935
    share = proportions.wilson(agreed, 1100)
    limits = [f"{100 * limit:.1f}" for limit in (share.low, share.high)]
    assert limits == ["82.8", "87.0"]


def test_the_mean_number_of_prior_offences() -> None:
    assert f"{rates.crude(46_908, 4530, per=1).rate:.2f}" == "10.35"


def test_growth() -> None:
    assert f"{change.percent(423, 518):+.1f}" == "+22.5"


def test_the_three_tiers_of_drinkers() -> None:
    assert f"{checks.total([8898, 10_678, 35_594]):,.0f}" == "55,170"


def test_two_printed_figures_of_one_map_agree_within_rounding() -> None:
    fall = implied.before_difference(-327, -26.6)
    inside = implied.whole(752, 61)
    assert f"{fall.value:,.0f}" == "1,229"
    assert f"{inside.value:,.0f}" == "1,233"
    assert implied.agree(fall, inside)
