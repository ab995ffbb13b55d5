"""The areas of a level inside a look's area: table and map of the same figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from towpath.assessment import area_figures, measures, publishing, small_areas
from towpath.assessment.looks import told
from towpath.documents.blocks import Align, Cell, Column, Map, Quote, Shapes, Table
from towpath.foundation import Area, Figure, Level, NoSuchData, categories

if TYPE_CHECKING:
    from towpath.assessment.looks.told import Integers, Told
    from towpath.assessment.study import Study

Outline = Callable[[Level, tuple[Area, ...], int], Shapes]

LEVELS = (Level.DISTRICT, Level.LOCAL, Level.WARD, Level.MSOA, Level.LSOA)
CODE, COUNT, RATE, CHANGE = "Code", "Now", "Per 1,000 residents", "Change"
# What a map can shade: the word in an address, and the column of the table.
MEASURES = {"count": COUNT, "rate": RATE, "change": CHANGE}
STABLE = (
    "Small areas were drawn anew between the two periods, so these are stable areas: those that "
    "were split or merged are counted together."
)


@dataclass(frozen=True)
class Places:
    """The areas, their months over all that is held, their rates, and what must be said."""

    areas: tuple[Area, ...]
    monthly: Integers
    rates: tuple[Figure, ...]
    vintage: int
    remark: str = ""


def of(study: Study, category: str, level: Level) -> Places:
    """The areas of a level in the study's area; NoSuchData where the pack knows none."""
    if level is Level.LOCAL:
        return _local(study, category)
    remark = ""
    if level is Level.LSOA and _crosses(study):
        level, remark = Level.STABLE, STABLE
    held = small_areas.of(study, level)
    areas = tuple(held.area(place) for place in range(len(held)))
    monthly = held.series(category, told.whole(study))
    rates = area_figures.crude_rates(held, category)
    return Places(areas, monthly, rates, study.vintage, remark)


def _crosses(study: Study) -> bool:
    """Whether small areas of the two windows are of two vintages."""
    return any(study.vintage_in(one) != study.vintage for one in study.baseline.periods)


def _local(study: Study, category: str) -> Places:
    """The home's own local areas that lie in the study's area; they may overlap."""
    own = study.codes(study.area)
    named = (Area(Level.LOCAL, slug, 0, one.name) for slug, one in study.pack.local.items())
    areas = tuple(one for one in named if study.codes(one) and study.codes(one) <= own)
    if not areas:
        raise NoSuchData(
            f"No named local area lies in {study.area}.", "Name some in local_areas.toml."
        )
    everything = told.whole(study)
    monthly = np.array([study.series(category, everything, one) for one in areas])
    rates = tuple(measures.rate(study, category, area=one) for one in areas)
    return Places(areas, monthly, rates, study.vintage, "Local areas may overlap.")


def table(study: Study, category: str, level: Level, held: Places) -> Table:
    """Every area with its count, change and rate, the most incidents first."""
    changes = told.of(study, [(area, category) for area in held.areas], held.monthly)
    order = sorted(range(len(changes)), key=lambda at: _first(changes[at]))
    label = categories.get(category).label
    columns = (
        Column(level.label.capitalize(), Align.LEFT), Column(CODE, Align.LEFT), Column("Before"),
        Column(COUNT), Column(CHANGE), Column("95 % limits"), Column("Verdict", Align.LEFT),
        Column(RATE), Column("95 % limits of the rate"),
    )  # fmt: skip
    caption = f"{label} by {level.label} in {study.area}: {study.period} against {study.baseline}"
    rows = tuple(_row(changes[at], held.rates[at]) for at in order)
    note = (held.remark,) if held.remark else ()
    return Table("areas", caption, columns, rows, note)


def _first(one: Told) -> tuple[float, str]:
    return -(one.after.value or 0), str(one.area)


def _row(one: Told, rate: Figure) -> tuple[Cell, ...]:
    return str(one.area), one.area.code, *one.cells, rate, Quote(rate, between=True)


def drawn(study: Study, listed: Table, held: Places, measure: str, outline: Outline) -> Map:
    """The map of one column of the table; `outline` gives the shapes of areas."""
    if not _numbers(listed, MEASURES[measure]):
        measure = "count"
    heading = MEASURES[measure]
    shapes = outline(held.areas[0].level, held.areas, held.vintage)
    title, top = _named(listed, measure)
    alt = f"Map: {listed.caption}. Shaded by: {_WORDS[measure]}. The table says the same."
    return Map(title, alt, listed, shapes, CODE, heading, labels=top)


def named_again(drawn: Map, listed: Table) -> Map:
    """The map of the same column for anybody: it names what the published numbers put first."""
    measure = next(word for word, heading in MEASURES.items() if heading == drawn.value)
    title, top = _named(publishing.table(listed), measure)
    return replace(drawn, table=listed, title=title, labels=top)


def _named(listed: Table, measure: str) -> tuple[str, tuple[str, ...]]:
    """The title of a map, and the areas that it names: those that stand out."""
    top = tuple(_highest(listed, MEASURES[measure]))
    return f"{_MOST[measure]} in {' and '.join(top)}" if top else listed.caption, top


_MOST = {"count": "Most incidents", "rate": "Highest rate", "change": "Largest rise"}
_WORDS = {"count": "incidents", "rate": "incidents per 1,000 residents", "change": "change"}


def _highest(listed: Table, heading: str) -> Sequence[str]:
    known = _numbers(listed, heading)
    top = max((value for value, _ in known), default=0)
    names = [name for value, name in known if value == top]
    return names if 0 < len(names) < 3 and top > 0 else []


def _numbers(listed: Table, heading: str) -> list[tuple[float, str]]:
    """What is known in a column, with the areas it is known of."""
    at = next(i for i, column in enumerate(listed.columns) if column.heading == heading)
    cells = ((row[at], str(row[0])) for row in listed.rows)
    return [(cell.value, name) for cell, name in cells
            if isinstance(cell, Figure) and cell.value is not None]  # fmt: skip
