"""Where next: a day foreseen from what was known before it, beside what such a map was worth.

A method that is no better than last year's counts is switched off, and last year's counts are drawn
in its place. Every forecast that is made is kept, to be scored by what happened after.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from towpath.analysis import walk_forward
from towpath.documents.blocks import Caveat, Spans
from towpath.documents.wording import spans as said
from towpath.foundation import Unit
from towpath.foundation.periods import day_name
from towpath.places import answers, caveats, foreseen, foreseen_tables, rounds
from towpath.places.answers import Answer
from towpath.places.foreseen import Foreseen, Wanted

if TYPE_CHECKING:
    from towpath.evidence.held import Held
    from towpath.places.walks import Asked

FALLBACK = "fallback"
SILENT = 14
JUDGED = {
    "worse": "was worse than last year's counts",
    "no better": "was no better than last year's counts",
    "too few events to tell": "could not be told from last year's counts on so few events",
}


def find(held: Held, asked: Asked, wanted: Wanted) -> Answer:
    """The forecast; NoSuchData where the events cannot carry one. Nothing is kept."""
    return answered(foreseen.foresee(held, asked, wanted))


def answered(told: Foreseen) -> Answer:
    """The forecast to read."""
    here = told.here
    on = replace(answers.standing(here.held, here), period=told.days)
    table, every = foreseen_tables.walked(told), foreseen_tables.cell_table(told)
    picture = foreseen_tables.cells_map(told, every)
    near = rounds.close_map(here, table, told.patrols, foreseen_tables.EXPECTED, told.network)
    return Answer(
        command="forecast",
        title=_title(told),
        standing=on,
        sentences=(*_face(told), told.trial.comparison(told.method.slug, told.wanted.share),
                   _expected(told)),
        tables=(table,),
        picture=picture,
        more=(near,),
        caveats=(*caveats.of_events(here), *_cautions(told)),
        layers=(
            answers.layer(picture, "forecast-cells", on),
            answers.layer(near, "patrol-areas", on),
        ),
        how=_how(told),
        asked=_asked(told),
        spoken=(("forecast", _spoken(told)),),
    )  # fmt: skip


def _title(told: Foreseen) -> str:
    noun, does = told.here.noun, told.here.does
    if told.switched_off:
        return f"Where {noun} {does('was', 'were')} in the last year, for {told.when}"
    return f"Where {noun} {does('is', 'are')} likeliest on {told.when}"


def _face(told: Foreseen) -> tuple[Spans, ...]:
    """What must stand on the face of a map that has not earned its place; nothing otherwise."""
    judged, label = told.judgement, told.method.label
    if judged.on:
        return ()
    why = f"{label} {JUDGED[judged.reason]} by the verdict of {day_name(judged.day)}"
    if told.switched_off:
        return ((f"Switched off. {why}, so last year's counts are drawn here instead.",),)
    return ((f"Switched off, and drawn all the same because it was asked for. {why}.",),)


def _expected(told: Foreseen) -> Spans:
    total = float(told.expected.sum())
    inside = sum(one.held for one in told.patrols)
    extent = told.here.outline.area
    covered = sum(one.area for one in told.patrols)
    areas = str(len(told.patrols))
    return said(
        "On {when} the map expects {total} events of {noun} in {area}, {part} of them in the "
        "{areas} areas below, which are {ground} of the ground.",
        when=told.when, noun=told.here.noun, area=str(told.here.area), areas=areas,
        total=told.figure("forecast-expected", total, Unit.MEAN_COUNT),
        part=told.figure(
            "forecast-areas-share", 100 * inside / total, Unit.PER_CENT, areas=areas,
            numerator=inside, denominator=total,
        ),
        ground=told.figure(
            "forecast-areas-ground", 100 * covered / extent, Unit.PER_CENT, areas=areas,
            numerator=covered / 1e6, denominator=extent / 1e6,
        ),
    )  # fmt: skip


def _cautions(told: Foreseen) -> tuple[Caveat, ...]:
    found = []
    if not told.judgement.on:
        found.append(Caveat("Switched off", (OFF,), grave=True))
    elif told.judgement.reason == walk_forward.Reason.TRIAL:
        found.append(Caveat("On trial", (TRIAL,)))
    if told.silent_days > SILENT:
        words = OLD.format(days=told.silent_days, day=day_name(told.as_of))
        found.append(Caveat("Old news", (words,), grave=True))
    if told.fitted.settings().get(FALLBACK):
        found.append(Caveat("Too few to learn from", (FEW,)))
    found.append(Caveat("What it was not told", (UNTOLD,)))
    return tuple(found)


OFF = (
    "Over 90 days the method caught no more than the map that anybody could draw of the last year. "
    "A forecast that is no better than that is not worth acting on."
)
OLD = (
    "Nothing is held of the {days} days before {day}: the map does not know what happened lately, "
    "which is what most methods live by."
)
TRIAL = "The method has not been scored on 90 days yet: it may be switched off once it has."
FEW = "There are too few events to learn from, so the method fell back on plain counts."
UNTOLD = (
    "It knows when and where crime was recorded, and nothing else: no weather, no event, no "
    "arrest, no patrol. Where patrols follow it they change what is recorded, and so what it is "
    "fed."
)


HOW = (
    (
        "{label}, on squares of {size} m that touch the area, from {known} events whose time was "
        "over by the morning of {day}. Parameters: {values}. Later days rest on the same morning."
    ),
    (
        "The comparison is a walk forward: on each of the days before, the same method and the "
        "plain map were drawn from what was known that morning, and scored by what fell in the "
        "same share of the ground. Areas to walk are grown from the likeliest squares; the scores "
        "are of the squares."
    ),
    (
        "Whether a method is on is judged at 5 % of the ground over 90 days and stands for a "
        "quarter: it must be better than last year's counts, by a 95 % interval above nought."
    ),
)


def _how(told: Foreseen) -> tuple[Spans, ...]:
    given = told.fitted.settings()
    values = "; ".join(
        f"{name}: {float(f'{value:.3g}'):,g}" for name, value in given.items() if name != FALLBACK
    )
    parts = {
        "label": told.drawn.label, "size": f"{told.grid.size:g}", "day": day_name(told.as_of),
        "known": f"{len(told.known):,}", "values": values or "none",
    }  # fmt: skip
    return tuple((one.format(**parts),) for one in HOW)


def _asked(told: Foreseen) -> tuple[tuple[str, str], ...]:
    return (
        ("category", told.here.question.category.slug),
        ("method", told.wanted.choice.said),
        ("drawn", told.drawn.slug),
        ("days", str(told.wanted.days)),
        ("cell", f"{told.grid.size:g} m"),
        ("share", f"{100 * told.wanted.share:g} %"),
        *((("network", told.wanted.network.name),) if told.wanted.network else ()),
    )


def _spoken(told: Foreseen) -> dict[str, Any]:
    return {
        "id": told.kept.id, "method": told.drawn.slug, "asked": told.wanted.choice.said,
        "on": told.judgement.on, "reason": told.judgement.reason,
        "judged": told.judgement.day.isoformat(), "as_of": told.as_of.isoformat(),
        "settings": told.fitted.settings(), "expected": float(told.expected.sum()),
    }  # fmt: skip
