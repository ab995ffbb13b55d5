"""Pilot: whether a trial of this size could show anything, before anybody spends months on it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from towpath.analysis import power
from towpath.documents.blocks import Align, Caveat, Cell, Column, Spans, Table
from towpath.documents.wording import spans as said
from towpath.foundation import Figure, NotUnderstood, Unit
from towpath.places import answers, caveats, compared, helped, helped_tables
from towpath.places.answers import Answer

if TYPE_CHECKING:
    from towpath.evidence.held import Held
    from towpath.places.compared import Compared
    from towpath.places.ground import Question
    from towpath.places.plots import Asked

FALLS = (0.1, 0.2, 0.3, 0.5)
LENGTHS = (6, 12, 24, 36)
LONGEST = 120  # months: a pilot longer than this is nobody's plan


@dataclass(frozen=True)
class Plan:
    """A pilot of so many months, hoped to bring a fall by such a share."""

    told: Compared
    months: int
    fall: float

    def of(self, fall: float, months: int) -> power.Pilot:
        """What a pilot of so many months could show of such a fall."""
        design = self.told.design(self.told.before, months)
        return power.pilot(design, fall, needed=compared.NEEDED)

    @property
    def chosen(self) -> power.Pilot:
        """The pilot as planned."""
        return self.of(self.fall, self.months)

    def figure(self, slug: str, value: float | None, unit: Unit, **grounds: str) -> Figure:
        """A figure of the plan, counted on the months before it."""
        period = self.told.before
        return self.told.figure(slug, value, unit, **{"period": period, **grounds})


def plan(held: Held, question: Question, asked: Asked, months: int, fall: float) -> Answer:
    """What a pilot could show, `question.period` being the months that it is planned on.

    `fall`: in per cent. NoSuchData where a month is not held.
    """
    if not 0 < fall <= 100:
        raise NotUnderstood(f"Nothing falls by {fall:g} %.", "Say 20 for a fall of a fifth.")
    if not 1 <= months <= LONGEST:
        raise NotUnderstood(f"{months} months is no pilot.", f"Say 1 to {LONGEST}.")
    return _answer(Plan(compared.planned(held, question, asked, months), months, fall / 100))


def _answer(one: Plan) -> Answer:
    told = one.told
    here, picture = told.here, helped_tables.ground_map(told)
    on = replace(answers.standing(here.held, here), period=told.before)
    return Answer(
        command="pilot",
        title=f"Could a pilot against {here.noun} in {told.plots.treated.name} show anything?",
        standing=on,
        sentences=(_lead(one), _smallest(one), _length(one)),
        tables=(_table(one), _grounds(one)),
        picture=picture,
        caveats=(*helped.cautions(told), Caveat("Choosing", (CHOOSING,)),
                 *caveats.of_events(here)),
        layers=(answers.layer(picture, "plots", on),),
        how=((HOW,),),
        asked=(
            ("category", here.question.category.slug),
            *((plot.role, plot.name) for plot in told.plots),
            ("months", str(one.months)), ("fall", f"{100 * one.fall:g} %"),
            ("planned on", told.before.name),
        ),
        apart=tuple(plot.key for plot in told.plots),
        spoken=(("could_show", one.chosen.power >= compared.NEEDED),),
    )  # fmt: skip


def _lead(one: Plan) -> Spans:
    told, found = one.told, one.chosen
    enough = found.power >= compared.NEEDED
    months = _said(one.months)
    return said(
        "{verdict}: if {noun} in {treated} truly {falls} by {fall}, a pilot of {months} shows it "
        "clearly with a chance of {chance}.",
        verdict="Worth trying" if enough else "Too small to tell", noun=told.here.noun,
        falls=told.here.does("falls", "fall"),
        treated=told.plots.treated.name, fall=f"{100 * one.fall:g} %", months=months,
        chance=_chance(one, one.fall, one.months),
    )  # fmt: skip


def _said(months: int) -> str:
    return "1 month" if months == 1 else f"{months} months"


def _chance(one: Plan, fall: float, months: int) -> Figure:
    value = 100 * one.of(fall, months).power
    return one.figure("pilot-power", value, Unit.PER_CENT, fall=f"{100 * fall:g} %",
                      months=str(months))  # fmt: skip


def _smallest(one: Plan) -> Spans:
    smallest = one.chosen.detectable
    if math.isnan(smallest):
        return ("Not even the end of it there would be seen clearly four times in five.",)
    figure = one.figure("fall-to-be-seen", 100 * smallest, Unit.PER_CENT, months=str(one.months))
    return said("The smallest fall that it would see four times in five is {fall}.", fall=figure)


def _length(one: Plan) -> Spans:
    found, fall = one.chosen, f"{100 * one.fall:g} %"
    if found.power >= compared.NEEDED:
        return ("Write down beforehand what is counted, where and for how long, and keep to it.",)
    longer = math.ceil(found.length) if math.isfinite(found.length) else LONGEST + 1
    if longer > LONGEST:
        return (NO_LENGTH.format(fall=fall),)
    months = one.figure("pilot-months", longer, Unit.COUNT, fall=fall)
    return said(
        f"To see a fall of {fall}, it would have to last {{months}} months, and be set against a "
        "time before that is longer in the same measure; or take a larger place.",
        months=months,
    )


NO_LENGTH = (
    "No length within ten years would show a fall of {fall}: take a larger place, a larger "
    "control, or a category with more events."
)


def _table(one: Plan) -> Table:
    """The chance to see a fall, by its size and by the months of the pilot."""
    falls = sorted({*FALLS, one.fall})
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (_said(months), *(_chance(one, fall, months) for fall in falls))
        for months in sorted({*LENGTHS, one.months})
    )
    columns = (
        Column("Length", Align.LEFT), *(Column(f"Fall of {100 * fall:g} %") for fall in falls)
    )  # fmt: skip
    caption = "The chance that it comes out clear, by the true fall and the length of the pilot"
    return Table("pilot", caption, columns, rows)


def _grounds(one: Plan) -> Table:
    told = one.told
    rows: list[tuple[Cell, ...]] = []
    for plot in told.plots:
        before = told.pair(plot).before
        coming = before / told.before.months * one.months
        hectares = told.figure("plot-hectares", plot.outline.area / 1e4, Unit.SCORE,
                               place=plot.role)  # fmt: skip
        rows.append((
            plot.role.capitalize(), plot.name, hectares,
            helped_tables.count(told, plot, "before"),
            one.figure("pilot-expected", coming, Unit.MEAN_COUNT, place=plot.role),
        ))  # fmt: skip
    columns = (
        Column(helped_tables.KIND, Align.LEFT), Column(helped_tables.PLACE, Align.LEFT),
        Column("Hectares"), Column("Counted"), Column(f"To expect in {_said(one.months)}"),
    )  # fmt: skip
    caption = f"{told.here.label} in {told.before}, and to expect if nothing is done"
    return Table("plots", caption, columns, tuple(rows))


CHOOSING = (
    "The worst place falls by itself the year after, pilot or no pilot. Choose two places or more "
    "that are as bad, and draw by lot which of them is treated: the other is the control."
)
HOW = (
    "Events a month of the months counted are taken to go on as they are. The pilot is judged by "
    "the weighted displacement difference (Wheeler and Ratcliffe 2018) at 95 %, its counts taken "
    "to vary as chance brings them, times as much more as the months of all the places varied. "
    "The ground around is taken not to change, and adds its noise. Four times in five is what "
    "trials usually ask for."
)
