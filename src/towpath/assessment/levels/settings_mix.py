"""1i: in what settings: what the location labels of recorded crime and ASB speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from towpath.analysis import settings
from towpath.assessment import caveats, locations, measures, wording
from towpath.assessment.findings import Finding
from towpath.assessment.levels.holding import require_period
from towpath.documents.blocks import Align, Chart, ChartKind, Column, Spans, Table
from towpath.foundation import Figure, NoSuchData, categories
from towpath.foundation.categories import ALL_ASB, ALL_CRIME

if TYPE_CHECKING:
    from towpath.assessment.study import Study

UNKNOWN = "unknown"
SETTING, SHARE = "Setting", "Share of recorded crime"
FEWEST = 20  # crimes near a setting, below which it is not said what happens there most


@dataclass(frozen=True)
class Settings:
    """Incidents by setting and category; those whose label says nothing are left out."""

    counts: Mapping[tuple[str, str], int]  # (setting, category of first level or ASB)

    def total(self, category: str, setting: str = "") -> int:
        """Incidents of a category near a setting, or near any."""
        wanted = categories.within(category)
        return sum(
            count for (where, what), count in self.counts.items()
            if what in wanted and setting in ("", where)
        )  # fmt: skip

    @property
    def listed(self) -> list[str]:
        """The settings with any crime or ASB, most recorded crime first, streets apart."""
        there = {where for where, _ in self.counts} - {settings.STREET}
        return sorted(there, key=lambda one: (-self.total(ALL_CRIME, one), one))


def find(study: Study) -> Finding:
    """Bars of the settings other than streets, and a table with what happens near each."""
    require_period(study)
    held = study.remembered("settings", reckon)
    if not held.listed:
        raise NoSuchData(
            "No row bears a location label that names a setting.",
            "Load the published files, which carry labels.",
        )
    table = _table(study, held)
    found = Finding(_said(study, held), (_chart(study, held), table))
    return found.with_caveats(*caveats.named(study, "anchors", "snapped", "snap-points"))


def reckon(study: Study) -> Settings:
    """Count the period's incidents by the setting that their label speaks of."""
    import numpy as np

    table = locations.rows(study)
    labels = np.array(table["location"].to_pylist(), dtype=np.str_)
    slugs = settings.classes(labels).tolist()
    counted: Counter[tuple[str, str]] = Counter()
    for where, what, count in zip(
        slugs, table["category"].to_pylist(), table["counts"].to_pylist(), strict=True
    ):
        if where != UNKNOWN and count:
            counted[where, what] += count
    return Settings(counted)


def label(setting: str) -> str:
    """A setting as it is printed."""
    return next(one.label for one in settings.catalogue() if one.slug == setting)


def share(study: Study, held: Settings, setting: str, category: str = ALL_CRIME) -> Figure:
    """The share of a category that lies near a setting."""
    part, whole = held.total(category, setting), held.total(category)
    return measures.share(
        study, part, whole, "share-of-setting", category=category, setting=setting
    )


def count(study: Study, held: Settings, setting: str, category: str = ALL_CRIME) -> Figure:
    """Incidents of a category near a setting."""
    value = held.total(category, setting)
    return measures.figure(study, "setting-incidents", value, category=category, setting=setting)


def _said(study: Study, held: Settings) -> Spans:
    first, *others = held.listed
    named = [
        wording.spans("{name} ({share})", name=label(one).lower(), share=share(study, held, one))
        for one in (first, *others[:2])
    ]
    return wording.spans(
        "{streets} of the crime recorded in {area} in {period} was put on or near a street; of "
        "the other settings, most was near {named}.",
        streets=share(study, held, settings.STREET),
        area=study.area,
        period=wording.the(study.period),
        named=wording.listed(named),
    )


def _chart(study: Study, held: Settings) -> Chart:
    rows = tuple((label(one), share(study, held, one)) for one in held.listed)
    columns = (Column(SETTING, Align.LEFT), Column(SHARE))
    caption = "Recorded crime near each setting other than a street"
    table = Table("settings-shares", caption, columns, rows, appendix=True)
    first = label(held.listed[0])
    title = f"{first}: the setting, other than streets, with most recorded crime near it"
    alt = (
        "Bars of the share of recorded crime whose location label names each setting, streets "
        f"left out; the longest is {first.lower()}."
    )
    return Chart(ChartKind.BARS, title, alt, table, SETTING, SHARE)


def _table(study: Study, held: Settings) -> Table:
    rows = tuple(
        (
            label(one),
            count(study, held, one),
            share(study, held, one),
            count(study, held, one, ALL_ASB),
            share(study, held, one, ALL_ASB),
            _most(study, held, one),
        )
        for one in (settings.STREET, *held.listed)
    )
    columns = (
        Column(SETTING, Align.LEFT),
        Column("Recorded crime"),
        Column(SHARE),
        Column("ASB incidents"),
        Column("Share of ASB"),
        Column("More there than elsewhere", Align.LEFT),
    )
    caption = "What the location labels speak of"
    note = (
        "More there than elsewhere: the category whose share of the crime near the setting exceeds "
        "its share of all crime by most points."
    )
    return Table("settings", caption, columns, rows, (note,))


def _most(study: Study, held: Settings, setting: str) -> str:
    """The category that stands out near a setting."""
    whole, here = held.total(ALL_CRIME), held.total(ALL_CRIME, setting)
    if here < FEWEST:
        return "too few to say"
    excess = {
        slug: held.total(slug, setting) / here - held.total(slug) / whole
        for slug in study.crime_categories
    }
    return categories.get(max(sorted(excess), key=lambda slug: excess[slug])).label
