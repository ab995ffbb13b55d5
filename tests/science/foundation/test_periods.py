"""Periods: half-open, comparable only with their like, and read back from their own names."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.foundation import Baseline, NotComparable, NotUnderstood, Period
from towpath.foundation.periods import Grain, add_months, require_comparable

MONTHS = st.dates(date(1990, 1, 1), date(2060, 1, 1)).map(lambda day: day.replace(day=1))
DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))
OF_MONTHS = st.builds(Period.of_months, MONTHS, st.integers(1, 60))
OF_DAYS = st.builds(
    lambda start, days: Period(start, start + timedelta(days=days)), DAYS, st.integers(1, 800)
)
LEICESTER = Period.parse("12 months to October 2022")


@given(OF_MONTHS | OF_DAYS)
def test_a_periods_own_name_reads_back_as_the_period(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(MONTHS, st.integers(-500, 500))
def test_months_on_and_back_is_where_one_was(first: date, months: int) -> None:
    assert add_months(add_months(first, months), -months) == first


@given(OF_MONTHS | OF_DAYS)
def test_the_period_before_ends_where_this_one_starts(period: Period) -> None:
    before = period.before
    assert before.end == period.start
    require_comparable(period, before)


@given(OF_MONTHS | OF_DAYS)
def test_a_year_before_has_the_same_length(period: Period) -> None:
    require_comparable(period, period.year_before)
    assert period.year_before.start.year == period.start.year - 1


@given(OF_MONTHS, DAYS)
def test_a_day_lies_in_the_period_or_on_one_side(period: Period, day: date) -> None:
    sides = (day < period.start, period.contains(day), period.end <= day)
    assert sum(sides) == 1
    assert period.overlaps(Period(day, day + timedelta(days=1))) == sides[1]


@given(OF_MONTHS)
def test_months_of_a_period_are_counted_by_their_first_days(period: Period) -> None:
    assert len(period.month_starts) == period.months > 0
    assert period.month_starts[0] == period.start
    assert add_months(period.month_starts[-1], 1) == period.end


def test_days_and_months_of_a_leap_winter() -> None:
    period = Period.parse("4 months to April 2024")
    assert (period.months, period.days, period.length) == (4, 121, "4 months")
    assert Period.parse("4 months to April 2025").days == 120
    assert period.grain is Grain.MONTHS


def test_a_period_of_days_is_named_by_its_last_day() -> None:
    period = Period(date(2025, 6, 1), date(2025, 6, 22))
    assert str(period) == "1 June 2025 to 21 June 2025"
    assert (period.grain, period.months, period.length) == (Grain.DAYS, 0, "21 days")


def test_a_single_day_is_named_once() -> None:
    day = Period.parse("2025-06-01")
    assert day == Period(date(2025, 6, 1), date(2025, 6, 2)) == Period.parse(str(day))
    assert str(day) == "1 June 2025"


def test_a_leap_day_a_year_before_is_the_last_of_february() -> None:
    assert Period(date(2024, 2, 29), date(2024, 3, 5)).year_before.start == date(2023, 2, 28)


def test_up_to_cuts_at_a_day_and_no_further() -> None:
    assert LEICESTER.up_to(date(2022, 1, 1)).end == date(2022, 1, 1)
    assert LEICESTER.up_to(date(2030, 1, 1)) is LEICESTER


def test_a_period_must_end_after_it_starts() -> None:
    with pytest.raises(NotComparable, match="Swap"):
        Period(date(2025, 1, 1), date(2025, 1, 1))


def test_unequal_periods_are_refused_with_their_lengths() -> None:
    with pytest.raises(NotComparable, match=r"has 12 months and .* has 1 month"):
        require_comparable(LEICESTER, Period.parse("March 2025"))


def test_a_name_does_not_make_two_periods_differ() -> None:
    financial, twelve = Period.parse("2013/14"), Period.parse("12 months to March 2014")
    assert financial == twelve
    assert (str(financial), str(twelve)) == ("2013/14", "12 months to March 2014")
    assert financial.key == twelve.key == "2013-04-01..2014-04-01"


def test_a_baselines_days_are_the_mean_of_its_periods() -> None:
    baseline = Baseline.parse("three-year mean", Period.parse("February 2025"))
    assert [str(one) for one in baseline.periods] == [
        "February 2022",
        "February 2023",
        "February 2024",
    ]
    assert baseline.days == pytest.approx((28 + 28 + 29) / 3)


def test_a_baseline_of_another_length_is_refused() -> None:
    with pytest.raises(NotComparable):
        Baseline.parse("March 2020", LEICESTER)
    with pytest.raises(NotUnderstood):
        Baseline.parse("the good old days", LEICESTER)


@pytest.mark.parametrize(
    ("said", "before"),
    [
        ("2025", "2024"),
        ("2024/25", "2023/24"),
        ("Q1 2009/10", "Q1 2008/09"),
        ("12 months to October 2022", "12 months to October 2021"),
        ("March 2025", "March 2024"),
    ],
)
def test_the_year_before_is_named_as_the_year_is(said, before):
    assert Period.parse(said).year_before.name == before
