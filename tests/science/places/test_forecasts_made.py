"""A day foreseen from the demo's force extract: what it says, and when it is switched off."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely

from towpath.assessment import definitions
from towpath.documents import contents, numbers
from towpath.foundation import NoSuchData, NotUnderstood
from towpath.places import forecasts, foreseen, ground, kept, methods, walks
from towpath.places.foreseen import Wanted
from towpath.places.methods import Choice
from towpath.places.walks import Asked
from towpath.sources.reference import grid

pytestmark = pytest.mark.xdist_group("aldermere")
NEW_YEAR = date(2026, 1, 1)


@pytest.fixture(scope="module")
def told(evidence, ask):
    return foreseen.foresee(evidence, Asked(ask("burglary"), NEW_YEAR), Wanted())


@pytest.fixture(scope="module")
def answer(told):
    return forecasts.answered(told)


def words(spans):
    return numbers.sentence(spans).replace(numbers.HARD_SPACE, " ")


def test_the_comparison_comes_first_with_its_limits(answer):
    lead = words(answer.sentences[0])
    assert "in 2 % of the ground over the last 90 days; last year's counts caught" in lead
    assert "95 % limits" in lead


def test_who_walks_has_a_close_map_that_names_each_number(answer):
    (near,) = answer.more
    assert near.close
    assert near.shapes.codes == tuple(str(row[0]) for row in near.table.rows)
    assert all(row[1] for row in near.table.rows)


def test_every_figure_is_defined_in_its_own_unit(answer):
    for figure in contents.figures(answer.document()):
        meant = definitions.get(figure.definition)
        assert (figure.unit, figure.version) == (meant.unit, meant.version), figure.definition


def test_no_two_figures_share_an_id(answer):
    values = {}
    for figure in contents.figures(answer.document()):
        assert values.setdefault(figure.id, figure.value) == figure.value, figure.question


def test_nothing_of_the_day_itself_is_known(told):
    assert told.known.day.max() < walks.number_of(NEW_YEAR)
    assert (told.here.until[: len(told.known)] < walks.number_of(NEW_YEAR) + 7).all()


def test_the_areas_take_the_share_of_the_ground_and_do_not_meet(told):
    cells = np.concatenate([one.cells for one in told.patrols])
    assert cells.size == np.unique(cells).size
    assert cells.size / told.grid.cells == pytest.approx(0.02, abs=0.005)


def test_the_default_is_the_day_after_the_last_event(evidence, ask):
    here = walks.history(evidence, Asked(ask("burglary")))
    assert here.period.end == walks.day_of(here.events.day[-1] + 1)


def test_a_map_no_better_than_last_year_s_counts_gives_way_to_them(evidence, ask):
    wanted = Wanted(Choice("trafford", {"weeks": "1"}))
    told = foreseen.foresee(evidence, Asked(ask("burglary"), NEW_YEAR), wanted)
    assert told.switched_off
    assert told.drawn == methods.plain()
    answer = forecasts.answered(told)
    assert numbers.sentence(answer.sentences[0]).startswith("Switched off. Trafford method")
    assert answer.caveats[-2].grave
    assert told.kept.expected == pytest.approx(told.kept.plain)
    anyway = replace(told, wanted=replace(wanted, anyway=True))
    assert anyway.drawn.slug == "trafford"
    assert "drawn all the same" in numbers.sentence(forecasts.answered(anyway).sentences[0])


def test_a_judgement_of_this_quarter_stands(told, tmp_path, monkeypatch):
    card, verdict = told.scorecard
    verdict["verdicts"] = [one | {"on": False, "reason": "worse"} for one in verdict["verdicts"]]
    monkeypatch.setattr(type(told.here.held.home), "results", property(lambda _: tmp_path))
    kept.keep_scorecard(told.here.held.home, card, verdict)
    again = replace(told, wanted=Wanted())
    assert again.judgement.reason == "worse"
    assert again.switched_off


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (Choice("crystal-ball"), "no method"),
        (Choice("trafford", {"colour": "red"}), "no setting"),
        (Choice("trafford", {"weeks": "some"}), "no value for weeks"),
    ],
)
def test_what_cannot_be_is_refused(choice, sentence):
    with pytest.raises(NotUnderstood, match=sentence):
        choice.made()


def test_a_parameter_is_set_by_hand():
    assert methods.named("trafford", {"weeks": "2"}).weeks == 2
    assert methods.named("promap", {"on_cells": "yes"}).slug == "promap-grid"
    assert methods.settings(("weeks=2", " reach = 300")) == {"weeks": "2", "reach": "300"}


def test_a_year_without_events_is_too_early(evidence, ask):
    with pytest.raises(NoSuchData):
        foreseen.foresee(evidence, Asked(ask("burglary"), date(2010, 1, 1)), Wanted())


def test_a_map_that_does_not_know_the_last_weeks_says_so(evidence, ask):
    asked = Asked(ask("burglary"), date(2026, 2, 1))
    answer = forecasts.find(evidence, asked, Wanted(Choice("promap"), anyway=True))
    (old,) = (one for one in answer.caveats if one.name == "Old news")
    assert old.grave
    with pytest.raises(NoSuchData, match="No burglary is held of the"):
        foreseen.foresee(evidence, Asked(ask("burglary"), date(2026, 6, 1)), Wanted())


def test_risk_terrain_stands_on_features_from_files(evidence, ask, tmp_path):
    middle = ground.load(evidence, ask("burglary")).outline.centroid
    x, y = middle.x, middle.y
    across, up = grid.to_degrees(np.array([x]), np.array([y]))
    file = tmp_path / "stations.geojson"
    file.write_text(shapely.to_geojson(shapely.Point(across[0], up[0])))
    choice = Choice("risk-terrain", {"reach": "400"}, (file,))
    ((name, where),) = choice.made().features
    assert name == "stations"
    assert where[0] == pytest.approx([x, y], abs=5)
    assert choice.said.startswith("risk-terrain (stations ")
    assert choice.said.endswith("reach=400)")
    with pytest.raises(NotUnderstood, match="features of the ground"):
        Choice("risk-terrain").made()
