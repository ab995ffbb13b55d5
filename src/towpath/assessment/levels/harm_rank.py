"""1c: which categories weigh most when crime is counted by harm, beside which are most frequent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import harm
from towpath.analysis.harm import Harm, Weight
from towpath.assessment import caveats, measures, wording
from towpath.assessment.definitions import weights
from towpath.assessment.findings import Finding
from towpath.assessment.levels.holding import require_period
from towpath.documents.blocks import Align, Cell, Chart, ChartKind, Column, Paragraph, Spans, Table
from towpath.foundation import Figure, Level, NoSuchData, categories, handling
from towpath.foundation.categories import ALL_ASB

if TYPE_CHECKING:
    from collections.abc import Mapping

    from towpath.assessment.definitions.weights import Weights
    from towpath.assessment.study import Study

NO_WEIGHT = "No weight is held for it."
CATEGORY, VOLUME, BY_HARM = "Category", "By volume", "By harm"


def find(study: Study) -> Finding:
    """The two ranks of each category, with what the weights cover and where they come from."""
    require_period(study)
    held = of(study)
    slugs = study.crime_categories
    weighed = _weighed(study, held.of)
    if not weighed:
        raise NoSuchData(
            f"The harm weights {held.name} have none for any category that is held.",
            "Add weights of the categories that the police's files have.",
        )
    ranked = harm.rank(slugs, [study.total(slug) for slug in slugs], weighed)
    table = _table(study, held, ranked)
    blocks = (_chart(ranked, table), table, Paragraph(_origins(study, held, ranked)))
    found = Finding(_said(study, held, ranked), blocks)
    return found.with_caveats(*caveats.named(study, "harm-weights", "not-official"))


def of(study: Study) -> Weights:
    """The partnership's harm weights for the force of the study's area; NoSuchData without any."""
    home = study.held.home
    chosen = str(home.settings.get("weights", ""))
    return weights.read(home.definitions / "weights", chosen, _force(study))


def _force(study: Study) -> str:
    code = min(study.codes(study.area))
    parents = study.pack.parents(code, study.pack.vintages(code)[-1])
    names = study.pack.names(Level.FORCE)
    return next((names.get(one, "") for one in parents.get(Level.FORCE, ())), "")


def _weighed(study: Study, given: Mapping[str, Weight]) -> dict[str, Weight]:
    """The weight of each category: its own, else the mean of its kinds if all of them have one."""
    found = {slug: _weight_of(study, slug, given) for slug in study.crime_categories}
    return {slug: weight for slug, weight in found.items() if weight is not None}


def _weight_of(study: Study, slug: str, given: Mapping[str, Weight]) -> Weight | None:
    if slug in given:
        return given[slug]
    below = [one for one in study.cube.categories if one in categories.within(slug)]
    seen = np.array([study.total(one) for one in below if one != slug])
    kinds = [given.get(one) for one in below if one != slug]
    if not kinds or None in kinds or slug in below or not seen.sum():
        return None
    known = [kind for kind in kinds if kind is not None]
    mean = float((seen * [kind.value for kind in known]).sum() / seen.sum())
    return Weight(mean, known[0].origin)


def _said(study: Study, held: Weights, ranked: Harm) -> Spans:
    order = np.argsort(np.where(np.isnan(ranked.harm), -1, ranked.harm))[::-1]
    first = int(order[0])
    moved = int(np.nanargmax(np.where(np.isnan(ranked.shift), -np.inf, ranked.shift)))
    risen = ""
    if ranked.shift[moved] >= 1:
        risen = " {mover} rises furthest, from place {volume} by volume to place {harm} by harm."
    return wording.spans(
        "Of the harm of crime in {area} that can be weighed, {share} comes from {first}." + risen,
        first=_label(ranked, first).lower(),
        area=study.area,
        share=_share(study, held, ranked, first),
        mover=_label(ranked, moved),
        volume=_rank(study, held, ranked, moved, "volume"),
        harm=_rank(study, held, ranked, moved, "harm"),
    )


def _label(ranked: Harm, place: int) -> str:
    return categories.get(ranked.categories[place]).label


def _share(study: Study, held: Weights, ranked: Harm, place: int) -> Figure:
    return measures.figure(
        study,
        "harm-share",
        100 * ranked.harm_share[place],
        missing=NO_WEIGHT,
        category=ranked.categories[place],
        weights=held.key,
    )


def _rank(study: Study, held: Weights, ranked: Harm, place: int, by: str) -> Figure:
    ranks = ranked.harm_rank if by == "harm" else ranked.weighted_volume_rank
    return measures.figure(
        study,
        "harm-rank",
        ranks[place],
        missing=NO_WEIGHT,
        category=ranked.categories[place],
        by=by,
        weights=held.key,
    )


def _weight(study: Study, held: Weights, ranked: Harm, place: int) -> Figure:
    return measures.figure(
        study,
        "harm-weight",
        ranked.weight[place],
        missing=NO_WEIGHT,
        category=ranked.categories[place],
        weights=held.key,
        handling=handling.PUBLIC,
    )


def _table(study: Study, held: Weights, ranked: Harm) -> Table:
    """By harm, then the categories without a weight by volume, ASB last and never weighed."""
    keys = np.where(np.isnan(ranked.harm), -1 / (1 + ranked.events), ranked.harm)
    rows: list[tuple[Cell, ...]] = [
        (
            _label(ranked, n),
            measures.count(study, ranked.categories[n]),
            _weight(study, held, ranked, n),
            _share(study, held, ranked, n),
            _rank(study, held, ranked, n, "volume"),
            _rank(study, held, ranked, n, "harm"),
        )
        for n in np.argsort(-keys, kind="stable").tolist()
    ]
    asb = categories.get(ALL_ASB).label
    rows.append((asb, measures.count(study, ALL_ASB), *("not weighed",) * 4))
    headings = (CATEGORY, "Recorded", "Weight of one", "Share of harm", VOLUME, BY_HARM)
    columns = tuple(Column(one, Align.LEFT if one == CATEGORY else Align.RIGHT) for one in headings)
    return Table("harm", "Rank by volume and by harm", columns, tuple(rows))


def _chart(ranked: Harm, table: Table) -> Chart:
    most = float(np.nanmax(np.abs(ranked.shift)))
    title = (
        "Counted by harm, crime has another order than by volume"
        if most >= 1
        else "Counted by harm, crime has the same order as by volume"
    )
    alt = f"Lines join each category's rank by volume to its rank by harm. {title}."
    return Chart(ChartKind.SLOPE, title, alt, table, VOLUME, BY_HARM, CATEGORY)


def _origins(study: Study, held: Weights, ranked: Harm) -> Spans:
    covered = measures.figure(
        study,
        "harm-covered",
        100 * ranked.covered,
        numerator=int(ranked.events[np.isfinite(ranked.weight)].sum()),
        denominator=int(ranked.events.sum()),
        weights=held.key,
    )
    return wording.spans(
        "The weights “{name}” cover {covered} of recorded crime. Their origin: {origins}.",
        name=held.name,
        covered=covered,
        origins="; ".join(one.rstrip(".") for one in ranked.origins),
    )
