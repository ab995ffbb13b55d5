"""The ground of an answer: which events a question is about, and which had to be left out.

Events of one feed alone, since two feeds of the same incidents are never added together.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.analysis import events as happened
from towpath.analysis import proportions, settings
from towpath.analysis.arrays import Bools, Floats, Words
from towpath.analysis.events import Events
from towpath.documents import wording
from towpath.evidence import events
from towpath.evidence.held import Held
from towpath.foundation import Area, Figure, Handling, Level, NoSuchData, Period, Unit
from towpath.foundation.categories import Category
from towpath.foundation.periods import add_months

if TYPE_CHECKING:
    import pyarrow as pa
    import shapely

    from towpath.documents.blocks import Shapes

# A feed with less than this share of the fullest feed's rows does not speak for the category.
WHOLE_ENOUGH = 0.8
DIGITS = 12
_EPOCH = date(1970, 1, 1)
COARSE = "month"
SAY_INSTEAD = (
    "Load a file with a day and a point for each event: `towpath load FILE --feed force-extract`, "
    "or `--feed event-extract`. On months, `towpath places hotspots` still answers."
)


@dataclass(frozen=True)
class Question:
    """What is asked: which kind of event, where and when; `feed` where it must be a certain one.

    `cell`: the size of a cell in metres, 0 for one that suits the area.
    """

    category: Category
    area: Area
    period: Period
    cell: float = 0.0
    feed: str = ""


@dataclass(frozen=True)
class LeftOut:
    """Events that could not be used, and why."""

    unlocated: int = 0  # of the whole feed: who has no place is in no area
    pointless: int = 0  # in the area by its code, without a point
    undated: int = 0
    cancelled: int = 0


@dataclass(frozen=True)
class Ground:
    """The events of a question, each with what its row says of it, in the order of their days.

    `events`: at the middle of the span in which each happened; `since`, `until`: that span in days
    since 1970-01-01; `street`: in the feed's own words, "" where it gives none; `precision`: of
    its time, from month to minute; `snapped`: at a point that stands in for another.
    """

    question: Question
    held: Held = field(repr=False)
    feed: str
    events: Events = field(repr=False)
    since: Floats = field(repr=False)
    until: Floats = field(repr=False)
    street: Words = field(repr=False)
    precision: Words = field(repr=False)
    snapped: Bools = field(repr=False)
    left: LeftOut
    handling: Handling

    def __len__(self) -> int:
        return len(self.events)

    @property
    def area(self) -> Area:
        """The area asked about."""
        return self.question.area

    @property
    def period(self) -> Period:
        """The period asked about."""
        return self.question.period

    @cached_property
    def snapshot(self) -> str:
        """The id of the snapshot that everything is counted from."""
        return self.held.id

    @property
    def days_of_period(self) -> tuple[float, float]:
        """The period's first day, and the day after its last, in days since 1970-01-01."""
        return days_of(self.period)

    @property
    def label(self) -> str:
        """The category as it is printed: "Burglary"."""
        return self.question.category.label

    @property
    def noun(self) -> str:
        """The category in the middle of a sentence: "burglary", but "ASB"."""
        first, _, rest = self.label.partition(" ")
        kept = first if first.isupper() and len(first) > 1 else first.lower()
        return f"{kept} {rest}".strip()

    @property
    def when(self) -> str:
        """The period as a sentence takes it: "the 12 months to March 2025", "2024/25"."""
        return wording.the(self.period)

    @cached_property
    def streets(self) -> Words:
        """(events,): the street that each row names, "" where it names none, or a kind of place."""
        return np.array([settings.plain(one) for one in self.street], dtype=object)

    @property
    def monthly(self) -> Bools:
        """(events,): known to the month alone."""
        return np.asarray(self.precision == COARSE)

    @property
    def fine(self) -> bool:
        """Whether every event has a point of its own and a day at least."""
        return not (self.snapped.any() or self.monthly.any())

    @cached_property
    def outline(self) -> shapely.Polygon | shapely.MultiPolygon:
        """The area's outline, in metres."""
        import shapely

        found = self.held.pack.shapes(self.area.level, (self.area.code,))
        if not len(found):
            raise NoSuchData(
                f"The outline of {self.area} is not in the reference pack.",
                "Add the boundary file and build the pack anew.",
            )
        outline = shapely.from_wkb(found.wkb[0])
        assert isinstance(outline, shapely.Polygon | shapely.MultiPolygon)
        return outline

    @cached_property
    def border(self) -> Shapes:
        """The area's own outline, to draw."""
        return self._drawn(self.area.level, (self.area.code,))

    @cached_property
    def wards(self) -> Shapes:
        """The outlines drawn faintly on a map: its wards, or its own if no larger than one."""
        if self.area.level in (Level.LSOA, Level.STABLE, Level.MSOA, Level.WARD, Level.LOCAL):
            return self.border
        found = self._drawn(Level.WARD, self.area)
        return found if found.codes else self.border

    def _drawn(self, level: Level, of: Area | tuple[str, ...]) -> Shapes:
        from towpath.documents.blocks import Shapes

        found = self.held.pack.shapes(level, of)
        credit = " ".join(self.held.pack.credits)
        return Shapes(level.value, found.codes, found.names, found.wkb, credit)

    def figure(self, definition: str, value: float | None, unit: Unit, **grounds: Any) -> Figure:
        """A figure of this ground; what is no field of a Figure goes into its basis."""
        fields = {key: grounds.pop(key) for key in list(grounds) if key in _FIELDS}
        known = value is not None and math.isfinite(value)
        missing = str(grounds.pop("missing", "It cannot be worked out from what is held."))
        basis = {"feed": self.feed, "category": self.question.category.slug}
        ends = ("numerator", "denominator", "low", "high")
        return Figure(
            value=_plain(value) if known else None,
            unit=unit,
            definition=definition,
            snapshot=self.snapshot,
            period=fields.get("period", self.period),
            area=fields.get("area", self.area),
            handling=self.handling,
            basis=basis | {key: str(one) for key, one in grounds.items()},
            missing="" if known else missing,
            **{name: _plain(fields.get(name)) for name in ends},
        )

    def share(self, definition: str, part: float, whole: float, **grounds: Any) -> Figure:
        """A share in per cent with Wilson's limits."""
        limits = proportions.wilson(part, whole)
        return self.figure(
            definition, 100 * part / whole, Unit.PER_CENT, numerator=part, denominator=whole,
            low=100 * float(limits.low), high=100 * float(limits.high), **grounds,
        )  # fmt: skip

    @property
    def many(self) -> bool:
        """Whether the category is said as of many: "drugs are", but "possession of weapons is"."""
        head = re.split(r" (?:of|from|by|to|in|against) ", self.noun)[0]
        return (" and " in head and head.endswith("s")) or bool(re.search(r"[^su]s$", head))

    def does(self, one: str, many: str) -> str:
        """The verb that goes with the category: `does("gathers", "gather")`."""
        return many if self.many else one


_FIELDS = frozenset(("period", "area", "numerator", "denominator", "low", "high"))


def load(held: Held, question: Question, *, fine: bool = False) -> Ground:
    """The events of a question; `fine` where it needs a day and a point of their own for each.

    Raises NoSuchData where nothing is held, or nothing fine enough: the sentence says what it is.
    """
    codes = held.pack.codes(question.area)
    feed = question.feed or feed_of(held, question, fine=fine)
    slugs, period = [question.category.slug], question.period
    found = events.rows(held, areas=codes, categories=slugs, period=period, feeds=[feed])
    if not found.num_rows:
        raise _nothing(question)
    unused = events.unused(held, categories=slugs, period=period, feeds=[feed])
    return _ground(held, replace(question, feed=feed), found, _left_out(found, unused, codes))


def require_fine(ground: Ground) -> None:
    """Refuse what months and stand-in points cannot carry."""
    if not ground.fine:
        raise too_coarse(ground.feed, snapped=bool(ground.snapped.any()))


def require_enough(ground: Ground, least: int) -> None:
    """Refuse to draw a pattern from a handful."""
    if len(ground) < least:
        raise NoSuchData(
            f"{len(ground)} events of {ground.noun} in {ground.when} are too few for a pattern: "
            f"it takes {least}.",
            "Ask for a longer period, a wider category or a larger area.",
        )


def days_of(period: Period) -> tuple[float, float]:
    """A period's first day, and the day after its last, in days since 1970-01-01."""
    return float((period.start - _EPOCH).days), float((period.end - _EPOCH).days)


def too_coarse(feed: str, *, snapped: bool) -> NoSuchData:
    """The sentence for a feed that tells months, or points that stand in for others."""
    points = " and puts every crime at an anonymised point" if snapped else ""
    return NoSuchData(
        f"{feed} tells the month of a crime{points}: hours, days and metres cannot be read off it.",
        SAY_INSTEAD,
    )


def feed_of(held: Held, question: Question, *, fine: bool = False) -> str:
    """The feed that speaks for the category: nearly the fullest, and of these the finest.

    Raises NoSuchData where none holds any of it, or, with `fine`, none with a point and a day.
    """
    asked, codes = _whole_months(question.period), held.pack.codes(question.area)
    found = events.fitness(
        held, areas=codes, categories=[question.category.slug], period=asked
    ).to_pylist()
    if not found:
        raise _nothing(question)
    of_feed: dict[str, dict[str, int]] = {}
    for row in found:
        counted = of_feed.setdefault(row["feed"], dict.fromkeys(_COUNTED, 0))
        for name in _COUNTED:
            counted[name] += row[name]
    # A period of days can only be asked of a feed that tells them.
    if fine or not question.period.months:
        best = max(sorted(of_feed), key=lambda feed: of_feed[feed]["fit"])
        if not of_feed[best]["fit"]:
            raise too_coarse(best, snapped=of_feed[best]["snapped"] > 0)
        return best
    most = max(one["rows"] for one in of_feed.values())
    full = [feed for feed, one in of_feed.items() if one["rows"] >= WHOLE_ENOUGH * most]
    return max(sorted(full), key=lambda feed: (of_feed[feed]["fit"], of_feed[feed]["rows"]))


_COUNTED = ("rows", "fit", "snapped")


def _whole_months(period: Period) -> Period:
    """The months that a period touches: rows known to the month alone are found by them."""
    last = (period.end - timedelta(days=1)).replace(day=1)
    return Period(period.start.replace(day=1), add_months(last, 1))


def _nothing(question: Question) -> NoSuchData:
    return NoSuchData(
        f"No {question.category.label.lower()} is held for {question.area} in {question.period}.",
        "`towpath loads` lists what is held; `towpath categories` the kinds of event.",
    )


def _left_out(found: pa.Table, unused: pa.Table, codes: frozenset[str]) -> LeftOut:
    unlocated = cancelled = 0
    for row in unused.to_pylist():
        if row["cancelled"] in _YES and row["area"] in codes:
            cancelled += row["rows"]
        elif not row["area"]:
            unlocated += row["counts"]
    pointless = found["easting"].null_count
    return LeftOut(unlocated, pointless, found["occurred_from"].null_count, cancelled)


_YES = ("yes", "true", "1")


def _ground(held: Held, question: Question, found: pa.Table, left: LeftOut) -> Ground:
    since, until = events.days(found)
    until = np.where(np.isnan(until), since, until)
    x, y = (found[name].to_numpy() for name in ("easting", "northing"))
    used = np.flatnonzero(np.isfinite(x) & np.isfinite(y) & np.isfinite(since))
    if not used.size:
        raise NoSuchData(
            f"None of the {found.num_rows:,} rows of {question.feed} has a point and a moment.",
            "Ask for a feed that gives them: `--feed`.",
        )
    middle = (since + until) / 2
    order = used[np.argsort(middle[used], kind="stable")]
    street = np.array([name or "" for name in found["location"].to_pylist()], dtype=object)
    return Ground(
        question=question,
        held=held,
        feed=question.feed,
        events=happened.of(x[order], y[order], middle[order]),
        since=since[order],
        until=until[order],
        street=street[order],
        precision=np.array(found["precision"].to_pylist(), dtype=object)[order],
        snapped=found["snapped"].to_numpy(zero_copy_only=False).astype(bool)[order],
        left=left,
        handling=events.handling_of(held, found),
    )


def _plain(value: Any) -> Any:
    """A NumPy scalar as Python's own number, whole numbers whole, others to twelve digits."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    return value


def recorded(held: Held) -> date:
    """The latest day on which anything of the snapshot was delivered: a result's own date."""
    return max(date.fromisoformat(load.delivered[:10]) for load in held.loads)
