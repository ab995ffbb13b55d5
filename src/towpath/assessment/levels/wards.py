"""1e: every ward: its count, share and rate, and whether it stands out from the other wards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import funnel
from towpath.assessment import area_figures, caveats, measures, small_areas, wording
from towpath.assessment.caveats import windows
from towpath.assessment.findings import Finding
from towpath.assessment.levels.holding import require_period
from towpath.documents.blocks import (
    Align,
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    Map,
    Paragraph,
    Spans,
    Table,
)
from towpath.foundation import Figure, Level, NoSuchData
from towpath.foundation.categories import ALL_ASB, ALL_CRIME, get

if TYPE_CHECKING:
    from towpath.analysis.funnel import Funnel
    from towpath.assessment.small_areas import Areas
    from towpath.assessment.study import Study

FEWEST_FOR_A_FUNNEL = 5
STANDING = {
    2: "far above the others",
    1: "above the others",
    0: "as expected",
    -1: "below the others",
    -2: "far below the others",
}
MOST_ON_THE_PAGE, ON_THE_PAGE = 30, 15  # wards
NAMED = 4  # wards that the sentence names
NAME, CODE = "Ward", "Code"


@dataclass(frozen=True)
class Ranked:
    """The wards by their rate of recorded crime, highest first, and their funnel."""

    areas: Areas
    order: tuple[int, ...]
    rates: tuple[Figure, ...]
    funnel: Funnel | None

    def names(self, *outliers: int) -> list[str]:
        """The wards of some standings, highest rate first."""
        if self.funnel is None:
            return []
        return [self.areas.names[n] for n in self.order if self.funnel.outlier[n] in outliers]


def find(study: Study) -> Finding:
    """A map, a table and a funnel of all wards."""
    require_period(study)
    ranked = study.remembered("wards ranked", rank)
    table = _table(ranked)
    blocks: list[Block] = [_map(study, ranked, table), *_funnel(study, ranked)]
    blocks += [*_top(table), table, _by_category(ranked)]
    found = Finding(_said(study, ranked), tuple(blocks))
    few = windows.few(dict(zip(ranked.areas.names, _seen(ranked), strict=True)), "wards")
    return found.with_caveats(*caveats.named(study, "residents-base", "unplaced"), few)


def rank(study: Study) -> Ranked:
    """The wards of the edition's area by rate, with limits widened for ordinary variety."""
    areas = small_areas.of(study, Level.WARD)
    if len(areas) < 2:
        raise NoSuchData(
            f"{study.area} lies in a single ward.", "Compile an edition of the district."
        )
    if not np.all(areas.residents > 0):
        raise NoSuchData(
            f"The residents of the wards of {study.area} are not held for all of them.",
            "Add a file of residents by small area and build the reference pack anew.",
        )
    seen, worked = areas.counts(), None
    if len(areas) >= FEWEST_FOR_A_FUNNEL and seen.sum():
        worked = funnel.limits(seen, areas.residents)
    order = np.argsort(-seen / areas.residents, kind="stable")
    rates = area_figures.crude_rates(areas)
    return Ranked(areas, tuple(order.tolist()), rates, worked)


def _seen(ranked: Ranked) -> list[int]:
    seen: list[int] = ranked.areas.counts().tolist()
    return seen


def _said(study: Study, ranked: Ranked) -> Spans:
    highest = ranked.order[0]
    parts = {
        "area": study.area,
        "period": wording.the(study.period),
        "ward": ranked.areas.names[highest],
        "highest": ranked.rates[highest],
        "whole": measures.rate(study),
    }
    lead = (
        "Of the wards of {area}, {ward} had the most recorded crime per head in {period}: "
        "{highest} per 1,000 residents, against {whole} in the whole area. "
    )
    return wording.spans(lead + "{outliers}", outliers=_outliers(ranked), **parts)


def _outliers(ranked: Ranked) -> str:
    if ranked.funnel is None:
        return "There are too few wards to say which of them stand out."
    above, below = ranked.names(2), ranked.names(-2)
    if not above and not below:
        return "No ward stands out by more than chance and the variety usual among them."
    said = [
        f"{_some(names)} {'stands' if len(names) == 1 else 'stand'} {word} the others"
        for names, word in ((above, "far above"), (below, "far below"))
        if names
    ]
    return f"{'; '.join(said)}, by more than chance and the variety usual among wards."


def _some(names: list[str]) -> str:
    shown = names if len(names) <= NAMED else [*names[: NAMED - 1], f"{len(names) - 3} more"]
    return "".join(str(span) for span in wording.listed(shown))


def _table(ranked: Ranked) -> Table:
    areas = ranked.areas
    over = wording.over(areas.study.period)
    columns = {
        NAME: areas.names,
        CODE: areas.codes,
        "Recorded crime": area_figures.counts(areas),
        "Share": area_figures.shares(areas),
        wording.per_thousand(areas.study.period): ranked.rates,
        "Among wards": _standing(ranked),
        f"Burglary per 1,000 households{over}": area_figures.crude_rates(
            areas, "burglary", "households"
        ),
        "ASB incidents": area_figures.counts(areas, ALL_ASB),
    }
    words = (NAME, CODE, "Among wards")
    headings = tuple(Column(one, Align.LEFT if one in words else Align.RIGHT) for one in columns)
    cells: list[tuple[Cell, ...]] = list(zip(*columns.values(), strict=True))
    caption = "Every ward, the highest rate of recorded crime first"
    long = len(areas) > MOST_ON_THE_PAGE
    note = (
        f"Wards are the best fit of small areas. Rates are of {areas.residents_source}; burglary "
        "is of homes and businesses together where the data do not tell them apart."
    )
    rows = tuple(cells[n] for n in ranked.order)
    return Table("wards", caption, headings, rows, (note,), appendix=long)


def _top(table: Table) -> list[Block]:
    """The head of a long table for the page; the whole of it goes to the workbook."""
    if not table.appendix:
        return []
    rest = " The other wards are in the workbook, and each has a profile of its own."
    note = (*table.note, rest)
    caption = "The wards with the highest rates of recorded crime"
    top = table.rows[:ON_THE_PAGE]
    return [Table("wards-top", caption, table.columns, top, note)]


def _standing(ranked: Ranked) -> tuple[str, ...]:
    if ranked.funnel is None:
        return ("too few wards",) * len(ranked.areas)
    return tuple(STANDING[int(one)] for one in ranked.funnel.outlier)


def _map(study: Study, ranked: Ranked, table: Table) -> Map:
    top = ranked.areas.names[ranked.order[0]]
    title = f"Recorded crime per head is highest in {top}"
    alt = (
        f"Map of the wards of {study.area}, shaded by recorded crime per 1,000 residents. "
        f"The highest rate is in {top}, the lowest in {ranked.areas.names[ranked.order[-1]]}."
    )
    labels = tuple(ranked.areas.names[n] for n in ranked.order[:3])
    return Map(
        title,
        alt,
        table,
        ranked.areas.outlines(),
        CODE,
        wording.per_thousand(ranked.areas.study.period),
        labels,
    )


def _funnel(study: Study, ranked: Ranked) -> list[Block]:
    """The funnel chart, where there are wards enough; its limits are the 99.8 per cent ones."""
    worked = ranked.funnel
    if worked is None:
        return []
    areas, out = ranked.areas, ranked.names(2, -2)
    rows = tuple(
        (
            areas.names[n],
            _residents(ranked, n),
            ranked.rates[n],
            _limit(ranked, n, "low", worked.low998[n]),
            _limit(ranked, n, "high", worked.high998[n]),
            areas.names[n] if areas.names[n] in out else "",
        )
        for n in ranked.order
    )
    headings = (
        NAME,
        "Residents",
        wording.per_thousand(study.period),
        "Lower limit",
        "Upper limit",
        "Outside",
    )
    columns = tuple(
        Column(one, Align.LEFT if one in (NAME, "Outside") else Align.RIGHT) for one in headings
    )
    caption = "Each ward's rate beside the limits of ordinary variety"
    table = Table("wards-funnel", caption, columns, rows, appendix=True)
    many = f"{len(out)} of {len(areas)} wards" if out else f"None of the {len(areas)} wards"
    title = f"{many} lie outside the limits of ordinary variety" if len(out) != 1 else (
        f"{out[0]} lies outside the limits of ordinary variety"
    )  # fmt: skip
    alt = (
        "Funnel chart of recorded crime per 1,000 residents against residents, a dot a ward, "
        f"between 99.8 per cent limits. Outside them: {_some(out) if out else 'none'}."
    )
    chart = Chart(ChartKind.FUNNEL, title, alt, table, "Residents",
                  wording.per_thousand(study.period),
                  low="Lower limit", high="Upper limit", mark="Outside",
                  reference=measures.rate(study))  # fmt: skip
    return [chart, Paragraph((HOW_TO_READ,))]


HOW_TO_READ = (
    "The dashed lines are where wards would be expected to stay if they differed by chance and by "
    "the variety that most of them show: fewer residents, wider limits. A ward outside them has "
    "reasons of its own."
)


def _residents(ranked: Ranked, place: int) -> Figure:
    areas = ranked.areas
    return measures.figure(
        areas.study,
        "residents",
        areas.residents[place],
        area=areas.area(place),
        period=None,
        source=areas.residents_source,
    )


def _limit(ranked: Ranked, place: int, end: str, value: float) -> Figure:
    areas = ranked.areas
    return measures.figure(
        areas.study, "funnel-limit", 1000 * value, area=areas.area(place), end=end, of=ALL_CRIME
    )


def _by_category(ranked: Ranked) -> Table:
    """Every ward's count of every category, for the workbook."""
    areas, slugs = ranked.areas, ranked.areas.study.all_categories
    counted = [area_figures.counts(areas, slug) for slug in slugs]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (areas.names[n], areas.codes[n], *(column[n] for column in counted)) for n in ranked.order
    )
    headings = (Column(NAME, Align.LEFT), Column(CODE, Align.LEFT))
    columns = (*headings, *(Column(get(slug).label) for slug in slugs))
    caption = "Recorded incidents of every category in every ward"
    return Table("wards-by-category", caption, columns, rows, appendix=True)
