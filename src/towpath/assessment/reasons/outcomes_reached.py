"""3a: what became of crimes, compared only where they have been followed equally long."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import outcomes as reasoning
from towpath.analysis import proportions
from towpath.assessment import caveats, measures, wording
from towpath.assessment.caveats import outcomes, windows
from towpath.assessment.caveats.outcomes import GROUPS, PENDING, Followed
from towpath.assessment.findings import Finding
from towpath.documents.blocks import Align, Block, Chart, ChartKind, Column, Quote, Table
from towpath.foundation import Baseline, Figure, NoSuchData, Period
from towpath.foundation.periods import add_months
from towpath.sources import outcomes as known
from towpath.sources.declarations import Kind
from towpath.sources.outcomes import Group

if TYPE_CHECKING:
    from towpath.assessment.study import Study
    from towpath.documents.blocks import Spans

POSITIVE = GROUPS.index(Group.POSITIVE)
# Follow-ups tried, longest first: the first that leaves half of the period's months.
FOLLOW_UPS = (12, 6, 3)
LABELS = {
    Group.POSITIVE: "Positive outcome",
    Group.NO_SUSPECT: "No suspect identified",
    Group.EVIDENTIAL: "Evidential difficulties",
    Group.OPEN: "Still open",
    Group.OTHER: "Other",
}


@dataclass(frozen=True)
class Cohort:
    """Crimes of some months of both windows, each looked at when equally old: (groups,) counts."""

    months: int
    periods: tuple[Period, Period]
    before: np.ndarray
    after: np.ndarray


def find(study: Study) -> Finding:
    """Outcomes by month as last known, and the positive share at equal follow-up."""
    held = outcomes.followed(study)
    if held is None:
        raise NoSuchData("No outcomes have been loaded.", "Load the police's outcomes files.")
    cohort = study.remembered("outcome cohort", _cohort)
    blocks: list[Block] = [_drawn(study, held)]
    if cohort is not None:
        blocks.append(_compared(study, cohort))
    found = Finding(_sentence(study, cohort), tuple(blocks))
    return found.with_caveats(*caveats.named(study, "last-outcome", "outcome-age", "unplaced"))


def _cohort(study: Study) -> Cohort | None:
    """The longest follow-up that leaves half of the period's months in both windows."""
    if len(study.baseline.periods) > 1 or not study.period.months:
        return None
    last = _last_told(study)
    for months in FOLLOW_UPS:
        ends = [m for m in study.period.month_starts if add_months(m, months) <= last]
        if len(ends) * 2 >= study.period.months:
            return _at_age(study, months, len(ends))
    return _as_known(study)


def _last_told(study: Study) -> date:
    """The last month of outcomes held by the area's own police; date.min where there are none."""
    agencies = {load.agency for load in study.loads(study.feed)}
    told = [one.first for one in study.held.of(Kind.OUTCOMES) if one.agency in agencies]
    return max(told, default=date.min)


def _at_age(study: Study, follow_up: int, months: int) -> Cohort:
    from towpath.evidence import cohorts

    found = cohorts.at_age(
        study.held, follow_up, areas=study.codes(study.area), feeds=[study.feed]
    ).to_pydict()
    counted: dict[date, np.ndarray] = defaultdict(lambda: np.zeros(len(GROUPS)))
    group_of = {slug: GROUPS.index(one.group) for slug, one in known.every().items()}
    for month, outcome, count in zip(
        found["month"], found["outcome"], found["counts"], strict=True
    ):
        counted[month][group_of.get(outcome, PENDING)] += count
    periods = (
        Period.of_months(study.before.start, months),
        Period.of_months(study.period.start, months),
    )
    before, after = (
        np.sum([counted[month] for month in one.month_starts], axis=0) for one in periods
    )
    return Cohort(follow_up, periods, before, after)


def _as_known(study: Study) -> Cohort | None:
    """The outcomes as last known, where they were followed equally long anyway."""
    compared, held = outcomes.compared(study), outcomes.followed(study)
    if compared is None or not compared.fair or held is None:
        return None
    before, after = (
        held.of(one.month_starts).by_group.sum(axis=0) for one in (study.before, study.period)
    )
    return Cohort(0, (study.before, study.period), before, after)


def _share(
    study: Study, table: np.ndarray, group: int, period: Period, follow_up: int | str
) -> Figure:
    return measures.share(
        study, int(table[group]), int(table.sum()), "outcome-share", period=period, against=None,
        outcome=GROUPS[group].value, follow_up=str(follow_up),
    )  # fmt: skip


def _sentence(study: Study, cohort: Cohort | None) -> Spans:
    if cohort is None:
        was, now = (outcomes.still_open(study, side) for side in windows.sides(study))
        words = (
            "The outcomes of the two windows cannot be compared: they were not followed equally "
            "long ({was} of the crimes were still open before, {now} now), so any difference in "
            "the positive rate would be one of age."
        )
        return wording.spans(words, was=was, now=now)
    before, after = cohort.periods
    was = _share(study, cohort.before, POSITIVE, before, cohort.months)
    now = _share(study, cohort.after, POSITIVE, after, cohort.months)
    words = (
        "{followed}, {now} of the crimes of {after} had a positive outcome, against {was} of those "
        "of {before}: {verdict}."
    )
    followed = f"Followed for {cohort.months} months each" if cohort.months else "As last known"
    return wording.spans(
        words,
        followed=followed,
        now=now,
        after=wording.the(after),
        was=was,
        before=wording.the(before),
        verdict=_verdict(cohort, POSITIVE),
    )


def _difference(cohort: Cohort, group: int) -> proportions.Comparison:
    return proportions.difference(
        (cohort.after[group], cohort.after.sum()), (cohort.before[group], cohort.before.sum())
    )


def _verdict(cohort: Cohort, group: int) -> str:
    found = _difference(cohort, group)
    if float(found.low) > 0:
        return "more than before"
    return "fewer than before" if float(found.high) < 0 else "no clear change"


def _compared(study: Study, cohort: Cohort) -> Table:
    rows = []
    before, after = cohort.periods
    for place, group in enumerate(GROUPS):
        was = _share(study, cohort.before, place, before, cohort.months)
        now = _share(study, cohort.after, place, after, cohort.months)
        found = _difference(cohort, place)
        points = measures.figure(
            study, "outcome-points", 100 * float(found.value),
            low=100 * float(found.low), high=100 * float(found.high),
            period=after, against=Baseline.of(before), outcome=group.value,
            follow_up=str(cohort.months),
        )  # fmt: skip
        limits = Quote(points, between=True)
        rows.append((LABELS[group], was, now, points, limits, _verdict(cohort, place)))
    columns = (
        Column("Outcome", Align.LEFT), Column(before.name), Column(after.name),
        Column("Difference"), Column("95 % limits"), Column("Verdict", Align.LEFT),
    )  # fmt: skip
    caption = f"Outcomes of crimes followed for {cohort.months} months each"
    if not cohort.months:
        caption = "Outcomes as last known"
    return Table("outcomes-compared", caption, columns, tuple(rows))


def _drawn(study: Study, held: Followed) -> Chart:
    months = [m for m in held.months if study.run.contains(m)][-36:]
    shown = held.of(months)
    observed = [add_months(m, int(age)) for m, age in zip(shown.months, shown.age, strict=True)]
    found = reasoning.cohorts(
        shown.by_group,
        np.array(shown.months, dtype="M8[M]"),
        np.array(observed, dtype="M8[M]"),
    )
    rows = tuple(
        (LABELS[group], month, _monthly(study, shown, at, place))
        for place, group in enumerate(GROUPS)
        for at, month in enumerate(shown.months)
    )
    columns = (Column("Outcome", Align.LEFT), Column("Month", Align.LEFT), Column("Share"))
    young = int(np.sum(~found.comparable))
    table = Table(
        "outcomes-by-month", "Outcomes of each month's crimes, as last known", columns, rows
    )
    title = "What became of each month's crimes, as last known"
    alt = f"{title}. The last months have had less time: the band of open crimes widens."
    if not young:
        alt = f"{title}."
    return Chart(
        ChartKind.STACKED, title, alt, table, x="Month", y="Share", series="Outcome",
        y_title="Share of the month's crimes, per cent",
    )  # fmt: skip


def _monthly(study: Study, shown: Followed, at: int, group: int) -> Figure:
    month = Period.of_months(shown.months[at], 1)
    return _share(study, shown.by_group[at], group, month, "as last known")
