"""Hotspots: where events gather, more than chance would have it, and what a team can walk of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.documents.blocks import Caveat, Spans
from towpath.documents.wording import spans as said
from towpath.foundation import Unit
from towpath.places import answers, caveats, cells, drawing, ground, on_streets, rounds
from towpath.places.answers import Answer
from towpath.places.gathering import FADING, FEW, LASTING, NEW, Gathered, Method

if TYPE_CHECKING:
    from pathlib import Path

    from towpath.evidence.held import Held
    from towpath.places.ground import Question

FEWEST = 20
USUAL = Method()


def find(
    held: Held, question: Question, method: Method = USUAL, network: Path | None = None
) -> Answer:
    """Where events gather: density, hot cells, and areas to walk; NoSuchData below 20 events.

    network: a file of street centre lines; the streets with most events to a km are then told too.
    """
    streets = on_streets.read(network) if network else None
    here = ground.load(held, question)
    ground.require_enough(here, FEWEST)
    return _answer(
        Gathered(here, cells.over(here), method, streets), network.name if network else ""
    )


def _answer(told: Gathered, network: str) -> Answer:
    here, walks = told.here, drawing.walked(told)
    on = answers.standing(here.held, here)
    every = drawing.cell_table(told)
    picture, hot = drawing.density_map(told, every), drawing.hot_map(told, every)
    near = rounds.close_map(here, walks, told.patrols, here.label, told.network)
    return Answer(
        command="hotspots",
        title=f"Where {here.noun} {here.does('gathers', 'gather')}",
        standing=on,
        sentences=(_lead(told), _hot(told), *_foreseen(told), *on_streets.sentences(told)),
        tables=(walks, *on_streets.tables(told)),
        picture=picture,
        more=(near, hot),
        caveats=(*caveats.of_events(here), *_cautions(told), *on_streets.cautions(told)),
        layers=(
            answers.layer(picture, "hotspot-cells", on),
            answers.layer(near, "patrol-areas", on),
            *on_streets.layers(told, on),
        ),
        how=_how(told),
        asked=(
            ("category", here.question.category.slug),
            ("cell", f"{told.grid.size:g} m"),
            ("bandwidth", f"{told.bandwidth:g} m"),
            ("areas", f"{told.method.areas}, up to {told.method.across:g} m across"),
            *on_streets.asked(told, network),
        ),
    )


def _lead(told: Gathered) -> Spans:
    here = told.here
    inside = int(told.inside(told.patrols).any(axis=0).sum()) if told.patrols else 0
    areas = str(told.method.areas)
    many = here.figure("events-in-answer", len(here), Unit.COUNT)
    held = drawing.share(told, "patrols-share", inside, len(here), areas=areas)
    extent = told.here.outline.area / 1e6
    part = drawing.figure(
        told, "patrols-ground", 100 * told.walked_km2 / extent, Unit.PER_CENT,
        areas=areas, numerator=told.walked_km2, denominator=extent,
    )  # fmt: skip
    minutes = [round(one.round_minutes) for one in told.patrols]
    walk = f"{min(minutes)} to {max(minutes)}" if min(minutes) < max(minutes) else f"{minutes[0]}"
    return said(
        "In {area}, {areas} some {walk} minutes to walk round held {held!l} of {noun} in {when}, "
        "on {part} of the ground: of {many} events in all.",
        area=str(here.area), areas=_areas(len(told.patrols)), walk=walk, held=held, noun=here.noun,
        when=here.when, part=part, many=many,
    )  # fmt: skip


def _areas(number: int) -> str:
    return "one area that takes" if number == 1 else f"{number} areas that each take"


def _hot(told: Gathered) -> Spans:
    kinds = {kind: int((told.kind == kind).sum()) for kind in (LASTING, NEW, FADING)}
    found = drawing.figure(told, "hot-cells", sum(kinds.values()), Unit.COUNT)
    one = sum(kinds.values()) == 1
    if not sum(kinds.values()):
        return ("No cell stands out, with the cells around it, by more than chance would bring.",)
    split = {
        kind: drawing.figure(told, "hot-cells-of-a-kind", many, Unit.COUNT, kind=kind)
        for kind, many in kinds.items()
    }
    return said(
        "By more than chance, {found} {cells} of {size} m {stand} out together with those around: "
        "{lasting} lasting, {new} new or ever hotter and {fading} fading or gone.",
        found=found, cells="cell" if one else "cells", stand="stands" if one else "stand",
        size=f"{told.grid.size:g}", **split,
    )  # fmt: skip


def _foreseen(told: Gathered) -> tuple[Spans, ...]:
    caught, later = told.foreseen
    if not later:
        return ()
    part = drawing.share(told, "patrols-foreseen", caught, later, areas=str(told.method.areas))
    sentence = said(
        "Drawn on the first half of the period alone, as many areas would have held {part!l} "
        "of what came in the second: that, and not the share above, is what to expect of them.",
        part=part,
    )
    return (sentence,)


def _cautions(told: Gathered) -> tuple[Caveat, ...]:
    found = [Caveat("Bandwidth", (told.density.warning,))] if told.density.warning else []
    if len(told.here) < FEW:
        many = told.here.figure("events-in-answer", len(told.here), Unit.COUNT)
        found.append(
            Caveat("Few events", (many, " events are few: another year would draw other areas."))
        )
    return tuple(found)


HOW = (
    (
        "Events are counted in square cells of {size} that touch the area. The shading spreads "
        "each event over its surroundings by a Gaussian kernel of {reach}. A cell is hot by Gi* of "
        "the logarithm of shrunken counts, with the false discovery rate held at 5 %; the "
        "quarters of the period are judged together to say what lasts, is new or fades."
    ),
    (
        "Areas to walk grow cell by cell from the densest ground, in rings that do not overlap, "
        "while a further cell is worth its steps. What lies between their streets (a river, a "
        "railway, a locked gate) is for those who know the ground. They were chosen where most had "
        "happened, so they will hold less of what comes: things fall back to their usual."
    ),
)


def _how(told: Gathered) -> tuple[Spans, ...]:
    size, reach = f"{told.grid.size:g} m", f"{told.bandwidth:g} m"
    return tuple(said(one, size=size, reach=reach) for one in HOW)
