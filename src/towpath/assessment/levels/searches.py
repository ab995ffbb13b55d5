"""1n: stop and search: how often, how often something is found, and how evenly it falls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.analysis import rates
from towpath.assessment import caveats, measures, wording
from towpath.assessment.findings import Finding
from towpath.assessment.levels import searching
from towpath.assessment.levels.searching import (
    AT_MOST_SEARCHED,
    FEED,
    GROUPS,
    MOST_SEARCHED,
    REFERENCE_AGE,
    REFERENCE_GROUP,
    UNSTATED,
)
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
    from towpath.assessment.levels.searching import Searched
    from towpath.assessment.study import Study

PEOPLE = {"Mixed": "People of mixed ethnicity", "Other": "People of other ethnic groups"}
NO_BASE = "Residents by ethnic group are not in the reference pack."


def find(study: Study) -> Finding:
    """Rates and find rates by ethnic group and age, with disparity where residents are known."""
    searched = searching.count(study)
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


def _said(study: Study, searched: Searched) -> Spans:
    return wording.spans(
        "In {period} the police searched people in {area} {many} times ({rate} per 1,000 "
        "residents) and found what they were looking for in {share}.{age}{ethnicity}",
        period=wording.the(study.period),
        area=study.area,
        many=_count(study, searched, "searches", searched.all),
        rate=_rate(study, searched),
        share=_find_rate(study, searched, (searched.all, searched.found)),
        age=_said_of_age(study, searched),
        ethnicity=_said_of_ethnicity(study, searched),
    )


def _said_of_age(study: Study, searched: Searched) -> Spans:
    compared = searching.by_age(study, searched)
    if compared is None:
        return ("",)
    times = _disparity(study, searched, compared, AT_MOST_SEARCHED, age=MOST_SEARCHED)
    words = " People aged 18 to 24 were searched at {times} times the rate of those over 34."
    return wording.spans(words, times=times)


def _said_of_ethnicity(study: Study, searched: Searched) -> Spans:
    """The group searched most beside White people, where chance does not explain it."""
    compared = searching.by_group(study, searched)
    if compared is None:
        return ("",)
    at = int(compared.disparity_low.argmax())
    if compared.disparity_low[at] <= 1:
        return (f" No ethnic group was clearly searched more than {REFERENCE_GROUP} people.",)
    group = compared.groups[at]
    return wording.spans(
        " {group} were searched at {times} times the rate of {reference} people.",
        group=PEOPLE.get(group, f"{group} people"),
        times=_disparity(study, searched, compared, at, ethnicity=group),
        reference=REFERENCE_GROUP,
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
    """Each group's searches and finds; its rate and disparity where residents are known by group.

    Beside the disparity stand its two extremes: all those whose ethnicity was not stated counted
    as White, and all of them as of that group.
    """
    compared = searching.by_group(study, searched)
    order = [group for group in (*GROUPS.values(), UNSTATED) if group in searched.by_ethnicity]
    rows = []
    for group in order:
        every, found = searched.by_ethnicity[group]
        counted = _count(study, searched, "searches", every, ethnicity=group)
        share = _find_rate(study, searched, (every, found), ethnicity=group)
        rows.append((group, counted, share, *_unevenness(study, searched, compared, group)))
    headings = ("Ethnic group", "Searches", "Found", "Per 1,000 residents", "Disparity")
    extremes = (f"If all unstated were {REFERENCE_GROUP}", "If all were of the group")
    columns = _columns(*headings, *extremes)
    lack = "" if compared else f" {NO_BASE} With them, each group's disparity would be shown."
    note = (
        f"Ethnicity as people said it themselves. Disparity is the rate beside that of people who "
        f"are {REFERENCE_GROUP}.{lack}"
    )
    return Table("searches-ethnicity", "Searches by ethnic group", columns, tuple(rows), (note,))


def _unevenness(
    study: Study, searched: Searched, compared: StopSearch | None, group: str
) -> tuple[Cell, Cell, Cell, Cell]:
    """A group's rate, its disparity with limits, and the two extremes of the disparity."""
    basis = _basis({"ethnicity": group})
    if group == UNSTATED:
        return "", "", "", ""
    if compared is None or group not in compared.groups:
        lacking = measures.figure(study, "search-disparity", None, missing=NO_BASE, **basis)
        return lacking, lacking, lacking, lacking
    at = compared.groups.index(group)
    rate = _group_rate(study, searched, compared, at, ethnicity=group)
    disparity = Quote(
        _disparity(study, searched, compared, at, ethnicity=group), limits=group != REFERENCE_GROUP
    )
    low, high = (
        measures.figure(
            study, "search-disparity", value, handling=searched.handling, unstated=whose, **basis
        )
        for value, whose in (
            (compared.disparity_if_reference[at], REFERENCE_GROUP),
            (compared.disparity_if_group[at], group),
        )
    )
    return rate, disparity, low, high


def _columns(*headings: str) -> tuple[Column, ...]:
    first, *others = headings
    return (Column(first, Align.LEFT), *(Column(one) for one in others))


def _chart(study: Study, table: Table) -> Chart:
    title = "How often searches find what was looked for, by ethnic group"
    alt = "A dot and its limits for each ethnic group's share of searches that found the object."
    return Chart(ChartKind.DOTS, title, alt, table, "Ethnic group", "Found")


def _disparity(
    study: Study, searched: Searched, compared: StopSearch, at: int, **of: str
) -> Figure:
    return measures.figure(
        study,
        "search-disparity",
        compared.disparity[at],
        low=compared.disparity_low[at],
        high=compared.disparity_high[at],
        handling=searched.handling,
        **_basis({**of, "beside": compared.reference}),
    )


def _group_rate(
    study: Study, searched: Searched, compared: StopSearch, at: int, **of: str
) -> Figure:
    return measures.figure(
        study,
        "search-rate",
        compared.rate.rate[at],
        low=compared.rate.low[at],
        high=compared.rate.high[at],
        numerator=int(compared.rate.events[at]),
        denominator=float(compared.rate.base[at]),
        handling=searched.handling,
        **_basis(of),
    )


def _ages(study: Study, searched: Searched) -> list[Block]:
    compared = searching.by_age(study, searched)
    if compared is None:
        return []
    rows: list[tuple[Cell, ...]] = []
    for at, group in enumerate(compared.groups):
        counted = searched.by_age.get(group, (0, 0))
        disparity = _disparity(study, searched, compared, at, age=group)
        rows.append(
            (
                group.replace("-", " to "),
                _count(study, searched, "searches", counted[0], age=group),
                _find_rate(study, searched, counted, age=group),
                _group_rate(study, searched, compared, at, age=group),
                Quote(disparity, limits=group != REFERENCE_AGE),
            )
        )
    columns = _columns("Age", "Searches", "Found", "Per 1,000 of that age", "Disparity")
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
