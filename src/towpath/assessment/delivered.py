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

    def within(self, study: Study) -> bool:
        """Whether it tells of the study's area or a part of it.

        A row without a code tells of a place that only the partnership names: it is its own.
        """
        if not self.area or self.area == study.area.code:
            return True
        try:
            place = study.pack.find(self.area)
            mine = study.codes(place)
        except (NoSuchData, NotUnderstood):
            return False
        return bool(mine) and mine <= study.codes(study.area)

    def whole(self, study: Study) -> bool:
        """Whether it tells of the whole of the study's area, under whatever code.

        A row that names no area does; one that names an area nobody knows does not.
        """
        if not self.area_name or self.area == study.area.code:
            return True
        if not self.area or not self.within(study):
            return False
        return study.codes(study.pack.find(self.area)) == study.codes(study.area)

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
