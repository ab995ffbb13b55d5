"""A study: the question an edition asks, and the evidence that answers it.

Findings ask a study and nothing else. It counts from one cube (small area × category × month), so
that a whole assessment reads the store once, and it knows which small areas of which vintage make
up an area.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from towpath.assessment import definitions
from towpath.foundation import Area, Baseline, Handling, Level, NoSuchData, Period, categories
from towpath.foundation.categories import ALL_ASB, ALL_CRIME
from towpath.foundation.periods import add_months
from towpath.sources import forces

if TYPE_CHECKING:
    from towpath.assessment.definitions import Definition
    from towpath.evidence.cubes import Cube
    from towpath.evidence.held import Held
    from towpath.evidence.registers import Load
    from towpath.sources.reference import Pack

Answer = TypeVar("Answer")
Counts = NDArray[np.int64]
Chosen = NDArray[np.bool_]

# The crime categories under which change is told; ASB stands beside them, never among them.
HEADLINES = (ALL_CRIME, ALL_ASB)
# Feeds that hold the whole of recorded crime, so that a headline can be counted from one of them.
CRIME_FEEDS = ("police-uk-street", "force-extract")
NEWEST = 2021
# Levels whose areas need not lie in one area of those above: they are best fits of small areas.
BEST_FIT = (Level.WARD, Level.MSOA)


@dataclass(frozen=True)
class People:
    """What a rate is divided by, and where and when it was counted."""

    count: float
    source: str


@dataclass(frozen=True)
class Question:
    """What an edition asks: where, when, and against what."""

    area: Area
    period: Period
    baseline: Baseline


class Study:
    """The evidence for one question, counted on demand and at most once."""

    def __init__(self, question: Question, held: Held, pack: Pack) -> None:
        self.question = question
        self.held = held
        self.pack = pack

    @property
    def area(self) -> Area:
        """The area of the edition."""
        return self.question.area

    @property
    def period(self) -> Period:
        """The period of the edition."""
        return self.question.period

    @property
    def baseline(self) -> Baseline:
        """What the period is compared with."""
        return self.question.baseline

    @property
    def before(self) -> Period:
        """The comparison as one period: the latest, where the baseline is a mean of several."""
        return self.baseline.periods[-1]

    @cached_property
    def snapshot(self) -> str:
        """The id of the snapshot everything is counted from."""
        return self.held.id

    @cached_property
    def feed(self) -> str:
        """The feed that crime and ASB are counted from: the one that covers both windows best.

        Two feeds of the same incidents are never added together; where two cover them equally,
        the open one is taken.
        """
        windows = (self.period, *self.baseline.periods)
        wanted = {month for window in windows for month in window.month_starts}
        held = {feed: self._months_of(feed) for feed in self._crime_feeds}
        if not held:
            raise NoSuchData(
                "No recorded crime has been loaded.", "Load the police's files: `towpath load …`."
            )
        snapped = {load.feed for load in self.held.loads if load.snapped}
        return max(sorted(held), key=lambda feed: (len(wanted & held[feed]), feed in snapped))

    @cached_property
    def _crime_feeds(self) -> tuple[str, ...]:
        """The feeds of incidents that hold the whole of recorded crime."""
        return tuple(sorted({load.feed for load in self._incident_loads} & set(CRIME_FEEDS)))

    @cached_property
    def _incident_loads(self) -> tuple[Load, ...]:
        from towpath.sources.declarations import Kind

        return self.held.of(Kind.INCIDENTS)

    def loads(self, feed: str) -> tuple[Load, ...]:
        """The loads of a feed from the agencies that serve the edition's area.

        An agency serves it where it bears the name of the area's police or fire authority, or
        where no agency of the feed does.
        """
        of_feed = tuple(load for load in self.held.loads if load.feed == feed)
        own = tuple(load for load in of_feed if load.agency in self._authorities)
        return own or of_feed

    @cached_property
    def _authorities(self) -> frozenset[str]:
        """The slugs of the police forces and fire authorities that the area lies in."""
        code = next(iter(sorted(self.codes(self.area))))
        parents = self.pack.parents(code, self.pack.vintages(code)[-1])
        levels = (Level.FORCE, Level.FIRE)
        names = [self.pack.names(one).get(c, "") for one in levels for c in parents.get(one, ())]
        return frozenset(forces.slug(name) for name in names)

    def _months_of(self, feed: str) -> set[date]:
        return {load.first for load in self.loads(feed)}

    @cached_property
    def vintage(self) -> int:
        """The vintage of small areas that the period's rows are placed in."""
        return self.vintage_in(self.period)

    def vintage_in(self, period: Period) -> int:
        """The vintage of most loads of a period; the newest where it holds none."""
        found = [load.vintage for load in self.loads(self.feed) if period.contains(load.first)]
        placed = [vintage for vintage in found if vintage]
        return max(set(placed), key=placed.count) if placed else NEWEST

    @cached_property
    def cube(self) -> Cube:
        """Recorded crime and ASB by small area, category and month: everything that is held."""
        from towpath.evidence import cubes

        return cubes.of_incidents(self.held, Level.LSOA, feeds=(self.feed,))

    @cached_property
    def handling(self) -> Handling:
        """How figures on this feed may be handled: open only where every load is."""
        return self.held.handling(self.loads(self.feed))

    def definition(self, slug: str) -> Definition:
        """The definition of a figure, Towpath's or the partnership's own."""
        if slug not in self._definitions:
            self._definitions[slug] = definitions.get(slug, self.held.home.definitions)
        return self._definitions[slug]

    @cached_property
    def _definitions(self) -> dict[str, Definition]:
        return {}

    def remembered(self, name: str, ask: Callable[[Study], Answer]) -> Answer:
        """The answer of `ask` to this study, asked once: findings share what they work out."""
        if name not in self._answers:
            self._answers[name] = ask(self)
        answer: Answer = self._answers[name]
        return answer

    @cached_property
    def _answers(self) -> dict[str, Any]:
        return {}

    # -- areas ---------------------------------------------------------------------------------

    def codes(self, area: Area) -> frozenset[str]:
        """Its small-area codes of every vintage; a code names one polygon, so they may be mixed."""
        return self.pack.codes(area)

    def partly(self, area: Area) -> bool:
        """Whether a ward lies across the border of the edition's area.

        Only its part inside is counted then, and every figure of it says so.
        """
        if area.level not in BEST_FIT or area == self.area:
            return False
        if area.key not in self._partly:
            codes, own = self.codes(area), self.codes(self.area)
            self._partly[area.key] = bool(codes & own) and not codes <= own
        return self._partly[area.key]

    @cached_property
    def _partly(self) -> dict[str, bool]:
        return {}

    def counted_in(self, area: Area) -> frozenset[str]:
        """The small areas that an area is counted on: a ward across the border, its part inside."""
        codes = self.codes(area)
        return codes & self.codes(self.area) if self.partly(area) else codes

    def chosen(self, area: Area) -> Chosen:
        """Which rows of the cube lie in an area."""
        if area.key not in self._chosen:
            inside = self.counted_in(area)
            self._chosen[area.key] = np.array([code in inside for code in self.cube.areas])
        return self._chosen[area.key]

    @cached_property
    def _chosen(self) -> dict[str, Chosen]:
        return {}

    def residents(self, area: Area, ages: tuple[int, int] | None = None) -> People | None:
        """Residents of an area (of an age band), of the year nearest to the period; None if none.

        Counted on the vintage of small areas that the period is counted on.
        """
        try:
            counts = self.pack.residents(self.vintage, self.period.start.year, ages)
            found = counts.total(self._of_vintage(area, self.vintage))
        except NoSuchData:
            return None
        return People(found, f"{counts.kind}, {counts.year}")

    def _of_vintage(self, area: Area, vintage: int) -> list[str]:
        inside = self.counted_in(area)
        return [code for code in self.pack.small_areas(area, vintage) if code in inside]

    def households(self, area: Area) -> People | None:
        """Households of an area at the census; None where the pack has none."""
        try:
            counts = self.pack.households()
            found = counts.total(self._of_vintage(area, counts.vintage))
        except NoSuchData:
            return None
        return People(found, f"households, {counts.year}")

    # -- months --------------------------------------------------------------------------------

    @cached_property
    def months(self) -> tuple[date, ...]:
        """The months of the cube, first of month, without a gap; some may not be held."""
        return tuple(month.astype("datetime64[D]").item() for month in self.cube.months)

    @cached_property
    def months_held(self) -> frozenset[date]:
        """The months that the area's own agencies have delivered."""
        return frozenset(self._months_of(self.feed))

    def missing_months(self, period: Period) -> tuple[date, ...]:
        """The months of a period that are not held: it cannot be counted whole."""
        return tuple(month for month in period.month_starts if month not in self.months_held)

    def holds(self, period: Period) -> bool:
        """Whether every month of a period is held."""
        return bool(period.months) and not self.missing_months(period)

    def span(self, period: Period) -> slice:
        """Where a period lies on the cube's months."""
        ends = np.array([period.start, period.end], dtype="datetime64[M]")
        low, high = np.searchsorted(self.cube.months, ends)
        return slice(int(low), int(high))

    @cached_property
    def run(self) -> Period:
        """The unbroken run of held months that ends with the period."""
        start = self.period.start
        while add_months(start, -1) in self.months_held:
            start = add_months(start, -1)
        return Period(start, self.period.end)

    @cached_property
    def unbroken(self) -> Period:
        """The run with the held months that follow the period without a gap.

        For how much a series varies by itself, which later months tell as well as earlier ones;
        never for what has happened up to the period.
        """
        end = self.run.end
        while end in self.months_held:
            end = add_months(end, 1)
        return Period(self.run.start, end)

    # -- counts --------------------------------------------------------------------------------

    def kinds(self, words: str | Iterable[str]) -> Chosen:
        """Which categories of the cube belong to a category, or to any of several."""
        named = [words] if isinstance(words, str) else list(words)
        inside = frozenset().union(*(categories.within(one) for one in named))
        return np.array([slug in inside for slug in self.cube.categories], dtype=bool)

    def total(
        self,
        words: str | Iterable[str] = ALL_CRIME,
        period: Period | None = None,
        area: Area | None = None,
    ) -> int:
        """Incidents of a category in an area and period, each identifier once."""
        return int(self._slab(self.cube.counts, words, period or self.period, area).sum())

    def rows(
        self,
        words: str | Iterable[str] = ALL_CRIME,
        period: Period | None = None,
        area: Area | None = None,
    ) -> int:
        """The same before repeats of an identifier are counted once."""
        return int(self._slab(self.cube.rows, words, period or self.period, area).sum())

    def series(
        self,
        words: str | Iterable[str] = ALL_CRIME,
        period: Period | None = None,
        area: Area | None = None,
    ) -> Counts:
        """Incidents by month: shape (months of the period,)."""
        slab = self._slab(self.cube.counts, words, period or self.run, area)
        return np.asarray(slab.sum(axis=(0, 1)), dtype=np.int64)

    def by_small_area(
        self, words: str | Iterable[str] = ALL_CRIME, period: Period | None = None
    ) -> dict[str, int]:
        """Incidents by small-area code of the edition's area; areas without any count 0."""
        where = self.chosen(self.area)
        slab = self._slab(self.cube.counts, words, period or self.period, self.area)
        codes = [code for code, inside in zip(self.cube.areas, where, strict=True) if inside]
        return dict(zip(codes, slab.sum(axis=(1, 2)).tolist(), strict=True))

    def _slab(
        self, counts: Counts, words: str | Iterable[str], period: Period, area: Area | None
    ) -> Counts:
        where = self.chosen(area or self.area)
        return counts[where][:, self.kinds(words)][:, :, self.span(period)]

    # -- categories ----------------------------------------------------------------------------

    @cached_property
    def crime_categories(self) -> tuple[str, ...]:
        """The first-level crime categories that the feed holds, in printing order."""
        present = set(self.cube.categories)
        top = (one.slug for one in categories.children(ALL_CRIME))
        return tuple(slug for slug in top if categories.within(slug) & present)

    @property
    def all_categories(self) -> tuple[str, ...]:
        """All recorded crime first, ASB second, then the crime categories."""
        return (*HEADLINES, *self.crime_categories)
