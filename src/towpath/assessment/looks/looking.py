"""One look, whole: its figures, its table, chart and map, as a document that writers take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from towpath.assessment import compiling, measures
from towpath.assessment import findings as found
from towpath.assessment.looks import care, kinds, months, places
from towpath.documents.blocks import (
    Block,
    Caveat,
    Chart,
    Document,
    Heading,
    Map,
    Quote,
    Table,
    Tile,
    Tiles,
)
from towpath.foundation import Level, NoSuchData, categories
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from datetime import date

    from towpath.assessment.compiling import Printing
    from towpath.assessment.looks.places import Outline
    from towpath.assessment.looks.told import Told
    from towpath.assessment.study import Study


@dataclass(frozen=True)
class Wanted:
    """What of the study's area and period is looked at, by which level, shaded by what."""

    category: str = ALL_CRIME
    level: Level = Level.WARD
    measure: str = "count"


@dataclass(frozen=True)
class Seen:
    """A look: its headline, its months, its areas and what it is made of.

    `areas` and `drawn` are None where the level has no areas inside; `apart` then says why.
    `slugs` are the categories of the rows of `kinds`.
    """

    wanted: Wanted
    headline: Told
    tiles: Tiles
    months: Chart
    areas: Table | None
    drawn: Map | None
    apart: str
    kinds: Table | None
    slugs: tuple[str, ...]
    caveats: tuple[Caveat, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """In reading order."""
        held: list[Block] = [self.tiles, *self.caveats]
        held += [Heading("Months"), self.months, self.months.table]
        if self.drawn and self.areas:
            held += [Heading("Areas"), self.drawn, self.areas]
        if self.kinds:
            held += [Heading("Categories"), self.kinds]
        return tuple(held)


def of(study: Study, wanted: Wanted, outline: Outline) -> Seen:
    """Look; NoSuchData where nothing of the period is held."""
    lacking = study.missing_months(study.period)
    if len(lacking) == study.period.months:
        raise NoSuchData(
            f"Nothing of {study.period} has been loaded from this source.",
            "Choose a period of which months are held.",
        )
    listed, drawn, apart = _areas(study, wanted, outline)
    headline = kinds.compared(study, (wanted.category,))[0]
    below, slugs = kinds.table(study, wanted.category)
    chart = months.chart(study, wanted.category)
    tiles = _tiles(study, wanted, headline)
    said = care.caveats_of(study)
    return Seen(wanted, headline, tiles, chart, listed, drawn, apart, below, slugs, said)


def _areas(study: Study, wanted: Wanted, outline: Outline) -> tuple[Table | None, Map | None, str]:
    try:
        held = places.of(study, wanted.category, wanted.level)
        listed = places.table(study, wanted.category, wanted.level, held)
        return listed, places.drawn(study, listed, held, wanted.measure, outline), ""
    except NoSuchData as lack:
        return None, None, lack.sentence


def _tiles(study: Study, wanted: Wanted, headline: Told) -> Tiles:
    tiles = [Tile(str(study.period), headline.after), Tile(str(study.baseline), headline.before)]
    if headline.cells[2] is not None:
        limits = Quote(headline.change, between=True)
        verdict = f"{headline.verdict}, 95\N{NO-BREAK SPACE}% limits "
        tiles.append(Tile("Change", headline.change, (verdict, limits)))
    tiles.append(Tile("Per 1,000 residents", measures.rate(study, wanted.category)))
    return Tiles(tuple(tiles))


def document(study: Study, seen: Seen, printing: Printing, *, at: date) -> Document:
    """The look as a document; `at` is the day that stands on it."""
    used = sorted({figure.definition for figure in found.block_figures(seen.blocks)})
    label = categories.get(seen.wanted.category).label
    return Document(
        title=f"{label}: {study.area}",
        subtitle=f"{study.period} against {study.baseline}",
        author=printing.partnership,
        modified=at,
        facts=(
            ("Area", f"{study.area} ({study.area.level.label})"),
            ("Period", str(study.period)),
            ("Compared with", str(study.baseline)),
            ("Source", study.feed),
            ("Snapshot", study.snapshot),
        ),
        blocks=seen.blocks,
        credits=compiling.credit_lines(study),
        notice=printing.notice,
        colour=printing.colour,
        definitions=tuple((slug, study.definition(slug).says) for slug in used),
    )
