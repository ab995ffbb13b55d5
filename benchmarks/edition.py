"""A whole strategic assessment of a district: all sections, both forms, all formats.

The demo's home is built once. `TOWPATH_BENCH_HOME` and `TOWPATH_BENCH_PERIOD` name another home,
which is copied and left as it is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from case import Case
from towpath.cli.commands import demo

TOWPATH = [sys.executable, "-m", "towpath.cli"]


def prepare(folder: Path) -> None:
    """The home to be assessed."""
    home, given = folder / "home", os.environ.get("TOWPATH_BENCH_HOME")
    if given:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(given, home)
    elif not (home / "register.json").exists():
        _run("demo", "build", "--home", str(home))


def _assess(folder: Path) -> float:
    """One new process, from the command to the last file; the machine has read the files before."""
    work = folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(folder / "home", work, ignore=shutil.ignore_patterns("editions"))
    (work / "editions").mkdir()
    period = os.environ.get("TOWPATH_BENCH_PERIOD") or demo.PERIOD
    start = time.perf_counter()
    _run("--home", str(work), "assess", "--period", period)
    seconds = time.perf_counter() - start
    assert any((work / "editions").iterdir()), "no edition was made"
    return seconds


def _run(*words: str) -> None:
    subprocess.run([*TOWPATH, *words], check=True, stdout=subprocess.DEVNULL)


CASE = Case(
    title="A whole edition: all sections, both forms, all formats",
    prepare=prepare,
    contestants={"towpath assess": _assess},
    most_seconds={"towpath assess": 20.0},
    note="A new process each time; the files were read before. The home is the demo's, of one "
    "district, unless TOWPATH_BENCH_HOME named another.",
)
