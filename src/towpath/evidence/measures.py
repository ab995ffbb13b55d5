"""Questions of measures: published indicators, a plan's results, a consultation's tallies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.evidence import engines
from towpath.evidence.held import Held
from towpath.foundation import NoSuchData
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import pyarrow as pa

_ORDER = ("indicator", "area_name", "area", "period_start", "period_end", "load", "row")


def rows(held: Held, feed: str, indicator: str = "") -> pa.Table:
    """The rows of a feed of measures (of one indicator, if named), by indicator, area and period.

    Raises NoSuchData where nothing of the feed is held.
    """
    if not any(load.feed == feed for load in held.of(Kind.MEASURES)):
        raise NoSuchData(
            f"Nothing of {feed} is held.", f"Deliver it: `towpath load --feed {feed}`."
        )
    found = held.table(Kind.MEASURES)
    found = found.filter(found.feed == feed)
    if indicator:
        found = found.filter(found.indicator == indicator)
    return engines.fetch(held.backend, found).sort_by([(one, "ascending") for one in _ORDER])


def indicators(held: Held) -> pa.Table:
    """What is measured: `feed`, `indicator`, `unit`, `source`, `rows`, `first` and `last` day."""
    found = held.table(Kind.MEASURES)
    keys = ["feed", "indicator", "unit", "source"]
    found = found.mutate(unit=found.unit.fill_null(""), source=found.source.fill_null(""))
    grouped = found.group_by(keys).agg(
        rows=found.count().cast("int64"),
        first=found.period_start.min(),
        last=found.period_end.max(),
    )
    return engines.fetch(held.backend, grouped).sort_by([(key, "ascending") for key in keys])
