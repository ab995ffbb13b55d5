"""4b: placed actions against their controls, and what is refused."""

from __future__ import annotations

import pytest

from towpath.analysis import displacement
from towpath.assessment.last_plan import displaced, placed, placed_actions
from towpath.documents import numbers
from towpath.foundation import NoSuchData, NotUnderstood

ONE = """
[[action]]
what = "Lighting"
category = "Vehicle crime"
from = "2025-01"
area = {area}
control = {control}
{more}
"""


@pytest.fixture
def declared(ask, tmp_path):
    """A function that declares one action and measures it."""
    study = ask()
    codes = sorted(study.pack.small_areas(study.area, 2021))

    def measured(area=slice(0, 3), control=slice(3, 6), more=""):
        text = ONE.format(area=list(codes[area]), control=list(codes[control]), more=more)
        (tmp_path / placed.FILE).write_text(text, "utf-8")
        return displaced.measure(study, placed.read(tmp_path)[0])

    return measured


def test_the_difference_is_that_of_the_counts(declared, ask):
    one, study = declared(), ask()
    treated, control = (
        [displaced.count(study, one.action, codes, when)
         for when in (one.action.before, one.action.after)]
        for codes in (one.action.area, one.action.control)
    )  # fmt: skip
    assert one.difference.total == (treated[1] - treated[0]) - (control[1] - control[0])


def test_limits_are_no_narrower_than_those_of_chance(declared, ask):
    one, study = declared(slice(0, 8), slice(8, 16)), ask()
    pairs = (
        displacement.Pair(*(displaced.count(study, one.action, codes, when)
                            for when in (one.action.before, one.action.after)))
        for codes in (one.action.area, one.action.control)
    )  # fmt: skip
    chance = displacement.difference(*pairs)
    assert one.difference.total == chance.total
    assert one.difference.high >= chance.high


def test_streets_are_refused_where_points_are_stand_ins(declared):
    one = declared(more='resolution = "streets"')
    assert one.difference is None
    assert one.lack == displaced.TOO_COARSE


def test_an_action_is_measured_over_the_months_so_far(declared):
    one = declared(more="months = 24")
    assert (one.action.after.months, one.action.before.months) == (12, 12)
    assert one.action.before.end == one.action.after.start


def test_a_small_area_may_not_be_treated_and_control(declared):
    with pytest.raises(NotUnderstood, match="two of its places"):
        declared(slice(0, 3), slice(2, 5))


def test_a_buffer_needs_a_control_of_its_own(declared):
    with pytest.raises(NotUnderstood, match="not both"):
        declared(more='buffer = ["X"]')


def test_an_unknown_small_area_is_named(declared):
    with pytest.raises(NotUnderstood, match="E01999999"):
        declared(more='buffer = ["E01999999"]\nbuffer_control = ["E01999998"]')


def test_without_a_declaration_nothing_is_told(ask):
    with pytest.raises(NoSuchData, match="No placed actions"):
        placed_actions.find(ask())


def test_the_finding_says_what_the_limits_allow(ask, declared, monkeypatch):
    one = declared()
    monkeypatch.setattr(placed, "read", lambda _folder: (one.action,))
    found = placed_actions.find(ask())
    assert one.verdict.split()[0] in numbers.sentence(found.sentence)
    assert "regression-to-mean" not in found.missing
    assert any("tends to fall" in caveat.name for caveat in found.caveats)
