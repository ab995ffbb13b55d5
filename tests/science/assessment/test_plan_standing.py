"""Indicators of the plan: colours by rules that are data, points and per cent, odd targets."""

from __future__ import annotations

import pytest

from towpath.assessment.delivered import Delivered
from towpath.assessment.last_plan import beside, standing, tables
from towpath.assessment.last_plan.standing import Status
from towpath.foundation import Period, Unit


def row(
    actual: float | None,
    *,
    baseline: str = "100",
    target: str = "90",
    period: str = "2024/25",
    name: str = "Burglary",
    **said: str,
) -> Delivered:
    words = {"baseline": baseline, "target": target, "aim": "lower", **said}
    given = {key: one for key, one in words.items() if one}
    unit = said.get("unit", "offences")
    when = Period.parse(period)
    return Delivered(name, "", "", when, actual, None, None, unit, "plan", given)


def only(*rows: Delivered) -> standing.Standing:
    (found,) = standing.of(rows)
    return found


@pytest.mark.parametrize(
    ("actual", "colour"),
    [(89, Status.GREEN), (90, Status.GREEN), (91, Status.AMBER), (100, Status.AMBER),
     (101, Status.RED), (None, Status.NOT_KNOWN)],
)  # fmt: skip
def test_the_colour_follows_the_share_of_the_way(actual, colour):
    assert only(row(actual)).status is colour


def test_where_higher_is_better_the_same_rules_hold():
    rose = row(72, baseline="60", target="70", aim="higher")
    fell = row(58, baseline="60", target="70", aim="higher")
    assert (only(rose).status, only(fell).status) == (Status.GREEN, Status.RED)


def test_reds_come_first_and_the_furthest_behind_leads():
    rows = [row(89, name="A"), row(120, name="B"), row(110, name="C"), row(95, name="D")]
    assert [one.indicator for one in standing.of(rows)] == ["B", "C", "D", "A"]


def test_one_common_target_is_walked_to_in_a_straight_line():
    # The repeat-domestic-abuse indicator of Shropshire's plan: 21.9 % to 20 % in four quarters.
    quarters = [
        row(21.9, baseline="21.9", target="20", period=f"Q{n} 2010/11") for n in (1, 2, 3, 4)
    ]
    due = [step.due for step in only(*quarters).course]
    assert due == pytest.approx([21.425, 20.95, 20.475, 20.0])


def test_the_next_period_at_this_pace_follows_the_line_through_all_that_is_known():
    quarters = [row(value, period=f"Q{n} 2024/25") for n, value in enumerate((98, 96, 94), 1)]
    assert only(*quarters).pace == pytest.approx(92)


@pytest.mark.parametrize(
    ("given", "words"),
    [({"baseline": ""}, "no baseline|No baseline"), ({"target": ""}, "No target"),
     ({"target": "100"}, "asks for nothing"), ({"target": "110"}, "the opposite")],
)  # fmt: skip
def test_a_target_that_means_nothing_has_no_colour_and_says_why(given, words):
    found = only(row(95, **given))
    assert found.status is Status.NOT_KNOWN
    assert any(word in found.lacks for word in words.split("|"))


def test_twins_with_one_baseline_and_target_are_asked_about():
    same = [row(95, name="Vehicle crime", baseline="8.70", target="8.44"),
            row(95, name="Domestic burglary", baseline="8.70", target="8.44")]  # fmt: skip
    (question,) = beside.twins(standing.of(same))
    assert "same baseline and target" in question


def test_an_indicator_is_counted_by_its_category_or_its_definition(ask):
    study = ask()
    assert beside.counted(study, "Vehicle crime") == ("vehicle-crime",)
    assert beside.counted(study, "Burglary per 1,000 households") == ("burglary",)
    assert beside.counted(study, "Satisfaction with the area") == ()


def test_a_percentage_changes_in_points_and_a_count_in_per_cent(ask):
    share = only(row(20.0, baseline="21.9", target="20", unit="per cent"))
    count = only(row(90, target="80"))
    told = [tables.change(ask(), one) for one in (share, count)]
    assert [one.unit for one in told] == [Unit.POINTS, Unit.CHANGE]
    assert [one.value for one in told] == pytest.approx([-1.9, -10])
