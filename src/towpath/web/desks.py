"""What lies on the desk of somebody who has just signed in, by their role.

An analyst sees this month's signals, the returns and the editions in work; a manager what needs a
decision; a board member the last published edition and its exceptions; whoever hands data over what
their own agency owes; an administrator who is missing; an auditor what to read on the trail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from towpath.access import queries as access
from towpath.access.audit import Operation
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
from towpath.intake.models import State as Delivered
from towpath.intake.returns import Return, Standing
from towpath.publications import queries as publications

MOST = 6  # lines of a desk


@dataclass(frozen=True)
class Line:
    """One thing that lies there: where it leads, what is to be said of it, and how it stands."""

    title: str
    href: str = ""
    says: str = ""
    tag: str = ""
    tone: str = "grey"


_NONE = ("", "")


@dataclass(frozen=True)
class Desk:
    """Things of one kind, the sentence above them, where there is more; `aside`: in the margin."""

    title: str
    says: str
    lines: tuple[Line, ...] = ()
    more: tuple[str, str] = _NONE  # words and address
    aside: bool = False


def of(viewer: Viewer, at: datetime) -> tuple[Desk, ...]:
    """The desks of a viewer's roles, each once, in order of urgency."""
    wanted = dict.fromkeys(one for role in Role if role in viewer.roles for one in _OF[role])
    return tuple(desk for desk in (one(viewer, at) for one in wanted) if desk is not None)


def signals(viewer: Viewer, at: datetime) -> Desk | None:
    """This month against its limits."""
    look = reverse("explorer:look")
    try:
        seen = watching.of_the_month(viewer=viewer)
    except (NoSuchData, Forbidden) as lack:
        more = (
            (_("Hand files over"), reverse("intake:new")) if viewer.may("delivery.make") else _NONE
        )
        return Desk(_("Signals"), lack.sentence, (), more)
    lines = tuple(
        Line(one.label, f"{look}?{one.asked.query}", tag=one.says, tone="orange")
        for one in seen.signals
    )
    see = _("See %(month)s in the explorer") % {"month": seen.month}
    to = f"{look}?{urlencode({'when': seen.month})}"
    return Desk(_("Signals of %(month)s") % {"month": seen.month}, seen.says, lines, (see, to))


def returns(viewer: Viewer, at: datetime) -> Desk | None:
    """The returns that have not come, quarter by quarter."""
    every = intake.calendar(viewer=viewer, today=at.date())
    page = reverse("intake:returns")
    if not every:
        return Desk(_("Quarterly returns"), _("Nobody owes a return yet."), aside=True)
    newest = max(one.quarter.first for one in every)
    last = [one for one in every if one.quarter.first == newest]
    says = _("%(came)s of %(all)s returns of the last quarter have come.") % {
        "came": len(last) - len(_missing(last)), "all": len(last),
    }  # fmt: skip
    quarters = dict.fromkeys(one.quarter for one in _missing(every))
    lines = tuple(_quarter([one for one in every if one.quarter == each]) for each in quarters)
    return Desk(_("Quarterly returns"), says, lines[:MOST], (_("See every return"), page), True)


def _missing(every: list[Return]) -> list[Return]:
    return [one for one in every if one.standing not in (Standing.RECEIVED, Standing.LATE)]


def _quarter(every: list[Return]) -> Line:
    """What one quarter still lacks."""
    open_ = _missing(every)
    overdue = any(one.standing is Standing.OVERDUE for one in open_)
    tag = _("%(n)s overdue") if overdue else _("%(n)s due")
    who = ", ".join(dict.fromkeys(one.owed.agency_name for one in open_))
    if len(open_) == len(every) > 1:
        who = _("From nobody yet.")
    return Line(str(open_[0].quarter), reverse("intake:returns"), who, tag % {"n": len(open_)},
                "red" if overdue else "grey")  # fmt: skip


def own_returns(viewer: Viewer, at: datetime) -> Desk | None:
    """What the viewer's own agency still owes."""
    own = {seat.agency for seat in viewer.seats}
    mine = [x for x in intake.calendar(viewer=viewer, today=at.date()) if x.owed.agency in own]
    if not mine:
        return None
    quarters = dict.fromkeys(one.quarter for one in _missing(mine))
    lines = tuple(_quarter([one for one in mine if one.quarter == each]) for each in quarters)
    says = _("Each is due three months after its quarter has ended.")
    none = _("Nothing is owed: every return of your agency has come.")
    more = (_("See every return"), reverse("intake:returns"))
    title = _("Returns that your agency owes")
    return Desk(title, says if lines else none, lines[:MOST], more)


def own_deliveries(viewer: Viewer, at: datetime) -> Desk | None:
    """What the viewer's own agency has handed over lately."""
    found = deliveries.deliveries(viewer=viewer)[0][:MOST]
    lines = tuple(
        Line(one.feed_title or _("A delivery"), reverse("intake:delivery", args=[one.id]),
             f"{one.handed_at:%-d %B %Y}", str(one.state.label), _DELIVERED.get(one.state, "grey"))
        for one in found
    )  # fmt: skip
    none = _("Your agency has handed nothing over in the browser yet.")
    says = _("What your agency handed over last.") if lines else none
    more = (_("Hand files over"), reverse("intake:new"))
    return Desk(_("Your deliveries"), says, lines, more)


def in_work(viewer: Viewer, at: datetime) -> Desk | None:
    """Editions that are not published yet."""
    found = [one for one in editions.editions(viewer=viewer)
             if one.state not in (State.PUBLISHED, State.WITHDRAWN)]  # fmt: skip
    lines = tuple(
        Line(one.title, reverse("editions:edition", args=[one.id]), one.author, one.state_label,
             _STATES[one.state])
        for one in found[:MOST]
    )  # fmt: skip
    says = ngettext("%(n)s edition is in work.", "%(n)s editions are in work.", len(found))
    none = _("No edition is in work.")
    more = (_("See every edition"), reverse("editions:editions"))
    if not found and viewer.may("edition.write"):
        more = (_("Begin an edition"), reverse("editions:begin"))
    return Desk(_("Editions in work"), says % {"n": len(found)} if found else none, lines, more)


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
        to = reverse("intake:deliveries")
        lines.append(Line(_("Deliveries"), to, says % {"n": waiting}, _("Decide"), "yellow"))
    for one in editions.editions(viewer=viewer):
        if one.state in _NEXT:
            says, tag = _NEXT[one.state]
            where = reverse("editions:edition", args=[one.id])
            lines.append(Line(one.title, where, _(says), _(tag), "yellow"))
    lines += _overdue(viewer, at)
    says = _("These wait for a decision.") if lines else _("Nothing waits for a decision.")
    return Desk(_("For you to decide"), says, tuple(lines[:MOST]))


_NEXT = {
    State.FROZEN: ("Frozen; it waits for a second person to sign it off.", "Sign off"),
    State.SIGNED: ("Signed off; it waits to be published.", "Publish"),
}
_STATES = {State.DRAFT: "grey", State.FROZEN: "yellow", State.SIGNED: "green"}
_DELIVERED = {Delivered.ACCEPTED: "green", Delivered.CHECKED: "yellow", Delivered.STOPPED: "red"}


def _overdue(viewer: Viewer, at: datetime) -> list[Line]:
    every = intake.calendar(viewer=viewer, today=at.date())
    late = sum(one.standing is Standing.OVERDUE for one in every)
    if not late:
        return []
    says = ngettext("%(n)s return is overdue: whom to ask?",
                    "%(n)s returns are overdue: whom to ask?", late)  # fmt: skip
    to = reverse("intake:returns")
    return [Line(_("Quarterly returns"), to, says % {"n": late}, _("Overdue"), "red")]


def published(viewer: Viewer, at: datetime) -> Desk | None:
    """The last published edition: its documents."""
    last = next(iter(publications.publications(viewer=viewer)), None)
    if last is None:
        says = _("Nothing is published yet. What the partnership publishes will stand here.")
        return Desk(_("The last published edition"), says)
    lines = [Line(last.title, reverse("publications:publication", args=[last.slug]))]
    for name, title in (("board.html", _("Summary for the board, one page")),
                        ("assessment.html", _("The whole assessment"))):  # fmt: skip
        if name in last.files:
            lines.append(Line(title, reverse("publications:file", args=[last.slug, name])))
    says = _("%(period)s. Published on %(day)s.")
    told = says % {"period": last.period, "day": f"{last.released_at:%-d %B %Y}"}
    return Desk(_("The last published edition"), told, tuple(lines))


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


def without_people(viewer: Viewer, at: datetime) -> Desk | None:
    """Agencies that take part and have nobody here."""
    every = [one for one in access.agencies(viewer=viewer, on=at.date()) if one.active]
    lines = tuple(
        Line(one.name, reverse("access:agency", args=[one.slug]), one.kind_label, _("Nobody"))
        for one in every if not one.people
    )  # fmt: skip
    says = _("These take part, and none of their people can sign in.")
    none = _("Every agency that takes part has somebody here.")
    more = (_("Add a person"), reverse("access:new_person"))
    return Desk(_("Agencies without anybody"), says if lines else none, lines, more)


def of_the_week(viewer: Viewer, at: datetime) -> Desk | None:
    """What an auditor reads first: the trail of the last seven days, by kind."""
    page, first = reverse("access:audit"), f"{(at - timedelta(days=7)).date()}"
    lines = tuple(
        Line(_(title), f"{page}?{urlencode({'operation': kind, 'first': first})}", _(says))
        for kind, title, says in _WEEK
    )
    says = _("The last seven days. That you read them is recorded too.")
    return Desk(_("To read on the trail"), says, lines, (_("The whole trail"), page))


_WEEK = (
    (Operation.REFUSAL.value, "Refused pages", "Who asked for what is not theirs."),
    (Operation.DISCLOSURE.value, "Files taken away", "Who had which, and for whom."),
    (Operation.ALTERATION.value, "Changes", "Of people, roles, deliveries and editions."),
    (
        Operation.CONSULTATION.value,
        "Looks at records",
        "Who looked at what, and why.",
    ),
)
_OF: dict[Role, tuple[Callable[[Viewer, datetime], Desk | None], ...]] = {
    Role.MANAGER: (decisions, signals, in_work),
    Role.ANALYST: (signals, in_work, returns),
    Role.BOARD: (published, exceptions),
    Role.POLICE: (own_returns, own_deliveries, in_work),
    Role.HOUSING: (own_returns, own_deliveries, in_work),
    Role.SUPPLIER: (own_returns, own_deliveries),
    Role.AUDITOR: (of_the_week,),
    Role.ADMINISTRATOR: (without_people,),
}
