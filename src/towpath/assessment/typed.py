"""Evidence that people type or attach where there is no data, and gaps that they accept.

Sign-off must be possible: a section without data takes a typed entry with author and date, an
attached file, or "not available, accepted by … because …", which joins the intelligence gaps. They
are kept one JSON line each in HOME/editions/typed-evidence.jsonl, and never changed, only added to:
what was withdrawn stays on file, with a line that says by whom and why.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from towpath.assessment.findings import Evidence
from towpath.foundation import NotUnderstood

FILE = "typed-evidence.jsonl"
SECTIONS = range(1, 7)


@dataclass(frozen=True)
class Withdrawal:
    """That an entry no longer stands: its number, who says so, why, and when."""

    withdraws: int
    by: str
    because: str
    dated: str


T = TypeVar("T", Evidence, Withdrawal)


@dataclass(frozen=True)
class Entry:
    """An entry under its number, counted from 1 in the order made, and its withdrawal if any."""

    number: int
    evidence: Evidence
    withdrawn: Withdrawal | None = None


def read(editions: Path) -> tuple[Evidence, ...]:
    """The entries that stand, in the order in which they were made."""
    return tuple(one.evidence for one in entries(editions) if one.withdrawn is None)


def entries(editions: Path) -> tuple[Entry, ...]:
    """Every entry ever made, withdrawn or not."""
    lines = _lines(editions)
    gone = {row["withdraws"]: Withdrawal(**row) for row in lines if "withdraws" in row}
    made = (Evidence(**row) for row in lines if "withdraws" not in row)
    return tuple(Entry(number, one, gone.get(number)) for number, one in enumerate(made, 1))


def _lines(editions: Path) -> list[dict[str, Any]]:
    file = editions / FILE
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def add(
    editions: Path, *, section: int, text: str, by: str, at: date, attached: Path | None = None
) -> Evidence:
    """Type evidence for a section, with its author and day; a file is copied and named by hash."""
    said = _said(section, text, by)
    if attached:
        said = f"{said} (attached: {_attach(editions, attached)})"
    return _append(editions, Evidence(section, said, by, at.isoformat()))


def withdraw(editions: Path, number: int, *, because: str, by: str, at: date) -> Entry:
    """Withdraw an entry by its number: it is printed no more, and a gap blocks again."""
    found = next((one for one in entries(editions) if one.number == number), None)
    if found is None or found.withdrawn:
        reason = "was withdrawn already" if found else "does not exist"
        raise NotUnderstood(f"Entry {number} {reason}.", "`towpath evidence list` lists them.")
    said = _said(found.evidence.section, because, by)
    return Entry(
        number, found.evidence, _append(editions, Withdrawal(number, by, said, at.isoformat()))
    )


def accept_gap(editions: Path, *, section: int, because: str, by: str, at: date) -> Evidence:
    """Record that a section's evidence is not available, who accepts that, and why."""
    said = _said(section, because, by)
    return _append(editions, Evidence(section, said, by, at.isoformat(), accepted_by=by))


def _said(section: int, text: str, by: str) -> str:
    if section not in SECTIONS:
        raise NotUnderstood(f"There is no section {section}.", "An assessment has sections 1 to 6.")
    if not text.strip() or not by.strip():
        raise NotUnderstood(
            "Typed evidence needs its words and its author.", "Give both, even if briefly."
        )
    return " ".join(text.split())


def _attach(editions: Path, file: Path) -> str:
    if not file.is_file():
        raise NotUnderstood(f"{file} is not a file.", "Name the file to attach.")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    kept = editions / "attached" / f"{digest[:12]}-{file.name}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, kept)
    return f"{file.name}, SHA-256 {digest[:12]}…"


def _append(editions: Path, entry: T) -> T:
    editions.mkdir(parents=True, exist_ok=True)
    with (editions / FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return entry
