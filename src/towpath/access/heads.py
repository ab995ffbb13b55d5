"""The head of the audit trail, written outside the database: a file, a command, or both.

Only what lies outside can show that the tail was cut off. A file on another machine that can only
be appended to is best; a command may send the head by mail or to a log server.
"""

from __future__ import annotations

import json
import logging
import shlex
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)
_sent = {"at": 0.0}


@dataclass(frozen=True)
class Head:
    """The last event at some moment: its number and its code."""

    sequence: int
    mac: str
    at: datetime

    @property
    def line(self) -> str:
        """As it is written outside."""
        at = self.at.astimezone(UTC).isoformat(timespec="seconds")
        return json.dumps({"sequence": self.sequence, "mac": self.mac, "at": at})


def file() -> Path:
    """Where heads are written: audit_head_file, or the home's own logs until that is set."""
    said = settings.CONFIGURATION.audit_head_file
    return Path(said) if said else settings.HOME / "logs" / "audit-heads.jsonl"


def outside() -> bool:
    """Whether heads leave the home at all."""
    configuration = settings.CONFIGURATION
    return bool(configuration.audit_head_file or configuration.audit_head_command)


def send(head: Head) -> None:
    """Write a head outside. A failure is shouted into the log; what was done stays done."""
    try:
        path = file()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as stream:
            stream.write(head.line + "\n")
        _tell(head)
    except (OSError, subprocess.SubprocessError):
        log.exception("the head of the audit trail could not be written outside")


def _tell(head: Head) -> None:
    configuration = settings.CONFIGURATION
    due = _sent["at"] + configuration.audit_head_seconds
    if not configuration.audit_head_command or time.monotonic() < due:
        return
    _sent["at"] = time.monotonic()
    command = shlex.split(configuration.audit_head_command)
    subprocess.run(command, input=head.line.encode(), timeout=5, check=True)


def written() -> Iterator[Head]:
    """The heads in the file, oldest first; a line that a crash cut short is passed over."""
    path = file()
    if not path.exists():
        return
    for line in path.read_text("utf-8").splitlines(keepends=True):
        if line.endswith("\n"):
            said = json.loads(line)
            yield Head(int(said["sequence"]), said["mac"], datetime.fromisoformat(said["at"]))
