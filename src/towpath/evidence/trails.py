"""The audit trail: one JSON line an event, each chained to the one before by a hash."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from towpath.evidence.homes import Home
from towpath.foundation import Grant, TowpathError

_START = "0" * 64


class TrailBroken(TowpathError):
    """The trail was changed after it was written."""


def entry(grant: Grant, what: str, at: datetime, **facts: Any) -> dict[str, Any]:
    """An event, not yet on the trail. `at` is turned into UTC."""
    return {
        "at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "who": grant.person,
        "agency": grant.agency,
        "purpose": grant.purpose,
        "what": what,
        **facts,
    }


def append(home: Home, event: dict[str, Any], *, once: bool = False) -> str:
    """Write an event durably at the end; its hash. With `once`, not if it is there already.

    A register carries the event that made it, so that a death between the two loses neither.
    """
    last = _START
    for one in events(home):
        last = one["hash"]
        if once and one == {**event, "before": one["before"], "hash": last}:
            return str(last)
    line = {**event, "before": last}
    line["hash"] = _hash(line)
    home.trail.parent.mkdir(parents=True, exist_ok=True)
    _cut_torn_end(home.trail)
    with home.trail.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    return str(line["hash"])


def events(home: Home) -> Iterator[dict[str, Any]]:
    """Every event, oldest first; a last line that a crash cut short is passed over."""
    if not home.trail.exists():
        return
    for line in home.trail.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.endswith("\n"):
            yield json.loads(line)


def verify(home: Home) -> int:
    """How many events there are, each proved; TrailBroken names the first that is not."""
    last, count = _START, 0
    for one in events(home):
        count += 1
        said = one.pop("hash")
        if one["before"] != last or _hash(one) != said:
            raise TrailBroken(
                f"Event {count} of the audit trail was changed after it was written.",
                "Compare the trail with a backup, and find out who could write to it.",
            )
        last = said
    return count


def _hash(line: dict[str, Any]) -> str:
    text = json.dumps(line, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _cut_torn_end(trail: Path) -> None:
    if not trail.exists() or not (size := trail.stat().st_size):
        return
    with trail.open("rb+") as stream:
        stream.seek(size - 1)
        if stream.read(1) != b"\n":
            data = trail.read_bytes()
            stream.truncate(data.rfind(b"\n") + 1)
