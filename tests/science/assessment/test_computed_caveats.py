"""Caveats come of the evidence: each is said where the world gives cause, and only there."""

import pytest

from towpath.assessment import caveats
from towpath.assessment.caveats import places, recording, shifts, windows
from towpath.documents import numbers
from towpath.foundation.categories import ALL_CRIME


@pytest.fixture(scope="module")
def study(ask):
    """The year 2025 against 2024."""
    return ask()


def said(study, name):
    (found,) = caveats.named(study, name)
    return None if found is None else numbers.sentence(found.spans)


def test_every_name_of_the_docstring_answers(study):
    names = set(caveats.registry())
    assert all(f"`{name}`" in caveats.__doc__ for name in names)
    for name in sorted(names):
        words = said(study, name)
        assert words is None or (words.endswith(".") and "not supplied" not in words), name


def test_what_the_force_records_otherwise_is_found_and_blocks_a_percentage(study, aldermere):
    _, world = aldermere
    made = {one.category for one in world.truth.changes if one.what == "recording"}
    assert recording.drift(study).recorded_otherwise == {
        "asb" if one == "anti-social-behaviour" else one for one in made
    }
    (found,) = caveats.named(study, "recording")
    assert found.grave
    assert recording.blocked(study, ALL_CRIME)
    assert not recording.blocked(study, "shoplifting")


def test_a_real_rise_is_no_change_of_recording(study):
    assert "shoplifting" not in recording.drift(study).recorded_otherwise


def test_before_the_change_nothing_is_said_of_recording(ask):
    quiet = ask("3 months to September 2024", "3 months to September 2023")
    assert said(quiet, "recording") is None


def test_lost_places_are_told_with_both_shares(study, aldermere):
    _, world = aldermere
    words = said(study, "unplaced")
    assert "the later window is short" in words
    lost, rows = places.placing(study).of(windows.sides(study)[0])
    assert lost / rows == pytest.approx(world.truth.unlocated["before"], abs=0.004)


def test_the_month_of_new_points_is_found(ask, aldermere):
    _, world = aldermere
    study = ask("12 months to September 2024", "12 months to September 2024")
    (found,) = places.new_catalogues(study)
    assert found.month.isoformat()[:7] == world.truth.snap_points_replaced


@pytest.mark.parametrize(
    ("period", "against", "told"),
    [("2025", "2024", False), ("3 months to December 2023", "3 months to September 2023", True)],
)
def test_new_points_and_vintages_are_told_where_the_windows_span_them(ask, period, against, told):
    study = ask(period, against)
    assert (said(study, "snap-points") is not None) is told
    assert (said(study, "vintage") is not None) is told


def test_outcomes_of_the_last_year_are_younger(study):
    assert "were still open" in said(study, "outcome-age")


def test_a_leap_year_is_told_and_so_is_whether_it_matters(study):
    assert "366" in said(study, "days")
    assert "alters" in said(study, "days")


def test_covid_months_are_told_only_where_there_are_any(study, ask):
    assert said(study, "covid") is None
    during = ask("12 months to December 2021", "12 months to December 2020")
    assert "March 2020 to July 2021" in said(during, "covid")


def test_a_month_not_held_is_a_grave_caveat(ask):
    (found,) = caveats.named(ask("12 months to January 2026"), "coverage")
    assert found.grave


def test_the_change_point_of_recording_is_dated(study, aldermere):
    _, world = aldermere
    since = {one.since for one in world.truth.changes if one.what == "recording"}
    months = {one.month.isoformat()[:7] for one in shifts.of(study) if one.category == "asb"}
    assert months & since


def test_all_of_a_study_leads_with_the_grave_ones(study):
    grave = [one.grave for one in caveats.all_of(study)]
    assert grave == sorted(grave, reverse=True)
