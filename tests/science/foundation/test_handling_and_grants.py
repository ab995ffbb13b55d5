"""Handling, grants, areas and errors: small words that every room leans on."""

import subprocess
import sys
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.foundation import (
    Area,
    ExitCode,
    Forbidden,
    Grant,
    Handling,
    Level,
    NoSuchData,
    NotUnderstood,
    Sensitivity,
    TowpathError,
)
from towpath.foundation.grants import EVERY_AGENCY
from towpath.foundation.handling import INTERNAL, PUBLIC, strictest

HANDLINGS = st.builds(
    Handling, st.sampled_from(Sensitivity), st.none() | st.integers(min_value=0, max_value=20)
)


@pytest.mark.parametrize(
    ("text", "handling"),
    [
        ("public", PUBLIC),
        ("Internal", INTERNAL),
        ("personal, 7 years", Handling(Sensitivity.PERSONAL, 7)),
        ("special,1 year", Handling(Sensitivity.SPECIAL, 1)),
    ],
)
def test_a_handling_is_read_as_a_declaration_writes_it(text: str, handling: Handling) -> None:
    assert Handling.parse(text) == handling


@given(st.lists(HANDLINGS, min_size=1, max_size=5))
def test_a_mixture_is_as_closed_as_its_most_closed_part(parts: list[Handling]) -> None:
    mixed = strictest(tuple(parts))
    assert mixed.sensitivity == max(one.sensitivity for one in parts)
    assert all(strictest(order) == mixed for order in permutations(parts[:3])) or len(parts) > 3
    assert mixed.open == all(one.open for one in parts)


@given(HANDLINGS, HANDLINGS)
def test_a_mixture_lives_no_longer_than_its_most_careful_part(
    one: Handling, other: Handling
) -> None:
    mixed = strictest((one, other))
    for part in (one, other):
        if part.sensitivity is mixed.sensitivity and part.years_kept is not None:
            assert mixed.years_kept is not None
            assert mixed.years_kept <= part.years_kept


def test_of_nothing_nothing_is_closed() -> None:
    assert strictest(()) == PUBLIC


def test_the_owner_reads_and_writes_everything() -> None:
    owner = Grant.of_owner("Ann")
    assert owner.may_read("any-agency", Sensitivity.SPECIAL)
    owner.require_writes()


def test_a_partner_reads_their_agencies_up_to_their_sensitivity() -> None:
    partner = Grant("Bob", "fire", "assessment", Sensitivity.INTERNAL, frozenset({"fire"}))
    assert partner.may_read("fire", Sensitivity.INTERNAL)
    assert not partner.may_read("fire", Sensitivity.PERSONAL)
    assert not partner.may_read("police", Sensitivity.PUBLIC)
    with pytest.raises(Forbidden, match="Bob may read"):
        partner.require_writes()


def test_a_stranger_sees_open_data_only() -> None:
    stranger = Grant("Cat", "nobody", "curiosity", agencies=EVERY_AGENCY)
    assert stranger.may_read("police", Sensitivity.PUBLIC)
    assert not stranger.may_read("police", Sensitivity.INTERNAL)


def test_a_grant_that_names_no_agency_covers_none() -> None:
    nobody = Grant("Dan", "nobody", "curiosity", Sensitivity.SPECIAL)
    assert not nobody.may_read("police", Sensitivity.PUBLIC)


def test_areas_are_the_same_whatever_they_are_called() -> None:
    one = Area(Level.DISTRICT, "W06000015", 2024, "Cardiff")
    assert one == Area(Level.DISTRICT, "W06000015", 2024, "Caerdydd")
    assert one != Area(Level.CSP, "W06000015", 2024, "Cardiff")
    assert (str(one), one.key) == ("Cardiff", "district:W06000015:2024")
    assert str(Area(Level.LSOA, "E01000001", 2021)) == "E01000001"


def test_every_level_can_be_said() -> None:
    assert all(level.label for level in Level)
    assert len({level.label for level in Level}) == len(Level)


@pytest.mark.parametrize(
    ("error", "code"),
    [(TowpathError, 1), (NotUnderstood, 2), (NoSuchData, 4), (Forbidden, 2)],
)
def test_an_error_is_a_sentence_a_remedy_and_an_exit_code(
    error: type[TowpathError], code: int
) -> None:
    raised = error("It is so.", "Do this.")
    assert str(raised) == "It is so. Do this."
    assert raised.exit_code == ExitCode(code)
    assert str(error("It is so.")) == "It is so."


def test_foundation_costs_a_notebook_nothing() -> None:
    heavy = ["numpy", "pyarrow", "duckdb", "ibis", "pandas", "scipy", "httpx"]
    asked = f"import sys, towpath.foundation; print([m for m in {heavy} if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
