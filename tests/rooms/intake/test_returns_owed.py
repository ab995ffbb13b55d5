"""Who owes what by when: by hand, on values."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import people
from towpath.access.errors import NotPermitted, NotSound
from towpath.intake import actions, held, returns
from towpath.intake.returns import Kind, Owed, Quarter, Standing

FIRE = Owed("fire", "Fire Service", Kind.FIRE, date(2025, 1, 1))
Q1 = Quarter(date(2025, 1, 1))


def came(*days: date | None) -> dict[tuple[str, str, date], date]:
    months = zip(Q1.months, days, strict=False)
    return {("statutory-fire", "fire", month): day for month, day in months if day}


def standing(held: Any, today: date) -> Standing:
    return next(x for x in returns.calendar([FIRE], held, today) if x.quarter == Q1).standing


def test_a_quarter_is_due_by_the_end_of_the_next() -> None:
    assert Quarter.of(date(2025, 3, 31)) == Q1
    assert Q1.due == date(2025, 6, 30)
    assert Quarter(date(2025, 10, 1)).due == date(2026, 3, 31)
    assert str(Q1) == "January to March 2025"


@pytest.mark.parametrize(
    ("days", "today", "wanted"),
    [
        ((date(2025, 6, 30),) * 3, date(2025, 7, 1), Standing.RECEIVED),
        ((date(2025, 5, 1), date(2025, 5, 1), date(2025, 7, 1)), date(2025, 7, 1), Standing.LATE),
        ((date(2025, 5, 1), None, None), date(2025, 6, 30), Standing.PART),
        ((date(2025, 5, 1), None, None), date(2025, 7, 1), Standing.OVERDUE),
        ((), date(2025, 6, 30), Standing.DUE),
        ((), date(2025, 7, 1), Standing.OVERDUE),
    ],
)
def test_how_a_return_stands(days: Any, today: date, wanted: Standing) -> None:
    assert standing(came(*days), today) == wanted


def test_nothing_is_owed_before_a_duty_begins_or_after_it_ends() -> None:
    short = Owed("fire", "Fire", Kind.FIRE, date(2025, 5, 1), date(2025, 7, 1))
    found = {x.quarter.first for x in returns.calendar([short], {}, date(2025, 12, 1))}
    assert found == {date(2025, 4, 1)}


def test_a_fuller_feed_makes_the_return_too() -> None:
    police = Owed("force", "Force", Kind.POLICE, date(2025, 1, 1))
    days = {("force-extract", "force", month): date(2025, 4, 2) for month in Q1.months}
    found = returns.calendar([police], days, date(2025, 8, 1))
    assert [x.standing for x in found if x.quarter == Q1] == [Standing.RECEIVED]


def test_the_calendar_folds_its_lines_and_escapes_commas() -> None:
    long = Owed("fire", "Fire, Rescue and É" + "x" * 80, Kind.FIRE, date(2020, 1, 1))
    said = returns.icalendar([long], date(2025, 6, 30), "Partnership", "20250630T000000Z")
    assert all(len(line.encode()) <= 75 for line in said.split("\r\n"))
    assert "DTSTART;VALUE=DATE:20250630" in said
    assert r"Fire\, Rescue" in said.replace("\r\n ", "")


def test_a_duty_is_written_down_once_by_whoever_keeps_them(analyst: Any, owner: Any) -> None:
    said = {"agency": "saltreath-fire", "kind": Kind.HEALTH, "starts": date(2025, 1, 1)}
    actions.owe(**said, by=people.viewer(analyst), at=people.AT)
    with pytest.raises(NotSound, match="already"):
        actions.owe(**said, by=people.viewer(analyst), at=people.AT)
    with pytest.raises(NotPermitted):
        actions.owe(**said, by=people.viewer(owner), at=people.AT)


def test_who_once_made_a_return_owes_it(analyst: Any) -> None:
    found = held.calendar(viewer=people.viewer(analyst), today=date(2026, 2, 1))
    last = {(x.owed.kind, x.owed.agency): x for x in found if x.quarter.first == date(2025, 10, 1)}
    assert last[Kind.FIRE, "saltreath-fire"].standing == Standing.RECEIVED
    assert last[Kind.POLICE, "saltreath"].months == 3
