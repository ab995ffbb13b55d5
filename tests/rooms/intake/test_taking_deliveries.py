"""From handing over to in force: what each step does, refuses and records."""

from __future__ import annotations

from typing import Any

import pytest

import people
from towpath.access.errors import NotFound, NotPermitted, NotSound
from towpath.access.models import AuditEvent
from towpath.evidence import mappings, registers
from towpath.evidence.rehearsing import Rehearsal
from towpath.intake import actions, quarantine, queries, working
from towpath.intake.models import Delivery, State
from towpath.sources.parts import DeliveryRefused

AT = people.AT


def state(of: Any) -> str:
    return Delivery.objects.get(id=of).state


def said() -> list[str]:
    return list(AuditEvent.objects.values_list("what", flat=True))


def accept(of: Any, by: Any, reason: str = "", confirmed: bool = False) -> None:
    viewer = people.viewer(by)
    actions.accept(id=of, confirmed=confirmed, reason=reason, by=viewer, at=AT)
    working.advance(of)


def test_a_delivery_is_checked_and_nothing_is_in_force_before_it_is_accepted(
    home: Any, hand: Any, rows: Any, analyst: Any
) -> None:
    before = registers.in_force(home).id
    id = hand(fire=rows.text(rows.row(1), rows.row(2, day="31/02/2026")))
    assert state(id) == State.WAITING
    working.advance(id)
    assert state(id) == State.CHECKED
    assert registers.in_force(home).id == before
    accept(id, analyst)
    assert state(id) == State.ACCEPTED
    held = registers.in_force(home).loads
    found = Delivery.objects.get(id=id)
    assert [load.rows for load in held if load.delivery == found.held_as] == [1]
    assert not quarantine.place(str(id)).exists()
    steps = ("handed over", "checked", "accepted", "brought")
    assert [what.split(" a ")[0] for what in said()] == list(steps)


def test_what_comes_again_replaces_with_a_reason_only(
    home: Any, hand: Any, rows: Any, analyst: Any
) -> None:
    many = [rows.row(n) for n in range(10)]
    first = hand(fire=rows.text(*many))
    working.advance(first)
    accept(first, analyst)
    second = hand(fire=rows.text(*many[:9]))
    working.advance(second)
    with pytest.raises(NotSound, match="replaces"):
        accept(second, analyst)
    accept(second, analyst, reason="One was withdrawn")
    assert state(second) == State.ACCEPTED


def test_rows_go_out_of_force_only_where_somebody_confirms(
    home: Any, hand: Any, rows: Any, analyst: Any
) -> None:
    for count in (10, 2):
        id = hand(fire=rows.text(*(rows.row(n) for n in range(count))))
        working.advance(id)
        if count == 10:
            accept(id, analyst)
    with pytest.raises(NotSound, match="out of force"):
        accept(id, analyst, reason="So few")
    accept(id, analyst, reason="So few", confirmed=True)
    assert state(id) == State.ACCEPTED


def test_columns_are_said_once_and_remembered(
    home: Any, hand: Any, rows: Any, owner: Any, analyst: Any
) -> None:
    theirs = rows.header.replace("Type of incident", "Stop code")
    id = hand("statutory-fire", fire=rows.text(rows.row(1), header=theirs))
    working.advance(id)
    found = Delivery.objects.get(id=id)
    assert found.state == State.STOPPED
    assert "Type of fire or incident" in found.sentence
    viewer = people.viewer(owner)
    described = queries.described(viewer=viewer, id=id)
    assert "Stop code" in described.headings
    columns = {**described.meant, "category": "Stop code"}
    actions.describe(id=id, feed="statutory-fire", columns=columns, by=viewer, at=AT)
    working.advance(id)
    accept(id, analyst)
    assert mappings.recall(home, "saltreath-fire", "statutory-fire")["category"] == "Stop code"
    again = hand(fire=rows.text(rows.row(2, day="03/02/2026"), header=theirs))
    working.advance(again)
    assert state(again) == State.CHECKED


def test_the_same_again_has_nothing_to_accept(
    home: Any, hand: Any, rows: Any, analyst: Any
) -> None:
    first, second = (hand(fire=rows.text(rows.row(1))) for _ in range(2))
    working.advance(first)
    accept(first, analyst)
    working.advance(second)
    page = queries.delivery(viewer=people.viewer(analyst), at=AT, id=second)
    assert not page.may_accept
    with pytest.raises(NotSound, match="in force already"):
        accept(second, analyst)


def test_who_hands_over_does_not_judge(hand: Any, rows: Any, owner: Any) -> None:
    id = hand(fire=rows.text(rows.row(1)))
    working.advance(id)
    with pytest.raises(NotPermitted):
        accept(id, owner)
    actions.withdraw(id=id, reason="Wrong file", by=people.viewer(owner), at=AT)
    assert state(id) == State.WITHDRAWN


def test_a_strangers_delivery_is_not_there(hand: Any, rows: Any, stranger: Any) -> None:
    id = hand(fire=rows.text(rows.row(1)))
    viewer = people.viewer(stranger)
    with pytest.raises(NotFound):
        queries.delivery(viewer=viewer, at=AT, id=id)
    with pytest.raises(NotFound):
        actions.withdraw(id=id, reason="Not mine", by=viewer, at=AT)
    with pytest.raises(NotPermitted):
        hand(by=stranger, fire=rows.text(rows.row(1)))
    assert queries.deliveries(viewer=viewer) == ([], False)


def test_refusing_keeps_why_and_deletes_the_files(
    hand: Any, rows: Any, analyst: Any, django_capture_on_commit_callbacks: Any
) -> None:
    id = hand(fire=rows.text(rows.row(1)))
    working.advance(id)
    with django_capture_on_commit_callbacks(execute=True):
        actions.refuse(id=id, reason="Of another year", by=people.viewer(analyst), at=AT)
    assert Delivery.objects.get(id=id).reason == "Of another year"
    assert not quarantine.place(str(id)).exists()
    with pytest.raises(NotSound, match="moved on"):
        accept(id, analyst)


def test_what_is_no_table_is_refused_at_once(hand: Any) -> None:
    with pytest.raises(DeliveryRefused, match="web page"):
        hand(fire="<html><body>Sign in</body></html>")
    with pytest.raises(NotSound, match="no table"):
        hand(**{"fire.exe": "MZ"})
    assert not Delivery.objects.exists()


def test_the_report_names_the_lines_and_the_csv_holds_no_formula(
    hand: Any, rows: Any, owner: Any
) -> None:
    id = hand(fire=rows.text(rows.row(1), rows.row(2, day="=1+1")))
    working.advance(id)
    report = Rehearsal.read(Delivery.objects.get(id=id).report)
    assert report.broken[0].lines == ("fire.csv, line 3",)
    answer = people.client(owner).get(f"/deliveries/{id}/refused.csv")
    assert "'=1+1" in answer.getvalue().decode()
    last = AuditEvent.objects.order_by("-sequence").first()
    assert (last.operation, last.what) == ("disclosure", "downloaded refused rows")


def test_the_worker_does_nothing_for_somebody_who_is_nobody_any_more(db: None) -> None:
    """Once it went on as the home's owner."""
    gone = working._who("00000000-0000-4000-8000-000000000000", "strategic-assessment")
    assert (gone.unlimited, gone.may("delivery.judge")) == (False, False)
    assert working._who("command:owner", "").unlimited
