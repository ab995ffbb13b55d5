"""What a start demands of the database, on either; and that the one asked for is the one tried."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

import people
from towpath.access.permissions import Role
from towpath.evidence.homes import Home
from towpath.web import checks
from towpath.web.configuration import Configuration, WrongSetting

pytestmark = pytest.mark.django_db
ON_POSTGRESQL = "TOWPATH_TRIAL_DATABASE_URL" in os.environ
on_sqlite = pytest.mark.skipif(ON_POSTGRESQL, reason="asks SQLite")
on_postgresql = pytest.mark.skipif(not ON_POSTGRESQL, reason="asks PostgreSQL")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let PostgreSQL say something else of one setting, and that the rest is as it should be."""

    def say(**settings: str) -> None:
        known = {**checks._KEPT, "synchronous_commit": "on"} | settings
        ask = checks._setting
        monkeypatch.setattr(checks, "_setting", lambda name: known.get(name) or ask(name))

    return say


def test_the_database_is_the_one_that_was_asked_for() -> None:
    assert connection.vendor == ("postgresql" if ON_POSTGRESQL else "sqlite")


@on_sqlite
def test_sqlite_as_it_is_set_is_safe() -> None:
    assert checks.require_safe_store().startswith("SQLite 3.")


@on_sqlite
@pytest.mark.parametrize(
    ("pragma", "named"),
    [("synchronous=1", "synchronous is 1"), ("secure_delete=0", "secure_delete is 0")],
)
def test_sqlite_that_would_lose_or_leak_is_refused(
    pragma: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, value = pragma.split("=")
    ask = checks._pragma
    monkeypatch.setattr(checks, "_pragma", lambda one: int(value) if one == name else ask(one))
    with pytest.raises(checks.UnsafeStore, match=named):
        checks.require_safe_store()


@on_postgresql
def test_postgresql_that_keeps_what_it_is_told_is_safe(said: Callable[..., None]) -> None:
    said()
    assert checks.require_safe_store().startswith("PostgreSQL 1")


@on_postgresql
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fsync", "off"),
        ("full_page_writes", "off"),
        ("synchronous_commit", "off"),
        ("server_encoding", "SQL_ASCII"),
        ("server_version_num", "130012"),
    ],
)
def test_postgresql_that_would_lose_is_refused(
    said: Callable[..., None], name: str, value: str
) -> None:
    said(**{name: value})
    with pytest.raises(checks.UnsafeStore):
        checks.require_safe_store()


def test_a_database_that_a_newer_towpath_worked_on_is_refused() -> None:
    checks.require_known_database()
    MigrationRecorder(connection).record_applied("socialaccount", "9999_of_a_library")
    checks.require_known_database()
    MigrationRecorder(connection).record_applied("intake", "9999_of_tomorrow")
    with pytest.raises(checks.Newer, match="intake 9999_of_tomorrow"):
        checks.require_known_database()


def test_one_setting_leads_to_postgresql(tmp_path: Path) -> None:
    url = "postgres://towpath:p%40ss@db.example:5433/csp?sslmode=require"
    home = Home.create(tmp_path / "home", {"name": "Trial", "database_url": url})
    asked = Configuration.of(home).database
    assert asked["ENGINE"] == "django.db.backends.postgresql"
    assert (asked["USER"], asked["PASSWORD"], asked["HOST"]) == ("towpath", "p@ss", "db.example")
    assert (asked["PORT"], asked["NAME"]) == ("5433", "csp")
    assert asked["OPTIONS"] == {"sslmode": "require"}


def test_another_database_is_refused_in_words(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home", {"name": "Trial", "database_url": "mysql://x/y"})
    with pytest.raises(WrongSetting, match="mysql"):
        _ = Configuration.of(home).database


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/people/?words=%00", 400), ("/publications/a%00b/", 400), ("/api/x%00", 422),
        ("/api/features/x%00", 400),
    ],
)  # fmt: skip
def test_no_nul_reaches_the_database(address: str, status: int) -> None:
    owner = people.person("Owner", Role.ADMINISTRATOR, "council")
    assert people.client(owner).get(address).status_code == status
