"""3b: how much of the change goes with days, residents, the neighbours and lost rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import decomposition
from towpath.analysis.decomposition import Conditions
from towpath.assessment import caveats, measures, wording
from towpath.assessment.caveats import places, shifts, windows
from towpath.assessment.changes import comparison
from towpath.assessment.findings import Finding
from towpath.assessment.study import People
from towpath.documents.blocks import Align, Chart, ChartKind, Column, Table
from towpath.foundation import Figure, NoSuchData, categories
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from towpath.analysis.decomposition import Explained
    from towpath.assessment.caveats.windows import Window
    from towpath.assessment.study import Study
    from towpath.documents.blocks import Spans

LABELS = {
    decomposition.DAYS: "Days in the period",
    decomposition.RESIDENTS: "Residents",
    decomposition.NEIGHBOURS: "The trend in the rest of the force",
    decomposition.LOCATED: "Rows with a place",
    decomposition.REMAINDER: "What is left: our own",
}


def find(study: Study) -> Finding:
    """The steps from before to after, the last of them what nothing here accounts for."""
    told = comparison.whole(study)
    before, after = windows.sides(study)
    row = told[ALL_CRIME]
    people = _residents(study, before), _residents(study, after)
    if not all(people) or people[0] == people[1]:
        people = None, None  # one count standing in for both years shows no growth
    found = decomposition.explain(
        float(row.before.value or 0),
        float(row.after.value or 0),
        _conditions(study, before, people[0]),
        _conditions(study, after, people[1]),
    )
    finding = Finding(_sentence(study, found), (_drawn(study, found),))
    names = ("descriptive", "neighbours-record", "recording", "covid", "unplaced")
    return finding.with_caveats(*caveats.named(study, *names))


def _conditions(study: Study, side: Window, residents: People | None) -> Conditions:
    days = float(np.mean([one.days for one in side.periods]))
    located = _located(study, side)
    return Conditions(
        days=days,
        residents=residents.count if residents else None,
        neighbours=_neighbours(study, side, located),
        located=located,
    )


def _located(study: Study, side: Window) -> float | None:
    """The share of the police's crimes that have a place."""
    lost, rows = places.placing(study).of(side, categories.within(ALL_CRIME))
    return (rows - lost) / rows if rows > lost else None


def _residents(study: Study, side: Window) -> People | None:
    """Residents in a year of the window, or the one beside it; None where only others are held."""
    year = side.periods[-1].start.year
    try:
        counts = study.pack.residents(study.vintage, year)
    except NoSuchData:
        return None
    if abs(counts.year - year) > 1:
        return None
    total = counts.total(study.pack.small_areas(study.area, study.vintage))
    return People(float(total), f"residents, {counts.year}")


def _neighbours(study: Study, side: Window, located: float | None) -> float | None:
    """Crimes of the rest of the force, its unplaced rows allowed for: that step is taken apart."""
    _, outside = shifts.elsewhere(study)
    slab = study.cube.counts[outside][:, study.kinds(ALL_CRIME)]
    total = float(np.mean([slab[:, :, study.span(one)].sum() for one in side.periods]))
    return total / located if total and located else None


def _step(study: Study, name: str, amount: float) -> Figure:
    return measures.figure(
        study, "accounted-step", amount, against=study.baseline, category=ALL_CRIME, step=name
    )


def _sentence(study: Study, found: Explained) -> Spans:
    whole = _moved(_step(study, "whole", found.after - found.before))
    left = _moved(_step(study, decomposition.REMAINDER, float(found.amounts[-1])))
    expected = _moved(_step(study, "expected", found.expected - found.before))
    lacking = [LABELS[name].lower() for name in found.not_supplied]
    words = (
        "Recorded crime shows a {whole}. Moving as the rest of the force did would have made a "
        "{expected}, days and lost rows allowed for; a {left} is left, which is our own.{lack}"
    )
    if decomposition.NEIGHBOURS not in found.names:
        words = (
            "Recorded crime shows a {whole}; a {left} is left when days and lost rows are allowed "
            "for.{lack}"
        )
    lack = f" Not supplied, and so inside what is left: {', '.join(lacking)}." if lacking else ""
    return wording.spans(words, whole=whole, expected=expected, left=left, lack=lack)


def _moved(step: Figure) -> Spans:
    way = "rise" if (step.value or 0) >= 0 else "fall"
    return wording.spans("{way} of {step!u}", way=way, step=step)


def _drawn(study: Study, found: Explained) -> Chart:
    told = comparison.of(study)[ALL_CRIME]
    steps = tuple(
        (LABELS[name], _step(study, name, float(amount)), "")
        for name, amount in zip(found.names, found.amounts, strict=True)
    )
    rows = (
        (f"Before: {study.baseline}", told.before, "level"),
        *steps,
        (f"After: {study.period}", told.after, "level"),
    )
    columns = (Column("Step", Align.LEFT), Column("Incidents"), Column("Level", Align.LEFT))
    caption = "All recorded crime: what goes with the change"
    table = Table("change-accounted", caption, columns, rows)
    title = "What goes with the change of all recorded crime, and what is left"
    alt = f"{title}: steps from the count before to the count after, in a fixed order."
    return Chart(
        ChartKind.WATERFALL, title, alt, table, x="Step", y="Incidents", mark="Level",
        x_title="Recorded crimes",
    )  # fmt: skip
