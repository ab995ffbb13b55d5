"""This month's signals: which categories lie outside their limits, and where to look at each."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from towpath.access.viewers import Viewer
from towpath.assessment.changes import signals
from towpath.assessment.study import Question
from towpath.documents import numbers
from towpath.explorer import picking, queries, warm
from towpath.explorer.rules import Asked
from towpath.explorer.warm import Warm
from towpath.foundation import Baseline, Forbidden, Grant, NoSuchData, Period, categories
from towpath.foundation.grants import EVERY_AGENCY
from towpath.foundation.handling import Sensitivity
from towpath.foundation.periods import month_name


@dataclass(frozen=True)
class Signal:
    """A category outside its limits: its name, what it did, and the look at it."""

    label: str
    says: str
    asked: Asked


@dataclass(frozen=True)
class Signals:
    """The last month held, what is to be said of it, and its signals."""

    month: str
    says: str
    signals: tuple[Signal, ...]


def of_the_month(*, viewer: Viewer) -> Signals:
    """The signals of the last month held of the partnership's own area.

    NoSuchData where nothing is held, or too little to learn limits from.
    """
    return _seen(warm.opened(queries.home(), queries.granted(viewer)))


def warm_up() -> None:
    """Count what an analyst's first page asks for, before anybody asks; nothing is shown.

    Loading the engine and counting a first time takes seconds, which somebody would wait for.
    """
    most = Sensitivity.SPECIAL
    reader = Grant("the site itself", "partnership", "warming up", most, EVERY_AGENCY)
    with suppress(NoSuchData, Forbidden):
        _seen(warm.opened(queries.home(), reader))


def _seen(held: Warm) -> Signals:
    own = queries.own_area(held)
    newest = max(load.first for load in held.held.loads)
    month = Period.of_months(newest, 1)
    last = picking.latest(held.study(Question(own, month, Baseline.of(month.year_before))))
    now = Period.of_months(last, 1)
    study = held.study(Question(own, now, Baseline.of(now.year_before)))
    seen = signals.watch(study)
    name = month_name(last)
    found = tuple(
        Signal(
            categories.get(slug).label,
            f"{signals.SAID[way]} its limits",
            Asked(what=slug, when=name),
        )
        for slug, way in seen.now
    )
    return Signals(name, numbers.sentence(signals.sentence(study, seen)), found)
