"""What must hold before the site starts: how its database is set."""

from __future__ import annotations

import sqlite3

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from towpath.foundation import ExitCode, TowpathError

_WANTED = {"synchronous": 2, "secure_delete": 1, "mmap_size": 0}
# Django 5.2's oldest PostgreSQL, and the settings without which a power cut loses what was saved.
_OLDEST = 14_00_00
_KEPT = {"fsync": "on", "full_page_writes": "on", "server_encoding": "UTF8"}


class UnsafeStore(TowpathError):
    """The database is not set as evidence demands."""


class Newer(TowpathError):
    """A newer Towpath has worked on this database."""

    exit_code = ExitCode.WRONG_USE


def require_known_database() -> None:
    """Raise Newer where the database was brought further than this version knows."""
    loader = MigrationLoader(connection)
    own = {one.label for one in apps.get_app_configs() if one.name.startswith("towpath.")}
    unknown = loader.applied_migrations.keys() - loader.disk_migrations.keys()
    if named := sorted(f"{app} {name}" for app, name in unknown if app in own):
        raise Newer(
            f"A newer Towpath has worked on this database ({', '.join(named)}).",
            "Install that version; or restore the backup that was made before the upgrade.",
        )


def require_safe_store() -> str:
    """Say how the store is set; UnsafeStore where a setting would lose or leak what is written."""
    wrong, said = _sqlite() if connection.vendor == "sqlite" else _postgresql()
    if wrong:
        raise UnsafeStore(
            f"The database is not set safely: {'; '.join(wrong)}.",
            "Set it otherwise, or report this: see how-to/postgresql.",
        )
    return said


def _sqlite() -> tuple[list[str], str]:
    found = {name: _pragma(name) for name in _WANTED}
    wrong = [
        f"{name} is {found[name]}" for name, wanted in _WANTED.items() if found[name] != wanted
    ]
    journal = _pragma("journal_mode")
    if journal == "wal" and sqlite3.sqlite_version_info < (3, 51, 3):
        wrong.append(f"the journal is WAL, which SQLite {sqlite3.sqlite_version} may corrupt")
    if getattr(connection, "transaction_mode", None) != "IMMEDIATE":
        wrong.append("transactions do not begin as IMMEDIATE")
    return wrong, f"SQLite {sqlite3.sqlite_version}, journal {journal}"


def _postgresql() -> tuple[list[str], str]:
    found = {name: _setting(name) for name in _KEPT}
    wrong = [f"{name} is {found[name]}" for name, wanted in _KEPT.items() if found[name] != wanted]
    if (waits := _setting("synchronous_commit")) == "off":
        wrong.append(f"synchronous_commit is {waits}")
    if int(_setting("server_version_num")) < _OLDEST:
        wrong.append(f"PostgreSQL {_setting('server_version')} is older than 14")
    return wrong, f"PostgreSQL {_setting('server_version')}"


def _pragma(name: str) -> int | str:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        row = cursor.fetchone()
    return row[0] if row else 0


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])
