"""A figure's id: the same question of the same snapshot, always; another question, another id."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.foundation import Area, Baseline, Figure, Level, Period, Unit

FIGURE = Figure(
    48314,
    Unit.COUNT,
    "recorded-crime",
    snapshot="abc",
    period=Period.parse("12 months to October 2022"),
    area=Area(Level.DISTRICT, "E06000016", 2024, "Leicester"),
    basis={"category": "crime", "feed": "police-uk-street"},
)
TEXT = st.text(st.characters(codec="ascii", min_codepoint=33), max_size=12)


def test_an_id_is_short_and_can_be_read_aloud() -> None:
    assert re.fullmatch(r"F-[A-Z2-7]{8}", FIGURE.id)


@pytest.mark.parametrize(
    "change",
    [
        {"definition": "other"},
        {"version": 2},
        {"snapshot": "abd"},
        {"period": Period.parse("12 months to October 2021")},
        {"against": Period.parse("12 months to October 2021")},
        {"area": Area(Level.CSP, "E06000016", 2024)},
        {"area": None},
        {"basis": {"category": "asb", "feed": "police-uk-street"}},
    ],
)
def test_another_question_has_another_id(change: dict[str, object]) -> None:
    assert replace(FIGURE, **change).id != FIGURE.id


def test_the_answer_and_its_names_are_no_part_of_the_question() -> None:
    named = replace(
        FIGURE,
        value=1,
        low=0.5,
        unit=Unit.RATIO,
        area=Area(Level.DISTRICT, "E06000016", 2024, "Caerlŷr"),
        basis={"feed": "police-uk-street", "category": "crime"},
    )
    assert named.id == FIGURE.id
    assert hash(named) == hash(FIGURE)


def test_a_baseline_of_one_period_is_that_period() -> None:
    before = Period.parse("12 months to October 2021")
    one, other = replace(FIGURE, against=before), replace(FIGURE, against=Baseline.of(before))
    assert one.id == other.id


@given(st.dictionaries(TEXT, TEXT, max_size=4), st.dictionaries(TEXT, TEXT, max_size=4))
def test_equal_bases_and_only_they_have_equal_ids(
    one: dict[str, str], other: dict[str, str]
) -> None:
    same = replace(FIGURE, basis=one).id == replace(FIGURE, basis=other).id
    assert same == (sorted(f"{k}={v}" for k, v in one.items())
                    == sorted(f"{k}={v}" for k, v in other.items()))  # fmt: skip


def test_the_basis_cannot_be_changed_afterwards() -> None:
    given_basis = {"category": "crime"}
    figure = replace(FIGURE, basis=given_basis)
    before = figure.id
    given_basis["category"] = "asb"
    assert figure.id == before
    with pytest.raises(TypeError):
        figure.basis["category"] = "asb"  # type: ignore[index]


def test_nothing_supplied_is_no_zero() -> None:
    assert FIGURE.supplied
    assert replace(FIGURE, value=0).supplied
    assert not replace(FIGURE, value=None, missing="Not supplied.").supplied
