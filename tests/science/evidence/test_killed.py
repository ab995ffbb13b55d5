"""kill -9 at any moment of a load leaves the home as it was or as it should be."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from towpath.evidence import held, registers, trails
from towpath.evidence.homes import Home

CHILD = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from towpath.evidence import loading
from towpath.evidence.homes import Home
home = Home.open(Path(sys.argv[1]))
print("ready", flush=True)
at = datetime(2026, 1, 11, tzinfo=UTC)
loading.deliver(home, [Path(sys.argv[2])], grant=home.owner(), at=at)
print("done", flush=True)
"""


def _prepared(desk, make):
    """A home with one month in force, and a delivery that supersedes it, adds two and settles."""
    old = [make.row(make.identity(n), outcome="Under investigation") for n in range(300)]
    desk.deliver(
        {
            "2025-01": old,
            "2024-12": [make.row(make.identity(n), month="2024-12") for n in range(50, 90)],
        }
    )
    folder = desk.inbox / "next"
    folder.mkdir()
    for month in ("2025-01", "2025-02", "2025-03"):
        rows = [
            make.row(make.identity(n), month=month, outcome="Local resolution") for n in range(400)
        ]
        (folder / f"{month}-testshire-street.csv").write_text(make.text(rows))
    return folder


def _state(home):
    with held.open_held(home, home.owner()) as evidence:
        rows = (
            evidence.table("incidents")
            .to_pyarrow()
            .sort_by([("load", "ascending"), ("row", "ascending")])
        )
    return registers.in_force(home).id, rows.to_pylist()


def _killed(home, folder, after):
    """Load in a process of its own, and kill it so many seconds after it began."""
    command = [sys.executable, "-c", CHILD, str(home.path), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"ready\n"
        try:
            child.wait(after)
        except subprocess.TimeoutExpired:
            os.kill(child.pid, signal.SIGKILL)
        return child.stdout.read() == b"done\n"


@pytest.mark.parametrize(
    "moments", [2, pytest.param(50, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_a_load_is_whole_or_not_at_all(desk, make, moments, tmp_path):
    folder = _prepared(desk, make)
    before = _state(desk.home)
    spare = Home(tmp_path / "spare")
    shutil.copytree(desk.home.path, spare.path, symlinks=True)
    began = time.monotonic()
    assert _killed(spare, folder, 60.0)
    lasted = time.monotonic() - began
    after = _state(spare)
    rng = random.Random(20261120)
    for number in range(moments):
        home = Home(tmp_path / f"home-{number}")
        shutil.copytree(desk.home.path, home.path, symlinks=True)
        _killed(home, folder, rng.uniform(0.0, lasted))
        assert _state(home) in (before, after)
        _killed(home, folder, 60.0)  # the next load sweeps, and comes through
        assert _state(home) == after
        assert trails.verify(home) == 2
        assert not home.incoming.exists()
        shutil.rmtree(home.path)
