"""Arrays as analysis takes them: float64, of one shape, and counts never negative."""

from __future__ import annotations

from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from towpath.analysis.errors import ImpossibleNumbers

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Bools = NDArray[np.bool_]
Months = NDArray[np.datetime64]
Words = NDArray[Any]
FARTHEST = 1e12  # metres: nowhere on the Earth, and within whole numbers of any cell
Shape = TypeVar("Shape", bound=NDArray[Any])


def floats(*values: ArrayLike) -> tuple[Floats, ...]:
    """The values as float64 arrays, broadcast to one shape."""
    try:
        return tuple(np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in values)))
    except ValueError as error:
        raise ImpossibleNumbers(
            "The columns to compare are of different lengths.",
            "Give one number for each category in every column.",
        ) from error


def counts(*values: ArrayLike) -> tuple[Floats, ...]:
    """The same, refusing what no count can be: negative or infinite, or not a number."""
    arrays = floats(*values)
    for array in arrays:
        if not np.all(np.isfinite(array) & (array >= 0)):
            raise ImpossibleNumbers(
                "A count is negative or is not a number.",
                "Check the column: counts are whole numbers from 0 up.",
            )
    return arrays


def metres(xy: ArrayLike) -> Floats:
    """Places as (places, 2) metres, refusing what is none: nan, or off the Earth."""
    try:
        held = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    except (TypeError, ValueError) as error:
        raise ImpossibleNumbers("Places come as x and y.", "Give metres: (places, 2).") from error
    if not (np.abs(held) < FARTHEST).all():
        raise ImpossibleNumbers("A place is not known.", "Leave it out, and say so.")
    return held


def plain(array: Shape) -> Shape:
    """A 0-dimensional array as the scalar it holds; any other array as it is."""
    return cast(Shape, np.asarray(array)[()])


def divide(top: Floats, bottom: Floats) -> Floats:
    """Division that answers 0/0 with nan and x/0 with infinity, without a warning."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.divide(top, bottom))


def words(shape: tuple[int, ...], ordinary: object) -> Words:
    """An array of words of a vocabulary, all the same to begin with."""
    filled = np.empty(shape, dtype=object)
    # np.full would turn a StrEnum into a bare string.
    filled.fill(ordinary)
    return filled
