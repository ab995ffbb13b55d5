"""What people say for a period or a baseline, and what is refused rather than guessed."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.foundation import Baseline, NotUnderstood, Period

SAID = {
    "12 months to September 2009": ("2008-10-01", "2009-10-01"),
    "the 12 months to September 2009": ("2008-10-01", "2009-10-01"),
    "twelve months ending Sept 2009": ("2008-10-01", "2009-10-01"),
    "year to March 2020": ("2019-04-01", "2020-04-01"),
    "y/e March 2020": ("2019-04-01", "2020-04-01"),
    "rolling 12 months to Jan 2024": ("2023-02-01", "2024-02-01"),
    "quarter to June 2025": ("2025-04-01", "2025-07-01"),
    "2013/14": ("2013-04-01", "2014-04-01"),
    "2013-14": ("2013-04-01", "2014-04-01"),
    "2013/2014": ("2013-04-01", "2014-04-01"),
    "FY 2013/14": ("2013-04-01", "2014-04-01"),
    "1999/00": ("1999-04-01", "2000-04-01"),
    "Q1 2009/10": ("2009-04-01", "2009-07-01"),
    "q4 2009/10": ("2010-01-01", "2010-04-01"),
    "March 2025": ("2025-03-01", "2025-04-01"),
    "2025-03": ("2025-03-01", "2025-04-01"),
    "January to April 2025": ("2025-01-01", "2025-05-01"),
    "Nov 2024 - Feb 2025": ("2024-11-01", "2025-03-01"),
    "2024-11 to 2025-02": ("2024-11-01", "2025-03-01"),
    "2025": ("2025-01-01", "2026-01-01"),
    "1 June 2025 to 21 June 2025": ("2025-06-01", "2025-06-22"),
    "1st June 2025 until 2025-06-21": ("2025-06-01", "2025-06-22"),
    "28 days to 28 February 2025": ("2025-02-01", "2025-03-01"),
}
UNSAID = [
    "", "soon", "13/14", "2013/15", "2013/2015", "Q5 2009/10", "0 months to May 2020",
    "31 June 2025 to 1 July 2025", "2009-10", "months to May 2020", "2025-13", "May 20",
]  # fmt: skip


@pytest.mark.parametrize("words", SAID)
def test_a_saying_is_read(words: str) -> None:
    period = Period.parse(words)
    assert (period.start.isoformat(), period.end.isoformat()) == SAID[words]


@pytest.mark.parametrize("words", SAID)
def test_capitals_and_spaces_change_nothing(words: str) -> None:
    assert Period.parse("  " + words.upper().replace(" ", "   ")) == Period.parse(words)


@pytest.mark.parametrize("words", UNSAID)
def test_what_is_no_period_is_refused_with_a_remedy(words: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        Period.parse(words)
    assert refused.value.remedy


def test_a_year_and_month_that_may_be_a_financial_year_is_asked_about() -> None:
    with pytest.raises(NotUnderstood, match="October 2009") as refused:
        Period.parse("2009-10")
    assert "2009/10" in refused.value.remedy


def test_to_date_ends_where_the_data_do() -> None:
    period = Period.parse("2025/26 to date", latest=date(2025, 8, 1))
    assert (period.months, str(period)) == (4, "2025/26 to date")
    assert Period.parse("2024/25 to date", latest=date(2025, 8, 1)).months == 12
    for latest in (None, date(2025, 4, 1)):
        with pytest.raises(NotUnderstood, match="Nothing is held"):
            Period.parse("2025/26 to date", latest=latest)


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("the same month last year", "2024-03-01"),
        ("same period a year earlier", "2024-03-01"),
        ("last year", "2024-03-01"),
        ("the month before", "2025-02-01"),
        ("previous period", "2025-02-01"),
        ("before COVID", "2019-03-01"),
        ("pre-covid-19", "2019-03-01"),
        ("March 2023", "2023-03-01"),
    ],
)
def test_a_baseline_is_read_against_its_period(words: str, start: str) -> None:
    (period,) = Baseline.parse(words, Period.parse("March 2025")).periods
    assert period.start.isoformat() == start
    assert period.months == 1


def test_a_mean_of_years_names_its_years() -> None:
    baseline = Baseline.parse("5-year average", Period.parse("2024/25"))
    assert [one.start.year for one in baseline.periods] == [2019, 2020, 2021, 2022, 2023]
    for words in ("1-year mean", "30-year mean"):
        with pytest.raises(NotUnderstood):
            Baseline.parse(words, Period.parse("2024/25"))


def test_before_covid_never_reaches_into_march_2020() -> None:
    for words in ("12 months to October 2022", "12 months to March 2020", "March 2020"):
        (period,) = Baseline.parse("before COVID", Period.parse(words)).periods
        assert period.end <= date(2020, 3, 1)


@given(st.text(max_size=40))
def test_any_words_at_all_are_a_period_or_not_understood(words: str) -> None:
    with contextlib.suppress(NotUnderstood):
        period = Period.parse(words)
        assert period.start < period.end
