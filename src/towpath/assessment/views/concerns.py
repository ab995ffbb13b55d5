"""6a: what people are concerned about, by area, year and channel, and who was not reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.analysis import disclosure
from towpath.assessment import caveats, delivered, measures, wording
from towpath.assessment.findings import Finding
from towpath.assessment.views import reach, tallies
from towpath.assessment.views.tallies import Share, Tally
from towpath.documents.blocks import (
    Align,
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    Quote,
    Spans,
    Table,
)
from towpath.foundation import Figure, Period, handling

if TYPE_CHECKING:
    from collections.abc import Callable

    from towpath.assessment.study import Study

# A concern that neither year ranks among the first so many stays off the bump chart.
DRAWN = 10


def find(study: Study) -> Finding:
    """The ranking of the last year asked, its move since the first, areas, channels, reach."""
    every = tallies.of(study)
    asked = tallies.years(every)
    latest = [one for one in every if one.year == asked[-1]]
    ranked = tallies.shares(latest)
    blocks: list[Block] = []
    if len(asked) > 1:
        blocks.append(_bump(study, every, asked))
    blocks += [
        _table(study, ranked, asked[-1]),
        *_across(study, latest, "area", asked[-1]),
        *_across(study, latest, "channel", asked[-1]),
        *reach.blocks(study, latest, asked[-1]),
    ]
    found = Finding(
        _sentence(study, ranked, latest, asked[-1]),
        tuple(blocks),
        signals=(reach.signal(study, latest, asked[-1]),),
    )
    return found.with_caveats(*caveats.named(study, "survey-mode"))


def share(study: Study, one: Share, year: Period, **where: str) -> Figure:
    """The weighted share that named a concern, with its limits and design effect.

    Its numerator is that share of those asked, so that the gate publishes the weighted share.
    """
    return measures.figure(
        study, "concern-share", 100 * one.share, period=year, low=100 * one.low,
        high=100 * one.high, numerator=round(one.share * one.asked), denominator=round(one.asked),
        feed=tallies.FEED, handling=delivered.handling(study, tallies.FEED), concern=one.concern,
        effect=f"{one.effect:.2f}", **where,
    )  # fmt: skip


def rank(study: Study, one: Share, year: Period, **where: str) -> Figure:
    """The place of a concern by share, 1 the most often named."""
    # Over the whole area the order of the rows says as much; of a part, or a few, it is held back.
    plain = not where and one.named > disclosure.HIDDEN_UP_TO
    held = handling.PUBLIC if plain else delivered.handling(study, tallies.FEED)
    return measures.figure(
        study, "concern-rank", one.rank, period=year, feed=tallies.FEED, concern=one.concern,
        handling=held, **where,
    )  # fmt: skip


def _sentence(study: Study, ranked: tuple[Share, ...], latest: list[Tally], year: Period) -> Spans:
    first, second = ranked[0], ranked[1] if len(ranked) > 1 else None
    said = wording.spans(
        "Asked in {year}, people in {area} named {concern} most often: {share!l} of {people} "
        "who answered.",
        year=year, area=study.area.name, concern=first.concern.lower(),
        share=share(study, first, year), people=reach.answered(study, latest, year),
    )  # fmt: skip
    if second is None:
        return said
    tied = second.high >= first.low
    more = wording.spans(
        " {concern} came second ({share}){tied}.", concern=second.concern,
        share=share(study, second, year),
        tied=", too close to tell the two apart" if tied else "",
    )  # fmt: skip
    return wording.joined((*said, *more))


def _bump(study: Study, every: tuple[Tally, ...], asked: tuple[Period, ...]) -> Chart:
    """Ranks of the first year and the last, joined."""
    ends = (asked[0], asked[-1])
    before, after = (
        {row.concern: row for row in tallies.shares(one for one in every if one.year == year)}
        for year in ends
    )
    shown = [name for name in after if name in before
             and min(before[name].rank, after[name].rank) <= DRAWN]  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (name, rank(study, before[name], ends[0]), rank(study, after[name], ends[1]))
        for name in shown
    ]
    columns = (Column("Concern", Align.LEFT), *(Column(str(year)) for year in ends))
    table = Table("concern-ranks", "Rank of each concern, first and last year", columns,
                  tuple(rows), appendix=True)  # fmt: skip
    title = _moved(before, after, shown) or f"The order of concerns, {ends[0]} and {ends[1]}"
    alt = " ".join(f"{name}: {before[name].rank} to {after[name].rank}." for name in shown)
    return Chart(ChartKind.SLOPE, title, alt, table, x=str(ends[0]), y=str(ends[1]),
                 series="Concern")  # fmt: skip


def _moved(before: dict[str, Share], after: dict[str, Share], shown: list[str]) -> str:
    """What rose or sank by most, where its shares are further apart than chance; else nothing."""
    clear = [
        name
        for name in shown
        if before[name].high < after[name].low or after[name].high < before[name].low
    ]
    moved = max(clear, key=lambda name: abs(before[name].rank - after[name].rank), default="")
    if not moved or before[moved].rank == after[moved].rank:
        return ""
    way = "up" if after[moved].rank < before[moved].rank else "down"
    return f"{moved} has moved {way} the list of concerns"


def _table(study: Study, ranked: tuple[Share, ...], year: Period) -> Table:
    columns = (
        Column("Concern", Align.LEFT), Column("Rank"), Column("Share"), Column("95 % limits"),
        Column("Design effect"),
    )  # fmt: skip
    rows = tuple(_row(study, one, year) for one in ranked)
    note = (
        "Shares are weighted where weights were delivered. A design effect of two means that two "
        "answers tell as much as one of a plain random sample; people may name several concerns."
    )
    return Table("concerns", f"Concerns named in {year}", columns, rows, (note,))


def _row(study: Study, one: Share, year: Period) -> tuple[Cell, ...]:
    whole = share(study, one, year)
    effect = measures.figure(
        study, "concern-design-effect", one.effect, period=year, feed=tallies.FEED,
        handling=handling.PUBLIC, concern=one.concern,
    )  # fmt: skip
    return one.concern, rank(study, one, year), whole, Quote(whole, between=True), effect


def _across(study: Study, latest: list[Tally], by: str, year: Period) -> list[Block]:
    """The share of each concern in every area, or by every channel; its ranks in the workbook."""
    groups = tallies.by(latest, lambda one: str(getattr(one, by)))
    names = [one.concern for one in tallies.shares(latest)]
    columns = (Column("Concern", Align.LEFT), *(Column(group) for group in groups))
    placed = {group: {one.concern: one for one in rows} for group, rows in groups.items()}
    basis = "place" if by == "area" else by  # a figure's own area is the study's

    def told(figure: Callable[..., Figure]) -> tuple[tuple[Cell, ...], ...]:
        return tuple((name, *(cell(figure, name, group) for group in groups)) for name in names)

    def cell(figure: Callable[..., Figure], name: str, group: str) -> Cell:
        one = placed[group].get(name)
        return figure(study, one, year, **{basis: group}) if one else "not asked"

    return [
        Table(f"concerns-by-{by}", f"Share who named each concern, by {by}", columns, told(share)),
        Table(
            f"ranks-by-{by}", f"Rank of each concern by {by}", columns, told(rank), appendix=True
        ),
    ]
