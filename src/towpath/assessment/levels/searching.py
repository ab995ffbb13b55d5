"""The searches of an area, counted once, and how they compare between ages and ethnic groups."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from towpath.analysis import stop_search
from towpath.foundation import NoSuchData

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
AT_MOST_SEARCHED = list(AGES).index(MOST_SEARCHED)
REFERENCE_GROUP = "White"


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


def count(study: Study) -> Searched:
    """Count the searches of the study's area and period; NoSuchData where a month is not held."""
    return study.remembered("searches", _count)


def _count(study: Study) -> Searched:
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


def by_age(study: Study, searched: Searched) -> StopSearch | None:
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


def by_group(study: Study, searched: Searched) -> StopSearch | None:
    """Ethnic groups beside their residents; None where the pack holds no residents by group."""
    try:
        held = study.pack.ethnic_groups()
    except NoSuchData:
        return None
    inside = study.pack.small_areas(study.area, next(iter(held.values())).vintage)
    people = {name.capitalize(): counts.total(inside) for name, counts in held.items()}
    groups = [group for group in GROUPS.values() if people.get(group, 0) > 0]
    counted = [searched.by_ethnicity.get(group, (0, 0)) for group in groups]
    if REFERENCE_GROUP not in groups or not counted[groups.index(REFERENCE_GROUP)][0]:
        return None
    every, found = [many for many, _ in counted], [hits for _, hits in counted]
    residents = [people[group] for group in groups]
    unstated = searched.by_ethnicity.get(UNSTATED, (0, 0))[0]
    return stop_search.compare(groups, every, found, residents, REFERENCE_GROUP, unstated)
