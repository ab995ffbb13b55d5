"""One family of errors: a sentence that says what is wrong, and a remedy that says what to do."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command tells a script (contracts: "The command")."""

    DONE = 0
    FAULT = 1
    WRONG_USE = 2
    REFUSED = 3
    NO_SUCH_DATA = 4


class TowpathError(Exception):
    """A sentence for the user and what they can do next.

    Every room derives its own few errors from this one; nothing else is meant to reach a user.
    """

    exit_code = ExitCode.FAULT

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}".strip()


class NotUnderstood(TowpathError):
    """The user's words could not be read: a period, an area, an option."""

    exit_code = ExitCode.WRONG_USE


class NotComparable(TowpathError):
    """Two things were put side by side that may not be, such as periods of unequal length."""

    exit_code = ExitCode.WRONG_USE


class NoSuchData(TowpathError):
    """The question is sound, but nothing that is held answers it."""

    exit_code = ExitCode.NO_SUCH_DATA


class Forbidden(TowpathError):
    """The grant does not cover what was asked."""

    exit_code = ExitCode.WRONG_USE
