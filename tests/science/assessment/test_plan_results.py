"""4a on the demo: what the plan asked for and what came of it, as its truth knows."""

from __future__ import annotations

import pytest

from towpath.assessment.last_plan import results
from towpath.documents import numbers
from towpath.documents.blocks import Paragraph, Table
from towpath.foundation import NoSuchData


def table(finding, key):
    return next(one for one in finding.blocks if isinstance(one, Table) and one.key == key)


def test_met_and_missed_are_those_of_the_truth(ask, aldermere):
    _, world = aldermere
    rows = table(results.find(ask()), "plan-indicators").rows
    colours = {row[0]: row[6] for row in rows}
    met = {name for name, said in world.truth.plan.items() if said == "met"}
    assert {name for name, colour in colours.items() if colour == "green"} == met


def test_actions_of_a_priority_with_two_indicators_are_counted_once(ask):
    found = results.actions_of(results.of_area(ask()))
    violence = next(one for one in found if one.priority == "Violence")
    assert (violence.done, violence.late, violence.dropped) == (3, 0, 1)


def test_the_sentence_adds_up(ask):
    whole, *parts = (
        f.value for f in results.find(ask()).figures if f.definition == "plan-indicators-at"
    )
    assert sum(parts[:3]) == whole


def test_a_change_of_recording_is_said_beside_the_colour(ask):
    said = [numbers.sentence(one.spans) for one in results.find(ask()).blocks
            if isinstance(one, Paragraph)]  # fmt: skip
    assert any("Anti-social behaviour: its recording changed" in one for one in said)


def test_figures_of_the_plan_are_as_closed_as_the_plan(ask):
    figures = [f for f in results.find(ask()).figures if f.definition == "plan-count"]
    assert figures
    assert not any(figure.handling.open for figure in figures)


def test_before_the_plan_there_is_nothing(ask):
    with pytest.raises(NoSuchData, match="hold nothing"):
        results.find(ask("2024"))
