"""1g: how concentrated it is: the few small areas that hold half, beside what chance would give."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import concentration
from towpath.assessment import caveats, hot_small_areas, measures, small_areas, wording
from towpath.assessment.findings import Finding
from towpath.assessment.levels.holding import require_period
from towpath.documents.blocks import Align, Chart, ChartKind, Column, Spans, Table
from towpath.foundation import Figure, NoSuchData, categories
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from towpath.analysis.arrays import Floats
    from towpath.analysis.concentration import AgainstChance, Held
    from towpath.assessment.small_areas import Areas
    from towpath.assessment.study import Study

HALF, WORST = 0.5, 0.1
FEWEST = 20
# Simulations of chance: enough for limits that stay put to the printed digit.
RUNS, RUNS_A_POINT, SEED = 999, 99, 20090101
# Where the curve is drawn: finely where it bends.
POINTS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
AREAS, EVENTS = "Share of small areas", "Share of recorded crime"
LOW, HIGH = "By chance, lower", "By chance, upper"


def find(study: Study) -> Finding:
    """A sentence, the curve with its band by chance, and a table by theme."""
    require_period(study)
    areas = small_areas.of(study)
    if areas.counts().sum() < FEWEST:
        raise NoSuchData(
            f"Fewer than {FEWEST} recorded crimes lie in {study.area}.",
            "Choose a longer period or a larger area.",
        )
    found = Finding(_said(study, areas), (_curve(study, areas), _by_theme(study, areas)))
    return found.with_caveats(*caveats.named(study, "areas-not-people", "snapped", "base-years"))


def _said(study: Study, areas: Areas) -> Spans:
    half = concentration.holding(areas.counts(), HALF)
    return wording.spans(
        "{half} of the small areas of {area} had half of its recorded crime in {period}; if "
        "crime fell on residents by chance alone, the most burdened {half} would have {chance}.",
        half=holding_half(study, areas),
        area=study.area,
        period=wording.the(study.period),
        chance=_by_chance(areas, ALL_CRIME, half.places_share, RUNS),
    )


def holding_half(study: Study, areas: Areas, slug: str = ALL_CRIME) -> Figure:
    """The share of the small areas that hold half of a category."""
    half = concentration.holding(areas.counts(slug), HALF)
    return measures.figure(
        study, "areas-holding-half", 100 * half.places_share,
        numerator=half.places, denominator=len(areas), category=slug,
    )  # fmt: skip


def _worst(areas: Areas, slug: str, places_share: float) -> Figure:
    worst: Held = concentration.worst(areas.counts(slug), places_share)
    return measures.figure(
        areas.study, "share-of-worst-areas", 100 * worst.events_share,
        numerator=worst.events, denominator=int(areas.counts(slug).sum()),
        category=slug, places=worst.places,
    )  # fmt: skip


def _by_chance(areas: Areas, slug: str, places_share: float, runs: int) -> Figure:
    """What the worst would have if every resident ran the same risk."""
    places = max(1, round(places_share * len(areas)))
    worked = _simulated(areas, slug, places_share, runs)
    return measures.figure(
        areas.study, "share-of-worst-by-chance", 100 * worked.expected,
        low=100 * worked.low, high=100 * worked.high,
        category=slug, places=places, runs=runs, seed=SEED,
    )  # fmt: skip


def _simulated(areas: Areas, slug: str, places_share: float, runs: int) -> AgainstChance:
    return concentration.against_chance(
        areas.counts(slug), np.random.default_rng(SEED), base=_base(areas),
        places_share=places_share, runs=runs,
    )  # fmt: skip


def _base(areas: Areas) -> Floats:
    """Residents; one that is not supplied counts as the mean, so that it can be drawn at all."""
    people = areas.residents
    usual = float(np.nanmean(people)) if np.isfinite(people).any() else 1.0
    return np.where(np.isfinite(people), people, usual)


def _curve(study: Study, areas: Areas) -> Chart:
    half = concentration.holding(areas.counts(), HALF)
    wanted = sorted({max(1, round(one * len(areas))) for one in POINTS} | {half.places})
    rows = []
    for places in wanted:
        part = places / len(areas)
        chance = _by_chance(areas, ALL_CRIME, part, RUNS_A_POINT)
        so_many = measures.figure(
            study, "cumulative-areas", 100 * part,
            numerator=places, denominator=len(areas), places=places,
        )  # fmt: skip
        limits = (_limit(chance, chance.low, "low"), _limit(chance, chance.high, "high"))
        mark = "half of all crime" if places == half.places else ""
        rows.append((so_many, _worst(areas, ALL_CRIME, part), *limits, mark))
    headings = (AREAS, EVENTS, LOW, HIGH, "Mark")
    columns = tuple(Column(one) for one in headings)
    caption = f"How much of the crime lies in how many of the small areas of {study.area}"
    table = Table("concentration-curve", caption, columns, tuple(rows), appendix=True)
    title = f"Few of the small areas of {study.area} have much of the crime"
    alt = (
        f"Curve of the share of recorded crime against the share of the small areas of "
        f"{study.area}, the most burdened first, above the band that chance alone would give."
    )
    return Chart(ChartKind.LORENZ, title, alt, table, AREAS, EVENTS,
                 low=LOW, high=HIGH, mark="Mark", x_title=f"{AREAS}, per cent",
                 y_title=f"{EVENTS}, per cent")  # fmt: skip


def _limit(chance: Figure, value: float | None, end: str) -> Figure:
    return replace(chance, value=value, low=None, high=None, basis={**chance.basis, "end": end})


def _by_theme(study: Study, areas: Areas) -> Table:
    slugs = [one for one in hot_small_areas.THEMES if areas.counts(one).sum() >= FEWEST]
    rows = tuple(
        (
            categories.get(slug).label,
            holding_half(study, areas, slug),
            _worst(areas, slug, WORST),
            _by_chance(areas, slug, WORST, RUNS_A_POINT),
            _beyond(areas, slug),
        )
        for slug in slugs
    )
    columns = (
        Column("Theme", Align.LEFT),
        Column("Areas that hold half"),
        Column("The worst tenth has"),
        Column("By chance it would have"),
        Column("Beyond chance (nought to one)"),
    )
    note = (
        "By chance: if every resident ran the same risk. Where incidents are few, chance alone "
        "leaves many areas without any, so compare with it and not with equal shares."
    )
    caption = "How concentrated each theme is"
    return Table("concentration", caption, columns, rows, (note,))


def _beyond(areas: Areas, slug: str) -> Figure:
    found = concentration.gini(areas.counts(slug))
    return measures.figure(areas.study, "beyond-chance", found.beyond_chance, category=slug)
