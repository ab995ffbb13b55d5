"""1k: the deprivation gradient: how steeply rates climb with income deprivation.

Only ever the Income domain: the whole index contains crime, so crime rises with it by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import gradient
from towpath.assessment import caveats, hot_small_areas, measures, small_areas, wording
from towpath.assessment.findings import Finding
from towpath.assessment.levels.holding import require_period
from towpath.documents.blocks import (
    Align,
    Caveat,
    Cell,
    Chart,
    ChartKind,
    Column,
    Quote,
    Spans,
    Table,
)
from towpath.foundation import Figure, categories
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from towpath.analysis.gradient import Gradient
    from towpath.assessment.small_areas import Areas, Floats
    from towpath.assessment.study import Study

INCOME = "income_rank"  # 1 is the most deprived
FIFTHS = ("Most deprived fifth", "Second", "Third", "Fourth", "Least deprived fifth")
FEWEST = 50
FIFTH = "Small areas by income deprivation"


@dataclass(frozen=True, eq=False)
class Ground:
    """The small areas that have residents and a rank; `score` is higher where worse."""

    areas: Areas
    kept: Floats
    residents: Floats
    score: Floats
    source: str

    def counts(self, slug: str) -> Floats:
        """Incidents of a category in the areas that are kept."""
        return np.asarray(self.areas.counts(slug)[self.kept.astype(bool)], dtype=np.float64)

    @property
    def left_out(self) -> int:
        """Small areas without residents or a rank."""
        return int((self.kept == 0).sum())


def find(study: Study) -> Finding:
    """Bars of five fifths for recorded crime, and the steepness of each theme."""
    require_period(study)
    held = ground(study)
    worked = _measured(held, ALL_CRIME)
    bars = _bars(study, held, worked)
    found = Finding(_said(study, held, worked), (bars, bars.table, _by_theme(study, held)))
    return found.with_caveats(
        *caveats.named(study, "ecological", "residents-base", "base-years"), _left_out(study, held)
    )


def ground(study: Study) -> Ground:
    """The edition's small areas with the Income domain of the index; NoSuchData without one."""
    return study.remembered("income deprivation", _ground)


def _ground(study: Study) -> Ground:
    areas = small_areas.of(study)
    index = study.pack.deprivation(areas.vintage, INCOME)
    ranks, people = index.of(areas.codes), areas.residents
    kept = np.isfinite(ranks) & (people > 0)
    source = f"Income domain of the Index of Multiple Deprivation {index.year}"
    return Ground(areas, kept.astype(np.float64), people[kept], -ranks[kept], source)


def _measured(held: Ground, slug: str) -> Gradient:
    return gradient.measure(held.counts(slug), held.residents, held.score)


def _said(study: Study, held: Ground, worked: Gradient) -> Spans:
    ratio = worked.relative
    grounds = {
        "area": study.area,
        "period": wording.the(study.period),
        "ratio": _relative(study, held, ALL_CRIME, worked),
        "most": _rate(study, held, worked, 0),
        "least": _rate(study, held, worked, len(FIFTHS) - 1),
    }
    if ratio.low <= 1 <= ratio.high:
        return wording.spans(
            "Recorded crime per head in {area} shows no clear gradient with income deprivation in "
            "{period}: {most} per 1,000 residents in the most deprived fifth of its small areas, "
            "{least} in the least deprived.",
            **grounds,
        )
    way = "higher" if ratio.value > 1 else "lower"
    return wording.spans(
        f"The more income-deprived the small area, the {way} its recorded crime per head in "
        "{area} in {period}: {most} per 1,000 residents in the most deprived fifth, {least} in "
        "the least deprived; over the whole range the rate is {ratio!l} times as high.",
        **grounds,
    )


def _relative(study: Study, held: Ground, slug: str, worked: Gradient) -> Figure:
    one = worked.relative
    return measures.figure(
        study, "relative-index", one.value, low=one.low, high=one.high,
        category=slug, index=held.source,
    )  # fmt: skip


def _slope(study: Study, held: Ground, slug: str, worked: Gradient) -> Figure:
    one = worked.slope
    return measures.figure(
        study, "slope-index", one.value, low=one.low, high=one.high,
        category=slug, index=held.source,
    )  # fmt: skip


def _rate(
    study: Study, held: Ground, worked: Gradient, fifth: int, slug: str = ALL_CRIME
) -> Figure:
    groups = worked.groups
    return measures.figure(
        study, "quintile-rate", groups.rate[fifth],
        low=groups.low[fifth], high=groups.high[fifth],
        numerator=int(groups.events[fifth]), denominator=groups.residents[fifth],
        category=slug, fifth=FIFTHS[fifth], index=held.source, base=held.areas.residents_source,
    )  # fmt: skip


def _bars(study: Study, held: Ground, worked: Gradient) -> Chart:
    rows = tuple(
        (name, _areas(study, held, worked, n), _rate(study, held, worked, n))
        for n, name in enumerate(FIFTHS)
    )
    columns = (
        Column(FIFTH, Align.LEFT),
        Column("Small areas"),
        Column(wording.per_thousand(study.period)),
    )
    note = f"Fifths of the small areas of {study.area}, by the {held.source}."
    caption = "Recorded crime by income deprivation"
    table = Table("deprivation-fifths", caption, columns, rows, (note,))
    rates = worked.groups.rate
    falling = bool(np.all(np.diff(rates) < 0))
    title = "The rate falls from the most to the least deprived fifth" if falling else (
        "Recorded crime per head by income deprivation"
    )  # fmt: skip
    alt = (
        f"Bars of recorded crime per 1,000 residents in five fifths of the small areas of "
        f"{study.area}, from the most to the least income-deprived."
    )
    return Chart(ChartKind.BARS, title, alt, table, FIFTH, wording.per_thousand(study.period))


def _areas(study: Study, held: Ground, worked: Gradient, fifth: int) -> Figure:
    return measures.figure(
        study, "small-areas", int(worked.groups.areas[fifth]),
        vintage=held.areas.vintage, fifth=FIFTHS[fifth], index=held.source,
    )  # fmt: skip


def _without_busiest(study: Study, held: Ground) -> tuple[Cell, ...]:
    """All crime without the small area that has most of it: one centre can hide a gradient."""
    counted = held.counts(ALL_CRIME)
    kept = np.arange(counted.size) != counted.argmax()
    worked = gradient.measure(counted[kept], held.residents[kept], held.score[kept])
    basis = replace(held, source=f"{held.source}, without the busiest small area")
    relative = _relative(study, basis, ALL_CRIME, worked)
    return (
        "The same, without the busiest small area",
        _rate(study, basis, worked, 0),
        _rate(study, basis, worked, len(FIFTHS) - 1),
        relative,
        _limits(relative),
        _slope(study, basis, ALL_CRIME, worked),
    )


def _by_theme(study: Study, held: Ground) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for slug in hot_small_areas.THEMES:
        if held.counts(slug).sum() < FEWEST:
            continue
        worked = _measured(held, slug)
        rows.append(
            (
                categories.get(slug).label,
                _rate(study, held, worked, 0, slug),
                _rate(study, held, worked, len(FIFTHS) - 1, slug),
                relative := _relative(study, held, slug, worked),
                _limits(relative),
                _slope(study, held, slug, worked),
            )
        )
        if slug == ALL_CRIME:
            rows.append(_without_busiest(study, held))
    columns = (
        Column("Theme", Align.LEFT),
        Column("Most deprived fifth"),
        Column("Least deprived fifth"),
        Column("Times as high"),
        Column("95 % limits"),
        Column("Higher by"),
    )
    note = (
        f"Rates per 1,000 residents{wording.over(study.period)}. "
        "The last three columns compare the two ends of the whole range by a regression over all "
        "small areas: the relative and the slope index of inequality."
    )
    caption = "How steep the gradient is, by theme"
    return Table("deprivation", caption, columns, tuple(rows), (note,))


def _limits(figure: Figure) -> Quote:
    return Quote(figure, between=True)


def _left_out(study: Study, held: Ground) -> Caveat | None:
    if not held.left_out:
        return None
    figure = measures.figure(
        study, "small-areas", held.left_out, vintage=held.areas.vintage, without=held.source
    )
    words = "{many} small areas have no residents or no rank in the index and are left out."
    return Caveat("Areas left out", wording.spans(words, many=figure))
