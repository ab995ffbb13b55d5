"""What the partnership delivered to itself: a plan's results, a consultation's tallies.

Rows of measures come from evidence like any other rows; here they become values with a period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from towpath.foundation import Handling, NoSuchData, NotUnderstood, Period

if TYPE_CHECKING:
    from towpath.assessment.study import Study


@dataclass(frozen=True)
class Delivered:
    """One row: what was measured, where, when, and what the feed says of it besides."""

    indicator: str
    area: str
    area_name: str
    period: Period
    value: float | None
    numerator: float | None
    denominator: float | None
    unit: str
    source: str
    said: Mapping[str, str]

    def number(self, name: str) -> float | None:
        """A number among the feed's own attributes; None where it was left empty."""
        text = self.said.get(name, "").strip()
        return float(text) if text else None


def rows(study: Study, feed: str, lack: str) -> tuple[Delivered, ...]:
    """Every row of a feed of measures, in the order of evidence.

    Raises NoSuchData with the sentence `lack` where nothing of the feed is held.
    """
    from towpath.evidence import measures

    if not any(load.feed == feed for load in study.held.loads):
        raise NoSuchData(lack, f"Deliver it: `towpath load --feed {feed} …`.")
    return tuple(_made(row) for row in measures.rows(study.held, feed).to_pylist())


def handling(study: Study, feed: str) -> Handling:
    """How figures on a feed may be handled."""
    return study.held.handling(tuple(one for one in study.held.loads if one.feed == feed))


def _made(row: Mapping[str, Any]) -> Delivered:
    return Delivered(
        indicator=row["indicator"],
        area=row["area"] or "",
        area_name=row["area_name"] or row["area"] or "",
        period=_period(row),
        value=row["value"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        unit=row["unit"] or "",
        source=row["source"] or "",
        said={key: str(one) for key, one in dict(row["attributes"] or {}).items() if one},
    )


def _period(row: Mapping[str, Any]) -> Period:
    if row["period_start"] is None or row["period_end"] is None:
        raise NotUnderstood(
            f'"{row["period"]}" is no period.', 'Write "12 months to March 2025" or "2024/25".'
        )
    return Period(row["period_start"], row["period_end"], row["period"] or "")
