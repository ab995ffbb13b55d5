"""1n: stop and search: how often, how often something is found, and how evenly it falls."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from towpath.analysis import rates, stop_search
from towpath.assessment import caveats, measures, wording
from towpath.assessment.findings import Finding
from towpath.documents.blocks import (
    Align,
    Block,
    Caveat,
    Cell,
    Chart,
    ChartKind,
    Column,
    Quote,
    Spans,
    Table,
)
from towpath.foundation import Figure, NoSuchData

if TYPE_CHECKING:
    from towpath.analysis.stop_search import StopSearch
    from towpath.assessment.study import Study
    from towpath.foundation import Handling

FEED = "police-uk-stop-and-search"
AGES_OF = 2011  # the small areas on which ages are counted
# How the feed's words for self-defined ethnicity begin, and the census's five groups.
GROUPS = {
    "Asian": "Asian",
    "Black": "Black",
    "Mixed": "Mixed",
    "White": "White",
    "Other ethnic group": "Other",
}
UNSTATED = "Not stated"
# The feed's age ranges with the residents that they are set against; none is searched under 10.
AGES = {"10-17": (10, 17), "18-24": (18, 24), "25-34": (25, 34), "over 34": (35, 90)}
MOST_SEARCHED, REFERENCE_AGE = "18-24", "over 34"
NO_BASE = "Residents by ethnic group are not in the reference pack."


@dataclass(frozen=True)
class Searched:
    """The searches of an area in the period: all, those that found what was looked for, by group.

    `unplaced` and `of_force` count the force's searches: those without a place, and all.
    """

    all: int
    found: int
    by_ethnicity: dict[str, tuple[int, int]]
    by_age: dict[str, tuple[int, int]]
    by_object: dict[str, tuple[int, int]]
    unplaced: int
    of_force: int
    handling: Handling


def find(study: Study) -> Finding:
    """Rates and find rates by ethnic group and age, with disparity where residents are known."""
    searched = study.remembered("searches", count)
    if not searched.all:
        raise NoSuchData(
            f"No stop and search of {wording.the(study.period)} is placed in {study.area}.",
            "Check that the force's files give coordinates.",
        )
    by_ethnicity = _ethnicity(study, searched)
    blocks: list[Block] = [_chart(study, by_ethnicity), by_ethnicity, *_ages(study, searched)]
    blocks.append(_objects(study, searched))
    found = Finding(_said(study, searched), tuple(blocks))
    return found.with_caveats(
        *caveats.named(study, "missing-ethnicity", "residents-base"), _unplaced(study, searched)
    )


def count(study: Study) -> Searched:
    """Count the searches of the study's area and period; NoSuchData where a month is not held."""
    from towpath.evidence import searches

    loads = study.loads(FEED)
    if not loads:
        raise NoSuchData("No stop and search has been loaded.", "Load the force's files.")
    lacking = set(study.period.month_starts) - {load.first for load in loads}
    if lacking:
        raise NoSuchData(
            f"Stop and search is not held for {min(lacking):%B %Y}.", "Load that month's file."
        )
    agencies = sorted({load.agency for load in loads})
    by = ("area", "ethnicity", "age_range", "object", "linked")
    asked = searches.counts(study.held, by, period=study.period, agencies=agencies)
    rows, inside = asked.to_pylist(), study.codes(study.area)
    here = [row for row in rows if row["area"] in inside]
    return Searched(
        all=sum(row["rows"] for row in here),
        found=sum(row["rows"] for row in here if row["linked"] == "yes"),
        by_ethnicity=_grouped([(_group(row["ethnicity"]), row) for row in here]),
        by_age=_grouped([(row["age_range"] or UNSTATED, row) for row in here]),
        by_object=_grouped([(row["object"] or UNSTATED, row) for row in here]),
        unplaced=sum(row["rows"] for row in rows if not row["area"]),
        of_force=sum(row["rows"] for row in rows),
        handling=study.held.handling(loads),
    )


def _group(words: str) -> str:
    if not words or UNSTATED.lower() in words.lower():
        return UNSTATED
    return next((group for start, group in GROUPS.items() if words.startswith(start)), "Other")


def _grouped(rows: list[tuple[str, dict[str, object]]]) -> dict[str, tuple[int, int]]:
    """Searches and finds by group."""
    every: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for group, row in rows:
        many = int(str(row["rows"]))
        every[group] += many
        found[group] += many if row["linked"] == "yes" else 0
    return {group: (every[group], found[group]) for group in sorted(every)}


def _said(study: Study, searched: Searched) -> Spans:
    compared = _by_age(study, searched)
    young = ""
    parts: dict[str, object] = {}
    if compared is not None:
        at = compared.groups.index(MOST_SEARCHED)
        young = " People aged 18 to 24 were searched at {times} times the rate of those over 34."
        parts["times"] = _disparity(study, searched, compared, at)
    return wording.spans(
        "In {period} the police searched people in {area} {many} times ({rate} per 1,000 "
        "residents) and found what they were looking for in {share}." + young,
        period=wording.the(study.period),
        area=study.area,
        many=_count(study, searched, "searches", searched.all),
        rate=_rate(study, searched),
        share=_find_rate(study, searched, (searched.all, searched.found)),
        **parts,
    )


def _count(study: Study, searched: Searched, slug: str, many: int, **of: str) -> Figure:
    return measures.figure(study, slug, many, handling=searched.handling, **_basis(of))


def _basis(of: dict[str, str]) -> dict[str, str]:
    return {"feed": FEED, **of}


def _rate(study: Study, searched: Searched) -> Figure:
    people = study.residents(study.area)
    worked = rates.crude(searched.all, people.count) if people else None
    return measures.figure(
        study,
        "search-rate",
        float(worked.rate) if worked else None,
        low=worked.low if worked else None,
        high=worked.high if worked else None,
        numerator=searched.all,
        denominator=people.count if people else None,
        handling=searched.handling,
        missing="The residents are not known.",
        **_basis({"base": people.source if people else "residents"}),
    )


def _find_rate(study: Study, searched: Searched, of: tuple[int, int], **group: str) -> Figure:
    every, found = of
    return measures.share(
        study, found, every, "find-rate", handling=searched.handling, **_basis(group)
    )


def _ethnicity(study: Study, searched: Searched) -> Table:
    stated = sum(many for group, (many, _) in searched.by_ethnicity.items() if group != UNSTATED)
    order = [*GROUPS.values(), UNSTATED]
    rows: list[tuple[Cell, ...]] = []
    for group in (one for one in order if one in searched.by_ethnicity):
        counted = searched.by_ethnicity[group]
        whole = searched.all if group == UNSTATED else stated
        basis = _basis({"ethnicity": group})
        share = measures.share(
            study, counted[0], whole, "search-share", handling=searched.handling, **basis
        )
        lacking = measures.figure(study, "search-disparity", None, missing=NO_BASE, **basis)
        rows.append(
            (
                group,
                _count(study, searched, "searches", counted[0], ethnicity=group),
                share,
                _find_rate(study, searched, counted, ethnicity=group),
                lacking,
            )
        )
    columns = _columns("Ethnic group", "Searches", "Share", "Found", "Disparity")
    note = (
        "Ethnicity as people said it themselves. Shares are of searches in which it was stated; "
        f"that of “{UNSTATED.lower()}” is of all. {NO_BASE} With them, the disparity of each group "
        "would be shown."
    )
    return Table("searches-ethnicity", "Searches by ethnic group", columns, tuple(rows), (note,))


def _columns(*headings: str) -> tuple[Column, ...]:
    first, *others = headings
    return (Column(first, Align.LEFT), *(Column(one) for one in others))


def _chart(study: Study, table: Table) -> Chart:
    title = "How often searches find what was looked for, by ethnic group"
    alt = "A dot and its limits for each ethnic group's share of searches that found the object."
    return Chart(ChartKind.DOTS, title, alt, table, "Ethnic group", "Found")


def _by_age(study: Study, searched: Searched) -> StopSearch | None:
    """Age groups beside the residents of their age; None where the pack holds no ages."""
    counted = [searched.by_age.get(group, (0, 0)) for group in AGES]
    try:
        known = [_aged(study, ages) for ages in AGES.values()]
    except NoSuchData:
        return None
    if not counted[-1][0]:
        return None
    missing = searched.all - sum(many for many, _ in counted)
    every, found = [many for many, _ in counted], [hits for _, hits in counted]
    return stop_search.compare(tuple(AGES), every, found, known, REFERENCE_AGE, missing)


def _aged(study: Study, ages: tuple[int, int]) -> float:
    """Residents of an age band, on the small areas on which ages are counted."""
    counts = study.pack.residents(AGES_OF, study.period.start.year, ages)
    return counts.total(study.pack.small_areas(study.area, AGES_OF))


def _disparity(study: Study, searched: Searched, compared: StopSearch, at: int) -> Figure:
    return measures.figure(
        study,
        "search-disparity",
        compared.disparity[at],
        low=compared.disparity_low[at],
        high=compared.disparity_high[at],
        handling=searched.handling,
        **_basis({"age": compared.groups[at], "beside": compared.reference}),
    )


def _ages(study: Study, searched: Searched) -> list[Block]:
    compared = _by_age(study, searched)
    if compared is None:
        return []
    rows: list[tuple[Cell, ...]] = []
    for at, group in enumerate(compared.groups):
        rate = measures.figure(
            study,
            "search-rate",
            compared.rate.rate[at],
            low=compared.rate.low[at],
            high=compared.rate.high[at],
            numerator=int(compared.rate.events[at]),
            denominator=float(compared.rate.base[at]),
            handling=searched.handling,
            **_basis({"age": group}),
        )
        counted = searched.by_age.get(group, (0, 0))
        rows.append(
            (
                group.replace("-", " to "),
                _count(study, searched, "searches", counted[0], age=group),
                rate,
                _find_rate(study, searched, counted, age=group),
                Quote(_disparity(study, searched, compared, at), limits=group != REFERENCE_AGE),
            )
        )
    columns = _columns("Age", "Searches", "Per 1,000 of that age", "Found", "Disparity")
    note = f"Disparity is the rate beside that of people {REFERENCE_AGE}."
    return [Table("searches-age", "Searches by age", columns, tuple(rows), (note,))]


def _objects(study: Study, searched: Searched) -> Table:
    order = sorted(searched.by_object, key=lambda one: (-searched.by_object[one][0], one))
    rows = tuple(
        (
            thing,
            _count(study, searched, "searches", searched.by_object[thing][0], object=thing),
            _find_rate(study, searched, searched.by_object[thing], object=thing),
        )
        for thing in order
    )
    columns = _columns("What was looked for", "Searches", "Found")
    return Table("searches-object", "What searches looked for, and found", columns, rows)


def _unplaced(study: Study, searched: Searched) -> Caveat | None:
    if not searched.unplaced:
        return None
    worked = measures.share(
        study,
        searched.unplaced,
        searched.of_force,
        "searches-unplaced",
        area=None,
        handling=searched.handling,
        **_basis({}),
    )
    said = wording.spans(
        "{share} of the force's searches have no coordinates and belong to no area here.",
        share=worked,
    )
    return Caveat("Searches without a place", said)
