"""Loaded by every process of a site that `tests/sites.py` starts: death at a chosen step.

A file, named in DEATH_ORDER, says at which of the next steps in the home (a rename, a folder made,
a file opened for writing or removed) the first process to come so far dies at once. The step is not
done: at a rename that is the moment after fsync and before the rename.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

ORDER, HOME = Path(os.environ.get("DEATH_ORDER", "")), os.environ.get("DEATH_HOME", "")
STEPS = frozenset(("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "shutil.rmtree"))
left: dict[int, int] = {}  # steps to go, by the order's time


def step(event: str, words: tuple[Any, ...]) -> None:
    """Count a step on the disk, and die at the one that was ordered."""
    writes = event == "open" and isinstance(words[2], int) and words[2] & (os.O_WRONLY | os.O_RDWR)
    if not (writes or event in STEPS) or not str(words[0]).startswith(HOME):
        return
    try:
        given = ORDER.stat().st_mtime_ns
        if given not in left:
            left[given] = int(ORDER.read_text())
        left[given] -= 1
        if left[given] == 0:
            ORDER.unlink()  # one death an order
            os.kill(os.getpid(), signal.SIGKILL)
    except (OSError, ValueError):
        return


if HOME:
    sys.addaudithook(step)
