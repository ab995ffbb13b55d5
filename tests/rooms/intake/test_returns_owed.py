"""Who owes what by when: by hand, on values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

import people
from towpath.access.errors import NotFound, NotPermitted, NotSound
from towpath.intake import actions, held, returns
from towpath.intake.models import NilMonth
from towpath.intake.returns import Kind, Owed, Quarter, Standing

FIRE = Owed("fire", "Fire Service", Kind.FIRE, date(2025, 1, 1))
Q1 = Quarter(date(2025, 1, 1))


def came(*days: date | None) -> dict[tuple[str, str, date], date]:
    months = zip(Q1.months, days, strict=False)
    return {("statutory-fire", "fire", month): day for month, day in months if day}


def standing(held: Any, today: date) -> Standing:
    return next(x for x in returns.calendar([FIRE], held, {}, today) if x.quarter == Q1).standing


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
    found = {x.quarter.first for x in returns.calendar([short], {}, {}, date(2025, 12, 1))}
    assert found == {date(2025, 4, 1)}


def test_a_fuller_feed_makes_the_return_too() -> None:
    police = Owed("force", "Force", Kind.POLICE, date(2025, 1, 1))
    days = {("force-extract", "force", month): date(2025, 4, 2) for month in Q1.months}
    found = returns.calendar([police], days, {}, date(2025, 8, 1))
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
    assert len(last[Kind.POLICE, "saltreath"].held) == 3


def nil(of: Any, months: tuple[date, ...], at: Any = people.AT) -> None:
    said = {"agency": "saltreath-fire", "kind": Kind.FIRE, "quarter": Quarter(date(2026, 1, 1))}
    actions.report_nil(**said, months=months, by=people.viewer(of), at=at)


def test_a_month_with_nothing_to_report_completes_a_return() -> None:
    held, said = came(date(2025, 5, 1), None, date(2025, 5, 1)), Q1.months[1]
    words = {("fire", Kind.FIRE, said): date(2025, 5, 2)}
    found = returns.standing(FIRE, Q1, held, words, date(2025, 8, 1))
    assert (found.standing, found.nil) == (Standing.RECEIVED, (said,))
    rows = came(*(date(2025, 7, 9),) * 3)  # then rows came all the same: they say when
    assert returns.standing(FIRE, Q1, rows, words, date(2025, 8, 1)).standing == Standing.LATE


def test_an_agency_says_so_itself_and_may_take_it_back(owner: Any, stranger: Any) -> None:
    last = Quarter.of(timezone.localdate()).before
    where, months = f"/returns/saltreath-fire/fire/{last.name}/", [f"{x}" for x in last.months]
    client = people.client(owner)
    page = client.get(where).content.decode()
    assert f"{last.months[1]:%B %Y}" in page
    assert "govuk-checkboxes__input" in page
    assert "govuk-radios" not in page
    assert client.post(where, {"months": months[1:]}).status_code == 302
    assert NilMonth.objects.count() == 2
    assert "2 with nothing to report" in client.get("/returns/").content.decode()
    client.post(where, {"months": months[2:]})
    assert [f"{x.month}" for x in NilMonth.objects.all()] == months[2:]
    assert people.client(stranger).get(where).status_code == 404
    assert client.post(where, {"months": [f"{last.over}"]}).status_code == 200  # not of this one


def test_a_month_that_is_not_over_cannot_be_empty_yet(owner: Any) -> None:
    nil(owner, (date(2026, 1, 1),))
    with pytest.raises(NotSound, match="not over"):
        nil(owner, (date(2026, 3, 1),), datetime(2026, 3, 31, tzinfo=UTC))
    with pytest.raises(NotFound):
        nil(owner, (date(2026, 4, 1),))
