"""What stays warm is one snapshot within one grant, and goes cold with any change on the disk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from towpath.access.permissions import Role
from towpath.access.viewers import Seat, Viewer
from towpath.evidence.homes import Home
from towpath.explorer import rules, warm
from towpath.explorer.rules import Asked
from towpath.foundation import Forbidden, Grant, Level, NoSuchData, Period
from towpath.foundation.grants import EVERY_AGENCY
from towpath.foundation.handling import Sensitivity

OWNER = Grant("a", "council", "strategic-assessment", Sensitivity.SPECIAL, EVERY_AGENCY)
PUBLIC = replace(OWNER, person="b", sees=Sensitivity.PUBLIC)


def test_two_people_with_one_grant_share_what_is_warm(home: Home) -> None:
    assert warm.opened(home, OWNER) is warm.opened(home, replace(OWNER, person="c"))


def test_two_grants_never_do(home: Home) -> None:
    more, less = warm.opened(home, OWNER), warm.opened(home, PUBLIC)
    assert len(more.held.loads) > len(less.held.loads)
    assert all(load.handling.open for load in less.held.loads)


def test_a_grant_that_covers_nothing_is_refused_warm_or_cold(home: Home) -> None:
    warm.opened(home, OWNER)
    with pytest.raises(Forbidden):
        warm.opened(home, replace(OWNER, agencies=frozenset({"nobody"})))


def test_a_change_on_the_disk_makes_it_cold_at_once(home: Home) -> None:
    before = warm.opened(home, OWNER)
    home.local_areas.touch()
    assert warm.opened(home, OWNER) is not before


def test_a_snapshot_that_never_was_is_not_there(home: Home) -> None:
    with pytest.raises(NoSuchData):
        warm.opened(home, OWNER, "S-NEVER")


def test_the_oldest_answers_are_forgotten(home: Home) -> None:
    held, made = warm.opened(home, OWNER), []
    for number in range(warm.OTHERS + 1):
        held.remembered(("trial", number), lambda: made.append(1))
    held.remembered(("trial", 0), lambda: made.append(1))
    assert len(made) == warm.OTHERS + 2


def test_an_address_is_read_as_it_was_written() -> None:
    asked = Asked(where="ward:X05000001", what="burglary", when="12 months to March 2025")
    assert asked.query == "where=ward%3AX05000001&what=burglary&when=12+months+to+March+2025"
    assert Asked.of({"where": " ward:X05000001 ", "colour": "red"}).where == "ward:X05000001"


@pytest.mark.parametrize(
    ("period", "level", "open_data", "may"),
    [
        ("2025", Level.WARD, False, True),
        ("2024/25", Level.DISTRICT, False, True),
        ("Q1 2024/25", Level.WARD, False, True),
        ("12 months to March 2025", Level.WARD, False, True),
        ("12 months to May 2025", Level.WARD, False, False),
        ("March 2025", Level.WARD, False, False),
        ("February to April 2025", Level.WARD, False, False),
        ("2025", Level.LSOA, False, False),
        ("2025", Level.LOCAL, False, False),
        ("March 2025", Level.LSOA, True, True),
    ],
)
def test_what_goes_to_anybody(period: str, level: Level, open_data: bool, may: bool) -> None:
    assert rules.may_publish(Period.parse(period), level, open_data=open_data) is may


def test_who_takes_away_what() -> None:
    police = Viewer("p", seats=(Seat("saltreath", Role.POLICE),))
    assert rules.may_download(police, ["saltreath"])
    assert not rules.may_download(police, ["saltreath", "cawden"])
    assert rules.may_download(Viewer("a", seats=(Seat("x", Role.ANALYST),)), ["saltreath"])
    assert not rules.may_download(Viewer("b", seats=(Seat("x", Role.BOARD),)), [])
