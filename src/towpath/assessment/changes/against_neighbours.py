"""2f: our change beside the neighbours', those of the same force and those of others apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import change, dispersion, false_discovery
from towpath.analysis.dispersion import Dispersion
from towpath.assessment import caveats, measures, small_areas, wording
from towpath.assessment.caveats import recording
from towpath.assessment.changes import alike, comparison
from towpath.assessment.findings import Finding
from towpath.documents.blocks import Align, Block, Cell, Chart, ChartKind, Column, Quote, Table
from towpath.foundation import Figure, Level, NoSuchData, Period, categories
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from towpath.analysis.arrays import Floats
    from towpath.analysis.change import Ratio
    from towpath.assessment.measures import Words
    from towpath.assessment.small_areas import Areas
    from towpath.assessment.study import Study
    from towpath.documents.blocks import Spans

# Fewer than this in either window, and a district's change says nothing.
EVENTS_AT_LEAST = 100
CLEAR = 0.05
OURS, SAME, OTHER = "us", "same force", "another force"


@dataclass(frozen=True)
class Beside:
    """Districts whose police files are held: rows of `areas`, and what each is to us."""

    areas: Areas
    rows: tuple[int, ...]
    kinds: tuple[str, ...]

    def of(self, *kinds: str) -> list[int]:
        """The rows of some kinds."""
        return [row for row, kind in zip(self.rows, self.kinds, strict=True) if kind in kinds]


def find(study: Study) -> Finding:
    """A dot for each district, and our change over that of the rest of the force, by category."""
    comparison.whole(study)
    near = _beside(study)
    if not near.of(SAME, OTHER):
        raise NoSuchData(
            f"Nothing is held of any district but {study.area}.",
            "Load the police's files whole: they hold the neighbours too.",
        )
    ratios = _ratios(study, near)
    blocks: tuple[Block, ...] = (_dots(study, near), _table(study, near, ratios))
    found = Finding(_sentence(study, ratios), blocks)
    names = ("neighbours-record", "descriptive", "recording", "covid", "several-tests", "unplaced")
    return found.with_caveats(*caveats.named(study, *names))


def _beside(study: Study) -> Beside:
    areas = small_areas.everywhere(study, Level.DISTRICT)
    of_area = _own_rows(study, areas)
    forces = areas.lying_in(Level.FORCE)
    own_force = next((forces[row] for row in of_area), "")
    held = _forces_held(study) | {own_force}
    enough = np.min([areas.counts(ALL_CRIME, one) for one in _windows(study)], axis=0)
    rows, kinds = [], []
    for row, code in enumerate(forces):
        if row in of_area or enough[row] < EVENTS_AT_LEAST or code not in held:
            continue
        rows.append(row)
        kinds.append(SAME if code == own_force else OTHER)
    return Beside(areas, tuple(rows), tuple(kinds))


def _windows(study: Study) -> tuple[Period, ...]:
    return (*study.baseline.periods, study.period)


def _own_rows(study: Study, areas: Areas) -> list[int]:
    """The districts that our own area lies in or is made of: never its neighbours."""
    inside = study.chosen(study.area) & (areas.place >= 0)
    return sorted(set(areas.place[inside].tolist()))


def _forces_held(study: Study) -> frozenset[str]:
    """The codes of the forces that delivered every month of both windows themselves."""
    wanted = {month for one in _windows(study) for month in one.month_starts}
    held: dict[str, set[object]] = {}
    for load in study.held.loads:
        if load.feed == study.feed:
            held.setdefault(load.agency, set()).add(load.first)
    whole = {agency for agency, months in held.items() if wanted <= months}
    names = study.pack.names(Level.FORCE)
    return frozenset(code for code, name in names.items() if _slug(name) in whole)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


def _counts(study: Study, near: Beside, word: Words, rows: list[int]) -> tuple[Floats, Floats]:
    """Incidents of districts before (a mean year's where there are several) and after."""
    before = [near.areas.counts(word, one)[rows] for one in study.baseline.periods]
    after = near.areas.counts(word, study.period)[rows]
    return np.mean(before, axis=0), after.astype(float)


def _spread(study: Study, monthly: ArrayLike) -> Dispersion:
    months = np.array(study.unbroken.month_starts, dtype="M8[M]")
    return dispersion.of(monthly, months)


def _ratios(study: Study, near: Beside) -> dict[str, Ratio]:
    """Our change over the rest of the force's (or, without one, the others'), by category."""
    rows = near.of(SAME) or near.of(OTHER)
    words = study.all_categories
    ours = np.array(
        [
            (
                np.mean([study.total(word, one) for one in study.baseline.periods]),
                study.total(word),
            )
            for word in words
        ]
    ).T
    theirs = np.array([[n.sum() for n in _counts(study, near, word, rows)] for word in words]).T
    run = study.unbroken
    mine = _spread(study, np.array([study.series(word, run) for word in words]))
    there = np.array([near.areas.series(word, run)[rows].sum(axis=0) for word in words])
    found = change.against(
        (ours[0], ours[1]), (theirs[0], theirs[1]), spreads=(mine, _spread(study, there))
    )
    adjusted = np.asarray(false_discovery.adjust(found.p))
    parts = [np.asarray(one) for one in (found.value, found.low, found.high, adjusted)]
    return {word: change.Ratio(*(one[i] for one in parts)) for i, word in enumerate(words)}


def _ratio_figure(study: Study, word: str, ratio: Ratio) -> Figure:
    return measures.figure(
        study,
        "ratio-of-changes",
        float(ratio.value),
        low=float(ratio.low),
        high=float(ratio.high),
        against=study.baseline,
        category=word,
        comparators="the rest of the force",
        missing="Too few incidents to compare the changes.",
    )


def _said(ratio: Ratio) -> str:
    if not float(ratio.p) <= CLEAR:  # nan: too few to tell
        return "like theirs"
    return "above theirs" if float(ratio.value) > 1 else "below theirs"


def _sentence(study: Study, ratios: dict[str, Ratio]) -> Spans:
    ours = ratios[ALL_CRIME]
    figure = _ratio_figure(study, ALL_CRIME, ours)
    clear = [w for w in study.crime_categories if _said(ratios[w]) != "like theirs"]
    words = (
        "All recorded crime in {area} changed {how} in the rest of the force; the "
        "ratio of the two changes is {ratio!l}.{apart}"
    )
    how = {"like theirs": "no differently from crime", "above theirs": "more upwards than crime"}
    apart = ""
    if clear:
        named = [f"{categories.get(w).label.lower()} ({_said(ratios[w])})" for w in clear]
        apart = f" What moved apart: {', '.join(named)}."
    return wording.spans(
        words,
        area=study.area,
        how=how.get(_said(ours), "more downwards than crime"),
        ratio=figure,
        apart=apart,
    )


def _dots(study: Study, near: Beside) -> Chart:
    told = alike.of(study)
    words = told.kept if told else (ALL_CRIME,)
    ours = told.change if told else comparison.of(study)[ALL_CRIME].change
    rows: list[tuple[Cell, ...]] = [(study.area.name, ours, OURS)]
    for kind in (SAME, OTHER):
        apart = "" if kind == SAME else " (another force)"
        each = zip(near.of(kind), _their_changes(study, near, words, near.of(kind)), strict=True)
        rows += [(f"{near.areas.names[row]}{apart}", figure, "") for row, figure in each]
    rows.sort(key=_height)
    left = f" without {' and '.join(told.without).lower()}" if told else ""
    columns = (Column("District", Align.LEFT), Column("Change"), Column("Ours", Align.LEFT))
    caption = f"Change of recorded crime{left} by district against {wording.the(study.baseline)}"
    table = Table("change-by-district", caption, columns, tuple(rows))
    title = f"Recorded crime{left} in {study.area} and in the districts beside it"
    alt = f"{title}: each district's change with its 95 % limits, the greatest rise first."
    return Chart(
        ChartKind.DOTS, title, alt, table, x="Change", y="District", mark="Ours",
        x_title="Change, per cent",
    )  # fmt: skip


def _their_changes(
    study: Study, near: Beside, words: tuple[str, ...], rows: list[int]
) -> list[Figure]:
    """Each district's change with its own limits, in the order of the rows."""
    if not rows:
        return []
    before, after = _counts(study, near, words, rows)
    monthly = near.areas.series(words, study.unbroken)[rows]
    ratio = change.ratio(before, after, spread=_spread(study, monthly))
    parts = np.array([ratio.value, ratio.low, ratio.high]).reshape(3, -1)
    values = 100 * (parts - 1)
    return [
        measures.figure(
            study, "change-in-count", float(values[0, at]),
            low=float(values[1, at]), high=float(values[2, at]),
            denominator=float(before[at]), numerator=float(after[at]),
            against=study.baseline, area=near.areas.area(row), category=measures.named(words),
        )
        for at, row in enumerate(rows)
    ]  # fmt: skip


def _height(row: tuple[Cell, ...]) -> float:
    figure = row[1]
    return -(figure.value or 0.0) if isinstance(figure, Figure) else 0.0


def _table(study: Study, near: Beside, ratios: dict[str, Ratio]) -> Table:
    rows = near.of(SAME) or near.of(OTHER)
    lines = []
    for word, ratio in ratios.items():
        before, after = (float(n.sum()) for n in _counts(study, near, word, rows))
        ours = comparison.of(study)[word].change
        figure = _ratio_figure(study, word, ratio)
        theirs = _rest(study, word, before, after)
        lines.append(
            (categories.get(word).label, *_shown(study, word, ours, theirs, figure, ratio))
        )
    columns = (
        Column("Category", Align.LEFT), Column("Our change"), Column("The rest of the force"),
        Column("Ratio of the two"), Column("95 % limits"), Column("Verdict", Align.LEFT),
    )  # fmt: skip
    caption = "Our change and that of the rest of the force"
    note = (
        "A ratio above one: we rose more, or fell less, than the districts beside us. Where a "
        "category's recording changed, only the ratio is given: both moved with it."
    )
    return Table("change-against-force", caption, columns, tuple(lines), (note,))


def _rest(study: Study, word: str, before: float, after: float) -> Figure:
    value = 100 * (after - before) / before if before else None
    return measures.figure(
        study, "change-elsewhere", value, against=study.baseline, category=word,
        numerator=after, denominator=before, comparators="the rest of the force",
        missing="There were none before.",
    )  # fmt: skip


def _shown(
    study: Study, word: str, ours: Figure, theirs: Figure, figure: Figure, ratio: Ratio
) -> tuple[Cell, ...]:
    """What may be shown: where recording changed, only how we moved beside the same force."""
    pair = (None, None) if recording.blocked(study, word) else (ours, theirs)
    return (*pair, figure, Quote(figure, between=True), _said(ratio))
