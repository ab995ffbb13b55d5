"""How an indicator stands against its target: where it was to be by now, where it is, its colour.

Pure reckoning on what was delivered; the rules of colour are data (`rag.toml`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from towpath.analysis import targets
from towpath.assessment.delivered import Delivered
from towpath.foundation import Period


class Status(StrEnum):
    """Red, amber, green, in the order in which a board reads them; not known comes last."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Course:
    """One period of an indicator: where it was to stand, and where it stood."""

    period: Period
    due: float | None
    actual: float | None


@dataclass(frozen=True)
class Standing:
    """One indicator at its latest period.

    `pace` is where it will stand one period on if it goes on as it did, `reached` the share of the
    way from baseline to target; None where they cannot be known. `course` holds for each period
    where it was to stand and where it stood. `delivered_status` is the colour that the partnership
    gave it, and `lacks` says in words why it has no colour of its own.
    """

    indicator: str
    priority: str
    owner: str
    unit: str
    period: Period
    baseline: float | None
    target: float | None
    actual: float | None
    pace: float | None
    reached: float | None
    status: Status
    delivered_status: str
    note: str
    lacks: str
    course: tuple[Course, ...]


@cache
def rules() -> tuple[dict[str, Any], ...]:
    """The rules of colour, in order."""
    text = files("towpath.assessment.last_plan").joinpath("rag.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["rule"])


def of(rows: Iterable[Delivered]) -> tuple[Standing, ...]:
    """Every indicator of the rows, reds first and, within a colour, the furthest behind first."""
    series: dict[str, list[Delivered]] = {}
    for row in sorted(rows, key=lambda one: (one.period.start, one.period.end)):
        series.setdefault(row.indicator, []).append(row)
    stood = (_standing(run) for run in series.values())
    return tuple(sorted(stood, key=_first_read))


def _first_read(one: Standing) -> tuple[int, float, str]:
    behind = one.reached if one.reached is not None else 0.0
    return list(Status).index(one.status), behind, one.indicator


def _standing(run: list[Delivered]) -> Standing:
    last = run[-1]
    baseline, target, actual = run[0].number("baseline"), last.number("target"), last.value
    reached = way(baseline, target, actual)
    lacks = _lacks(baseline, target, actual) or _contrary(last, baseline, target)
    return Standing(
        indicator=last.indicator,
        priority=last.said.get("priority", ""),
        owner=last.said.get("owner", ""),
        unit=last.unit,
        period=last.period,
        baseline=baseline,
        target=target,
        actual=actual,
        pace=_pace(baseline, [one.value for one in run]),
        reached=None if lacks else reached,
        status=Status.NOT_KNOWN if lacks or reached is None else status(reached),
        delivered_status=last.said.get("rag", "").lower(),
        note=last.said.get("note", ""),
        lacks=lacks,
        course=_course(run, baseline),
    )


def way(baseline: float | None, target: float | None, actual: float | None) -> float | None:
    """The share of the way from baseline to target; below 0 it went the other way."""
    if baseline is None or target is None or actual is None or target == baseline:
        return None
    return (actual - baseline) / (target - baseline)


def status(reached: float) -> Status:
    """The colour of a share of the way, by the first rule that holds."""
    # Rounded, so that a target met to the last digit is met.
    share = round(reached, 9)
    held = (row for row in rules() if share >= row.get("at_least", -np.inf))
    return Status(next(held)["status"])


def _course(run: list[Delivered], baseline: float | None) -> tuple[Course, ...]:
    """Each period's own target; where one target is common to all, the straight line to it."""
    asked = [row.number("target") for row in run]
    target = asked[-1]
    if baseline is not None and target is not None and len(set(asked)) == 1:
        asked = [float(due) for due in targets.trajectory(baseline, target, len(run))]
    return tuple(Course(row.period, due, row.value) for row, due in zip(run, asked, strict=True))


def _pace(baseline: float | None, values: list[float | None]) -> float | None:
    """One period on along the straight line through baseline and results (least squares)."""
    run = [baseline, *values]
    known = [(place, one) for place, one in enumerate(run) if one is not None]
    if len(known) < 2 or values[-1] is None:
        return None
    places, seen = np.array(known).T
    slope = float(np.polyfit(places, seen, 1)[0])
    return values[-1] + slope


def _lacks(baseline: float | None, target: float | None, actual: float | None) -> str:
    named = (("baseline", baseline), ("target", target), ("result", actual))
    lacking = [name for name, value in named if value is None]
    return f"No {' and no '.join(lacking)} was given." if lacking else ""


def _contrary(last: Delivered, baseline: float | None, target: float | None) -> str:
    """A target that asks for the opposite of the aim, or for nothing, has no colour."""
    if baseline is None or target is None:
        return ""
    if baseline == target:
        return "Its target is its baseline: it asks for nothing."
    aim = last.said.get("aim", "").lower()
    if aim and (aim == "lower") != (target < baseline):
        return f"It aims {aim}, and its target asks for the opposite."
    return ""
