"""What a method is asked for beside its data: whole numbers, a level, and a source of chance."""

from __future__ import annotations

from operator import index

import numpy as np

from towpath.analysis.errors import ImpossibleNumbers

# Days from any origin in use, the year 1 among them; more are seconds.
LATEST = 1e7


def whole(number: int, what: str, least: int = 1) -> int:
    """A whole number of so many at least; `what` it counts, in a word: "permutations"."""
    try:
        given = index(number)
    except TypeError as error:
        raise ImpossibleNumbers(
            f"The number of {what} is no whole number: {number!r}.", f"Give {least} or more."
        ) from error
    if given < least:
        raise ImpossibleNumbers(f"{given} is no number of {what}.", f"Give {least} or more.")
    return given


def chance(rng: np.random.Generator | None) -> np.random.Generator:
    """A source of chance, refused where it is none: a bare seed would hide how it is used."""
    if not isinstance(rng, np.random.Generator):
        raise ImpossibleNumbers(
            "There is no source of chance to draw from.",
            "Pass a Generator as rng: numpy.random.default_rng(1) for the same draws every time.",
        )
    return rng


def level(share: float, what: str) -> float:
    """A share that lies between 0 and 1, both left out, such as an error that is put up with."""
    if not 0 < share < 1:
        raise ImpossibleNumbers(f"The {what} is not between 0 and 1: {share}.", "Give 0.05, say.")
    return share


def day(number: float) -> float:
    """A day as a number, which a record can be cut at."""
    if not abs(number) < LATEST:
        raise ImpossibleNumbers(f"{number} is no day.", "Give days as the events have them.")
    return number
