"""A page for every ward and every named local area: what happens there, and who lives there.

Everything is reckoned for all places at once (`place_figures`); a profile sets one row of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.assessment import locations, measures, place_figures, wording
from towpath.assessment.caveats import windows
from towpath.documents.blocks import (
    Align,
    Beside,
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    Document,
    Map,
    Paragraph,
    Spans,
    Table,
    Tile,
    Tiles,
)
from towpath.foundation import Figure, Level, Period, categories
from towpath.foundation.categories import ALL_ASB, ALL_CRIME
from towpath.foundation.periods import add_months

if TYPE_CHECKING:
    from towpath.assessment.place_figures import Profiled
    from towpath.assessment.study import Study

LARGEST = 6  # categories of the mix
SMALL = 4  # small areas that are named
OTHERWISE = "What is recorded changed since the comparison (finding 2a), so no change is told."
CODE, SHOWN, HERE, LIES_IN = "Code", "This profile", "here", "wards it lies in"


def all_of(study: Study) -> tuple[Document, ...]:
    """The profile of every ward of the edition's area and of every local area in it, in order.

    Empty where a month of the period is not held: a part of a year says nothing of a place.
    """
    if study.missing_months(study.period):
        return ()
    whole = place_figures.of(study)
    return tuple(_document(whole, place) for place in range(len(whole.ground)))


def _document(held: Profiled, place: int) -> Document:
    study, area = held.study, held.ground.places[place]
    settings = study.held.home.settings
    kind = "ward" if area.level is Level.WARD else "(local area)"
    return Document(
        title=f"{area} {kind}",
        subtitle=f"Profile, {study.period}, compared with {study.baseline}",
        author=str(settings.get("name", study.area)),
        modified=date.fromisoformat(max(load.delivered for load in study.held.loads)[:10]),
        facts=tuple(_facts(held, place)),
        blocks=tuple(_blocks(held, place)),
        colour=str(settings.get("colour", "#12436D")),
        compact=True,
    )


def _facts(held: Profiled, place: int) -> Iterator[tuple[str, str]]:
    area = held.ground.places[place]
    yield "Part of", str(held.study.area)
    yield "Period", held.study.period.name
    if area.level is Level.LOCAL and held.study.pack.local[area.code].hours:
        yield "Hours", held.study.pack.local[area.code].hours
    yield "Snapshot", held.study.snapshot


def _blocks(held: Profiled, place: int) -> Iterator[Block]:
    yield Paragraph(_said(held, place), lead=True)
    yield _tiles(held, place)
    mix = _mix(held, place)
    yield Beside(((mix, _people_table(held, place)), (_map(held, place), _spark(held, place))),
                 (1.25, 1.0))  # fmt: skip
    if held.small[place]:
        yield _small_areas(held, place)
    yield from held.caveats
    few = windows.few({str(held.ground.places[place]): int(held.mix[ALL_CRIME][place])}, "places")
    if few is not None:
        yield few


def _said(held: Profiled, place: int) -> Spans:
    study, area = held.study, held.ground.places[place]
    told = place_figures.change(held, place)
    were = "crime was" if held.mix[ALL_CRIME][place] == 1 else "crimes were"
    lead = wording.spans(
        f"{{count}} {were} recorded in {{area}} in {{period}}, {{rate}} per 1,000 residents, "
        "against {whole} in {district}. ",
        count=place_figures.count(held, place, ALL_CRIME),
        area=area,
        period=wording.the(study.period),
        rate=place_figures.rate(held, place),
        whole=held.whole_rate,
        district=study.area,
    )
    if told is None and held.ground.change is not None:
        return (*lead, OTHERWISE)
    if told is None:
        return (*lead, "The comparison is not held whole, so no change is told.")
    figure, verdict = told
    if verdict in ("rose", "fell"):
        words = "Recorded crime {verdict} by {figure!b} against {before}."
    else:
        words = (
            "There is no clear change against {before} ({figure!l}), when all places here are "
            "judged at once."
        )
    before = wording.the(study.baseline)
    return (*lead, *wording.spans(words, verdict=verdict, figure=figure, before=before))


def _tiles(held: Profiled, place: int) -> Tiles:
    told = place_figures.change(held, place)
    tiles = [
        Tile(
            "All recorded crime",
            place_figures.count(held, place, ALL_CRIME),
            place_figures.rank(held, place),
        ),
        Tile(
            wording.per_thousand(held.study.period),
            place_figures.rate(held, place),
            (held.ground.residents_source,),
        ),
        Tile(
            "Anti-social behaviour",
            place_figures.count(held, place, ALL_ASB),
            ("never added to crime",),
        ),
    ]
    if told:
        tiles.append(Tile("Change in crime", told[0], (told[1],)))
    return Tiles(tuple(tiles))


def _mix(held: Profiled, place: int) -> Table:
    """The largest categories, beside their share in the whole area."""
    counted = {slug: int(held.mix[slug][place]) for slug in held.study.crime_categories}
    slugs = sorted(counted, key=lambda slug: (-counted[slug], slug))[:LARGEST]
    rows = tuple(
        (
            categories.get(slug).label,
            place_figures.count(held, place, slug),
            place_figures.share(held, place, slug),
            _share_everywhere(held, slug),
        )
        for slug in slugs
    )
    columns = (
        Column("Largest categories", Align.LEFT),
        Column("Recorded"),
        Column("Share here"),
        Column(f"In {held.study.area}"),
    )
    return Table("mix", "What it is made of", columns, rows)


def _share_everywhere(held: Profiled, slug: str) -> Figure:
    study = held.study
    return study.remembered(
        f"share of {slug}",
        lambda one: measures.share(
            one, one.total(slug), one.total(ALL_CRIME), "share-of-crime", category=slug
        ),
    )


def _people_table(held: Profiled, place: int) -> Table:
    """Who lives there, beside the whole area."""
    study, area = held.study, held.ground.places[place]
    names = {
        "share-aged-15-24": "Aged 15 to 24",
        "income-deprived-areas": f"In the most income-deprived fifth of {study.area}",
    }
    wards, rows = held.ground.wards, []
    for slug, part, whole, source in held.residents:
        here = _people_share(held, slug, part[place], whole[place], source, area=area)
        there = _people_share(held, slug, part[:wards].sum(), whole[:wards].sum(), source)
        rows.append((names[slug], here, there))
    residents = _residents(held, area, held.ground.residents[place])
    everybody = _residents(held, study.area, held.ground.residents[:wards].sum())
    table: tuple[tuple[Cell, ...], ...] = (("All", residents, everybody), *rows)
    columns = (Column("Residents", Align.LEFT), Column("Here"), Column(f"In {study.area}"))
    sources = dict.fromkeys((held.ground.residents_source, *(one[3] for one in held.residents)))
    return Table("people", "Who lives here", columns, table, (f"From: {'; '.join(sources)}.",))


def _people_share(
    held: Profiled, slug: str, part: float, whole: float, source: str, **grounds: Any
) -> Figure:
    known = whole > 0 and np.isfinite(part)
    return measures.figure(
        held.study, slug, 100 * part / whole if known else None,
        numerator=float(part) if known else None, denominator=float(whole) if known else None,
        source=source, missing="It is not held for every small area.", **grounds,
    )  # fmt: skip


def _residents(held: Profiled, area: Any, value: float) -> Figure:
    return measures.figure(
        held.study, "residents", value, area=area, period=None,
        source=held.ground.residents_source, missing="The residents are not known.",
    )  # fmt: skip


def _spark(held: Profiled, place: int) -> Chart:
    area = held.ground.places[place]
    rows = tuple(
        (
            month,
            measures.figure(
                held.study, "recorded-incidents", int(seen),
                period=Period(month, add_months(month, 1)), area=area, category=ALL_CRIME,
            ),
        )
        for month, seen in zip(held.months, held.monthly[place], strict=True)
    )  # fmt: skip
    columns = (Column("Month", Align.LEFT), Column("Recorded crime"))
    caption = "Recorded crime by month"
    table = Table("months", caption, columns, rows, appendix=True)
    title = f"Recorded crime by month, {_span(held.months)}"
    alt = f"A line of recorded crime in {area} by month, {_span(held.months)}."
    return Chart(ChartKind.SPARK, title, alt, table, "Month", "Recorded crime")


def _span(months: tuple[date, ...]) -> str:
    return f"{months[0]:%B %Y} to {months[-1]:%B %Y}"


def _map(held: Profiled, place: int) -> Map:
    """Where it lies: the wards, those of the profile hatched."""
    area, study = held.ground.places[place], held.study
    inside = _wards_of(held, place)
    word = HERE if area.level is Level.WARD else LIES_IN
    rows = tuple(
        (name, code, word if code in inside else "none")
        for name, code in zip(held.outlines.names, held.outlines.codes, strict=True)
    )
    columns = tuple(Column(one, Align.LEFT) for one in ("Ward", CODE, SHOWN))
    table = Table("where", f"Where {area} lies", columns, rows, appendix=True)
    alt = f"Map of the wards of {study.area}, {area} marked among them."
    return Map(
        f"Where {area} lies",
        alt,
        table,
        held.outlines,
        CODE,
        SHOWN,
        tuple(sorted(inside)) if len(inside) == 1 else (),
    )


def _wards_of(held: Profiled, place: int) -> frozenset[str]:
    """The wards that a place is, or has small areas in."""
    if held.ground.places[place].level is Level.WARD:
        return frozenset([held.ground.places[place].code])
    shared = held.ground.inside[: held.ground.wards] @ held.ground.inside[place] > 0
    return frozenset(held.ground.places[n].code for n in np.flatnonzero(shared))


def _small_areas(held: Profiled, place: int) -> Table:
    """Its small areas with the most crime, by the names people use, and what they are hot for."""
    assert held.hot is not None  # without it no small area is listed
    names, areas = locations.named(held.hot.areas), held.hot.areas
    crime, disorder = areas.counts(), areas.counts(ALL_ASB)
    rows = tuple(
        (
            names[one],
            areas.names[one],
            _in_small(held, one, int(crime[one]), ALL_CRIME),
            _in_small(held, one, int(disorder[one]), ALL_ASB),
            held.hot.said_of(one),
        )
        for one in held.small[place][:SMALL]
    )
    columns = (
        Column("Where", Align.LEFT),
        Column("Small area", Align.LEFT),
        Column("Recorded crime"),
        Column("ASB incidents"),
        Column("Hot for", Align.LEFT),
    )
    return Table("small-areas", "Its small areas with the most crime", columns, rows)


def _in_small(held: Profiled, place: int, value: int, slug: str) -> Figure:
    assert held.hot is not None
    area = held.hot.areas.area(place)
    return measures.figure(held.study, "recorded-incidents", value, area=area, category=slug)
