"""The organisation's own virus scanner, asked before anything of a delivery is opened.

`scan_command` in towpath.toml is run with the files' paths after it, and says by its exit code what
it found: 0 nothing, 1 something (as clamscan and clamdscan do). Whatever else happens, the files
stay unopened: without its word nothing is believed to be clean.
"""

from __future__ import annotations

import logging
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

from towpath.evidence.homes import Home
from towpath.foundation import TowpathError

SCANNING = "scanning for viruses"  # as its step calls itself
_PATIENCE = 900  # seconds; clamscan reads all its signatures anew each time
log = logging.getLogger(__name__)


class Infected(TowpathError):
    """The scanner found something."""


class NotScanned(TowpathError):
    """The scanner did not say that the files are clean, nor that they are not."""


def require_clean(home: Home, paths: Sequence[Path]) -> None:
    """Raise Infected or NotScanned unless the scanner says that the files are clean."""
    command = shlex.split(str(home.settings.get("scan_command", "")))
    if not command:
        return
    try:
        done = subprocess.run(
            [*command, *map(str, paths)], stdin=subprocess.DEVNULL, capture_output=True,
            timeout=_PATIENCE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _not_scanned(type(error).__name__) from error
    if done.returncode == 1:
        raise Infected(
            "The virus scanner found something in the files. They were deleted.",
            "Tell whoever looks after the computer that they came from; do not send them again.",
        )
    if done.returncode:
        raise _not_scanned(f"exit code {done.returncode}")


def _not_scanned(why: str) -> NotScanned:
    log.error("scan_command failed: %s", why)
    return NotScanned(
        "The files could not be scanned for viruses, so nobody has opened them.",
        "Ask an administrator to see to the scanner (scan_command); then have them checked again.",
    )
