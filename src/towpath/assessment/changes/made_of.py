"""2b: which categories and which wards made the change of all recorded crime."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import decomposition
from towpath.assessment import caveats, measures, small_areas, wording
from towpath.assessment.changes import comparison
from towpath.assessment.findings import Finding
from towpath.documents.blocks import Align, Block, Chart, ChartKind, Column, Quote, Spans, Table
from towpath.foundation import Area, Level, NoSuchData, categories
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from towpath.analysis.arrays import Floats
    from towpath.analysis.decomposition import Waterfall
    from towpath.assessment.study import Study
    from towpath.foundation import Figure

# As many steps as a reader takes in; the others are one step together, and each in the workbook.
STEPS = 12


def find(study: Study) -> Finding:
    """Two waterfalls, by category and by ward, and the sentence that names the largest steps."""
    comparison.whole(study)
    labels = [categories.get(slug).label for slug in study.crime_categories]
    by_category = decomposition.waterfall(labels, *_by_category(study))
    blocks: list[Block] = [_drawn(study, by_category, "category", {})]
    by_ward, places = _wards(study)
    if by_ward is not None:
        blocks += [_drawn(study, by_ward, "ward", places), _listed(study, by_ward, places)]
    said = _sentence(study, by_category, by_ward, places)
    found = Finding(said, tuple(blocks))
    return found.with_caveats(*caveats.named(study, "arithmetic", "recording", "covid", "unplaced"))


def _by_category(study: Study) -> tuple[Floats, Floats]:
    words, before = study.crime_categories, study.baseline.periods
    was = np.array([[study.total(word, one) for one in before] for word in words]).mean(axis=1)
    return was, np.array([study.total(word) for word in words], dtype=float)


def _wards(study: Study) -> tuple[Waterfall | None, dict[str, Area]]:
    try:
        wards = small_areas.of(study, Level.WARD)
    except NoSuchData:  # no lookup of wards: the categories alone are told
        return None, {}
    was = np.mean([wards.counts(ALL_CRIME, one) for one in study.baseline.periods], axis=0)
    now = wards.counts(ALL_CRIME, study.period).astype(float)
    places = {wards.names[i]: wards.area(i) for i in range(len(wards))}
    if len(places) < len(wards):  # two wards of one name: the code tells them apart
        names = [f"{wards.names[i]} ({wards.codes[i]})" for i in range(len(wards))]
        places = {name: wards.area(i) for i, name in enumerate(names)}
    return decomposition.waterfall(tuple(places), was, now), places


def _step(study: Study, name: str, amount: float, kind: str, area: Area | None) -> Figure:
    return measures.figure(
        study,
        "part-of-change",
        amount,
        against=study.baseline,
        area=area or study.area,
        category=ALL_CRIME,
        part="" if area else f"{kind}: {name}",
    )


def _points(study: Study, name: str, points: float, kind: str, area: Area | None) -> Figure:
    return measures.figure(
        study,
        "part-of-change-points",
        points,
        against=study.baseline,
        area=area or study.area,
        category=ALL_CRIME,
        missing="There was none before.",
        part="" if area else f"{kind}: {name}",
    )


def _drawn(study: Study, made: Waterfall, kind: str, places: dict[str, Area]) -> Chart:
    told = comparison.of(study)[ALL_CRIME]
    # One or two left over are shown by themselves.
    shown = STEPS if len(made.names) > STEPS + 2 else len(made.names)
    top = [
        (name, _step(study, name, float(made.change[i]), kind, places.get(name)), "")
        for i, name in enumerate(made.names[:shown])
    ]
    if shown < len(made.names):
        others = (
            f"The other {kind}s together" if kind == "ward" else "The other categories together"
        )
        top.append((others, _step(study, others, float(made.change[shown:].sum()), kind, None), ""))
    rows = (
        (f"Before: {study.baseline}", told.before, "level"),
        *top,
        (f"After: {study.period}", told.after, "level"),
    )
    table = Table(
        f"change-made-of-{kind}",
        f"What made the change of all recorded crime, by {kind}",
        (Column("Step", Align.LEFT), Column("Incidents"), Column("Level", Align.LEFT)),
        rows,
    )
    title = f"{made.names[0]} made the largest step, by {kind}"
    alt = f"From the count before to the count after, by {kind}, the largest step first: {title}."
    return Chart(
        ChartKind.WATERFALL, title, alt, table, x="Step", y="Incidents", mark="Level",
        x_title="Recorded crimes",
    )  # fmt: skip


def _listed(study: Study, made: Waterfall, places: dict[str, Area]) -> Table:
    rows = tuple(
        (
            name,
            measures.count(study, period=study.period, area=places[name]),
            _step(study, name, float(made.change[i]), "ward", places[name]),
            _points(study, name, float(made.points[i]), "ward", places[name]),
        )
        for i, name in enumerate(made.names)
    )
    headings = ("After", "Change, incidents", "Share of the whole change, points")
    columns = (Column("Ward", Align.LEFT), *(Column(one) for one in headings))
    caption = "Every ward's part of the change of all recorded crime"
    return Table("change-made-of-every-ward", caption, columns, rows, appendix=True)


def _sentence(
    study: Study, by_category: Waterfall, by_ward: Waterfall | None, places: dict[str, Area]
) -> Spans:
    way, sign = ("more", 1) if by_category.after >= by_category.before else ("fewer", -1)
    whole = _step(study, ALL_CRIME, by_category.after - by_category.before, "category", None)
    said = wording.spans(
        "There were {whole} {way} recorded crimes; the largest steps that way were {parts}",
        whole=Quote(whole, unsigned=True),
        way=way,
        parts=_largest(study, by_category, sign, "category", {}),
    )
    if by_ward is None:
        return (*said, ".")
    wards = _largest(study, by_ward, sign, "ward", places)
    return wording.joined((*said, ", and among wards ", *wards, "."))


def _largest(study: Study, made: Waterfall, sign: int, kind: str, places: dict[str, Area]) -> Spans:
    """The largest steps in the direction of the whole, with their amounts."""
    steps = [i for i in range(len(made.names)) if made.change[i] * sign > 0][:3]
    return wording.listed(
        wording.spans(
            "{name} ({step!u})",
            name=made.names[i],
            step=_step(
                study, made.names[i], float(made.change[i]), kind, places.get(made.names[i])
            ),
        )
        for i in steps
    )
