"""1b: what recorded crime is made of: its categories, and the groups that cut across them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from towpath.assessment import caveats, measures, wording
from towpath.assessment.findings import Finding
from towpath.assessment.levels.holding import require_period
from towpath.documents.blocks import Align, Chart, ChartKind, Column, Spans, Table
from towpath.foundation import Figure, categories
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from towpath.assessment.study import Study

# The groups of the category tree that a board asks after, in the order of printing. A category
# may be in several, so the shares do not add up to the whole.
GROUPS = (
    ("victim-based", "Crime with a victim"),
    ("acquisitive", "Acquisitive crime (theft, burglary, robbery)"),
    ("police-led", "Found mainly by police work (drugs, weapons)"),
)


def find(study: Study) -> Finding:
    """The share of each category in all recorded crime, largest first, and of three groups."""
    require_period(study)
    counted = {slug: study.total(slug) for slug in study.crime_categories}
    slugs = sorted(counted, key=lambda slug: (-counted[slug], slug))
    parts, groups = _categories(study, slugs), _groups(study)
    found = Finding(_said(study, slugs), (_chart(study, parts), parts, groups))
    return found.with_caveats(
        *caveats.named(study, "violence-together", "police-led", "not-official", "unplaced")
    )


def share(study: Study, slug: str) -> Figure:
    """A category's share of all recorded crime."""
    part, whole = study.total(slug), study.total(ALL_CRIME)
    return measures.share(study, part, whole, "share-of-crime", category=slug)


def _said(study: Study, slugs: list[str]) -> Spans:
    first, second = (categories.get(slug).label for slug in slugs[:2])
    return wording.spans(
        "{first} made up {largest} of the crime recorded in {area} in {period}, and {second} "
        "{next}. {acquisitive} of all crime was acquisitive.",
        first=first,
        second=second.lower(),
        area=study.area,
        period=wording.the(study.period),
        largest=share(study, slugs[0]),
        next=share(study, slugs[1]),
        acquisitive=_group_share(study, "acquisitive"),
    )


def _categories(study: Study, slugs: list[str]) -> Table:
    rows = tuple(
        (
            categories.get(slug).label,
            measures.count(study, slug),
            share(study, slug),
            measures.rate(study, slug),
        )
        for slug in slugs
    )
    columns = (
        Column("Category", Align.LEFT),
        Column("Recorded"),
        Column("Share of all crime"),
        Column("Per 1,000 residents"),
    )
    return Table("mix", f"What crime in {study.area} is made of", columns, rows)


def _chart(study: Study, table: Table) -> Chart:
    first = table.rows[0][0]
    title = f"{first}: the largest part of recorded crime in {study.area}"
    alt = f"Bars of each category's share of all recorded crime, the largest being {first}."
    return Chart(ChartKind.BARS, title, alt, table, "Category", "Share of all crime")


def _groups(study: Study) -> Table:
    rows = tuple(
        (label, _group_count(study, group), _group_share(study, group)) for group, label in GROUPS
    )
    columns = (Column("Group", Align.LEFT), Column("Recorded"), Column("Share of all crime"))
    note = ("A category may be in several groups or in none, so the shares do not add up.",)
    return Table("mix-groups", "Groups that cut across the categories", columns, rows, note)


def _group_total(study: Study, group: str) -> int:
    """Every incident of the group once: its categories in the cube are marked one by one."""
    marked = categories.of_group(group)
    chosen = np.array([slug in marked for slug in study.cube.categories])
    inside = study.cube.counts[study.chosen(study.area)]
    return int(inside[:, chosen][:, :, study.span(study.period)].sum())


def _group_count(study: Study, group: str) -> Figure:
    return measures.figure(study, "recorded-incidents", _group_total(study, group), group=group)


def _group_share(study: Study, group: str) -> Figure:
    whole = study.total(ALL_CRIME)
    return measures.share(study, _group_total(study, group), whole, "share-of-crime", group=group)
