"""1m: who lives here: how many, how old, how close together and how deprived, beside elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import profile
from towpath.assessment import caveats, definitions, likeness, measures, wording
from towpath.assessment.findings import Finding
from towpath.documents.blocks import (
    Align,
    Block,
    Chart,
    ChartKind,
    Column,
    Spans,
    Table,
    Tile,
    Tiles,
)
from towpath.foundation import Figure, Level, NoSuchData, Unit, handling

if TYPE_CHECKING:
    from towpath.analysis.arrays import Floats
    from towpath.analysis.profile import Profile
    from towpath.assessment.likeness import Likeness
    from towpath.assessment.study import People, Study

YOUNG = "aged-15-to-24"
BANDS = ((0, 14), (15, 24), (25, 44), (45, 64), (65, 74), (75, likeness.OLDEST))


def find(study: Study) -> Finding:
    """Residents and households, and a profile beside the areas like ours and all areas."""
    residents = study.residents(study.area)
    if residents is None:
        raise NoSuchData(
            f"The residents of {study.area} are not in the reference pack.",
            "Add a census or mid-year file and build the pack anew.",
        )
    alike = _alike(study)
    blocks: list[Block] = [_tiles(study, residents)]
    if alike is not None:
        blocks += [_profile(study, alike), *_ages(study, alike)]
    found = Finding(_said(study, residents, alike), tuple(blocks))
    return found.with_caveats(*caveats.named(study, "base-years"))


def _alike(study: Study) -> Likeness | None:
    """Our area among all of its level; None for a ward or local area, which has no such table."""
    try:
        return likeness.of(study)
    except NoSuchData:
        return None


def _counted(study: Study, slug: str, people: People) -> Figure:
    return measures.figure(
        study, slug, people.count, period=None, source=people.source, handling=handling.PUBLIC
    )


def _tiles(study: Study, residents: People) -> Tiles:
    tiles = [Tile("Residents", _counted(study, "residents", residents), _year(residents))]
    households = study.households(study.area)
    if households:
        figure = _counted(study, "households", households)
        tiles.append(Tile("Households", figure, _year(households)))
    return Tiles(tuple(tiles))


def _year(people: People) -> Spans:
    return (f"of {people.source.rsplit(maxsplit=1)[-1]}",)


def _said(study: Study, residents: People, alike: Likeness | None) -> Spans:
    counted = _counted(study, "residents", residents)
    if alike is None or YOUNG not in alike.slugs:
        return wording.spans("{area} has {many} residents.", area=study.area, many=counted)
    worked = _against_all(alike)
    at = alike.slugs.index(YOUNG)
    return wording.spans(
        "{area} has {many} residents; {young} of them are aged 15 to 24, "
        "against a mean of {all} over all {level}.",
        area=study.area,
        many=counted,
        young=_value(study, YOUNG, worked.own[at]),
        all=_value(study, YOUNG, worked.mean[at], of="all areas"),
        level=_plural(study),
    )


def _plural(study: Study) -> str:
    level = study.area.level
    return "partnerships" if level is Level.CSP else f"{level.label}s"


def _against_all(alike: Likeness) -> Profile:
    others = np.delete(alike.table, alike.own, axis=0)
    return profile.against(alike.table[alike.own], others, alike.slugs)


def _value(study: Study, slug: str, value: float, of: str = "") -> Figure:
    """A measure of our area, or its mean over others where `of` names them."""
    percent = definitions.get(slug).unit is Unit.PER_CENT
    grounds = {"mean": of, "level": study.area.level.value, "to": study.area.key} if of else {}
    return measures.figure(
        study,
        slug,
        100 * value if percent else value,
        area=None if of else study.area,
        period=None,
        handling=handling.PUBLIC,
        **grounds,
    )


def _profile(study: Study, alike: Likeness) -> Table:
    """Each measure beside the areas most like ours and all areas, with our place among them."""
    every = _against_all(alike)
    near = profile.against(alike.table[alike.own], alike.table[alike.nearest.index], alike.slugs)
    rows = tuple(
        (
            definitions.get(slug).title,
            _value(study, slug, every.own[n]),
            _value(study, slug, near.mean[n], of="areas most like us"),
            _value(study, slug, every.mean[n], of="all areas"),
            _percentile(study, slug, every.percentile[n]),
        )
        for n, slug in enumerate(alike.slugs)
    )
    columns = (
        Column("Measure", Align.LEFT),
        Column(str(study.area)),
        Column("Mean of areas most like us"),
        Column(f"Mean of all {_plural(study)}"),
        Column("Per cent of them below us"),
    )
    names = wording.listed([alike.areas.names[n] for n in alike.nearest.index])
    note = (
        f"The areas most like {study.area} are, nearest first: {''.join(map(str, names))}. "
        "Means are of areas, each counting once."
    )
    return Table("profile", f"Who lives in {study.area}", columns, rows, (note,))


def _percentile(study: Study, slug: str, value: float) -> Figure:
    return measures.figure(
        study, "percentile", value, period=None, measure=slug, handling=handling.PUBLIC
    )


def _ages(study: Study, alike: Likeness) -> list[Block]:
    """The ages of our residents beside those of everybody, where the pack holds ages."""
    try:
        counted = [_band(alike, band) for band in BANDS]
    except NoSuchData:
        return []
    by_band = np.array(counted)
    shares = profile.shares(np.array([by_band[:, alike.own], np.nansum(by_band, axis=1)]))
    everybody = f"All {_plural(study)}"
    rows = tuple(
        (_band_name(band), who, _share(study, band, shares[row, n], everybody if row else ""))
        for n, band in enumerate(BANDS)
        for row, who in enumerate((str(study.area), everybody))
    )
    columns = (Column("Age", Align.LEFT), Column("Where", Align.LEFT), Column("Share of residents"))
    table = Table("ages", f"The ages of residents of {study.area}", columns, rows)
    alt = f"Paired bars of each age band's share of residents, in {study.area} and in all areas."
    title = f"How old the residents of {study.area} are, beside {everybody.lower()}"
    return [Chart(ChartKind.BARS, title, alt, table, "Age", "Share of residents", "Where")]


def _band(alike: Likeness, band: tuple[int, int]) -> Floats:
    study = alike.areas.study
    return alike.areas.summed(study.pack.residents(likeness.AGES, study.period.start.year, band))


def _band_name(band: tuple[int, int]) -> str:
    first, last = band
    return f"{first} and over" if last == likeness.OLDEST else f"{first} to {last}"


def _share(study: Study, band: tuple[int, int], share: float, of: str) -> Figure:
    return measures.figure(
        study,
        "age-band",
        100 * share,
        area=None if of else study.area,
        period=None,
        handling=handling.PUBLIC,
        ages=_band_name(band),
        of=of,
    )
