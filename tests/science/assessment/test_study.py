"""A study counts what was delivered, of the right feed, agencies, areas and months."""

import pytest

from towpath.assessment import measures
from towpath.assessment.changes import comparison
from towpath.foundation import Level, NoSuchData, Period


def test_crime_is_counted_from_one_feed_only(ask):
    study = ask()
    assert study.feed == "police-uk-street"
    assert {load.agency for load in study.loads(study.feed)} == {"saltreath"}


def test_categories_add_up_to_all_crime(ask):
    study = ask()
    parts = sum(study.total(word) for word in study.crime_categories)
    assert parts == study.total("crime") > 0


def test_crime_never_contains_anti_social_behaviour(ask):
    study = ask()
    both = study.total(("crime", "asb"))
    assert both == study.total("crime") + study.total("asb")


def test_months_add_up_to_the_period(ask):
    study = ask()
    assert study.series("burglary", study.period).sum() == study.total("burglary")


def test_wards_add_up_to_the_district(ask):
    study = ask()
    wards = {
        code: area
        for area in study.pack.areas(Level.WARD)
        for code in [area.code]
        if study.codes(area) <= study.codes(study.area)
    }
    assert sum(study.total("crime", area=ward) for ward in wards.values()) == study.total("crime")


def test_a_month_that_is_not_held_is_not_zero(ask):
    study = ask("12 months to January 2026")
    figure = measures.count(study)
    assert figure.value is None
    assert "January 2026" in figure.missing


def test_a_window_of_which_nothing_is_held_is_no_such_data(ask):
    with pytest.raises(NoSuchData, match="Nothing of 2019"):
        comparison.of(ask("2025", "2019"))


def test_a_rate_names_the_residents_it_is_divided_by(ask):
    figure = measures.rate(ask())
    assert figure.low < figure.value < figure.high
    assert "residents" in figure.basis["base"]
    assert figure.value == pytest.approx(1000 * figure.numerator / figure.denominator)


def test_the_same_question_has_the_same_id(ask):
    assert measures.count(ask(), "burglary").id == measures.count(ask(), "burglary").id
    assert measures.count(ask(), "burglary").id != measures.count(ask(), "robbery").id


def test_a_mean_of_years_is_the_mean(ask):
    study = ask("6 months to December 2025", "two-year mean")
    row = comparison.of(study)["burglary"]
    halves = (Period.parse(f"6 months to December {year}") for year in (2023, 2024))
    counted = [study.total("burglary", half) for half in halves]
    assert row.before.value == pytest.approx(sum(counted) / 2)


def test_every_change_rests_on_its_two_counts(ask):
    for row in comparison.of(ask()).rows:
        before, after = row.before.value, row.after.value
        assert row.change.value == pytest.approx(100 * (after - before) / before)
        assert row.change.low <= row.change.value <= row.change.high
