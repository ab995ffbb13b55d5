"""What lies on the desk of somebody who has just signed in, by their role.

An analyst sees this month's signals, the returns and the editions in work; a manager what needs a
decision; a board member the last published edition and its exceptions. Others find their errands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from towpath.access.permissions import Role
from towpath.access.viewers import Viewer
from towpath.assessment import editions as frozen
from towpath.assessment import publishing
from towpath.documents import numbers
from towpath.editions import queries as editions
from towpath.editions.rules import State
from towpath.explorer import watching
from towpath.foundation import Forbidden, NoSuchData
from towpath.intake import held as intake
from towpath.intake import queries as deliveries
from towpath.intake.returns import Standing
from towpath.publications import queries as publications

MOST = 8  # lines of a desk


@dataclass(frozen=True)
class Line:
    """One thing that lies there: where it leads, and what is to be said of it."""

    title: str
    href: str = ""
    says: str = ""


@dataclass(frozen=True)
class Desk:
    """Things of one kind, and the sentence above them."""

    title: str
    says: str
    lines: tuple[Line, ...] = ()


def of(viewer: Viewer, at: datetime) -> tuple[Desk, ...]:
    """The desks of a viewer's roles, each once, in order of urgency."""
    wanted = dict.fromkeys(one for role in Role if role in viewer.roles for one in _OF[role])
    return tuple(desk for desk in (one(viewer, at) for one in wanted) if desk is not None)


def signals(viewer: Viewer, at: datetime) -> Desk | None:
    """This month against its limits."""
    try:
        seen = watching.of_the_month(viewer=viewer)
    except (NoSuchData, Forbidden) as lack:
        return Desk(_("Signals"), lack.sentence)
    look = reverse("explorer:look")
    lines = tuple(Line(one.label, f"{look}?{one.asked.query}", one.says) for one in seen.signals)
    return Desk(_("Signals of %(month)s") % {"month": seen.month}, seen.says, lines)


def returns(viewer: Viewer, at: datetime) -> Desk | None:
    """The returns of the last quarter that have not come."""
    every = intake.calendar(viewer=viewer, today=at.date())
    newest = max((one.quarter.first for one in every), default=None)
    last = [one for one in every if one.quarter.first == newest]
    open_ = [one for one in every if one.standing not in (Standing.RECEIVED, Standing.LATE)]
    page = reverse("intake:returns")
    lines = tuple(
        Line(f"{one.owed.agency_name}: {one.owed.kind.label}", page,
             f"{one.quarter}: {one.standing.value}")
        for one in open_[:MOST]
    )  # fmt: skip
    came = sum(one.standing in (Standing.RECEIVED, Standing.LATE) for one in last)
    says = _("%(came)s of %(all)s returns of the last quarter have come.") % {
        "came": came, "all": len(last),
    }  # fmt: skip
    return Desk(_("Quarterly returns"), says if last else _("Nobody owes a return yet."), lines)


def in_work(viewer: Viewer, at: datetime) -> Desk | None:
    """Editions that are not published yet."""
    found = [one for one in editions.editions(viewer=viewer)
             if one.state not in (State.PUBLISHED, State.WITHDRAWN)]  # fmt: skip
    lines = tuple(
        Line(one.title, reverse("editions:edition", args=[one.id]), one.state_label)
        for one in found[:MOST]
    )
    says = ngettext("%(n)s edition is in work.", "%(n)s editions are in work.", len(found))
    none = _("No edition is in work.")
    return Desk(_("Editions in work"), says % {"n": len(found)} if found else none, lines)


def decisions(viewer: Viewer, at: datetime) -> Desk | None:
    """What waits for somebody to decide: deliveries, editions to sign or publish, late returns."""
    lines = []
    waiting = deliveries.waiting(viewer=viewer)
    if waiting and viewer.may("delivery.judge"):
        says = ngettext(
            "%(n)s delivery is checked and waits for a decision.",
            "%(n)s deliveries are checked and wait for a decision.",
            waiting,
        )
        lines.append(Line(_("Deliveries"), reverse("intake:deliveries"), says % {"n": waiting}))
    for one in editions.editions(viewer=viewer):
        if one.state in _NEXT:
            where = reverse("editions:edition", args=[one.id])
            lines.append(Line(one.title, where, str(_(_NEXT[one.state]))))
    lines += _overdue(viewer, at)
    says = _("These wait for a decision.") if lines else _("Nothing waits for a decision.")
    return Desk(_("For you to decide"), says, tuple(lines[:MOST]))


_NEXT = {
    State.FROZEN: "Frozen; it waits for a second person to sign it off.",
    State.SIGNED: "Signed off; it waits to be published.",
}


def _overdue(viewer: Viewer, at: datetime) -> list[Line]:
    every = intake.calendar(viewer=viewer, today=at.date())
    late = sum(one.standing is Standing.OVERDUE for one in every)
    if not late:
        return []
    says = ngettext("%(n)s return is overdue: whom to ask?",
                    "%(n)s returns are overdue: whom to ask?", late)  # fmt: skip
    return [Line(_("Quarterly returns"), reverse("intake:returns"), says % {"n": late})]


def published(viewer: Viewer, at: datetime) -> Desk | None:
    """The last published edition: its documents."""
    last = next(iter(publications.publications(viewer=viewer)), None)
    if last is None:
        return Desk(_("The last published edition"), _("Nothing is published yet."))
    lines = [Line(last.title, reverse("publications:publication", args=[last.slug]))]
    for name, title in (("board.html", _("Summary for the board, one page")),
                        ("assessment.html", _("The whole assessment"))):  # fmt: skip
        if name in last.files:
            lines.append(Line(title, reverse("publications:file", args=[last.slug, name])))
    says = _("Published on %(day)s.") % {"day": f"{last.released_at:%-d %B %Y}"}
    return Desk(_("The last published edition"), says, tuple(lines))


def exceptions(viewer: Viewer, at: datetime) -> Desk | None:
    """What the last published edition marks out, as anybody may read it."""
    last = next(iter(publications.publications(viewer=viewer)), None)
    if last is None:
        return None
    lines = tuple(Line(says) for says in _exceptions(editions.frozen_folder(last.frozen)))
    none = _("The edition marks nothing out.")
    return Desk(_("The exceptions"), _("What it marks out.") if lines else none, lines[:MOST])


@lru_cache(maxsize=8)
def _exceptions(place: Path) -> tuple[str, ...]:
    """The signals of a frozen edition, through the gate; a frozen edition never changes."""
    try:
        contents = frozen.read(place).contents.opened
    except OSError:
        return ()
    return tuple(
        numbers.sentence(publishing.spans(one)) for found in contents for one in found.signals
    )


_OF: dict[Role, tuple[Callable[[Viewer, datetime], Desk | None], ...]] = {
    Role.MANAGER: (decisions, signals, in_work),
    Role.ANALYST: (signals, returns, in_work),
    Role.BOARD: (published, exceptions),
    Role.POLICE: (),
    Role.HOUSING: (),
    Role.SUPPLIER: (),
    Role.AUDITOR: (),
    Role.ADMINISTRATOR: (),
}
