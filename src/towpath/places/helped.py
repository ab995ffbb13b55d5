"""Did it help: a place where something was done, the ground around it, and a control."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from towpath.documents.blocks import Caveat, Spans
from towpath.documents.wording import spans as said
from towpath.documents.wording import the
from towpath.foundation import Period, Unit
from towpath.places import answers, caveats, compared, helped_tables
from towpath.places.answers import NOT_FOR, Answer
from towpath.places.compared import Compared

if TYPE_CHECKING:
    from towpath.evidence.held import Held
    from towpath.places.ground import Question
    from towpath.places.plots import Asked

FEW = 30  # events of a plot before, below which limits by the normal curve are rough
LIVELY = 2.0  # times chance, from which on it is told
FEWER, MORE, NEITHER = "fewer", "more", "neither"


def judge(
    held: Held, question: Question, asked: Asked, before: Period, *, chosen_high: bool = True
) -> Answer:
    """What came of it: `question.period` is the time after; NoSuchData where months are missing.

    `chosen_high`: whether the place was chosen because it stood high, as most are.
    """
    return _answer(compared.load(held, question, asked, before), chosen_high=chosen_high)


def _answer(told: Compared, *, chosen_high: bool) -> Answer:
    here = told.here
    on = replace(answers.standing(here.held, here), period=told.span)
    grounds, picture = helped_tables.grounds(told), helped_tables.ground_map(told)
    course = helped_tables.course(told)
    fallen = _by_itself(told) if chosen_high else ()
    return Answer(
        command="helped",
        title=f"Did it help against {here.noun} in {told.plots.treated.name}?",
        standing=on,
        sentences=(_lead(told), _can(told), *_around(told), *_series(told), *fallen),
        tables=(grounds, helped_tables.measures(told, chosen_high=chosen_high)),
        picture=picture,
        more=(course,) if course else (),
        caveats=(*cautions(told), *_chosen(told, chosen_high=chosen_high),
                 *caveats.of_events(here)),
        layers=(answers.layer(picture, "plots", on),),
        not_for=(*NOT_FOR, *NOT_PROOF),
        how=tuple((one,) for one in HOW),
        asked=(
            ("category", here.question.category.slug),
            *((one.role, one.name) for one in told.plots),
            ("before", told.before.name), ("after", told.after.name),
            ("chosen", "because it stood high" if chosen_high else "for another reason"),
        ),
        apart=tuple(one.key for one in told.plots),
        spoken=(("verdict", verdict(told)),),
    )  # fmt: skip


def verdict(told: Compared) -> str:
    """What the limits of the whole difference allow to say."""
    if told.difference.high < 0:
        return FEWER
    return MORE if told.difference.low > 0 else NEITHER


VERDICTS = {
    FEWER: "Fewer than the control would lead to expect",
    MORE: "More than the control would lead to expect",
    NEITHER: "Nothing is shown either way",
}


def _lead(told: Compared) -> Spans:
    """The verdict, the counts that it stands on, and the difference."""
    treated, control = told.plots.treated, told.plots.control
    counted = {
        f"{letter}{when}": helped_tables.count(told, plot, when)
        for letter, plot in (("t", treated), ("c", control))
        for when in ("before", "after")
    }
    beside = ", the ground around both counted with them" if told.plots.buffer else ""
    per = f" in {told.after.length}" if told.before.months != told.after.months else ""
    return said(
        "{verdict}: in {treated}, {noun} went from {tbefore} in {before} to {tafter} in {after}, "
        "and in {control} from {cbefore} to {cafter}. Less the control's change{beside}, that is "
        "{total!l} events{per}.",
        verdict=VERDICTS[verdict(told)], treated=treated.name, control=control.name,
        noun=told.here.noun, before=the(told.before), after=the(told.after), beside=beside,
        total=helped_tables.total(told), per=per, **counted,
    )  # fmt: skip


CAN = {
    FEWER: (
        "What can be said: fewer came than the control's course would lead to expect, by more than "
        "chance brings. What cannot: that what was done brought it about, or brought all of it "
        "about; whatever else changed there at the time is in it too."
    ),
    MORE: (
        "What can be said: more came than the control's course would lead to expect, by more than "
        "chance brings. What cannot: that what was done made it worse; more may have been reported "
        "because somebody was there to be told."
    ),
}


def _can(told: Compared) -> Spans:
    found = verdict(told)
    if found in CAN:
        return (CAN[found],)
    if math.isnan(told.could_show):
        return (f"{UNCLEAR} it did not help: here not even the end of it would be seen clearly.",)
    could = told.figure("fall-to-be-seen", 100 * told.could_show, Unit.PER_CENT)
    return said(
        f"{UNCLEAR} it did not help: of falls as large as {{could}}, a comparison of this size "
        "sees four in five, and of smaller ones fewer.",
        could=could,
    )


UNCLEAR = (
    "What can be said: the limits hold both fewer events and more, so chance alone could bring "
    "this about. What cannot: that"
)


def _around(told: Compared) -> tuple[Spans, ...]:
    buffer, found = told.plots.buffer, told.quotient
    if buffer is None:
        return ()
    sentence = said(
        "Around it, {noun} went from {before} to {after}: less the change around the control, "
        "{moved!l} events.",
        noun=told.here.noun, moved=helped_tables.moved(told),
        before=helped_tables.count(told, buffer, "before"),
        after=helped_tables.count(told, buffer, "after"),
    )  # fmt: skip
    if found is None or math.isnan(found.value):
        return (sentence,)
    weight = "" if verdict(told) == FEWER else NO_WEIGHT
    quotient = said(
        f"The weighted displacement quotient is {{value}}: {{reading}}.{weight}",
        value=helped_tables.quotient(told), reading=found.reading,
    )  # fmt: skip
    return (sentence, quotient)


NO_WEIGHT = " Where no fall is clear there is nothing to move, and the quotient carries no weight."


def _series(told: Compared) -> tuple[Spans, ...]:
    found = told.series
    if found is None:
        return ()
    reading = helped_tables.reading(found.level)
    return (
        said(
            "Month by month since {first}, the control's course taken out, the level after is "
            "{level!l} times what it would have been: {reading}.",
            first=helped_tables.month(told.run.start), level=helped_tables.level(told),
            reading=reading,
        ),
    )  # fmt: skip


def _by_itself(told: Compared) -> tuple[Spans, ...]:
    found = told.by_itself
    if found is None:
        return ()
    counted = told.figure("counted-where-chosen", found.before, Unit.COUNT, period=told.before)
    return (
        said(
            "It stood high before, and what stands high falls by itself: {places}, with {before} "
            "events before, would have had {expected!l} in as long a time if nobody had done "
            "anything. Only what lies below that speaks for the action.",
            places=helped_tables.AMONG[told.among], before=counted,
            expected=helped_tables.expected(told),
        ),
    )  # fmt: skip


def _chosen(told: Compared, *, chosen_high: bool) -> tuple[Caveat, ...]:
    if not chosen_high or told.by_itself is not None:
        return ()
    return (Caveat("Chosen high", (CHOSEN,)),)


CHOSEN = (
    "If the place was chosen because it had been worst, it would have fallen by itself, and part "
    "of any fall is that. By how much cannot be worked out here."
)


def cautions(told: Compared) -> tuple[Caveat, ...]:
    """What bears on every comparison of plots: season, few events, lively months, no series."""
    found = []
    calendar = [{one.month for one in span.month_starts} for span in (told.before, told.after)]
    if calendar[0] != calendar[1] and told.before.months % 12:
        found.append(Caveat("Season", (SEASON,)))
    fewest = min(told.pair(one).before for one in told.plots)
    if fewest < FEW:
        many = told.figure("fewest-before", fewest, Unit.COUNT, period=told.before)
        found.append(
            Caveat("Few events", ("One of the places had ", many, " before: limits are rough."))
        )
    if told.spread >= LIVELY:
        times = told.figure("spread-of-months", told.spread, Unit.RATIO, period=told.run)
        words = (" times as much as chance would bring; the limits are that much wider.",)
        found.append(Caveat("Lively months", ("The months vary ", times, *words)))
    if told.gap:
        found.append(Caveat("Months between", (BETWEEN,)))
    return tuple(found)


SEASON = (
    "Before and after are not the same months of the year. The control takes the season out only "
    "as far as it has the same season."
)
BETWEEN = (
    "Months between before and after are in neither count, and no series is fitted across them."
)
NOT_PROOF = (
    (
        "Not by itself a reason to go on or to stop: cost, harm and what residents say belong to "
        "that too."
    ),
)
HOW = (
    (
        "The weighted displacement difference (Wheeler and Ratcliffe 2018) is the change where we "
        "acted less the change in the control, and the same for the ground around both, added. Its "
        "limits take counts as chance brings them, widened by how much more the months of all the "
        "places vary."
    ),
    (
        "The quotient is that of Bowers and Johnson (2003). The series is the share that falls "
        "here of both, month by month, with a trend and a jump of level (Bernal, Cummins and "
        "Gasparrini 2017). What stands high falls by itself by as much as shrinkage towards "
        "the mean of all places says (Robbins 1956; Morris 1983)."
    ),
    (
        "Choose control and periods before looking at the numbers: a control chosen afterwards can "
        "be found for any verdict."
    ),
)
