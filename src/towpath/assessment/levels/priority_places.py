"""1l: priority places: six pressures on each small area, after the Vulnerable Localities Index.

The published files have neither burglary of homes nor damage to them, and the census no rate of
attainment by small area here: what stands in for what, and of which year, is printed. England only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import vulnerability
from towpath.analysis.vulnerability import Component
from towpath.assessment import caveats, locations, measures, small_areas, wording
from towpath.assessment.findings import Finding
from towpath.assessment.levels.holding import require_period
from towpath.documents.blocks import Align, Column, Listing, Map, Spans, Table
from towpath.foundation import Figure, Level, NoSuchData, categories

if TYPE_CHECKING:
    from towpath.analysis.vulnerability import Index
    from towpath.assessment.small_areas import Areas, Floats
    from towpath.assessment.study import Study

SHOWN, NAMED = 12, 3
WHERE, CODE, SCORE = "Where", "Code", "Score"
HEADINGS = {
    "dwelling burglary": "Burglary",
    "dwelling damage": "Damage",
    "income deprivation": "Income",
    "employment deprivation": "Work",
    "educational attainment": "Education",
    "aged 15-24": "Aged 15 to 24",
}
# What is counted where it is told apart, and what stands in where it is not.
CRIMES = {
    "dwelling burglary": ("residential-burglary", "burglary"),
    "dwelling damage": ("damage-to-a-dwelling", "criminal-damage-and-arson"),
}
DOMAINS = {
    "income deprivation": "income",
    "employment deprivation": "employment",
    "educational attainment": "education",
}
YOUNG = (15, 24)


@dataclass(frozen=True, eq=False)
class Places:
    """The small areas with their scores; `sources` says of each part what was measured."""

    areas: Areas
    index: Index
    sources: tuple[str, ...]

    @property
    def order(self) -> list[int]:
        """The areas that have a score, highest first."""
        known = np.flatnonzero(np.isfinite(self.index.score))
        return sorted(known.tolist(), key=lambda place: (-self.index.score[place], place))


def find(study: Study) -> Finding:
    """A map, the highest scores with their parts, and what each part was made of."""
    require_period(study)
    held = study.remembered("priority places", reckon)
    table = _table(study, held)
    made = Listing(tuple((source,) for source in held.sources))
    found = Finding(_said(study, held), (_map(study, held), table, made))
    return found.with_caveats(*caveats.named(study, "proxies", "ecological", "base-years"))


def reckon(study: Study) -> Places:
    """Score the small areas; NoSuchData where the index of deprivation does not reach."""
    areas = small_areas.of(study)
    require_england(areas)
    parts = [*_crimes(study, areas), *_domains(study, areas), *_young(study, areas)]
    held = [one for one in parts if np.nansum(np.asarray(one.values)) > 0]
    index = vulnerability.score(held)
    sources = tuple(_source(one) for one in held)
    lacking = tuple(f"{HEADINGS[name]}: not supplied." for name in index.missing)
    return Places(areas, index, (*sources, *lacking))


def require_england(areas: Areas) -> None:
    """Raise NoSuchData where a small area lies in Wales: the domains are those of England."""
    if any(code.startswith("W") for code in areas.codes):
        raise NoSuchData(
            "The Index of Multiple Deprivation behind it is made for England only.",
            "Wales has an index of its own, which is not read yet.",
        )


def _source(part: Component) -> str:
    remark = f", standing in for {part.stands_for}" if part.proxy else ""
    return f"{HEADINGS[part.stands_for]}: {part.source}{remark}."


def _crimes(study: Study, areas: Areas) -> list[Component]:
    """Burglary and damage per 1,000 households, or residents where households are not held."""
    people, base = areas.households, f"households, {study.pack.households().year}"
    if not np.all(people > 0):
        people, base = areas.residents, areas.residents_source
    found = []
    for name, (wanted, instead) in CRIMES.items():
        slug = wanted if areas.counts(wanted).any() else instead
        rate = _divided(areas.counts(slug), people)
        words = f"{categories.get(slug).label.lower()} per 1,000 ({base}) in {study.period}"
        found.append(Component(name, rate, words, proxy=slug != wanted))
    return found


def _divided(events: Floats | np.ndarray, people: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(people > 0, 1000 * events / people, np.nan)


def _domains(study: Study, areas: Areas) -> list[Component]:
    """A domain's own rate where it is published; else its rank, as a share of England's areas."""
    found = []
    for name, domain in DOMAINS.items():
        columns = study.pack.deprivation_columns(areas.vintage)
        rated = f"{domain}_score" in columns
        held = study.pack.deprivation(areas.vintage, f"{domain}_{'score' if rated else 'rank'}")
        values = held.of(areas.codes)
        if not rated:
            values = 100 * (1 - (values - 0.5) / len(held.by_code))
        what = "score" if rated else "rank, as the share of England's areas that are less deprived"
        words = f"{domain} domain of the Index of Multiple Deprivation {held.year}, {what}"
        found.append(Component(name, values, words, proxy=not rated or domain == "education"))
    return found


def _young(study: Study, areas: Areas) -> list[Component]:
    """The share of residents aged 15 to 24, none where no ages are held."""
    try:
        share, source = young(study, areas)
    except NoSuchData:
        return []
    return [Component("aged 15-24", 100 * share, source)]


def young(study: Study, areas: Areas) -> tuple[Floats, str]:
    """The share aged 15 to 24 of each area, 0 to 1, and of what year and ground it is.

    Where no ages are held for the areas' own vintage, a small area has the share of the stable
    area that it lies in: a share is never split, so no resident is invented.
    """
    pack, year = study.pack, study.period.start.year
    for vintage in sorted(small_areas.VINTAGES, key=lambda one: one != areas.vintage):
        if not pack.years("ages", vintage):
            continue
        some = pack.residents(vintage, year, YOUNG)
        every = pack.residents(vintage, some.year)
        source = f"residents aged 15 to 24, {some.year}"
        if vintage == areas.vintage or areas.level is not Level.LSOA:
            return areas.summed(some) / areas.summed(every), source
        stable = pack.membership(Level.STABLE, vintage)
        inside = areas.lying_in(Level.STABLE)
        part, whole = some.by_area(stable), every.by_area(stable)
        found = [part.get(one, np.nan) / whole.get(one, np.nan) for one in inside]
        return np.array(found), f"{source}, on stable areas"
    raise NoSuchData(
        "No ages of residents are held.", "Add mid-year estimates by age and build the pack anew."
    )


def _said(study: Study, held: Places) -> Spans:
    names, order = locations.named(held.areas), held.order
    priority = [place for place in order if held.index.priority[place]]
    listed = wording.listed(
        wording.spans("{name} at {score}", name=names[place], score=score(study, held, place))
        for place in order[:NAMED]
    )
    grounds = {
        "area": study.area,
        "all": measures.figure(
            study, "small-areas", len(held.areas), vintage=held.areas.vintage
        ),
        "listed": listed,
    }  # fmt: skip
    if not priority:
        return wording.spans(
            "None of the {all} small areas of {area} scores twice the mean over the pressures of "
            "the Vulnerable Localities Index; the highest, where 100 is the mean: {listed}.",
            **grounds,
        )
    return wording.spans(
        "{many} of the {all} small areas of {area} score more than twice the mean over the "
        "pressures of the Vulnerable Localities Index; the highest, where 100 is the mean: "
        "{listed}.",
        many=measures.figure(study, "priority-places", len(priority), parts=_parts(held)),
        **grounds,
    )


def _parts(held: Places) -> str:
    return "+".join(held.index.components)


def score(study: Study, held: Places, place: int) -> Figure:
    """The score of a small area."""
    return measures.figure(
        study, "vulnerability-score", held.index.score[place], area=held.areas.area(place),
        parts=_parts(held),
        missing="A part is not held for this small area.",
    )  # fmt: skip


def _part(study: Study, held: Places, place: int, column: int) -> Figure:
    return measures.figure(
        study, "vulnerability-part", held.index.parts[place, column],
        area=held.areas.area(place), part=held.index.components[column],
        source=held.sources[column], missing="It is not held for this small area.",
    )  # fmt: skip


def _rows(study: Study, held: Places, places: list[int]) -> tuple[tuple[str | Figure, ...], ...]:
    names = locations.named(held.areas)
    columns = range(len(held.index.components))
    return tuple(
        (
            names[place],
            held.areas.codes[place],
            score(study, held, place),
            *(_part(study, held, place, column) for column in columns),
        )
        for place in places
    )


def _headings(held: Places) -> tuple[Column, ...]:
    words = (Column(WHERE, Align.LEFT), Column(CODE, Align.LEFT))
    return (*words, Column(SCORE), *(Column(HEADINGS[one]) for one in held.index.components))


def _table(study: Study, held: Places) -> Table:
    rows = _rows(study, held, held.order[:SHOWN])
    caption = f"The highest scores: {held.index.label}"
    note = "100 is the mean of the area's small areas; each part is one of the six pressures."
    return Table("priority-places", caption, _headings(held), rows, (note,))


def _map(study: Study, held: Places) -> Map:
    rows = _rows(study, held, list(range(len(held.areas))))
    table = Table(
        "priority-scores", "Every small area's score", _headings(held), rows, appendix=True
    )
    first = held.order[0]
    title = f"The highest score: {locations.named(held.areas)[first]}"
    alt = (
        f"Map of the small areas of {study.area} by their score of six pressures, where 100 is "
        f"the mean. The highest is {locations.named(held.areas)[first]}."
    )
    labels = tuple(held.areas.codes[place] for place in held.order[:NAMED])
    wards = locations.wards(study)
    drawn = locations.outlines(held.areas)
    return Map(title, alt, table, drawn, CODE, SCORE, labels, wards)
