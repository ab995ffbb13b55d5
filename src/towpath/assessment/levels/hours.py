"""Hours of the day and days of the week: how much falls into the hours named for a local area.

Told only where a feed of recorded crime with times is held, and where a local area names hours
that can be read ("Thursday to Saturday, 20:00 to 04:00").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.assessment import measures, wording
from towpath.assessment.study import CRIME_FEEDS
from towpath.documents.blocks import Align, Block, Cell, Column, Paragraph, Table
from towpath.foundation import Area, Figure, Level, categories
from towpath.foundation.categories import ALL_ASB, ALL_CRIME

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from towpath.assessment.study import Study

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
VIOLENCE = "violence-and-sexual-offences"
THEMES = (VIOLENCE, ALL_CRIME, ALL_ASB)
KNOWN = ("hour", "minute")  # precisions that tell the hour
SURE = 1  # hours that an incident may have taken, for its own hour to be known
NOTE = (
    "Only incidents whose hour is known to within one hour; hours after midnight belong to the "
    "night before. If nothing gathered at any time, the share would be that of the week."
)
_NAMED = re.compile("|".join(DAYS))
_TIMES = re.compile(r"(\d{1,2}):00 to (\d{1,2}):00")


def read(words: str) -> NDArray[np.bool_] | None:
    """Which hours of the week words name: (7 days from Monday, 24 hours); None if not readable."""
    days, times = _NAMED.findall(words), _TIMES.search(words)
    if not days or not times:
        return None
    named = [DAYS.index(one) for one in days]
    if len(named) == 2 and f"{days[0]} to {days[1]}" in words:
        named = [(named[0] + on) % 7 for on in range((named[1] - named[0]) % 7 + 1)]
    start, end = (int(one) % 24 for one in times.groups())
    found = np.zeros((7, 24), dtype=np.bool_)
    for on in range((end - start) % 24 or 24):
        for day in named:
            found[(day + (start + on) // 24) % 7, (start + on) % 24] = True
    return found


def blocks(study: Study) -> tuple[Block, ...]:
    """A sentence and a table for each local area with hours; nothing without a feed with times."""
    feed = _timed(study)
    if not feed:
        return ()
    own, told = study.codes(study.area), list[Block]()
    for slug, local in study.pack.local.items():
        area, inside = Area(Level.LOCAL, slug, 0, local.name), read(local.hours)
        if inside is not None and study.codes(area) <= own:
            told += _told(study, feed, area, local.hours, inside)
    return tuple(told)


def _timed(study: Study) -> str:
    """The feed of recorded crime that tells hours and covers the period; "" where none does."""
    for feed in CRIME_FEEDS:
        held = {one.first for one in study.loads(feed) if one.precision in KNOWN}
        if study.period.month_starts and held.issuperset(study.period.month_starts):
            return feed
    return ""


def _told(
    study: Study, feed: str, area: Area, words: str, inside: NDArray[np.bool_]
) -> list[Block]:
    here = {theme: _share(study, feed, area, words, theme, inside) for theme in THEMES}
    if here[VIOLENCE].value is None:
        return []
    week = measures.figure(study, "share-of-week", 100 * inside.mean(), period=None, hours=words)
    said = wording.spans(
        "In {area}, {share} of violence and sexual offences in {period} began in its hours "
        "({words}), which are {week} of the week.",
        area=area, share=here[VIOLENCE], period=wording.the(study.period), words=words, week=week,
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (categories.get(theme).label, here[theme],
         _share(study, feed, study.area, words, theme, inside))
        for theme in THEMES
    )  # fmt: skip
    columns = (Column("Recorded", Align.LEFT), Column(f"In {area}"), Column(f"In {study.area}"))
    caption = f"Share that began in these hours: {words}"
    return [Paragraph(said), Table(f"hours-{area.code}", caption, columns, rows, (NOTE,))]


def _share(
    study: Study, feed: str, area: Area, words: str, theme: str, inside: NDArray[np.bool_]
) -> Figure:
    counted = _counted(study, feed, area, theme)
    loads = study.loads(feed)
    return measures.share(
        study, int(counted[inside].sum()), int(counted.sum()), "share-in-hours", area=area,
        category=theme, hours=words, feed=feed, handling=study.held.handling(loads),
    )  # fmt: skip


def _rows(study: Study, feed: str, area: Area) -> list[dict[str, Any]]:
    from towpath.evidence import hours

    by = ("weekday", "hour", "hours", "category")
    codes = study.codes(area)
    table = hours.counts(study.held, by, period=study.period, areas=codes, feeds=[feed])
    found: list[dict[str, Any]] = table.to_pylist()
    return found


def _counted(study: Study, feed: str, area: Area, theme: str) -> NDArray[np.int64]:
    """Incidents by day and hour, (7, 24), of those whose hour is known."""
    found, wanted = np.zeros((7, 24), dtype=np.int64), categories.within(theme)
    asked = f"hours of {feed} in {area.key}"
    for row in study.remembered(asked, lambda of: _rows(of, feed, area)):
        if row["category"] in wanted and row["hours"] <= SURE:
            found[row["weekday"], row["hour"]] += row["counts"]
    return found
