"""Who was asked and who was not reached: answers by channel and group, areas without an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.assessment import delivered, measures, wording
from towpath.assessment.views import tallies
from towpath.assessment.views.tallies import Tally
from towpath.documents.blocks import Align, Block, Column, Spans, Table
from towpath.foundation import Area, Figure, Level, Period

if TYPE_CHECKING:
    from towpath.assessment.study import Study

# Fewer answers than this from an area tell nothing about it.
FEW = 30


def answered(study: Study, latest: list[Tally], year: Period, **where: str) -> Figure:
    """How many people answered."""
    return measures.figure(
        study, "consultation-answers", round(tallies.answers(latest)), period=year,
        feed=tallies.FEED, handling=delivered.handling(study, tallies.FEED), **where,
    )  # fmt: skip


def blocks(study: Study, latest: list[Tally], year: Period) -> list[Block]:
    """Answers by channel, and by group where groups were recorded."""
    found: list[Block] = [_table(study, latest, year, "channel", "Channel")]
    if any(one.group for one in latest):
        found.append(_table(study, latest, year, "group", "Group"))
    return found


def _table(study: Study, latest: list[Tally], year: Period, by: str, heading: str) -> Table:
    names = sorted({str(getattr(one, by)) for one in latest})
    whole = round(tallies.answers(latest))
    rows = []
    for name in names:
        mine = [one for one in latest if getattr(one, by) == name]
        part = measures.share(
            study, round(tallies.answers(mine)), whole, "consultation-reach", period=year,
            feed=tallies.FEED, handling=delivered.handling(study, tallies.FEED), **{by: name},
        )  # fmt: skip
        rows.append((name or "not recorded", answered(study, mine, year, **{by: name}), part))
    columns = (Column(heading, Align.LEFT), Column("Answers"), Column("Share of all"))
    return Table(f"reach-by-{by}", f"Who answered, by {by}", columns, tuple(rows))


def signal(study: Study, latest: list[Tally], year: Period) -> Spans:
    """Who was not heard, in one sentence."""
    silent = unheard(study, latest)
    grouped = any(one.group for one in latest)
    lack = "" if grouped else " Ages and groups of those who answered were not recorded."
    if silent:
        names = wording.listed(silent)
        return wording.joined(("Hardly heard: ", *names, f".{lack}"))
    return wording.joined((f"Every local area answered in {year}.{lack}",))


def unheard(study: Study, latest: list[Tally]) -> list[str]:
    """Named local areas from which fewer than thirty people answered."""
    counts = {
        name: tallies.answers(one for one in latest if one.area == name)
        for name in {one.area for one in latest}
    }
    local = {area.name for area in _local_areas(study)}
    return sorted(name for name in local | counts.keys() if counts.get(name, 0.0) < FEW)


def _local_areas(study: Study) -> list[Area]:
    return [Area(Level.LOCAL, slug, 0, one.name) for slug, one in study.pack.local.items()]
