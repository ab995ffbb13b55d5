"""1d: we and comparable areas: rates with their limits, and ranks with the range they may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import dispersion, rates
from towpath.assessment import area_figures, caveats, comparators, measures, wording
from towpath.assessment.comparators import LIKE
from towpath.assessment.findings import Finding
from towpath.assessment.levels.holding import require_period
from towpath.documents.blocks import (
    Align,
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    Paragraph,
    Quote,
    Spans,
    Table,
)
from towpath.foundation import Area, Figure, Level, NoSuchData, categories, handling
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from towpath.analysis.arrays import Floats, Integers
    from towpath.assessment.comparators import Comparators
    from towpath.assessment.study import Study

AREA, OURS = "Area", "Ours"
SHOWN_MEASURES = 2  # that set a neighbour most apart


FEWEST = 3  # areas beside ours that make a median worth speaking of
BESIDE = {"similar": "close to", "higher": "above", "lower": "below"}


@dataclass(frozen=True)
class Compared:
    """One category beside one group of areas: who was compared (ours first), what came out."""

    word: str
    group: str
    places: tuple[int, ...]
    rates: tuple[Figure, ...]
    ranks: tuple[Figure, ...]
    median: Figure
    standing: str


def find(study: Study) -> Finding:
    """Rates of all crime by area, our rank in each category, and how the others were chosen."""
    require_period(study)
    others = comparators.of(study)
    blocks: list[Block] = []
    groups = _shown(others)
    for group in groups:
        compared = [compare(study, others, group, word) for word in study.all_categories]
        table = _table(study, others, compared[0])
        blocks += [_chart(study, table, compared[0]), table, _by_category(study, compared)]
    blocks += [Paragraph((_chosen_words(study, others),)), _chosen(study, others)]
    first = compare(study, others, groups[0], ALL_CRIME)
    found = Finding(_said(study, others, first), tuple(blocks))
    return found.with_caveats(
        *caveats.named(study, "neighbours-record", "residents-base", "unplaced")
    )


def _shown(others: Comparators) -> list[str]:
    """The groups that make a comparison, the one to speak of first; likeness goes before force."""
    found = others.groups
    enough = [group for group in found if len(found[group]) >= FEWEST]
    return enough or sorted(found, key=lambda group: -len(found[group]))[:1]


def compare(study: Study, others: Comparators, group: str, word: str) -> Compared:
    """Our rate of a category beside those of a group of areas that can be compared."""
    areas, places = others.areas, (others.own, *others.groups[group])
    at = np.array(places)
    seen, people = areas.counts(word)[at], areas.residents[at]
    if not np.all(people > 0):
        raise NoSuchData("The residents of the areas to compare are not held.", "Add their file.")
    ranked = rates.ranks(seen, people, dispersion=_spread(study, areas.series(word)[at]))
    middle = float(np.median(1000 * seen[1:] / people[1:]))
    grounds = {"category": word, "among": "+".join(sorted(areas.codes[n] for n in places[1:]))}
    return Compared(
        word=word,
        group=group,
        places=places,
        rates=area_figures.crude_rates(areas, word, places=places),
        ranks=_ranks(study, [areas.area(place) for place in places], ranked, grounds),
        median=measures.figure(study, "median-rate", middle, **grounds),
        standing=str(rates.compare(rates.crude(seen[:1], people[:1]), middle)[0].value),
    )


def _spread(study: Study, monthly: Integers) -> Floats:
    """How much an area's months vary beyond chance: the middle one of all, for each of them."""
    months = np.array(study.run.month_starts, dtype="datetime64[M]")
    found = np.broadcast_to(dispersion.of(monthly, months).value, monthly.shape[:1])
    return np.full(monthly.shape[0], np.nanmedian(found))


def _ranks(
    study: Study, areas: list[Area], ranked: rates.Ranks, grounds: dict[str, str]
) -> tuple[Figure, ...]:
    ends = zip(areas, ranked.rank, ranked.low, ranked.high, strict=True)
    return tuple(
        measures.figure(
            study, "rate-rank", rank, low=low, high=high, area=area, limits="may be", **grounds
        )
        for area, rank, low, high in ends
    )


def _ranged(rank: Figure) -> Figure | Quote:
    """A rank with the range it may hold, where there is one."""
    return rank if rank.low == rank.high else Quote(rank, limits=True)


def _said(study: Study, others: Comparators, crime: Compared) -> Spans:
    template = (
        "{area} had {rate} recorded crimes per 1,000 residents in {period}, {standing} the median "
        "of the {group} that are held ({median}). Of these {many} areas, itself among them, it "
        "ranks {rank}, the highest rate being first.{whose}"
    )
    among = crime.median.basis["among"]
    return wording.spans(
        template,
        area=study.area,
        period=wording.the(study.period),
        rate=crime.rates[0],
        standing=BESIDE[crime.standing],
        median=crime.median,
        group=crime.group.replace("our", "its").replace("us", "it"),
        many=measures.figure(study, "areas-compared", len(crime.places), among=among),
        rank=_ranged(crime.ranks[0]),
        whose=_lack(others),
    )


def _lack(others: Comparators) -> str:
    held = len(others.groups.get(LIKE, ()))
    if held >= min(FEWEST, len(others.like_us)):
        return ""
    return f" {'Few' if held else 'None'} of the areas most like it are held."


def _table(study: Study, others: Comparators, crime: Compared) -> Table:
    areas = others.areas
    counted = area_figures.counts(areas, places=crime.places)
    order = np.argsort([-(one.value or 0) for one in crime.rates], kind="stable")
    rows = tuple(
        (
            areas.names[crime.places[n]],
            counted[n],
            crime.rates[n],
            _ranged(crime.ranks[n]),
            "ours" if n == 0 else "",
        )
        for n in order.tolist()
    )
    caption = f"Recorded crime in {study.area} and in {crime.group}"
    note = ("The range beside a rank is where the area may truly stand.",)
    columns = _columns(AREA, "Recorded crime", wording.per_thousand(study.period), "Rank", OURS)
    return Table(f"compared-{_key(crime)}", caption, columns, rows, note)


def _key(compared: Compared) -> str:
    return "like-us" if compared.group == LIKE else "own-force"


def _columns(*headings: str) -> tuple[Column, ...]:
    left = (AREA, OURS, "Category", "Beside the median", "Force", "Held")
    return tuple(Column(one, Align.LEFT if one in left else Align.RIGHT) for one in headings)


def _chart(study: Study, table: Table, crime: Compared) -> Chart:
    words = BESIDE[crime.standing]
    title = f"Recorded crime per head in {study.area} is {words} the median of {crime.group}"
    alt = (
        f"A dot and its limits for each area's recorded crime per 1,000 residents, highest first; "
        f"{study.area} is marked and is {words} the median of the others."
    )
    return Chart(
        ChartKind.DOTS, title, alt, table, AREA, wording.per_thousand(study.period), mark=OURS
    )


def _lower(study: Study) -> str:
    heading = wording.per_thousand(study.period)
    return heading[:1].lower() + heading[1:]


def _by_category(study: Study, compared: list[Compared]) -> Table:
    rows = tuple(
        (
            categories.get(one.word).label,
            one.rates[0],
            one.median,
            one.standing,
            _ranged(one.ranks[0]),
        )
        for one in compared
    )
    columns = _columns(
        "Category", f"Ours {_lower(study)}", "Median of the others", "Beside the median", "Rank"
    )
    caption = f"Our place in each category among {compared[0].group}"
    return Table(f"compared-{_key(compared[0])}-categories", caption, columns, rows)


def _chosen_words(study: Study, others: Comparators) -> str:
    titles = [measures_title(slug).lower() for slug in others.likeness.slugs]
    return (
        f"The areas most like {study.area} were found by their distance in "
        f"{''.join(map(str, wording.listed(titles)))}. Those whose forces' files are not held "
        "could be compared if they were loaded."
    )


def measures_title(slug: str) -> str:
    """What a measure of likeness is called."""
    from towpath.assessment import definitions

    return definitions.get(slug).title


def _chosen(study: Study, others: Comparators) -> Table:
    """The areas most like ours: how near, what sets them apart, whether they are held."""
    near, areas = others.likeness.nearest, others.areas
    forces, names = areas.lying_in(Level.FORCE), study.pack.names(Level.FORCE)
    rows: list[tuple[Cell, ...]] = []
    for n, place in enumerate(near.index.tolist()):
        distance = measures.figure(
            study,
            "likeness",
            near.distance[n],
            area=areas.area(place),
            period=None,
            to=study.area.key,
            handling=handling.PUBLIC,
        )
        apart = np.argsort(-near.contribution[n], kind="stable")[:SHOWN_MEASURES]
        said = "; ".join(measures_title(near.names[m]).lower() for m in apart)
        force = names.get(forces[place], forces[place])
        held = "yes" if others.held[place] else "no"
        rows.append((areas.names[place], force, distance, said, held))
    columns = (*_columns(AREA, "Force", "Distance"), Column("Most unlike us in", Align.LEFT))
    caption = f"The areas most like {study.area}, nearest first"
    return Table("most-like-us", caption, (*columns, *_columns("Held")), tuple(rows))
