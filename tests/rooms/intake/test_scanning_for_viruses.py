"""The organisation's scanner: what it finds is deleted unopened, and without its word nothing goes
on. A real program stands in its place, which looks for EICAR's harmless test file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import people
from towpath.access.models import AuditEvent
from towpath.intake import actions, quarantine, working
from towpath.intake.models import Delivery, State

# In two pieces, or a scanner on the developer's machine would take this file away.
EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCANNER = """#!/bin/sh
for file in "$@"; do [ -r "$file" ] || exit 2; done
grep -q 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE' "$@" && exit 1
exit 0
"""


@pytest.fixture
def scanner(home: Any, tmp_path: Path) -> Path:
    path = tmp_path / "a scanner"
    path.write_text(SCANNER)
    path.chmod(0o700)
    home.write_settings({**home.settings, "scan_command": f"'{path}'"})
    return path


def found(of: Any) -> Delivery:
    working.advance(of)
    return Delivery.objects.get(id=of)


def test_clean_files_go_on(scanner: Path, hand: Any, rows: Any) -> None:
    assert found(hand(fire=rows.text(rows.row(1)), more=rows.text())).state == State.CHECKED


def test_what_the_scanner_finds_is_turned_away_and_deleted(
    scanner: Path, hand: Any, rows: Any, owner: Any, django_capture_on_commit_callbacks: Any
) -> None:
    id = hand(fire=rows.text(rows.row(1)), note=EICAR)
    with django_capture_on_commit_callbacks(execute=True):
        assert found(id).state == State.REFUSED
    assert quarantine.paths(str(id)) == []
    page = people.client(owner).get(f"/deliveries/{id}/").content.decode()
    assert "The virus scanner found something" in page
    assert AuditEvent.objects.filter(what__contains="virus scanner").exists()


@pytest.mark.parametrize("fault", ["gone", "not a program", "broken"])
def test_without_the_scanners_word_nothing_is_opened(
    fault: str, scanner: Path, hand: Any, owner: Any, rows: Any
) -> None:
    if fault == "gone":
        scanner.unlink()
    elif fault == "not a program":
        scanner.chmod(0o600)
    else:
        scanner.write_text("#!/bin/sh\nexit 2\n")
    stopped = found(hand(fire=rows.text(rows.row(1))))
    assert (stopped.state, stopped.headings, stopped.report) == (State.STOPPED, "[]", "")
    assert "nobody has opened them" in stopped.sentence
    scanner.unlink(missing_ok=True)
    scanner.write_text(SCANNER)
    scanner.chmod(0o700)
    actions.check_again(id=stopped.id, by=people.viewer(owner), at=people.AT)
    assert found(stopped.id).state == State.CHECKED
