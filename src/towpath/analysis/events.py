"""Events with a time and a place: what every method of places takes.

Metres on a flat grid (the British National Grid, or any other), days as numbers. Degrees are
refused: a distance between them means nothing.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from towpath.analysis import asked
from towpath.analysis.arrays import FARTHEST, Bools, Floats
from towpath.analysis.errors import ImpossibleNumbers


@dataclass(frozen=True)
class Events:
    """Events in the order of their days.

    `xy`: (events, 2) metres; `day`: (events,) days since any one origin, whole where no time of
    day is known, with a fraction where it is.
    """

    xy: Floats
    day: Floats

    def __post_init__(self) -> None:
        if self.xy.shape != (self.day.size, 2):
            raise ImpossibleNumbers("An event needs x, y and a day.", "Make them by `events.of`.")
        if not ((np.abs(self.xy) < FARTHEST).all() and (np.abs(self.day) < asked.LATEST).all()):
            raise ImpossibleNumbers(
                "An event has no place or no time, or one that cannot be.",
                "Leave out events without either, and say so; days are not seconds.",
            )
        # Every method cuts by day: out of order, it would cut anywhere and say nothing.
        if (self.day[1:] < self.day[:-1]).any():
            raise ImpossibleNumbers(
                "The events are not in the order of their days.", "Make them by `events.of`."
            )

    def __len__(self) -> int:
        return int(self.day.size)

    def before(self, day: float) -> Events:
        """Those that happened before a day began."""
        return self._upto(0, int(np.searchsorted(self.day, asked.day(day), "left")))

    def between(self, first: float, end: float) -> Events:
        """Those from the start of `first` until `end` begins."""
        if np.isnan([first, end]).any():
            raise ImpossibleNumbers("A day to cut at is not known.", "Give days as the events.")
        start, stop = np.searchsorted(self.day, [first, end], "left")
        return self._upto(int(start), int(stop))

    def only(self, kept: Bools) -> Events:
        """Those that a mask of (events,) keeps."""
        return Events(self.xy[kept], self.day[kept])

    def _upto(self, start: int, stop: int) -> Events:
        return Events(self.xy[start:stop], self.day[start:stop])


def of(x: ArrayLike, y: ArrayLike, day: ArrayLike) -> Events:
    """Events from three columns of one length, put in the order of their days (ties as they came).

    x, y: metres; day: numbers of days, or dates counted from 1970-01-01: datetime64 of any unit,
    Python's own, or words such as "2026-03-01T21:40". Raises ImpossibleNumbers for columns of
    different lengths, for what is not a number or is masked, for degrees, and for the point (0, 0),
    which stands for "not known" in many files.
    """
    across, up, days = (_column(values) for values in (x, y, day))
    if not across.size == up.size == days.size:
        raise ImpossibleNumbers(
            "The columns of the events are of different lengths.", "Give each event x, y and day."
        )
    order = np.argsort(days, kind="stable")
    found = Events(np.column_stack([across, up])[order], days[order])
    _require_metres(found.xy)
    return found


def _column(values: ArrayLike) -> Floats:
    """One column as numbers: dates as days, what is not known as nan."""
    held: NDArray[Any] = np.asarray(values).ravel()
    if held.dtype.kind not in "biufM":
        held = _read(held)
    if held.dtype.kind == "M":
        unknown = np.isnat(held)
        held = held.astype("datetime64[s]").astype(np.int64) / 86_400
    else:
        held = held.astype(np.float64)
        unknown = np.isnan(held)
    return np.where(unknown | np.ma.getmaskarray(np.ma.asarray(values)).ravel(), np.nan, held)


def _read(held: NDArray[Any]) -> NDArray[Any]:
    """Words and Python's own dates, as numbers or as datetime64."""
    for wanted in ("float64", "datetime64[s]"):
        try:
            # An offset from UTC, or the imaginary part, would be dropped with a warning.
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                return held.astype(wanted)
        except (TypeError, ValueError, Warning):
            continue
    raise ImpossibleNumbers(
        "The place or the time of an event cannot be read.",
        "Give metres as numbers, and days as numbers or local dates such as 2026-03-01.",
    )


def _require_metres(xy: Floats) -> None:
    if (xy == 0).all(axis=1).any():
        raise ImpossibleNumbers(
            "An event lies at (0, 0), which stands for a place that is not known.", "Leave it out."
        )
    if len(xy) > 1 and (np.abs(xy) <= 180).all():
        raise ImpossibleNumbers(
            "The places are in degrees.",
            "Convert them to metres on a flat grid first, such as the British National Grid.",
        )
