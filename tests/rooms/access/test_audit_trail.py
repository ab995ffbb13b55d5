"""The trail: added to only, chained, whole, and shown to be tampered with in eight ways."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

import people
from towpath.access import audit, chain, heads
from towpath.access.audit import Entry, Operation
from towpath.access.errors import TrailBroken
from towpath.access.models import AuditEvent
from towpath.access.viewers import Viewer

pytestmark = pytest.mark.django_db
WHO = Viewer("7a1c", "Owner")
TABLE = "access_auditevent"


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "elsewhere" / "heads.jsonl"
    monkeypatch.setattr(heads, "file", lambda: path)
    return path


@pytest.fixture
def written(outside: Path, django_capture_on_commit_callbacks: Any) -> None:
    """Twelve events, whose heads went outside."""
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(12):
            add(f"looked at page {number}")


def add(what: str, by: Viewer = WHO) -> int:
    return audit.record(Entry(Operation.CONSULTATION, what), by=by, at=people.AT)


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def open_the_table() -> None:
    """What a hand in the database would do first."""
    if connection.vendor == "postgresql":
        return run(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
    for name in ("update", "delete", "replace"):
        run(f"DROP TRIGGER {TABLE}_{name}")
    return None


def changed_field() -> None:
    run(f"UPDATE {TABLE} SET person = 'somebody else' WHERE sequence = 5")


def deleted_row() -> None:
    run(f"DELETE FROM {TABLE} WHERE sequence = 5")


def inserted_row() -> None:
    """One in the middle, with those after it moved on and the last left where it was."""
    last = AuditEvent.objects.get(sequence=12)
    run(f"DELETE FROM {TABLE} WHERE sequence = 12")
    for number in range(11, 5, -1):
        run(f"UPDATE {TABLE} SET sequence = %s WHERE sequence = %s", number + 1, number)
    last.sequence = 6
    AuditEvent.objects.bulk_create([last])


def swapped_rows() -> None:
    for old, new in ((4, 99), (5, 4), (99, 5)):
        run(f"UPDATE {TABLE} SET sequence = %s WHERE sequence = %s", new, old)


def cut_tail() -> None:
    run(f"DELETE FROM {TABLE} WHERE sequence > 9")


def changed_order() -> None:
    """The rows say the numbers of others, and are linked anew to fit."""
    run(f"UPDATE {TABLE} SET sequence = sequence + 100")
    for number in range(1, 13):
        run(f"UPDATE {TABLE} SET sequence = %s WHERE sequence = %s", 13 - number, number + 100)


def forged_without_key() -> None:
    forge(b"not the key", start=5)


def restarted_with_another_key() -> None:
    forge(bytes(32), start=1)


def forge(key: bytes, start: int) -> None:
    """Write a row anew and chain all that follow, as well as can be done with another key."""
    rows = list(AuditEvent.objects.order_by("sequence"))
    before = rows[start - 2].mac if start > 1 else audit.START
    for row in rows[start - 1 :]:
        row.before, row.person = before, "somebody else"
        row.mac = before = audit.mac(row, key)
        run(f"DELETE FROM {TABLE} WHERE sequence = %s", row.sequence)
    AuditEvent.objects.bulk_create(rows[start - 1 :])


TAMPERING = [changed_field, deleted_row, inserted_row, swapped_rows, cut_tail, changed_order]
TAMPERING += [forged_without_key, restarted_with_another_key]


@pytest.mark.parametrize("tamper", TAMPERING)
def test_tampering_is_found(written: None, tamper: Callable[[], None]) -> None:
    chain.verify()
    open_the_table()
    tamper()
    with pytest.raises(TrailBroken):
        chain.verify()


def test_a_chain_forged_with_the_right_key_is_found_by_its_heads(written: None) -> None:
    """Somebody who holds the key can chain anew; what was written outside gives them away."""
    open_the_table()
    forge(audit.key(), start=5)
    with pytest.raises(TrailBroken, match="Event 5"):
        chain.verify()


def test_a_whole_trail_is_proved(written: None) -> None:
    proof = chain.verify()
    assert (proof.events, proof.heads) == (12, 12)


def test_an_empty_trail_is_whole(outside: Path) -> None:
    assert chain.verify().events == 0


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE {TABLE} SET reason = 'none' WHERE sequence = 3",
        f"DELETE FROM {TABLE} WHERE sequence = 3",
        f"DELETE FROM {TABLE}",
    ],
)
def test_the_database_refuses_to_change_the_trail(written: None, sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        run(sql)
    assert chain.verify().events == 12


def test_the_database_refuses_to_replace_a_row(written: None) -> None:
    row = AuditEvent.objects.get(sequence=3)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.bulk_create([row])
    assert chain.verify().events == 12


def test_an_event_dies_with_what_it_records(outside: Path) -> None:
    with transaction.atomic():
        add("looked at a page that was never sent")
        transaction.set_rollback(True)
    assert chain.verify().events == 0


def test_an_event_outside_a_transaction_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(audit.NoTransaction):
        add("looked at a page")


def test_the_head_goes_outside_after_each_event(written: None, outside: Path) -> None:
    lines = [json.loads(line) for line in outside.read_text("utf-8").splitlines()]
    assert [line["sequence"] for line in lines] == list(range(1, 13))
    assert lines[-1]["mac"] == AuditEvent.objects.get(sequence=12).mac


def test_a_head_that_cannot_be_written_stops_nobody(
    written: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(heads, "file", lambda: Path("/dev/null/heads.jsonl"))
    heads.send(heads.Head(1, "0", people.AT))
    assert "could not be written" in caplog.text


def test_a_torn_last_line_of_heads_is_passed_over(written: None, outside: Path) -> None:
    with outside.open("a") as stream:
        stream.write('{"sequence": 13, "ma')
    assert chain.verify().heads == 12


def test_a_command_gets_the_head_and_its_failure_stops_nobody(
    tmp_path: Path, outside: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    told = tmp_path / "told"
    monthly = {"audit_head_command": f"tee {told}", "audit_head_seconds": 0}
    settings.CONFIGURATION = replace(settings.CONFIGURATION, **monthly)
    heads.send(heads.Head(7, "abc", people.AT))
    assert json.loads(told.read_text("utf-8"))["sequence"] == 7
    settings.CONFIGURATION = replace(settings.CONFIGURATION, audit_head_command="false")
    heads.send(heads.Head(8, "abd", people.AT))
    assert "could not be written" in caplog.text
