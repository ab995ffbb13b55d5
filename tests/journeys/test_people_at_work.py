"""Two hundred people at once on the served site: no error, nothing lost, the trail whole.

How long it took is printed, not tested: a test on a busy machine would fail for nothing. The
measure is `python tests/load.py`, or this test under `start.py soak`.
"""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import cluster
import load
import worlds
from towpath.evidence.homes import Home

SOAK = os.environ.get("TOWPATH_TESTS") == "soak"
SECONDS, ROWS = (120, 400_000) if SOAK else (6, 20_000)


@pytest.mark.slow
@pytest.mark.parametrize("on", ["sqlite", "postgresql"])
def test_nothing_fails_and_nothing_is_lost(
    on: str, loaded_home: tuple[Home, worlds.World], tmp_path: Path
) -> None:
    if on == "postgresql" and not (SOAK and cluster.programs()):
        pytest.skip("in the soak, where PostgreSQL's server is installed")
    copy = shutil.copytree(loaded_home[0].path, tmp_path / "home")
    # In a thread of its own, since a browser's loop may run in this one.
    with ThreadPoolExecutor(1) as aside:
        told = aside.submit(load.everything, copy, on, SECONDS, ROWS).result()
    print(json.dumps(told, indent=1))
    runs = [one for one in told.values() if isinstance(one, dict)]
    assert [one["wrong"] for one in runs] == [{}, {}, {}]
    assert [one["lost"] for one in runs] == [[], [], []]
    assert all(one["saved"] for one in runs)
    assert told["loading"] == 0
    assert told["trail proved"]
