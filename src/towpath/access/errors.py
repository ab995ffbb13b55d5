"""The errors of access: each a sentence that its reader may see, and what they can do."""

from __future__ import annotations

from towpath.foundation import ExitCode, Forbidden, TowpathError


class NotPermitted(Forbidden):
    """What was asked is not for this viewer, and they may know that it exists."""


class NotFound(TowpathError):
    """There is no such thing for this viewer: not there and not theirs look alike."""

    exit_code = ExitCode.NO_SUCH_DATA


class NotSound(TowpathError):
    """What was asked for cannot be: dates the wrong way round, the last administrator gone."""

    exit_code = ExitCode.WRONG_USE


class TrailBroken(TowpathError):
    """The audit trail was changed after it was written."""
