"""Findings of section one: what they say of a small world whose truth is known."""

from collections import Counter

import pytest

from towpath.assessment import comparators, contents, likeness, publishing
from towpath.assessment.findings import block_figures, table_figures
from towpath.assessment.levels import comparison, mix, people, searches, searching, volume, wards
from towpath.documents import numbers
from towpath.documents.blocks import Chart, Map, Table
from towpath.foundation import NoSuchData

KEYS = ("1a", "1b", "1d", "1e", "1m", "1n", "1o")


@pytest.fixture(scope="module")
def study(ask):
    """The year 2025 against 2024, counted once."""
    return ask()


def finding(key, study):
    return next(one for one in contents.entries() if one.key == key).find(study)


def tables(found):
    return {one.key: one for one in found.blocks if isinstance(one, Table)}


@pytest.mark.parametrize("key", KEYS)
def test_a_finding_says_one_sentence_about_the_area(study, key):
    found = finding(key, study)
    said = numbers.sentence(found.sentence)
    assert found.supplied, said
    assert said.endswith(".")
    assert "not supplied" not in said
    assert "  " not in said


@pytest.mark.parametrize("key", KEYS)
def test_no_two_figures_of_a_finding_share_an_id(study, key):
    values = {}
    for figure in block_figures(finding(key, study).blocks):
        assert values.setdefault(figure.id, figure) == figure


@pytest.mark.parametrize("key", ["1b", "1d", "1e"])
def test_a_period_that_is_not_wholly_held_is_not_supplied(ask, key):
    found = finding(key, ask("12 months to January 2026"))
    assert not found.supplied
    assert "January 2026" in found.missing


def test_crime_and_anti_social_behaviour_are_told_apart(study):
    crime, asb = (tile.figure.value for tile in volume.find(study).blocks[0].tiles)
    assert (crime, asb) == (study.total("crime"), study.total("asb"))


def test_shares_of_the_mix_add_up(study):
    table = tables(mix.find(study))["mix"]
    shares = [row[2].value for row in table.rows]
    assert sum(shares) == pytest.approx(100)
    assert shares == sorted(shares, reverse=True)


def test_groups_count_every_category_below_their_mark(study):
    rows = {row[0]: row[1].value for row in tables(mix.find(study))["mix-groups"].rows}
    police_led = study.total(("drugs", "possession-of-weapons"))
    assert rows["Found mainly by police work (drugs, weapons)"] == police_led


def test_wards_share_the_whole_among_them(study):
    rows = tables(wards.find(study))["wards"].rows
    assert sum(row[2].value for row in rows) == study.total("crime")
    rates = [row[4].value for row in rows]
    assert rates == sorted(rates, reverse=True)


def test_the_map_of_wards_draws_every_ward_of_its_table(study):
    drawn = next(one for one in wards.find(study).blocks if isinstance(one, Map))
    assert {row[1] for row in drawn.table.rows} == set(drawn.shapes.codes)


def test_areas_are_compared_only_where_their_force_is_held(study):
    found = comparators.of(study)
    assert {found.areas.names[n] for n in found.compared} == {"Harrowmouth", "Cawthry"}
    same = {found.areas.names[n] for n in found.compared if found.same_force[n]}
    assert same == {"Harrowmouth"}


def test_our_rank_is_that_of_the_rates(study):
    compared = comparison.compare(study, comparators.of(study), comparators.LIKE, "crime")
    rates = [one.value for one in compared.rates]
    assert [one.value for one in compared.ranks] == [
        1 + sum(other > rate for other in rates) for rate in rates
    ]
    assert all(one.low <= one.value <= one.high for one in compared.ranks)


def test_a_ward_is_not_compared_with_districts(ask):
    with pytest.raises(NoSuchData, match="only districts"):
        likeness.of(ask(area="Abbeygate"))


def test_people_of_a_ward_are_told_without_a_comparison(ask):
    study = ask(area="Abbeygate")
    said = numbers.sentence(people.find(study).sentence)
    assert said == f"Abbeygate has {study.residents(study.area).count:,.0f} residents."


def test_bands_of_age_add_up_to_everybody(study):
    chart = next(one for one in people.find(study).blocks if isinstance(one, Chart))
    sums = Counter()
    for _, where, share in chart.table.rows:
        sums[where] += share.value
    assert list(sums.values()) == pytest.approx([100, 100])


def test_searches_tell_disparity_by_age_and_ethnicity(study):
    found = tables(finding("1n", study))
    by_age = {row[0]: row[-1].figure.value for row in found["searches-age"].rows}
    assert by_age["18 to 24"] > by_age["over 34"] == pytest.approx(1)
    black = next(row for row in found["searches-ethnicity"].rows if row[0] == "Black")
    low, disparity, high = black[5].value, black[4].figure.value, black[6].value
    assert 1 < low < disparity < high  # whatever the unstated were


def test_without_residents_by_group_disparity_is_not_supplied(ask, monkeypatch):
    def lacking(*_):
        raise NoSuchData("The reference pack holds no ethnicity.")

    monkeypatch.setattr("towpath.sources.reference.Pack.ethnic_groups", lacking)
    rows = tables(finding("1n", ask()))["searches-ethnicity"].rows
    assert {row[4].missing for row in rows if row[0] != "Not stated"} == {searches.NO_BASE}


def test_searches_of_groups_add_up_to_all(study):
    rows = tables(finding("1n", study))["searches-ethnicity"].rows
    assert sum(row[1].value for row in rows) == searching.count(study).all


def test_evidence_that_nobody_gave_has_an_owner(study):
    rows = {row[1]: row for row in tables(finding("1o", study))["held-evidence"].rows}
    assert rows["Recorded crime"][2].value == 12
    assert rows["Proven re-offending"][3:] == ("not supplied", "the probation service")


def test_open_figures_of_wards_pass_the_gate_unchanged(study):
    table = tables(wards.find(study))["wards"]
    published = publishing.table(table)
    assert list(table_figures(published)) == list(table_figures(table))
