"""1f: where each theme gathers: hot small areas, on a map and by the names people know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from towpath.assessment import area_figures, caveats, hot_small_areas, locations, measures, wording
from towpath.assessment.findings import Finding
from towpath.assessment.levels.holding import require_period
from towpath.assessment.study import HEADLINES
from towpath.documents.blocks import Align, Cell, Column, Map, Paragraph, Spans, Table
from towpath.foundation import Figure, categories
from towpath.foundation.categories import ALL_ASB, ALL_CRIME

if TYPE_CHECKING:
    from towpath.assessment.hot_small_areas import Hot
    from towpath.assessment.study import Study

SHOWN = 15  # small areas on the page
NAMED = 3  # that the sentence names
CODE, HOT_FOR = "Code", "Hot for"
# What the map says of an area that is hot for so many themes.
CLASSES = ("four or more themes", "two or three themes", "one theme")
HOW_TO_READ = (
    "A small area is hot where it and its neighbours together have higher rates than shuffling the "
    "rates over the map would bring about, and its own rate is above the usual one. Rates of few "
    "residents are first drawn towards the mean. A town centre that stands alone among quiet "
    "neighbours need not be hot in this sense; the table lists it all the same."
)


def find(study: Study) -> Finding:
    """A map of how many themes each small area is hot for, a list, and a table by theme."""
    require_period(study)
    hot = hot_small_areas.of(study)
    blocks = (_map(study, hot), Paragraph((HOW_TO_READ,)), _by_theme(study, hot), _most(hot))
    found = Finding(_said(study, hot), blocks, signals=_signals(study, hot))
    return found.with_caveats(
        *caveats.named(study, "snapped", "edges", "residents-base", "base-years")
    )


def _said(study: Study, hot: Hot) -> Spans:
    names, places = locations.named(hot.areas), hot.of(ALL_CRIME)
    grounds = {"area": study.area, "period": wording.the(study.period), "all": _all(study, hot)}
    if not places:
        return wording.spans(
            "None of the {all} small areas of {area} stands out with its neighbours for recorded "
            "crime as a whole in {period}; for single themes {some}.",
            some=_single(hot),
            **grounds,
        )
    named = wording.listed(names[place] for place in places[:NAMED])
    return wording.spans(
        "{many} of the {all} small areas of {area} stand out with their neighbours as hot for "
        "recorded crime in {period} and have {share} of it; the busiest of them: {named}.",
        many=count(study, hot, ALL_CRIME),
        share=share(study, hot, ALL_CRIME),
        named=named if len(places) > 1 else names[places[0]],
        **grounds,
    )


def _single(hot: Hot) -> str:
    told = [categories.get(slug).label.lower() for slug in hot.themes if hot.of(slug)]
    if not told:
        return "none does either"
    return f"some do: {''.join(str(span) for span in wording.listed(told))}"


def _signals(study: Study, hot: Hot) -> tuple[Spans, ...]:
    """The area that is hot for most themes, for the board."""
    if not hot.how_many.any():
        return ()
    worst = int(hot.how_many.argmax())
    name = locations.named(hot.areas)[worst]
    said = "{name} is hot for {many} of {all} themes"
    of_all = _themes(study, hot, len(hot.themes), of="judged")
    many = _themes(study, hot, int(hot.how_many[worst]), area=hot.areas.area(worst))
    return (wording.spans(said, name=name, many=many, all=of_all),)


def _themes(study: Study, hot: Hot, value: int, **grounds: Any) -> Figure:
    return measures.figure(study, "hot-themes", value, themes="+".join(hot.themes), **grounds)


def _all(study: Study, hot: Hot) -> Figure:
    return measures.figure(study, "small-areas", len(hot.areas), vintage=hot.areas.vintage)


def count(study: Study, hot: Hot, theme: str) -> Figure:
    """How many small areas are hot for a theme."""
    return measures.figure(study, "hot-small-areas", len(hot.of(theme)), category=theme)


def share(study: Study, hot: Hot, theme: str) -> Figure:
    """The share of a theme's incidents that lies in its hot areas."""
    inside = int(hot.areas.counts(theme)[hot.of(theme)].sum())
    whole = int(hot.areas.counts(theme).sum())
    return measures.share(study, inside, whole, "share-in-hot-areas", category=theme)


def _by_theme(study: Study, hot: Hot) -> Table:
    names = locations.named(hot.areas)
    rows: list[tuple[Cell, ...]] = []
    for slug in hot.themes:
        places = hot.of(slug)
        worst = names[places[0]] if places else "none stands out"
        label = categories.get(slug).label
        rows.append((label, count(study, hot, slug), share(study, hot, slug), worst))
    columns = (
        Column("Theme", Align.LEFT),
        Column("Hot small areas"),
        Column("Share of the theme in them"),
        Column("The one with most", Align.LEFT),
    )
    rare = ", ".join(categories.get(slug).label for slug in hot.few)
    note = (f"Too few incidents to judge: {rare}.",) if rare else ()
    caption = f"Where each theme gathers in {study.area}"
    return Table("hot-by-theme", caption, columns, tuple(rows), note)


def _most(hot: Hot) -> Table:
    """The small areas with the most crime on the page, hot or not."""
    order = (-hot.areas.counts()).argsort(kind="stable")[:SHOWN].tolist()
    names, counted = locations.named(hot.areas), area_figures.counts(hot.areas)
    per_head, disorder = (
        area_figures.crude_rates(hot.areas),
        area_figures.counts(hot.areas, ALL_ASB),
    )
    rows = tuple(
        (
            names[place],
            hot.areas.names[place],
            counted[place],
            per_head[place],
            disorder[place],
            hot.said_of(place),
        )
        for place in order
    )
    columns = (
        Column("Where", Align.LEFT),
        Column("Small area", Align.LEFT),
        Column("Recorded crime"),
        Column("Per 1,000 residents"),
        Column("ASB incidents"),
        Column(HOT_FOR, Align.LEFT),
    )
    note = (f"Rates are of {hot.areas.residents_source}.",)
    return Table("most-crime", "The small areas with the most recorded crime", columns, rows, note)


def _class(themes: int) -> str:
    if themes == 0:
        return "none"
    return CLASSES[0] if themes >= 4 else CLASSES[1] if themes >= 2 else CLASSES[2]


def _map(study: Study, hot: Hot) -> Map:
    """How many themes each small area is hot for; the workbook has all of them."""
    areas, names = hot.areas, locations.named(hot.areas)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            names[n],
            areas.codes[n],
            areas.names[n],
            _class(int(many)),
            hot.said_of(n),
            *_scores(study, hot, n),
        )
        for n, many in enumerate(hot.how_many)
    )
    words = ("Where", CODE, "Small area", "Hot for how many", HOT_FOR)
    columns = tuple(Column(one, Align.LEFT) for one in words)
    columns += tuple(Column(f"Gi*: {categories.get(slug).label}") for slug in _scored(hot))
    caption = "Every small area: the themes it is hot for, and how far it stands out"
    table = Table("hot-small-areas", caption, columns, rows, appendix=True)
    worst = [n for n in (-hot.how_many).argsort(kind="stable").tolist() if hot.how_many[n]]
    title = f"Hot for several themes: {names[worst[0]]}" if worst else "No small area is hot"
    several = int((hot.how_many > 1).sum())
    alt = (
        f"Map of the small areas of {study.area} by the number of themes for which each is hot, "
        f"with the wards' outlines. {'Some are' if several else 'None is'} hot for two or more."
    )
    wards = locations.wards(study)
    return Map(title, alt, table, locations.outlines(areas), CODE, "Hot for how many",
               tuple(areas.codes[n] for n in worst[:NAMED]), wards, CLASSES)  # fmt: skip


def _scored(hot: Hot) -> list[str]:
    """The headlines that were judged: Gi* is printed for them alone."""
    return [slug for slug in HEADLINES if slug in hot.themes]


def _scores(study: Study, hot: Hot, place: int) -> tuple[Figure, ...]:
    return tuple(
        measures.figure(
            study, "standing-out", hot.z[hot.themes.index(slug), place],
            area=hot.areas.area(place), category=slug,
            missing="Nobody is known to live there, or its boundary is not held.",
        )
        for slug in _scored(hot)
    )  # fmt: skip
