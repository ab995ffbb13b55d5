"""The figures of places (wards, local areas): reckoned for all at once, made for one when asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import gradient, proportions, rates
from towpath.assessment import caveats, ground, hot_small_areas, locations, measures, wording
from towpath.assessment.caveats import recording
from towpath.assessment.levels import deprivation, priority_places
from towpath.documents.blocks import Caveat, Shapes, Spans
from towpath.foundation import Figure, Level, NoSuchData, Period
from towpath.foundation.categories import ALL_ASB, ALL_CRIME

if TYPE_CHECKING:
    from towpath.analysis.proportions import Share
    from towpath.analysis.rates import Rate
    from towpath.assessment.ground import Floats, Ground, Integers
    from towpath.assessment.hot_small_areas import Hot
    from towpath.assessment.study import Study

MONTHS = 24  # of the sparkline
ACROSS = 200  # steps across the little map


def of(study: Study) -> Profiled:
    """Everything that the profiles of a study print."""
    return study.remembered("profiled", _reckoned)


@dataclass(frozen=True, eq=False)
class Profiled:
    """What all profiles are set from: arrays over places, in the order of the ground."""

    study: Study
    ground: Ground
    mix: dict[str, Integers]
    limits: dict[str, Share]
    crude: Rate
    months: tuple[date, ...]
    monthly: Integers
    residents: tuple[tuple[str, Floats, Floats, str], ...]
    hot: Hot | None
    small: tuple[tuple[int, ...], ...]
    outlines: Shapes
    whole_rate: Figure
    caveats: tuple[Caveat, ...]


def _reckoned(study: Study) -> Profiled:
    held = ground.of(study)
    words = (ALL_CRIME, ALL_ASB, *study.crime_categories)
    mix = {slug: held.counts(slug) for slug in words}
    months = _months(study)
    ones = np.maximum(mix[ALL_CRIME], 1)
    limits = {slug: proportions.wilson(mix[slug], ones) for slug in study.crime_categories}
    span = study.span(Period(months[0], study.period.end))
    hot = _hot(study)
    small = _small(held, hot) if hot else ((),) * len(held)
    said = caveats.named(study, "coverage", "residents-base", "unplaced", "snapped")
    return Profiled(
        study, held, mix, limits, rates.crude(mix[ALL_CRIME], np.nan_to_num(held.residents)),
        months, held.monthly(ALL_CRIME)[:, span], tuple(_people(study, held)),
        hot, small, _coarse(locations.wards(study)), measures.rate(study),
        tuple(one for one in said if one),
    )  # fmt: skip


def _months(study: Study) -> tuple[date, ...]:
    """The last 24 months of the run, or as many as there are."""
    return study.run.month_starts[-MONTHS:]


def _hot(study: Study) -> Hot | None:
    try:
        return hot_small_areas.of(study)
    except NoSuchData:
        return None


def _small(held: Ground, hot: Hot) -> tuple[tuple[int, ...], ...]:
    """The small areas of each place, most crime first."""
    row_of = {code: row for row, code in enumerate(held.study.cube.areas)}
    rows = np.array([row_of.get(code, 0) for code in hot.areas.codes])
    order = np.argsort(-hot.areas.counts(), kind="stable")
    inside = held.inside[:, rows[order]] > 0
    return tuple(tuple(order[one].tolist()) for one in inside)


def _people(study: Study, held: Ground) -> Iterator[tuple[str, Floats, Floats, str]]:
    """What is told of residents beside their number: definition, part, whole and source."""
    try:
        young = study.pack.residents(*_ages(study), priority_places.YOUNG)
        everybody = study.pack.residents(young.vintage, young.year)
        source = f"residents, {young.year}, LSOA {young.vintage}"
        yield "share-aged-15-24", held.summed(young), held.summed(everybody), source
    except NoSuchData:
        pass
    try:
        poor = deprivation.ground(study)
    except NoSuchData:
        return
    kept = poor.kept.astype(bool)
    worst = np.zeros(len(poor.areas))
    worst[kept] = np.where(gradient.quantiles(poor.score) == 0, poor.residents, 0)
    every = np.where(kept, poor.areas.residents, 0)
    rows = {code: row for row, code in enumerate(study.cube.areas)}
    at = np.array([rows.get(code, 0) for code in poor.areas.codes])
    share = held.inside[:, at]
    yield "income-deprived-areas", share @ worst, share @ every, poor.source


def _ages(study: Study) -> tuple[int, int]:
    """The vintage that ages are held for, the period's own if it is, and the year wanted."""
    year = study.period.start.year
    vintages = (study.vintage, 2011, 2021)
    return next((one for one in vintages if study.pack.years("ages", one)), study.vintage), year


def _coarse(shapes: Shapes) -> Shapes:
    """Outlines for a map of a few centimetres, so that a page for each ward stays light."""
    import shapely

    geometries = shapely.from_wkb(list(shapes.wkb))
    west, south, east, north = shapely.total_bounds(geometries)
    tolerance = max(east - west, north - south) / ACROSS
    drawn = shapely.coverage_simplify(geometries, tolerance)
    return replace(shapes, wkb=tuple(shapely.to_wkb(drawn).tolist()))


def count(held: Profiled, place: int, slug: str) -> Figure:
    return measures.figure(
        held.study, "recorded-incidents", int(held.mix[slug][place]),
        area=held.ground.places[place], category=slug,
    )  # fmt: skip


def share(held: Profiled, place: int, slug: str) -> Figure:
    """A category's share of the place's recorded crime, as `measures.share` makes it."""
    part, whole = int(held.mix[slug][place]), int(held.mix[ALL_CRIME][place])
    limits = held.limits[slug]
    return measures.figure(
        held.study, "share-of-crime", 100 * part / whole if whole else None,
        low=100 * limits.low[place], high=100 * limits.high[place],
        numerator=part, denominator=whole, area=held.ground.places[place], category=slug,
        missing="There is nothing to divide by.",
    )  # fmt: skip


def rate(held: Profiled, place: int) -> Figure:
    people = float(held.ground.residents[place])
    return measures.figure(
        held.study, "rate-residents", held.crude.rate[place],
        low=held.crude.low[place], high=held.crude.high[place],
        numerator=int(held.mix[ALL_CRIME][place]),
        denominator=people if people > 0 else None,
        area=held.ground.places[place], category=ALL_CRIME,
        base=held.ground.residents_source, missing="The residents are not known.",
    )  # fmt: skip


def change(held: Profiled, place: int) -> tuple[Figure, str] | None:
    """The change of recorded crime and its verdict; None where it cannot or must not be told."""
    if held.ground.change is None or recorded_otherwise(held):
        return None
    worked, spread = held.ground.change
    figure = measures.figure(
        held.study, "change-in-count", worked.percent[place],
        low=worked.low[place], high=worked.high[place],
        numerator=float(worked.after[place]), denominator=float(worked.before[place]),
        against=held.study.baseline, area=held.ground.places[place], category=ALL_CRIME,
        among="places", dispersion=f"{spread[place]:.2f}", missing="There were none before.",
    )  # fmt: skip
    return figure, str(worked.verdict[place].value)


def recorded_otherwise(held: Profiled) -> bool:
    """Whether what is recorded changed so much that all crime has no bare percentage (as in 2a)."""
    return recording.blocked(held.study, ALL_CRIME)


def rank(held: Profiled, place: int) -> Spans:
    if held.ground.places[place].level is not Level.WARD:
        return ()
    figure = measures.figure(
        held.study, "rank-among-wards", int(held.ground.ranks[place]),
        area=held.ground.places[place], category=ALL_CRIME, wards=held.ground.wards,
    )  # fmt: skip
    of_all = measures.figure(held.study, "wards", held.ground.wards)
    return wording.spans("rank {rank} of {wards} wards", rank=figure, wards=of_all)
