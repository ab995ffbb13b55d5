"""What a death left is taken up again; what nobody names is swept."""

from __future__ import annotations

import os
import time
from typing import Any
from uuid import uuid4

import pytest
from django_tasks import default_task_backend

import people
from towpath.access.models import Person
from towpath.evidence import loading, registers
from towpath.evidence.homes import Busy
from towpath.intake import actions, quarantine, rules, working
from towpath.intake.models import Delivery, State

AT = people.AT


def enqueued() -> list[str]:
    return [result.args[0] for result in default_task_backend.results]


@pytest.fixture
def checked(hand: Any, rows: Any) -> Any:
    id = hand(fire=rows.text(rows.row(1)))
    working.advance(id)
    return id


def accepting(of: Any, analyst: Person) -> None:
    by = people.viewer(analyst)
    actions.accept(id=of, confirmed=False, reason="", by=by, at=AT)


def test_what_was_at_work_goes_back_to_the_queue(hand: Any, rows: Any, checked: Any) -> None:
    stuck = hand(fire=rows.text(rows.row(2)))
    Delivery.objects.filter(id=stuck).update(state=State.CHECKING)
    default_task_backend.clear()
    working.recover()
    assert enqueued() == [str(stuck)]
    working.advance(stuck)
    assert Delivery.objects.get(id=stuck).state == State.CHECKED


def test_a_death_after_it_came_into_force_is_made_good(
    checked: Any, analyst: Person, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepting(checked, analyst)

    def die(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(actions, "record_in_force", die)
        with pytest.raises(KeyboardInterrupt):
            working.advance(checked)
    assert Delivery.objects.get(id=checked).state == State.ACCEPTING
    working.advance(checked)
    found = Delivery.objects.get(id=checked)
    assert found.state == State.ACCEPTED
    assert found.held_as in {load.delivery for load in registers.in_force(home).loads}


def test_a_task_that_comes_twice_does_nothing(checked: Any, analyst: Person, home: Any) -> None:
    accepting(checked, analyst)
    working.advance(checked)
    before = registers.in_force(home).id
    working.advance(checked)
    assert registers.in_force(home).id == before


def test_who_is_at_it_is_not_disturbed(hand: Any, rows: Any) -> None:
    id = hand(fire=rows.text(rows.row(1)))
    with quarantine.held(str(id)):
        working.advance(id)
    assert Delivery.objects.get(id=id).state == State.WAITING


def test_what_dies_again_and_again_stops_with_a_sentence(hand: Any, rows: Any) -> None:
    id = hand(fire=rows.text(rows.row(1)))
    Delivery.objects.filter(id=id).update(attempts=rules.MOST_ATTEMPTS)
    working.advance(id)
    found = Delivery.objects.get(id=id)
    assert (found.state, "cut off several times" in found.sentence) == (State.STOPPED, True)


def test_a_fault_of_ours_is_logged_and_hands_the_delivery_back(
    checked: Any, analyst: Person, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    accepting(checked, analyst)

    def fault(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(loading, "deliver", fault)
    working.advance(checked)
    found = Delivery.objects.get(id=checked)
    assert found.state == State.CHECKED
    assert "Something went wrong in Towpath" in found.sentence
    assert "ZeroDivisionError" in caplog.text


def test_a_home_that_somebody_else_writes_to_is_waited_for(
    checked: Any, analyst: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepting(checked, analyst)
    whole, tries = loading.deliver, []

    def busy(*words: Any, **more: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise Busy("Somebody is loading.")
        return whole(*words, **more)

    monkeypatch.setattr(loading, "deliver", busy)
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    working.advance(checked)
    assert Delivery.objects.get(id=checked).state == State.ACCEPTED


def test_who_may_judge_no_longer_does_not(checked: Any, analyst: Person) -> None:
    accepting(checked, analyst)
    analyst.memberships.update(ends=people.SINCE)
    working.advance(checked)
    assert Delivery.objects.get(id=checked).state == State.CHECKED


def test_what_nobody_names_is_swept_after_an_hour(checked: Any) -> None:
    dead, fresh = str(uuid4()), str(uuid4())
    (quarantine.arriving() / "half").touch()
    with (quarantine.arriving() / "being-sent").open("wb") as sent:
        quarantine.take(sent)
        for name in (dead, fresh, "not-ours"):
            quarantine.place(name).mkdir()
        for name in (dead, str(checked), "not-ours"):
            os.utime(quarantine.place(name), (0, 0))
        with quarantine.held(dead), quarantine.held(fresh), quarantine.held(str(checked)):
            pass
        locks = quarantine.folder() / "locks"
        for name in (dead, str(checked)):
            os.utime(locks / f"{name}.lock", (0, 0))
        working.recover()
    assert [path.name for path in quarantine.arriving().iterdir()] == ["being-sent"]
    assert not quarantine.place(dead).exists()
    assert {path.stem for path in locks.iterdir()} == {fresh, str(checked)}
    kept = (fresh, "not-ours", str(checked))
    assert all(quarantine.place(name).exists() for name in kept)
