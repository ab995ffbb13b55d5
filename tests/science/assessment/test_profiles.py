"""Profiles: a page for every ward and local area, with the same figures as everywhere else."""

import pytest

from towpath.assessment import ground, measures, place_figures, profiles, small_areas
from towpath.assessment.caveats import recording
from towpath.assessment.findings import block_figures
from towpath.documents import numbers, pdf
from towpath.documents.audience import Restricted
from towpath.documents.blocks import Table, Tiles
from towpath.foundation import Level
from towpath.foundation.categories import ALL_CRIME


@pytest.fixture(scope="module")
def study(ask):
    return ask()


@pytest.fixture(scope="module")
def documents(study):
    return profiles.all_of(study)


def test_every_ward_and_local_area_has_a_profile(study, documents):
    wards = small_areas.of(study, Level.WARD).names
    local = [one.name for one in study.pack.local.values()]
    assert local
    expected = [*(f"{name} ward" for name in wards), *(f"{name} (local area)" for name in local)]
    assert [one.title for one in documents] == expected


def test_the_wards_together_are_the_whole_area(study):
    held = ground.of(study)
    assert held.counts("crime")[: held.wards].sum() == study.total("crime")


def test_a_profiles_count_is_the_figure_that_the_ward_has_elsewhere(study, documents):
    held = ground.of(study)
    for place in (0, held.wards - 1, len(held) - 1):
        tiles = next(one for one in documents[place].blocks if isinstance(one, Tiles))
        assert tiles.tiles[0].figure == measures.count(study, area=held.places[place])


def test_a_profiles_rate_is_the_figure_that_the_ward_has_elsewhere(study, documents):
    held = ground.of(study)
    tiles = next(one for one in documents[0].blocks if isinstance(one, Tiles))
    elsewhere = measures.rate(study, area=held.places[0])
    assert tiles.tiles[1].figure.id == elsewhere.id
    assert tiles.tiles[1].figure.value == pytest.approx(elsewhere.value)


def test_no_two_figures_of_the_profiles_share_an_id(documents):
    values = {}
    for document in documents:
        for figure in block_figures(document.blocks):
            assert values.setdefault(figure.id, figure) == figure


def test_the_first_of_the_ranks_has_the_highest_rate(study):
    held = ground.of(study)
    wards = held.wards
    rates = held.counts("crime")[:wards] / held.residents[:wards]
    assert held.ranks[:wards][rates.argmax()] == 1
    assert not held.ranks[wards:].any()


def test_a_profile_is_one_sheet(documents):
    assert pdf.sheets(Restricted(documents[0], ("tests",))).startswith(b"%PDF")


def test_a_wards_small_areas_lie_in_it(study, documents):
    areas = small_areas.of(study)
    ward_of = dict(zip(areas.names, areas.lying_in(Level.WARD), strict=True))
    held = ground.of(study)
    for place in range(held.wards):
        found = [one for one in documents[place].blocks if isinstance(one, Table)]
        assert {ward_of[row[1]] for row in found[0].rows} == {held.places[place].code}


def test_a_part_of_a_period_has_no_profiles(ask):
    assert profiles.all_of(ask("12 months to January 2026")) == ()


def test_no_change_is_told_where_recording_changed(study, documents, ask):
    assert recording.blocked(study, ALL_CRIME)
    lead = numbers.sentence(documents[0].blocks[0].spans)
    assert "What is recorded changed" in lead
    assert "clear change" not in lead
    alike = ask("December 2025", "the same month last year")
    assert place_figures.change(place_figures.of(alike), 0) is not None
