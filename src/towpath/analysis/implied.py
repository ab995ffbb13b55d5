"""Implied: the number that a printed one takes for granted, and what its rounding leaves open."""

from __future__ import annotations

from dataclasses import dataclass

from towpath.analysis.errors import ImpossibleNumbers


@dataclass(frozen=True)
class Implied:
    """A value worked back from printed ones, and the range that their rounding allows."""

    value: float
    low: float
    high: float


def _spread(printed: float, decimals: int) -> tuple[float, float, float]:
    half = 0.5 * 10.0**-decimals
    return printed, printed - half, printed + half


def _of(values: list[float]) -> Implied:
    return Implied(values[0], min(values), max(values))


def before(after: float, percent: float, *, decimals: int = 1) -> Implied:
    """The earlier count, from the later one and the printed change: after ÷ (1 + percent/100).

    ``percent``: signed, per cent, printed to ``decimals`` places; the range covers every change
    that prints so. Raises ImpossibleNumbers for a fall of 100 per cent or more.
    """
    _refuse(
        percent <= -100,
        "a fall of 100 per cent leaves no earlier count to work back to",
    )
    return _of([after / (1 + p / 100) for p in _spread(percent, decimals)])


def before_difference(difference: float, percent: float, *, decimals: int = 1) -> Implied:
    """The earlier count, from "so many fewer, a fall of x per cent": difference ÷ (percent/100).

    ``difference`` and ``percent`` carry the same sign (−327 at −26.6). The later count is this
    plus ``difference``. Raises ImpossibleNumbers where the signs disagree or the change is nil.
    """
    _refuse(difference * percent <= 0, "the difference and the percentage disagree in sign")
    return _of([100 * difference / p for p in _spread(percent, decimals)])


def whole(part: float, percent: float, *, decimals: int = 0) -> Implied:
    """The whole, of which ``part`` is ``percent`` per cent as printed: 100 × part ÷ percent."""
    _refuse(percent <= 0, "a share of nought says nothing of the whole")
    return _of([100 * part / p for p in _spread(percent, decimals)])


def base(events: float, rate: float, *, per: float = 1000.0, decimals: int = 2) -> Implied:
    """The residents behind a printed rate: per × events ÷ rate."""
    _refuse(rate <= 0, "a rate of nought says nothing of its base")
    return _of([per * events / r for r in _spread(rate, decimals)])


def agree(one: Implied, other: Implied) -> bool:
    """Whether two implied numbers can be the same: their rounding ranges overlap."""
    return one.low <= other.high and other.low <= one.high


def _refuse(wrong: bool, why: str) -> None:
    if wrong:
        raise ImpossibleNumbers(
            f"No number can be worked back: {why}.", "Check the printed figures."
        )
