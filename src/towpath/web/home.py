"""What a signed-in person finds on the first page: the errands that their roles give them."""

from __future__ import annotations

from dataclasses import dataclass

from towpath.access.viewers import Viewer


@dataclass(frozen=True)
class Errand:
    """Something to do here: its page, its name, what it is good for, and who may."""

    page: str
    title: str
    says: str
    permission: str
    also: str = ""  # pages elsewhere that belong to it


# In the order of the page; a room that comes to exist adds its own.
ERRANDS = (
    Errand(
        "explorer:look",
        "Explorer",
        "Where, what and when: tables, charts and maps of the evidence.",
        "evidence.explore",
        also="/figures/",
    ),
    Errand(
        "editions:editions",
        "Editions",
        "The strategic assessment: written, scored, frozen, signed off.",
        "edition.read",
    ),
    Errand(
        "intake:deliveries",
        "Deliveries",
        "What agencies hand over: checked first, and counted once somebody has accepted it.",
        "delivery.read",
        also="/held/",
    ),
    Errand(
        "intake:returns",
        "Quarterly returns",
        "Who owes what by when, and what has come.",
        "return.read",
    ),
    Errand(
        "publications:publications",
        "Publications",
        "What has left the house, for anyone to read.",
        "publication.read",
    ),
    Errand(
        "access:audit",
        "Audit trail",
        "Who looked at what, when and why.",
        "audit.read",
    ),
    Errand(
        "access:people",
        "People",
        "Who takes part, in which role, since when.",
        "person.read",
    ),
    Errand(
        "access:agencies",
        "Agencies",
        "The responsible authorities, the co-operating bodies and the others.",
        "agency.read",
    ),
)


def errands(viewer: Viewer) -> tuple[Errand, ...]:
    """The errands of a viewer."""
    return tuple(one for one in ERRANDS if viewer.may(one.permission))
