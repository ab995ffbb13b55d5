"""Consultation tallies: how many named each concern, by area, year and channel.

An answer that comes weighted keeps its weighted count and base; the raw count stays beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import proportions, surveys
from towpath.assessment import delivered
from towpath.foundation import NoSuchData, Period

if TYPE_CHECKING:
    from towpath.assessment.delivered import Delivered
    from towpath.assessment.study import Study

FEED = "consultation-tallies"
LACK = "No consultation has been delivered."


@dataclass(frozen=True)
class Tally:
    """One concern in one area, year and channel. `category` is the feed's own slug, or empty."""

    concern: str
    area: str
    year: Period
    channel: str
    group: str
    named: float
    asked: float
    weighted_named: float
    weighted_asked: float
    effect: float
    category: str
    question: str

    @property
    def cell(self) -> tuple[str, str, str, str]:
        """Who was asked: several concerns of one cell were named by the same people."""
        return self.area, self.year.key, self.channel, self.group


@dataclass(frozen=True)
class Share:
    """The share that named a concern, 0 to 1, with its limits at the effective size."""

    concern: str
    share: float
    low: float
    high: float
    named: float
    asked: float
    effect: float
    rank: int
    category: str


def of(study: Study) -> tuple[Tally, ...]:
    """The tallies of every area within the study's, up to the end of its period."""
    return study.remembered("consultation tallies", _of)


def _of(study: Study) -> tuple[Tally, ...]:
    given = delivered.rows(study, FEED, LACK)
    mine = [row for row in given if row.period.start < study.period.end and row.within(study)]
    if not mine:
        raise NoSuchData(
            f"No consultation of {study.area} up to {study.period} has been delivered.",
            "Deliver its tallies.",
        )
    return tuple(_tally(row) for row in mine)


def _tally(row: Delivered) -> Tally:
    named, asked = row.numerator or 0.0, row.denominator or 0.0
    weighted_named, weighted_asked = row.number("weighted-count"), row.number("weighted-base")
    weighted = weighted_named is not None and weighted_asked is not None
    return Tally(
        concern=row.indicator,
        area=row.area_name or row.area,
        year=row.period,
        channel=row.said.get("channel", "not supplied"),
        group=row.said.get("group", ""),
        named=named,
        asked=asked,
        weighted_named=weighted_named if weighted and weighted_named is not None else named,
        weighted_asked=weighted_asked if weighted and weighted_asked is not None else asked,
        effect=row.number("design-effect") or 1.0,
        category=row.said.get("category", ""),
        question=row.said.get("question", ""),
    )


def years(tallies: Iterable[Tally]) -> tuple[Period, ...]:
    """The years asked, earliest first."""
    return tuple(sorted({one.year for one in tallies}))


def shares(tallies: Iterable[Tally]) -> tuple[Share, ...]:
    """Each concern's weighted share over all the tallies, most often named first.

    The design effect is the one delivered, weighted by the answers it belongs to; where cells carry
    unequal weights it grows by Kish's 1 + cv² of the weights.
    """
    found: dict[str, list[Tally]] = {}
    for one in tallies:
        found.setdefault(one.concern, []).append(one)
    names = tuple(found)
    worked = [_share(found[name]) for name in names]
    ranks = surveys.ranks([share for share, *_ in worked])
    rows = [
        Share(name, *values, int(rank), found[name][-1].category)
        for name, values, rank in zip(names, worked, ranks, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (row.rank, row.concern)))


def _share(cells: list[Tally]) -> tuple[float, float, float, float, float, float]:
    asked = np.array([one.asked for one in cells])
    mass = np.array([one.weighted_asked for one in cells])
    share = sum(one.weighted_named for one in cells) / mass.sum()
    delivered_effect = float(np.average([one.effect for one in cells], weights=asked))
    each = mass / asked  # the mean weight of an answer in each cell
    kish = float(asked.sum() * (asked * each**2).sum() / mass.sum() ** 2)
    effect = delivered_effect * kish
    effective = asked.sum() / effect
    limits = proportions.wilson(share * effective, effective)
    named = float(sum(one.named for one in cells))
    return share, float(limits.low), float(limits.high), named, float(asked.sum()), effect


def by(tallies: Iterable[Tally], group: Callable[[Tally], str]) -> dict[str, tuple[Share, ...]]:
    """The shares within each area, channel or group of people."""
    found: dict[str, list[Tally]] = {}
    for one in tallies:
        found.setdefault(group(one), []).append(one)
    return {name: shares(found[name]) for name in sorted(found)}


def answers(tallies: Iterable[Tally]) -> float:
    """How many people answered: the base of each cell once, however many concerns it lists."""
    bases: dict[tuple[str, str, str, str], float] = {}
    for one in tallies:
        bases[one.cell] = max(bases.get(one.cell, 0.0), one.asked)
    return sum(bases.values())
