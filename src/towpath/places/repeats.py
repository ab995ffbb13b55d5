"""Repeats: is one event followed by others, at the same place and nearby, sooner than by chance?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.analysis.chains import Kind
from towpath.documents.blocks import Caveat, Spans
from towpath.documents.wording import spans as said
from towpath.foundation import Unit
from towpath.places import answers, caveats, following_tables, ground
from towpath.places.answers import Answer
from towpath.places.following import LEVEL, Bands, Followed

if TYPE_CHECKING:
    from towpath.evidence.held import Held
    from towpath.places.ground import Question

LONG_SPAN = 2.0  # days: who was away longer does not know the day
FEWEST = 20
MANY_AT_A_PLACE = 5


USUAL = Bands()


def find(held: Held, question: Question, bands: Bands = USUAL) -> Answer:
    """Repeats and near repeats by Knox's test; NoSuchData where days or points are not known."""
    here = ground.load(held, question, fine=True)
    ground.require_fine(here)
    ground.require_enough(here, FEWEST)
    return _answer(Followed(here, bands))


def _answer(told: Followed) -> Answer:
    here, ratios = told.here, following_tables.ratios(told)
    return Answer(
        command="repeats",
        title=f"{here.label} again: the same place, and nearby",
        standing=answers.standing(here.held, here),
        sentences=(_lead(told), *_same_place(told), *_roles(told), _extent(told)),
        tables=(ratios, following_tables.course(told), following_tables.bands(told)),
        picture=following_tables.picture(told),
        caveats=(*caveats.of_events(here), *_cautions(told)),
        how=((HOW,),),
        asked=(
            ("category", here.question.category.slug),
            ("bands", told.bands.said),
            ("permutations", str(told.bands.permutations)),
        ),
        spoken=(("risk_window", _spoken(told)),),
    )


def _lead(told: Followed) -> Spans:
    here, window = told.here, told.window
    many = here.figure("events-in-answer", len(here), Unit.COUNT)
    parts = {"noun": here.noun, "area": str(here.area), "when": here.when}
    if not window.days:
        return said(
            "Near repeats were not found: among the {many} events of {noun} in {area} in {when} "
            "no more followed each other nearby and soon than chance would have it.",
            many=many, **parts,
        )  # fmt: skip
    ratio = told.figure("near-repeat-window", window.ratio, Unit.RATIO)
    return said(
        "After an event of {noun} in {area}, the risk {where} is {ratio} times the usual for "
        "{days} days: among {many} events of {when}.",
        where=following_tables.where(told), ratio=ratio, days=f"{window.days:g}", many=many,
        **parts,
    )  # fmt: skip


def _same_place(told: Followed) -> tuple[Spans, ...]:
    """At the very place the risk is another one, and mostly shorter."""
    found = told.knox
    raised = (found.p[0, :-1] <= LEVEL) & (found.ratio[0, :-1] > 1)
    days = int(np.argmin(raised)) if not raised.all() else raised.size
    if told.bands.distances[0] or not days or not told.window.metres:
        return ()
    seen, usual = (float(one[0, :days].sum()) for one in (found.observed, found.expected))
    spell = f"{told.bands.times[days - 1]:g}"
    ratio = told.figure("near-repeat-window", seen / usual, Unit.RATIO, where="same place")
    sentence = said(
        "At the very place it is {ratio} times the usual for {days} days.", ratio=ratio, days=spell
    )
    return (sentence,)


def _roles(told: Followed) -> tuple[Spans, ...]:
    """Who follows whom; nothing where no more follows than by chance."""
    if not told.window.days:
        return ()
    metres, days = (f"{edge:g}" for edge in told.reach)
    basis, whole = {"metres": metres, "days": days}, len(told.here)
    part = {
        kind: told.share("events-by-role", many, whole, role=kind, **basis)
        for kind, many in told.kinds.items()
    }
    chance = {
        kind: told.figure("events-by-role-chance", 100 * many / whole, Unit.PER_CENT, role=kind,
                          **basis)
        for kind, many in told.kinds_by_chance.items()
    }  # fmt: skip
    sentence = said(
        "Within {days} days of an earlier one, {repeat} of the events came to the same place (by "
        "chance: {r}), and {near} came to another within {metres} m of it (by chance: {n}); "
        "{first} came first: others followed them so. The rest stood alone.",
        days=days, metres=metres, repeat=part[Kind.REPEAT], near=part[Kind.NEAR_REPEAT],
        first=part[Kind.ORIGINATOR], r=chance[Kind.REPEAT], n=chance[Kind.NEAR_REPEAT],
    )  # fmt: skip
    return (sentence,)


def _extent(told: Followed) -> Spans:
    held = told.extent
    again = told.share("repeat-places", held.repeat_places, held.places)
    borne = told.share(
        "events-at-repeat-places", round(held.borne_share * held.events), held.events
    )
    return said(
        "Of the places with any, {again} had two or more in {when}; they bore {borne} of the "
        "events. A longer period would show more.",
        again=again, borne=borne, when=told.here.when,
    )  # fmt: skip


def _cautions(told: Followed) -> tuple[Caveat, ...]:
    here = told.here
    long = int((here.until - here.since > LONG_SPAN).sum())
    found = []
    if long:
        part = told.share("long-spans", long, len(here), days=f"{LONG_SPAN:g}")
        sentence = said(
            "{part} of the events happened at some time within more than two days; their day is "
            "taken as the middle, which blurs what follows soon.",
            part=part,
        )
        found.append(Caveat("Days not known exactly", sentence))
    number = np.bincount(told.place)
    if number.max() >= MANY_AT_A_PLACE:
        most = told.figure("most-at-a-place", int(number.max()), Unit.COUNT)
        sentence = said(
            "One point has {most} events. Flats, a shop or a hostel are many victims at one point: "
            "a repeat at a point is not always a repeat of the same victim.",
            most=most,
        )
        found.append(Caveat("Many at one point", sentence))
    return tuple(found)


HOW = (
    "Pairs of events are counted by how far apart they are in space and in time. The days are then "
    "dealt out anew among the same places, again and again: what is seen above that is what one "
    "event does to the next, and neither where crime is high nor when (Knox 1964; Johnson and "
    "others 2007). A raised risk is claimed only where a band holds after the correction for "
    "having looked at all bands (Westfall and Young 1993)."
)


def _spoken(told: Followed) -> dict[str, Any]:
    window = told.window
    return {
        "found": bool(window.days), "beyond_metres": window.beyond, "metres": window.metres,
        "days": window.days, "ratio": window.ratio if window.days else None,
        "events": {kind.value: many for kind, many in told.kinds.items()},
    }  # fmt: skip
