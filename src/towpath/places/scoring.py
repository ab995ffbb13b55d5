"""How good were the forecasts: a walk forward of every method, and the verdict on each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from towpath.documents.blocks import Caveat, Spans
from towpath.documents.wording import spans as said
from towpath.foundation import Unit
from towpath.foundation.periods import day_name
from towpath.places import answers, burden, caveats, methods, scorecards, walks
from towpath.places.answers import Answer

if TYPE_CHECKING:
    from pathlib import Path

    from towpath.documents.blocks import Table
    from towpath.evidence.held import Held
    from towpath.places.burden import Borne
    from towpath.places.walks import Asked, Walk


@dataclass(frozen=True)
class Wanted:
    """Which methods, over how many days; `layers`: files of features, for risk terrain."""

    days: int = 180
    slugs: tuple[str, ...] = ()
    layers: tuple[Path, ...] = ()


USUAL = Wanted()


def score(held: Held, asked: Asked, wanted: Wanted = USUAL) -> Answer:
    """The scorecard; NoSuchData where the events cannot carry a forecast or begin too late."""
    return answered(walk(held, asked, wanted))


def walk(held: Held, asked: Asked, wanted: Wanted) -> Walk:
    """The walk that a scorecard is made of."""
    chosen = methods.every(wanted.slugs, wanted.layers)
    return walks.walk(walks.history(held, asked), chosen, wanted.days)


def answered(told: Walk) -> Answer:
    """The scorecard of a walk."""
    here = told.here
    on = replace(answers.standing(here.held, here), period=told.period)
    borne = burden.of(told, _first_on(told))
    marks = scorecards.every_mark(told)
    return Answer(
        command="score",
        title=f"How well {here.noun} could be foreseen",
        standing=on,
        sentences=(_lead(told), _reading(told), *_borne_words(borne)),
        tables=(scorecards.summary(told), *_borne_tables(borne), marks),
        picture=scorecards.picture(told),
        more=(scorecards.differences(told),) if len(told.methods) > 1 else (),
        caveats=(*caveats.of_events(here), *_cautions(told, borne)),
        how=_how(told),
        asked=(
            ("category", here.question.category.slug),
            ("methods", ", ".join(one.slug for one in told.methods)),
            ("days", str(told.days)),
            ("cell", f"{told.grid.size:g} m"),
        ),
        not_for=(*answers.NOT_FOR, *((burden.NOT_FOR,) if borne else ())),
        spoken=(("scorecard", _spoken(told)),),
    )


def _first_on(told: Walk) -> str:
    """The recommended method where it walked, else the last one."""
    slugs = [one.slug for one in told.methods]
    recommended = methods.recommended().slug
    return recommended if recommended in slugs else slugs[-1]


def _lead(told: Walk) -> Spans:
    return told.comparison(_first_on(told), walks.JUDGED)


def _reading(told: Walk) -> Spans:
    """How many are on, and how much there was to catch."""
    others = [one for one in told.methods if one.slug != methods.plain().slug]
    on = [one.label for one in others if told.verdicts[one.slug].on]
    many = told.figure("forecast-events", float(told.result.events.sum()), Unit.COUNT)
    which = "; ".join(on) if on else "none"
    return said(
        "Scored on {many} events of {days} days. Of {methods} methods beside the plain map these "
        "are on: {which}.",
        methods=str(len(others)), many=many, days=str(told.days), which=which,
    )  # fmt: skip


def _borne_words(borne: Borne | None) -> tuple[Spans, ...]:
    return () if borne is None else (burden.sentence(borne),)


def _borne_tables(borne: Borne | None) -> tuple[Table, ...]:
    return () if borne is None else (burden.table(borne),)


def _cautions(told: Walk, borne: Borne | None) -> tuple[Caveat, ...]:
    found = [Caveat("Not for next time", (NEXT,))]
    if told.days < walks.TRIAL_DAYS:
        found.append(
            Caveat("On trial", (f"No method is judged on {told.days} days: it takes 90.",))
        )
    outside = float(told.result.outside.sum())
    if outside:
        many = told.figure("forecast-outside", outside, Unit.COUNT)
        found.append(Caveat("Off the map", (many, " events fell outside the area's squares.")))
    if borne is None:
        found.append(Caveat("Who bears it", (UNBORNE,)))
    else:
        found.append(burden.caveat())
    return tuple(found)


NEXT = (
    "Who picks the method that did best here will find it less good next time. It says nothing of "
    "what happens when patrols follow a map: they change what is recorded."
)
UNBORNE = (
    "Which kinds of area the flagged ground lies in could not be told: the reference pack has no "
    "residents or no deprivation for these small areas."
)


HOW = (
    (
        "The protocol. Area: squares of {size} m that touch the area, none left out. Refit: "
        "parameters are settled once, from the events before {first}; each morning then adds the "
        "day before. Days: {days} whole days, all pooled, also those without events. Ties: squares "
        "of equal value are flagged to equal parts, so that the ground is exact."
    ),
    (
        "An event counts on the day in the middle of the span in which it happened, and is known "
        "from the next morning on; in truth some are reported later. Limits are of 95 % and allow "
        "for days that resemble the next; two methods are compared day by day."
    ),
    (
        "The verdict is at 5 % of the ground over the last 90 days and stands for a quarter: a "
        "method is on only where the whole interval of its difference from last year's counts lies "
        "above nought. `towpath places forecast` draws last year's counts in place of a method "
        "that is off."
    ),
)


def _how(told: Walk) -> tuple[Spans, ...]:
    parts = {"size": f"{told.grid.size:g}", "first": day_name(told.period.start), "days": told.days}
    return tuple((one.format(**parts),) for one in HOW)


def _spoken(told: Walk) -> dict[str, Any]:
    question, found = scorecards.record(told)
    return {"question": question, **found}
