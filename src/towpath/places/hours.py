"""Hours: at which hour and on which day, where many are only found out about afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.analysis import aoristic
from towpath.documents.blocks import Align, Caveat, Cell, Chart, ChartKind, Column, Spans, Table
from towpath.documents.wording import spans as said
from towpath.foundation import Figure, NoSuchData, Unit
from towpath.places import answers, caveats, ground
from towpath.places.answers import Answer

if TYPE_CHECKING:
    from towpath.analysis.aoristic import Profile
    from towpath.analysis.arrays import Bools
    from towpath.evidence.held import Held
    from towpath.places.ground import Ground, Question

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TOLD = ("hour", "minute")
SHIFT = 4  # hours: the stretch that the sentence names
FEWEST = 20
VAGUE_SHARE = 0.05
_DAY, _HOURS = 86_400, 24


def find(held: Held, question: Question) -> Answer:
    """When in the week; NoSuchData where no feed tells the hour."""
    here = ground.load(held, question, fine=True)
    if here.monthly.any():
        raise ground.too_coarse(here.feed, snapped=bool(here.snapped.any()))
    known = np.isin(here.precision, TOLD)
    if not known.any():
        raise NoSuchData(
            f"{here.feed} tells the day of {here.noun}, and not the hour.",
            "Load a file that gives a time: `towpath load FILE --feed force-extract`.",
        )
    told = Told(here, known)
    ground.require_enough(here, FEWEST)
    return _answer(told)


@dataclass(frozen=True)
class Told:
    """The profile of the week, of those events whose hours are told."""

    here: Ground
    known: Bools

    @cached_property
    def profile(self) -> Profile:
        """Each event shared over the time in which it can have happened."""
        since, until = (
            np.round(one[self.known] * _DAY).astype(np.int64).astype("datetime64[s]")
            for one in (self.here.since, self.here.until)
        )
        return aoristic.profile(since, until)

    @cached_property
    def stretch(self) -> tuple[int, float]:
        """The hour at which the fullest stretch of the day begins, and its events."""
        hours = self.profile.hours
        sums = [float(np.roll(hours, -start)[:SHIFT].sum()) for start in range(_HOURS)]
        start = int(np.argmax(sums))
        return start, sums[start]

    def share(self, slug: str, part: float, **grounds: Any) -> Figure:
        """A share of all events whose hours are told, with Wilson's limits."""
        return self.here.share(slug, part, self.profile.events, **grounds)


def _answer(told: Told) -> Answer:
    here = told.here
    return Answer(
        command="hours",
        title=f"When {here.noun} {here.does('happens', 'happen')}",
        standing=answers.standing(here.held, here),
        sentences=(_lead(told), _sharp(told)),
        tables=(_by_weekday(told), _by_hour(told)),
        picture=_picture(told),
        caveats=(*caveats.of_events(here), *_cautions(told)),
        how=((HOW,),),
        asked=(("category", here.question.category.slug),),
        spoken=(("week", np.round(told.profile.weight, 6).tolist()),),
    )


def _clock(hour: int) -> str:
    return f"{hour % _HOURS:02d}:00"


def _lead(told: Told) -> Spans:
    here, (start, held) = told.here, told.stretch
    days = told.profile.weekdays
    most = int(np.argmax(days))
    stretch = f"{_clock(start)} to {_clock(start + SHIFT)}"
    return said(
        "In {area} in {when}, the fullest time for {noun} is {stretch}: those {hours} hours hold "
        "{held!l} of {them}, where an even day would give {even}. {day} has most of the days, "
        "{daily!l}, where an even week would give {seventh}.",
        area=str(here.area), when=here.when, noun=here.noun, stretch=stretch, hours=_WORDS[SHIFT],
        them=here.does("it", "them"),
        held=told.share("share-of-hours", held, hours=stretch),
        even=here.figure("share-of-even-time", 100 * SHIFT / _HOURS, Unit.PER_CENT, part=stretch),
        day=WEEKDAYS[most],
        daily=told.share("share-of-weekday", float(days[most]), weekday=WEEKDAYS[most]),
        seventh=told.here.figure("share-of-even-time", 100 / 7, Unit.PER_CENT, part="a day"),
    )  # fmt: skip


_WORDS = {4: "four"}


def _sharp(told: Told) -> Spans:
    profile = told.profile
    whole = profile.events
    many = told.here.figure("events-with-hours", whole, Unit.COUNT)
    sharp = told.share("known-to-the-hour", round(profile.sharp * whole))
    return said(
        "Of {many} events whose time is told, {sharp} are known to within an hour; each of the "
        "others is shared evenly over the time in which it can have happened.",
        many=many, sharp=sharp,
    )  # fmt: skip


def _by_weekday(told: Told) -> Table:
    profile = told.profile
    rows = tuple(
        (
            day,
            told.here.figure("aoristic-events", profile.weekdays[n], Unit.MEAN_COUNT, weekday=day),
            told.share("share-of-weekday", float(profile.weekdays[n]), weekday=day),
            _fullest(told, n),
        )
        for n, day in enumerate(WEEKDAYS)
    )
    columns = (
        Column("Day", Align.LEFT), Column(told.here.label), Column("Share"),
        Column("Fullest hours", Align.LEFT),
    )  # fmt: skip
    return Table("weekdays", "By day of the week", columns, rows)


def _fullest(told: Told, day: int) -> str:
    """The fullest stretch that begins on a day, into the next morning where it does."""
    week = told.profile.weight.ravel()
    sums = [
        week[np.arange(start, start + SHIFT) % week.size].sum()
        for start in range(day * _HOURS, (day + 1) * _HOURS)
    ]
    start = int(np.argmax(sums))
    return f"{_clock(start)} to {_clock(start + SHIFT)}"


def _by_hour(told: Told) -> Table:
    hours = told.profile.hours
    rows = tuple(
        (
            _span(hour),
            told.here.figure("aoristic-events", hours[hour], Unit.MEAN_COUNT, hours=_span(hour)),
            told.share("share-of-hours", float(hours[hour]), hours=_span(hour)),
        )
        for hour in range(_HOURS)
    )
    columns = (Column("Hour", Align.LEFT), Column(told.here.label), Column("Share"))
    return Table("hours", "By hour of the day", columns, rows)


def _span(hour: int) -> str:
    return f"{_clock(hour)} to {_clock(hour + 1)}"


def _picture(told: Told) -> Chart:
    """Weekdays down, hours across, in each cell the events to the nearest whole one."""
    rows: list[tuple[Cell, ...]] = [
        (
            f"{hour:02d}",
            day,
            told.here.figure("events-of-the-week", told.profile.weight[n, hour], Unit.COUNT,
                        weekday=day, hours=_span(hour)),
        )
        for n, day in enumerate(WEEKDAYS)
        for hour in range(_HOURS)
    ]  # fmt: skip
    columns = (Column("Hour", Align.LEFT), Column("Day", Align.LEFT), Column("Events"))
    table = Table("week", "By weekday and hour", columns, tuple(rows), appendix=True)
    start, _ = told.stretch
    return Chart(
        ChartKind.GRID,
        title=f"Thickest from {_clock(start)} to {_clock(start + SHIFT)}",
        alt=(
            f"Grid of weekdays by hours: how many events of {told.here.noun} fall in each hour of "
            "the week, each shared over the time in which it can have happened."
        ),
        table=table, x="Hour", y="Day", series="Events",
    )  # fmt: skip


def _cautions(told: Told) -> tuple[Caveat, ...]:
    here, profile, found = told.here, told.profile, []
    untold = int((~told.known).sum())
    if untold:
        many = told.here.figure("events-left-out", untold, Unit.COUNT, why="no hour")
        found.append(
            Caveat("Hours not told", (many, " events tell the day alone and were left out."))
        )
    if profile.vague > VAGUE_SHARE:
        part = told.share("long-spans", round(profile.vague * profile.events), days="7")
        sentence = said(
            "{part} of the events can have happened at any time of a week or more: they are spread "
            "over all hours, which flattens the picture.",
            part=part,
        )
        found.append(Caveat("Long spans", sentence))
    if len(here) < 7 * _HOURS:
        found.append(Caveat("Few for so many hours", (FEW_HOURS,)))
    return tuple(found)


FEW_HOURS = (
    "A single hour of a single weekday holds too few to be read by itself: read rows, columns and "
    "blocks."
)
HOW = (
    "Each event is worth one, shared over the minutes between the earliest and the latest moment "
    "at which it can have happened (aoristic weights: Ratcliffe and McCullagh 1998; Ratcliffe "
    "2002). No hour is guessed. Limits take each event as one."
)
