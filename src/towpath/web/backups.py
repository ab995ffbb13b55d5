"""The site's side of a backup: its database held fast at one moment, then written as rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from towpath.access import audit
from towpath.access.audit import Entry, Operation
from towpath.access.viewers import Viewer
from towpath.evidence.archives import DATABASE
from towpath.web import rows

_COPY = "copy"


class Database:
    """The site's database beside the evidence (`archives.Beside`)."""

    def __init__(self) -> None:
        self._open = ExitStack()

    def take(self, folder: Path) -> None:
        """SQLite is copied; PostgreSQL keeps the view of one moment, and nobody waits for it."""
        if connection.vendor == "sqlite":
            self._copy(folder / "copy.sqlite3")
            return
        self._open.enter_context(transaction.atomic())
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT 1 FROM access_person LIMIT 1")  # the moment is now

    def write(self, folder: Path) -> Mapping[str, Any]:
        """Write the rows; what the manifest shall say of them."""
        with self._open, (folder / DATABASE).open("w", encoding="utf-8") as stream:
            head = rows.write(stream, _COPY if connection.vendor == "sqlite" else "default")
        return {"database": connection.vendor, "events": head["events"]}

    def _copy(self, path: Path) -> None:
        """A copy by SQLite's own means: writers wait for its milliseconds, no longer."""
        self._open.callback(path.unlink, missing_ok=True)
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as into:
            connection.connection.backup(into)
        connections.settings[_COPY] = {**connections.settings["default"], "NAME": str(path)}
        self._open.callback(connections[_COPY].close)


def record(what: str, **details: Any) -> None:
    """Put a backup or a restore on the trail."""
    with transaction.atomic():
        entry = Entry(Operation.DISCLOSURE, what, details=details)
        audit.record(entry, by=Viewer.of_command("backup"), at=timezone.now())


def fill(path: Path) -> None:
    """Read rows into this site's empty database, bring it to this version, and say so."""
    with path.open(encoding="utf-8") as stream:
        rows.read(stream, lambda: record(rows.RESTORED))
    call_command("migrate", interactive=False, verbosity=0)
