"""Every read of evidence that the explorer makes, within the viewer's grant.

A look at evidence that is not open data records who looked, and so does every look behind a
figure: its rows may be personal data.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db import transaction

from towpath.access import audit, purposes
from towpath.access.audit import Entry, Operation
from towpath.access.errors import NotFound
from towpath.access.viewers import Viewer
from towpath.assessment import compiling, explaining
from towpath.assessment import findings as found
from towpath.assessment.explaining import Explained
from towpath.assessment.looks import looking
from towpath.assessment.looks.looking import Seen, Wanted
from towpath.assessment.study import Question, Study
from towpath.evidence.homes import Home
from towpath.explorer import picking, rules, shapes, warm
from towpath.explorer.picking import Choice, Group
from towpath.explorer.rules import Asked
from towpath.explorer.warm import Warm
from towpath.foundation import (
    Area,
    Baseline,
    Figure,
    Grant,
    Level,
    NoSuchData,
    NotUnderstood,
    Period,
    categories,
)
from towpath.foundation.categories import ALL_CRIME
from towpath.foundation.periods import add_months, month_name

ROWS = 50  # of a figure, on its page


@dataclass(frozen=True)
class Pickers:
    """What can be picked beside a look."""

    areas: tuple[Group, ...]
    kinds: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    periods: tuple[Choice, ...]
    beside: tuple[Choice, ...]
    path: tuple[Choice, ...]
    above: tuple[Choice, ...]


@dataclass(frozen=True, eq=False)
class Look:
    """A look and what it stands on. `asked` has every word that was left out filled in."""

    asked: Asked
    study: Study
    seen: Seen
    agencies: tuple[str, ...]
    pickers: Pickers

    @property
    def open_data(self) -> bool:
        """Whether anybody may have it as it is."""
        return self.study.handling.open

    @property
    def headline(self) -> str:
        """The category's printed name."""
        return categories.get(self.seen.wanted.category).label

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What was asked, word by word."""
        return tuple((one, getattr(self.asked, one)) for one in rules.NAMES)

    @property
    def credits(self) -> str:
        """Whom the data are owed to."""
        return " ".join(compiling.credit_lines(self.study))

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Every figure of the look by its id."""
        return {one.id: one for one in found.block_figures(self.seen.blocks)}

    @property
    def mark(self) -> str:
        """A name of what it shows: the same figures, the same name."""
        return hashlib.sha256("".join(sorted(self.figures)).encode()).hexdigest()[:16]

    @property
    def pinned(self) -> Asked:
        """The look as it stays, whatever is delivered later."""
        return self.asked.but(snapshot=self.study.snapshot)


@dataclass(frozen=True)
class Reading:
    """Words that could not be read: which, and what to say."""

    field: str
    error: NotUnderstood


NO_FIGURE = ("There is no such figure.", "Check its id, or come by the look that shows it.")


@dataclass(frozen=True)
class Told:
    """A figure explained to a viewer, and whether rows of other agencies were left out."""

    explained: Explained
    withheld: bool = False


class NotRead(NotUnderstood):
    """Words of the address that could not be read, each with its field."""

    def __init__(self, asked: Asked, wrong: tuple[Reading, ...]) -> None:
        super().__init__(wrong[0].error.sentence, wrong[0].error.remedy)
        self.asked, self.wrong = asked, wrong


def home() -> Home:
    """The partnership's home."""
    held: Home = settings.CONFIGURATION.home
    return held


def granted(viewer: Viewer) -> Grant:
    """What the viewer may explore: the counts of whose evidence, how sensitive; never to write."""
    rules.require_explorer(viewer)
    return purposes.grant(viewer, rules.EXPLORE)


def look(*, viewer: Viewer, at: datetime, asked: Asked) -> Look:
    """Look; NotRead names the words that cannot be read. Recorded where the data are not open."""
    made = _look(viewer, asked)
    if not made.open_data:
        _record(viewer, at, "explored evidence", details=_details(made))
    return made


def _look(viewer: Viewer, asked: Asked) -> Look:
    held = warm.opened(home(), granted(viewer), asked.snapshot)
    return held.remembered(("look", asked), lambda: _looked(held, asked))


def _looked(held: Warm, asked: Asked) -> Look:
    reader = _Reader(held, asked)
    question, wanted = reader.question(), reader.wanted()
    if reader.wrong:
        raise NotRead(asked, tuple(reader.wrong))
    study = held.study(question, reader.source)
    seen = looking.of(study, wanted, held.outline)
    full = Asked(
        where=picking.word_of(question.area), what=wanted.category, when=question.period.name,
        against=asked.against or picking.AGAINST[0], by=wanted.level.value, shade=wanted.measure,
        source=reader.source, snapshot=asked.snapshot,
    )  # fmt: skip
    agencies = tuple(sorted({load.agency for load in study.loads(study.feed)}))
    return Look(full, study, seen, agencies, _pickers(held, study, wanted))


class _Reader:
    """Reads an address on what is held, and keeps what it could not read."""

    def __init__(self, held: Warm, asked: Asked) -> None:
        self.held, self.asked = held, asked
        self.wrong: list[Reading] = []
        self.own = own_area(held)
        self.source = self._source()

    def question(self) -> Question:
        area, period = self._area(), self._period()
        try:
            baseline = Baseline.parse(self.asked.against or picking.AGAINST[0], period)
        except (NotUnderstood, ValueError) as error:
            baseline = Baseline.of(period.year_before)
            self._missed("against", error)
        return Question(area, period, baseline)

    def wanted(self) -> Wanted:
        slug, level, measure = self._category(), Level.WARD, ""
        try:
            level = rules.require_level(self.asked.by, self._usual())
        except NotUnderstood as error:
            self._missed("by", error)
        try:
            measure = rules.require_measure(self.asked.shade)
        except NotUnderstood as error:
            self._missed("shade", error)
        return Wanted(slug, level, measure)

    def _usual(self) -> Level:
        """The level one step below the area."""
        steps = {Level.FORCE: Level.DISTRICT, Level.WARD: Level.LSOA, Level.MSOA: Level.LSOA,
                 Level.LOCAL: Level.LSOA, Level.LSOA: Level.LSOA}  # fmt: skip
        return steps.get(self._area().level, Level.WARD)

    def _area(self) -> Area:
        if not self.asked.where:
            return self.own
        try:
            return self.held.pack.find(self.asked.where, within=self.own)
        except NotUnderstood as error:
            self._missed("where", error)
            return self.own

    def _source(self) -> str:
        known = [one.value for one in picking.sources(self.held.held)]
        if self.asked.source and self.asked.source not in known:
            self._missed("source", NotUnderstood(
                f'Nothing of "{self.asked.source}" is held for you.',
                f"Say {', '.join(known)}, or leave it out."))  # fmt: skip
            return ""
        return self.asked.source

    def _category(self) -> str:
        present = set(self._anything().cube.categories)
        if not self.asked.what:
            return _usual_category(present)
        try:
            slug = categories.find(self.asked.what).slug
        except NotUnderstood as error:
            self._missed("what", error)
            return _usual_category(present)
        # Another source holds other categories; what is looked at there is all of it.
        return slug if categories.within(slug) & present else _usual_category(present)

    def _period(self) -> Period:
        last = picking.latest(self._anything())
        words = self.asked.when or f"12 months to {month_name(last)}"
        try:
            period = Period.parse(words, add_months(last, 1))
            if not period.months:
                raise NotUnderstood(
                    f"{period} is made of days, and these counts are by month.",
                    "Ask for whole months.",
                )
        except NotUnderstood as error:
            self._missed("when", error)
            period = Period.of_months(last, 1)
        return period

    def _anything(self) -> Study:
        """A study of the source, whatever the question, for what it holds."""
        newest = max(load.first for load in self.held.held.loads)
        month = Period.of_months(newest, 1)
        question = Question(self.own, month, Baseline.of(month.year_before))
        return self.held.study(question, self.source)

    def _missed(self, field: str, error: Exception) -> None:
        said = error if isinstance(error, NotUnderstood) else NotUnderstood(str(error))
        if field not in [one.field for one in self.wrong]:
            self.wrong.append(Reading(field, said))


def own_area(held: Warm) -> Area:
    """The partnership's own area."""
    return held.pack.find(str(home().settings["area"]))


def _usual_category(present: set[str]) -> str:
    """All recorded crime where the source holds any, else the first root of which it holds some."""
    roots = (one.slug for one in categories.tree().values() if not one.parent)
    return next((one for one in roots if categories.within(one) & present), ALL_CRIME)


def _pickers(held: Warm, study: Study, wanted: Wanted) -> Pickers:
    own = own_area(held)
    return Pickers(
        areas=held.remembered(("areas",), lambda: picking.areas(held.pack, own)),
        kinds=picking.kinds(study),
        sources=picking.sources(held.held),
        periods=picking.periods(picking.latest(study)),
        beside=picking.beside(study.period),
        path=picking.path(held.pack, study.area, own),
        above=picking.ancestors(wanted.category),
    )


def usual(*, viewer: Viewer) -> tuple[Asked, Pickers]:
    """What is looked at unless said, and what can be picked: beside words that cannot be read."""
    made = _look(viewer, Asked())
    return made.asked, made.pickers


def outlines(*, viewer: Viewer, asked: Asked) -> str:
    """The shapes of the look's map as GeoJSON; they are open data, the numbers are on the page."""
    held = warm.opened(home(), granted(viewer), asked.snapshot)
    drawn = _look(viewer, asked).seen.drawn
    if drawn is None:
        raise NoSuchData("This look has no map.", "Choose another level of areas.")
    return held.remembered(("geojson", drawn.shapes.codes), lambda: shapes.text(drawn.shapes))


def figure(*, viewer: Viewer, at: datetime, id: str, asked: Asked, rows: int = ROWS) -> Told:
    """Where a number comes from, with its rows for whose they are. Recorded; nothing else is kept.

    A figure of a look is found again by the look's address; by its id alone, one that was printed.
    """
    grant = granted(viewer)
    explained = _explained(viewer, id, asked, rows, grant)
    if explained.figure.handling.sensitivity > grant.sees:
        raise NotFound(*NO_FIGURE)
    told = _withheld(viewer, explained)
    listed = sum(len(one.first) for one in told.explained.rows)
    details = {"definition": explained.figure.definition, "rows": listed}
    _record(viewer, at, "asked where a figure comes from", f"figure:{id}", details)
    return told


def _explained(viewer: Viewer, id: str, asked: Asked, rows: int, grant: Grant) -> Explained:
    try:
        made = _look(viewer, asked).figures.get(id)
    except (NotUnderstood, NoSuchData):  # what it was looked at with is held no longer
        made = None
    if made is not None:
        return explaining.grounds(home(), made, rows=rows, grant=grant)
    try:
        explained = explaining.explain(home(), id, rows=rows, grant=grant)
    except NotUnderstood as error:  # a beginning of several ids, which are not told
        raise NotFound(*NO_FIGURE) from error
    if explained.figure.id != id:
        raise NotFound(*NO_FIGURE)
    return explained


def _withheld(viewer: Viewer, explained: Explained) -> Told:
    """Without the rows of other agencies, unless they are open data."""
    if explained.figure.handling.open or rules.may_see_rows(viewer, explained.loads):
        return Told(explained)
    bare = tuple(replace(one, first=()) for one in explained.rows)
    return Told(replace(explained, rows=bare), any(one.first for one in explained.rows))


def _details(made: Look) -> dict[str, object]:
    asked = made.asked
    return {"where": asked.where, "what": asked.what, "when": asked.when, "by": asked.by,
            "source": made.study.feed}  # fmt: skip


def _record(
    viewer: Viewer, at: datetime, what: str, subject: str = "",
    details: dict[str, object] | None = None,
) -> None:  # fmt: skip
    """Counting is done before: nobody waits for the trail longer than for one line of it."""
    with transaction.atomic():
        entry = Entry(Operation.CONSULTATION, what, subject, details=details or {})
        audit.record(entry, by=viewer, at=at)
