"""Indicators that run on data stand in section 4, with the plan's results and without them."""

import pytest

from towpath.assessment import contents
from towpath.assessment.last_plan import beside, on_data, results
from towpath.documents.blocks import Table

OWN = """
[theft-of-bicycles]
title = "Stolen bicycles"
unit = "count"
says = "Bicycle theft, as the cycling plan counts it."
categories = ["Bicycle theft"]
good = "down"
origin = "Safer Aldermere Partnership"
"""


@pytest.fixture(scope="module")
def study(aldermere, ask):
    home, _ = aldermere
    home.definitions.mkdir(exist_ok=True)
    file = home.definitions / "test_bicycles.toml"
    file.write_text(OWN, "utf-8")
    yield ask()
    file.unlink()


@pytest.fixture(autouse=True)
def reads_definitions_anew():
    from towpath.assessment import definitions

    definitions.own.cache_clear()
    yield
    definitions.own.cache_clear()


def shown(finding):
    return next(
        one for one in finding.blocks if isinstance(one, Table) and one.key == "indicators-on-data"
    )


def test_a_partnerships_own_indicator_stands_beside_the_plan(study):
    rows = {row[0]: row for row in shown(results.find(study)).rows}
    assert rows["Stolen bicycles"][2].value == study.total("bicycle-theft")
    assert rows["Stolen bicycles"][-1] == "Safer Aldermere Partnership"


def test_indicators_are_shown_where_no_results_were_delivered(ask):
    entry = next(one for one in contents.entries() if one.key == "4a")
    found = entry.find(ask("2024"))
    assert not found.supplied
    assert shown(found).rows


def test_better_or_worse_is_said_of_clear_changes_alone(study):
    for one in on_data.of(study):
        if one.verdict.endswith(("better", "worse")):
            assert one.verdict.startswith(("rose", "fell"))
            assert one.indicator.definition.good


def test_a_plan_may_name_an_indicator_of_the_partnerships_own(study):
    assert beside.counted(study, "Stolen bicycles") == ("bicycle-theft",)
