"""What stands beside an indicator: the neighbours' change, and other indicators like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from towpath.analysis import change
from towpath.assessment import definitions, measures
from towpath.assessment.caveats import recording
from towpath.assessment.last_plan.standing import Standing
from towpath.foundation import Area, Figure, Level, NotUnderstood, Period, categories

if TYPE_CHECKING:
    from towpath.assessment.study import Study

NO_CATEGORY = "Its name is no category and no definition that could be counted for the neighbours."


def against_neighbours(study: Study, one: Standing) -> Figure:
    """Our change less that of the force's other districts, in points; same months a year apart."""
    words, others = counted(study, one.indicator), neighbours(study)
    known = bool(words and others and study.holds(one.period) and study.holds(_before(one)))
    ours = _change(study, words, one, (study.area,)) if known else None
    theirs = _change(study, words, one, others) if known else None
    value = ours - theirs if ours is not None and theirs is not None else None
    lack = NO_CATEGORY if not words else "The neighbours' months or ours are not held."
    return measures.figure(
        study, "plan-against-neighbours", value, period=one.period, against=_before(one),
        indicator=one.indicator, categories="+".join(words),
        neighbours="+".join(area.code for area in others), missing=lack,
    )  # fmt: skip


def counted(study: Study, indicator: str) -> tuple[str, ...]:
    """The categories an indicator counts: by a definition's title or slug, or by its own name."""
    for slug, meant in definitions.known(study.held.home.definitions).items():
        if meant.executable and indicator.casefold() in (slug, meant.title.casefold()):
            return meant.categories
    try:
        return (categories.find(indicator).slug,)
    except NotUnderstood:
        return ()


def neighbours(study: Study) -> tuple[Area, ...]:
    """The other districts of the same force that the held files cover."""
    return study.remembered("the force's other districts", _neighbours)


def _neighbours(study: Study) -> tuple[Area, ...]:
    table = study.pack.membership(Level.FORCE, study.vintage)
    own = study.codes(study.area)
    forces = {table[code] for code in own if code in table}
    district = study.pack.membership(Level.DISTRICT, study.vintage)
    held = set(study.cube.areas)
    codes = {district[code] for code, force in table.items()
             if force in forces and code in held and code not in own}  # fmt: skip
    codes -= {district[code] for code in own if code in district}
    return tuple(area for area in study.pack.areas(Level.DISTRICT) if area.code in codes)


def _change(
    study: Study, words: tuple[str, ...], one: Standing, areas: tuple[Area, ...]
) -> float | None:
    before = sum(study.total(words, _before(one), area) for area in areas)
    after = sum(study.total(words, one.period, area) for area in areas)
    return float(change.percent(before, after)) if before else None


def _before(one: Standing) -> Period:
    return one.period.year_before


def recorded_otherwise(study: Study, stood: Iterable[Standing]) -> list[str]:
    """Indicators whose categories came to be recorded otherwise: their colour may be counting."""
    return [
        f"{one.indicator}: its recording changed, so its status may tell of counting, not of crime."
        for one in stood
        if doubtful(study, one)
    ]


def doubtful(study: Study, one: Standing) -> bool:
    """Whether what it counts came to be recorded otherwise, so that no percentage may stand."""
    return any(recording.blocked(study, slug) for slug in counted(study, one.indicator))


def twins(stood: Iterable[Standing]) -> list[str]:
    """Indicators that share baseline and target: most likely one was copied from the other."""
    alike = defaultdict(list)
    for one in stood:
        if one.baseline is not None and one.target is not None:
            alike[one.baseline, one.target].append(one.indicator)
    return [
        f"{' and '.join(names)} have the same baseline and target: a copying error?"
        for names in alike.values()
        if len(names) > 1
    ]
