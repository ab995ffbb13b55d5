"""What may be done with an edition, decided on values."""

from datetime import timedelta

import pytest

import people
from towpath.assessment import contents
from towpath.editions import rules
from towpath.editions.errors import NotReady
from towpath.editions.rules import STEPS, State, Work

AT = people.AT


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize("state", State)
def test_a_step_is_taken_from_one_state_only(verb: str, state: State) -> None:
    step = STEPS[verb]
    if state is step.before:
        assert rules.require_step(verb, state) is step.after
    else:
        assert not rules.may_step(verb, state)
        with pytest.raises(NotReady, match="cannot"):
            rules.require_step(verb, state)


def test_only_a_draft_is_written_in() -> None:
    assert [one for one in State if rules.may_write(one)] == [State.DRAFT]


def test_work_that_fell_silent_may_be_begun_again() -> None:
    assert not rules.may_work(Work.COMPILING, AT, AT + timedelta(minutes=1))
    assert rules.may_work(Work.COMPILING, AT, AT + timedelta(minutes=4))
    assert rules.may_work(Work.FAILED, AT, AT)


def test_nothing_is_written_while_it_is_being_frozen() -> None:
    rules.require_writable(State.DRAFT, Work.COMPILING, AT, AT)
    with pytest.raises(NotReady, match="freezing"):
        rules.require_writable(State.DRAFT, Work.FREEZING, AT, AT)


def test_an_open_caveat_stands_in_the_way_of_freezing() -> None:
    assert rules.may_freeze(True, ())
    assert rules.freeze_obstacles(True, ["Coverage"]) == (
        "The caveat “Coverage” is not acknowledged.",
    )
    assert not rules.may_freeze(False, ())


def test_no_author_signs_and_no_gap_is_signed_over() -> None:
    assert rules.may_sign("b", {"a"}, ())
    assert not rules.may_sign("a", {"a"}, ())
    with pytest.raises(NotReady, match="Section 4"):
        rules.require_signable("b", {"a"}, ("Section 4, the last plan: no evidence.",))


@pytest.mark.parametrize("value", [0, 0.9, 5.1, 6])
def test_a_score_lies_on_the_scale(value: float) -> None:
    with pytest.raises(NotReady):
        rules.require_score("harm", value)


@pytest.mark.parametrize(
    ("cites", "fine"), [("1c", True), ("1c, F-4KDQZ7PA", True), ("", False), ("9z", False)]
)
def test_a_score_rests_on_what_can_be_looked_up(cites: str, fine: bool) -> None:
    assert rules.may_cite(cites, {"1c"}) is fine


def test_the_weights_are_not_all_nothing() -> None:
    each = dict.fromkeys(("harm", "likelihood", "public concern", "capacity"), 0.0)
    assert not rules.may_weigh(each)
    assert rules.may_weigh(each | {"harm": 1})
    assert not rules.may_weigh({"harm": 1})


def test_the_sections_are_those_of_the_assessment() -> None:
    rows = contents._registry()["section"]
    assert {row["number"]: row["title"] for row in rows} == rules.SECTIONS
