"""The site's commands as processes: the first administrator, the check of the trail, refusals."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from towpath.evidence.homes import Home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return Home.create(tmp_path / "home", {"name": "Trial Partnership"}).path


def towpath(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TOWPATH_")}
    command = [sys.executable, "-m", "towpath.cli", "--home", str(home), *words]
    return subprocess.run(command, env=kept, capture_output=True, text=True, check=False)


def test_the_first_administrator_gets_a_link_and_the_trail_says_so(home: Path) -> None:
    done = towpath(home, "administrator", "Mair Evans", "mair@council.example")
    assert done.returncode == 0, done.stderr
    assert "/account/password/reset/key/" in done.stdout
    proved = towpath(home, "audit", "verify")
    assert "4 events, each proved" in proved.stdout
    assert "set audit_head_file" in proved.stdout


def test_a_changed_trail_is_said_and_ends_with_1(home: Path) -> None:
    towpath(home, "administrator", "Mair Evans", "mair@council.example")
    store = sqlite3.connect(home / "site.sqlite3")
    store.execute("DROP TRIGGER access_auditevent_update")
    store.execute("UPDATE access_auditevent SET person = 'nobody' WHERE sequence = 2")
    store.commit()
    store.close()
    done = towpath(home, "audit", "verify")
    assert done.returncode == 1
    assert "Event 2" in done.stderr


def test_a_home_without_a_site_has_one_trail(home: Path) -> None:
    done = towpath(home, "audit")
    assert done.returncode == 0
    assert "site" not in done.stdout


def test_serving_to_the_network_in_clear_is_refused(home: Path) -> None:
    done = towpath(home, "serve", "--address", "0.0.0.0")
    assert done.returncode == 2
    assert "in clear" in done.stderr


def test_the_demos_people_do_not_come_into_a_real_partnership(home: Path) -> None:
    towpath(home, "administrator", "Mair Evans", "mair@council.example")
    code = "from towpath.access import demo; demo.settle()"
    done = subprocess.run(
        [sys.executable, "-m", "towpath.web", "--home", str(home), "shell", "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "real partnership" in done.stderr
