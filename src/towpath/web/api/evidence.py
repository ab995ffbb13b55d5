"""Questions of evidence: what the explorer shows, as rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import numpy as np
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema

from towpath.access.viewing import viewing
from towpath.assessment import telling
from towpath.assessment.changes import comparison
from towpath.assessment.study import Study
from towpath.evidence import registers
from towpath.explorer import actions, picking, queries, rules, warm
from towpath.explorer.queries import Look
from towpath.explorer.rules import Asked
from towpath.foundation import Figure, Level, NoSuchData, NotUnderstood, categories
from towpath.web.api import answers

router = Router(tags=["evidence"])
MOST = 100_000
_FIGURE = re.compile(r"F-[A-Z2-7]{6,52}")
Words = Annotated[str, Query(max_length=200)]


class LookAsked(Schema):
    """Where, when, on what: the words of an address of the explorer."""

    where: str = Field("", max_length=200, description="ward:E05…, or a name; else your own area.")
    when: str = Field("", max_length=200, description="12 months to April 2026, 2025/26, …")
    source: str = Field("", max_length=200, description="A feed, where several are held.")
    snapshot: str = Field("", max_length=60, description="The one in force, unless named.")


class ChangeAsked(LookAsked):
    """And against what."""

    against: str = Field("", max_length=200, description="the year before, three-year mean, …")


class CountsAsked(LookAsked):
    """And what, by which areas."""

    what: str = Field("", max_length=200, description="A category; else all recorded crime.")
    by: str = Field("ward", max_length=20, description="lsoa, msoa, ward, …")


@router.get("/snapshots", response={200: list[answers.Snapshot], **answers.REFUSED})
def snapshots(request: HttpRequest) -> Any:
    """The snapshots that were ever in force, newest first, as far as you may read them."""
    grant, home = queries.granted(viewing(request)), queries.home()
    current = registers.in_force(home)
    found = {one.id: one for one in (current, *registers.history(home)) if one.loads}
    listed = []
    for one in found.values():
        mine = [x for x in one.loads if grant.may_read(x.agency, x.handling.sensitivity)]
        rows = sum(load.rows for load in mine)
        same = one.id == current.id
        listed.append({"id": one.id, "loads": len(mine), "rows": rows, "in_force": same})
    return sorted(listed, key=lambda one: not one["in_force"])


@router.get("/areas", response={200: list[answers.Place], **answers.REFUSED})
def areas(request: HttpRequest, words: Words = "") -> Any:
    """The areas that can be asked for, those whose name has these words."""
    viewer = viewing(request)
    held = warm.opened(queries.home(), queries.granted(viewer), "")
    groups = picking.areas(held.pack, queries.own_area(held))
    return [
        {"word": one.value, "name": one.label, "level": one.value.partition(":")[0]}
        for group in groups
        for one in group.choices
        if words.lower() in one.label.lower()
    ]


@router.get("/categories", response={200: list[answers.Kind], **answers.REFUSED})
def kinds(request: HttpRequest) -> Any:
    """The tree of categories."""
    rules.require_explorer(viewing(request))
    return list(categories.tree().values())


@router.get("/figures/{id}", response={200: answers.Explained, **answers.REFUSED})
def figure(request: HttpRequest, id: Annotated[str, Path(max_length=60)]) -> Any:
    """Where a figure comes from. Its rows are not handed out here."""
    if not _FIGURE.fullmatch(id.upper()):
        raise NoSuchData("There is no such figure.", "Check its id.")
    at, viewer = timezone.now(), viewing(request)
    told = queries.figure(viewer=viewer, at=at, id=id.upper(), asked=Asked(), rows=0)
    return told.explained.as_json()


@router.get("/change", response={200: answers.Changes, **answers.REFUSED})
def change(request: HttpRequest, asked: Query[ChangeAsked]) -> Any:
    """What rose and fell between two periods, category by category, and how sure that is."""
    look = _look(request, asked)
    told = comparison.of(look.study)
    _tell(request, look, "change", telling.figures(told))
    return _heading(look) | {
        "against": str(told.baseline),
        "changes": [telling.record(row) for row in told.rows],
    }


@router.get("/counts", response={200: answers.Counts, **answers.REFUSED})
def counts(request: HttpRequest, asked: Query[CountsAsked]) -> Any:
    """Incidents by area, category and month, each identifier once."""
    look = _look(request, asked)
    study, wanted = look.study, look.seen.wanted
    listed = list(_counted(study, wanted.category, wanted.level))
    _tell(request, look, f"counts by {wanted.level.value}")
    return _heading(look) | {
        "by": wanted.level.value,
        "months_missing": study.missing_months(study.period),
        "counts": listed,
    }


def _look(request: HttpRequest, asked: LookAsked) -> Look:
    """The look behind a question. Rows for a program are rows taken away, so that must be his."""
    viewer = viewing(request)
    look = queries.look(viewer=viewer, at=timezone.now(), asked=Asked.of(asked.dict()))
    rules.require_download(viewer, look.agencies)
    return look


def _tell(request: HttpRequest, look: Look, what: str, figures: Iterable[Figure] = ()) -> None:
    by = viewing(request)
    actions.tell_program(look=look, what=what, figures=figures, by=by, at=timezone.now())


def _heading(look: Look) -> dict[str, Any]:
    study = look.study
    return {"area": str(study.area), "period": str(study.period), "source": study.feed,
            "snapshot": study.snapshot}  # fmt: skip


def _counted(study: Study, category: str, level: Level) -> Iterator[dict[str, Any]]:
    """The counts of the study's area and period that are not 0, in the order of the cube."""
    cube, span = study.cube, study.span(study.period)
    inside, wanted = study.chosen(study.area), study.kinds(category)
    codes = _codes(study, level)
    names = sorted({codes[area] for area in np.array(cube.areas)[inside] if area in codes})
    index = {name: place for place, name in enumerate(names)}
    held = cube.counts[inside][:, wanted][:, :, span]
    if len(names) * held.shape[1] * held.shape[2] > MOST:
        raise NotUnderstood(
            f"That would be more than {MOST:,} counts.",
            "Ask for fewer months, one category, or a larger level of areas.",
        )
    total = np.zeros((len(names), *held.shape[1:]), dtype=np.int64)
    for area, row in zip(np.array(cube.areas)[inside], held, strict=True):
        if area in codes:
            total[index[codes[area]]] += row
    slugs = [slug for slug, take in zip(cube.categories, wanted, strict=True) if take]
    months = cube.months[span].astype("M8[D]").astype(object)
    for area, slug, month in zip(*(x.tolist() for x in np.nonzero(total)), strict=True):
        yield {"area": names[area], "category": slugs[slug], "month": months[month],
               "count": int(total[area, slug, month])}  # fmt: skip


def _codes(study: Study, level: Level) -> dict[str, str]:
    """The area at a level of every small area, of both vintages."""
    if level is Level.LSOA:
        return {code: code for code in study.cube.areas if code}
    found: dict[str, str] = {}
    for vintage in (2011, 2021):
        held = study.pack.membership(level, vintage)
        found |= {code: area for code, area in held.items() if area and ";" not in area}
    return found
