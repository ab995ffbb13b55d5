"""Findings of places: hot, concentrated, lasting, in what settings and seasons, and for whom."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from towpath.analysis import months as calendar_months
from towpath.analysis import settings
from towpath.assessment import contents, hot_small_areas, locations, small_areas
from towpath.assessment.findings import block_figures
from towpath.assessment.levels import (
    calendar,
    concentrated,
    deprivation,
    hot_areas,
    lasting,
    priority_places,
    settings_mix,
)
from towpath.assessment.study import Study
from towpath.documents import numbers
from towpath.documents.blocks import Listing, Table
from towpath.foundation import Level, NoSuchData
from towpath.foundation.periods import add_months

KEYS = ("1f", "1g", "1h", "1i", "1k", "1l")
FIRST, YEARS = date(2022, 1, 1), 4


@pytest.fixture(scope="module")
def study(ask):
    """The year 2025 against 2024, counted once."""
    return ask()


def finding(key, study):
    return next(one for one in contents.entries() if one.key == key).find(study)


def said(found):
    return numbers.sentence(found.sentence)


def tables(found):
    return {one.key: one for one in found.blocks if isinstance(one, Table)}


def drawn(study, expected, seed=7):
    """The study with four years of counts drawn around `expected`: (rows, categories, months)."""
    copy, cube = Study(study.question, study.held, study.pack), study.cube
    months = np.datetime64(FIRST, "M") + np.arange(12 * YEARS)
    shape = (len(cube.areas), len(cube.categories), months.size)
    counts = np.random.default_rng(seed).poisson(np.broadcast_to(expected, shape))
    counts[:, np.array(cube.categories) == "asb"] //= 2
    held = np.ones(months.size, dtype=bool)
    copy.__dict__["cube"] = replace(cube, months=months, held=held, counts=counts, rows=counts)
    copy.__dict__["months_held"] = frozenset(add_months(FIRST, n) for n in range(months.size))
    return copy


def even(study, a_month=0.002):
    """Every resident runs the same risk, everywhere and on every day."""
    everywhere = small_areas.everywhere(study, Level.LSOA)
    people = dict(zip(everywhere.codes, everywhere.residents, strict=True))
    risk = np.nan_to_num([people.get(code, 0.0) for code in study.cube.areas]) * a_month
    days = calendar_months.days(np.datetime64(FIRST, "M") + np.arange(12 * YEARS))
    return risk[:, None, None] * days / days.mean()


@pytest.mark.parametrize("key", KEYS)
def test_a_finding_of_places_says_a_sentence_and_its_figures_keep_their_ids(study, key):
    found, values = finding(key, study), {}
    assert found.supplied, found.missing
    assert said(found).endswith(".")
    assert "not supplied" not in said(found)
    for figure in block_figures(found.blocks):
        assert values.setdefault(figure.id, figure) == figure


@pytest.mark.parametrize("key", [*KEYS, "1j"])
def test_a_finding_of_places_refuses_a_period_that_is_not_held(ask, key):
    found = finding(key, ask("12 months to January 2026"))
    assert not found.supplied


def test_the_car_parks_are_hot_for_vehicle_crime(study, aldermere):
    _, world = aldermere
    spot = next(one for one in world.truth.hotspots if one.category == "vehicle-crime")
    hot = hot_small_areas.of(study)
    found = {hot.areas.codes[place] for place in hot.of("vehicle-crime")}
    assert found
    assert found <= set(spot.areas) | neighbours(study, hot, spot.areas)


def neighbours(study, hot, codes):
    known, links = hot_small_areas.touching(study, hot.areas.codes)
    inside = np.isin(known, codes)
    return {known[n] for n in np.flatnonzero(links[inside].sum(axis=0))}


def test_even_risk_has_no_hot_area_and_is_as_concentrated_as_chance(study):
    flat = drawn(study, even(study))
    hot = hot_small_areas.of(flat)
    assert hot.hot.sum() <= 1
    assert said(hot_areas.find(flat)).startswith("None of the")
    chance = tables(concentrated.find(flat))["concentration"].rows[0]
    assert chance[2].value == pytest.approx(chance[3].value, abs=4)
    assert abs(chance[4].value) < 0.1


def test_even_risk_has_a_gradient_or_a_season_only_by_chance(study):
    flat = [drawn(study, even(study), seed) for seed in range(12)]
    assert sum("no clear gradient" in said(deprivation.find(one)) for one in flat) >= 9
    sure = [calendar.reckon(one).sure("crime") for one in flat]
    assert sum(sure) <= 3


def test_a_hot_area_that_lasts_is_persistent_and_one_that_comes_is_new(study):
    expected = even(study, 0.0005)
    own = small_areas.of(study, Level.STABLE)
    lasts, comes = (np.flatnonzero(own.place == place) for place in (3, 9))
    expected[lasts] *= 6
    expected[comes, :, -12:] *= 6
    held = lasting.reckon(drawn(study, expected))
    assert held.found.kind[3] == "persistent"
    assert held.found.kind[9] == "new"
    assert len(held.years) == lasting.YEARS


def test_two_years_are_not_said_to_be_three(study):
    found = lasting.find(study)
    assert said(found).startswith("Three years are not held")
    assert "were in it the year before too" in said(found)


def test_a_busy_month_is_found_in_the_season_and_in_the_year_ahead(study):
    busy = np.where(np.arange(12 * YEARS) % 12 == 6, 2.0, 1.0)
    found = calendar.find(drawn(study, even(study) * busy))
    assert "busiest in July" in said(found)
    ahead = tables(found)["year-ahead"]
    assert [numbers.cell_text(row[0]) for row in ahead.rows if "crime" in row[-1]] == ["July 2026"]


def test_too_few_months_have_no_season(study):
    found = finding("1j", study)
    assert "36 months" in found.missing


def test_settings_and_streets_share_all_labelled_crime(study):
    table = tables(settings_mix.find(study))["settings"]
    assert sum(row[2].value for row in table.rows) == pytest.approx(100)
    assert "Nightlife" in [row[0] for row in table.rows]


def test_the_gradient_is_of_income_never_of_the_whole_index(study):
    found = deprivation.find(study)
    figures = [one for one in found.figures if one.definition == "relative-index"]
    assert all(one.basis["index"].startswith("Income domain") for one in figures)
    assert "The more income-deprived the small area, the higher" in said(found)


def test_every_stand_in_of_a_priority_place_is_named_with_its_year(study):
    found = priority_places.find(study)
    listed = next(block for block in found.blocks if isinstance(block, Listing))
    words = [numbers.sentence(item) for item in listed.items]
    assert len(words) == 6
    assert sum("standing in for" in one for one in words) >= 2
    assert all("20" in one for one in words)


def test_wales_has_no_priority_places_by_englands_index(study):
    welsh = replace(small_areas.of(study), codes=("W01000001", "W01000002"))
    with pytest.raises(NoSuchData, match="England only"):
        priority_places.require_england(welsh)


def test_an_area_at_the_edge_is_judged_with_its_neighbours_beyond(study):
    known = hot_small_areas.judged_ground(study)
    beyond = known.at < 0
    assert beyond.any()
    assert known.neighbours[~beyond][:, beyond].sum() > 0
    force = study.pack.membership(Level.FORCE, study.vintage)
    assert len({force[known.everywhere.codes[place]] for place in known.places}) == 1


def test_a_places_score_is_the_mean_of_its_parts(study):
    row = tables(priority_places.find(study))["priority-places"].rows[0]
    assert row[2].value == pytest.approx(np.mean([part.value for part in row[3:]]))


def test_places_are_called_by_ward_and_street_and_no_two_alike(study):
    names = locations.named(small_areas.of(study))
    assert len(set(names)) == len(names)
    assert all("(" in name for name in names)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("On or near Granby Street", "Granby Street"),
        ("On or near Parking Area", ""),
        ("On or near ", ""),
        ("No Location", ""),
        ("", ""),
    ],
)
def test_a_label_names_a_street_or_nothing(label, name):
    assert settings.plain(label) == name
