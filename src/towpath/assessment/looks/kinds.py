"""What a category is made of: itself and the categories below it, each with its change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from towpath.assessment import measures
from towpath.assessment.looks import told
from towpath.documents.blocks import Align, Cell, Column, Table
from towpath.foundation import categories

if TYPE_CHECKING:
    from towpath.assessment.looks.told import Told
    from towpath.assessment.study import Study

NAME = "Category"


def below(study: Study, category: str) -> tuple[str, ...]:
    """The categories directly below one of which anything is held, in printing order."""
    present = set(study.cube.categories)
    return tuple(
        one.slug for one in categories.children(category) if categories.within(one.slug) & present
    )


def compared(study: Study, slugs: tuple[str, ...]) -> tuple[Told, ...]:
    """Several categories in the study's area, before and after."""
    everything = told.whole(study)
    series = [(study.area, slug) for slug in slugs]
    return told.of(study, series, np.array([study.series(slug, everything) for slug in slugs]))


def table(study: Study, category: str) -> tuple[Table | None, tuple[str, ...]]:
    """The table and the category of each of its rows; no table where there is nothing below."""
    slugs = below(study, category)
    if not slugs:
        return None, ()
    rows = tuple(_row(study, one) for one in compared(study, (category, *slugs)))
    label = categories.get(category).label
    columns = (
        Column(NAME, Align.LEFT), Column("Before"), Column("Now"), Column("Change"),
        Column("95 % limits"), Column("Verdict", Align.LEFT), Column("Per 1,000 residents"),
    )  # fmt: skip
    caption = f"{label} in {study.area} by category: {study.period} against {study.baseline}"
    return Table("categories", caption, columns, rows), (category, *slugs)


def _row(study: Study, one: Told) -> tuple[Cell, ...]:
    rate = measures.rate(study, one.category)
    return categories.get(one.category).label, *one.cells, rate
