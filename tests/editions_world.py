"""Editions for tests of the site: one as it stands after compiling, without compiling it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.utils import timezone

import people
from towpath.access import queries
from towpath.access.models import Person
from towpath.assessment import editions as frozen
from towpath.editions import outlines, reckoning
from towpath.editions.models import Edition
from towpath.editions.outlines import CaveatLine, FindingLine, SectionLine
from towpath.publications import actions as releasing
from towpath.publications.models import Publication

GRAVE = CaveatLine("Coverage", "A month is not held.", "c0ffee", True, "1a")
MILD = CaveatLine("Not official statistics", "They are not.", "0ff1ce", False, "1a")
TITLES = ("Levels", "Changes", "Why", "The last plan", "Priorities", "What people think")


def outline(*empty: int, caveats: tuple[CaveatLine, ...] = (GRAVE, MILD)) -> list[dict[str, Any]]:
    """Six sections of one finding each; those named have no evidence."""
    return [
        asdict(SectionLine(n, title, "What?", (_finding(n, n not in empty, caveats),)))
        for n, title in enumerate(TITLES, 1)
    ]


def _finding(number: int, supplied: bool, caveats: tuple[CaveatLine, ...]) -> FindingLine:
    own = caveats if number == 1 else ()
    return FindingLine(f"{number}a", "A finding", "It rose.", supplied, f"f{number}", own)


def compiled(author: Person, *empty: int, **more: Any) -> Edition:
    """A draft whose figures have been compiled."""
    said: dict[str, Any] = {
        "area": "district:X07000001", "area_name": "Aldermere", "period": "2025",
        "baseline": "the year before", "snapshot": "S-0", "state": "draft",
        "compiled": "aldermere-2025-000000", "compiled_at": people.AT, "created": people.AT,
        "outline": outline(*empty),
    }  # fmt: skip
    return Edition.objects.create(author=author, **(said | more))


def furnish(made: Edition, author: Person) -> None:
    """What people add to a draft: a text, a candidate with a score, an action, an entry."""
    theme = made.candidates.create(theme="Noise", confidence="low", by=author, at=people.AT)
    made.entries.create(section=6, text="Panels named noise.", by=author, at=people.AT)
    made.recommendations.create(
        candidate=theme, what="Wardens", agency=people.agency("council"), owner=author,
        measure="Two wardens", indicator="Noise per 1,000", due=people.TODAY, by=author,
        at=people.AT,
    )  # fmt: skip
    made.versions.create(place="1a", number=1, text="It rose.", by=author, at=people.AT)
    theme.scores.create(
        criterion="harm", value=3, because="It wakes people.", cites="1a", by=author, at=people.AT
    )


def published(author: Person) -> Edition:
    """A draft with a candidate, a recommendation and an entry, beside what was published of it."""
    made = compiled(author)
    furnish(made, author)
    Publication.objects.create(
        edition=made, slug="aldermere-2025", title="Aldermere", period="2025",
        frozen="aldermere-2025-000000", approved_by=author, released_at=people.AT,
    )  # fmt: skip
    return made


def stand(made: str, *names: str) -> list[str]:
    """Editions of what was really compiled, one of each state, and the slug of the published one.

    One more is a draft whose work has failed. `names` write, sign off and release.
    """
    edition = frozen.read(settings.HOME / "editions" / made)
    author, second, third = (Person.objects.get(name=name) for name in names)
    now = timezone.now()
    said: dict[str, Any] = {
        "snapshot": edition.snapshot, "compiled": edition.id, "compiled_at": now, "created": now,
        "outline": outlines.of(edition), "frozen": edition.id, "frozen_at": now,
    }  # fmt: skip
    draft = compiled(author, **(said | {"frozen": ""}))
    failed = "The work stopped through a fault of ours. What people wrote is kept."
    compiled(author, work="failed", work_says=failed, **(said | {"outline": []}))
    held = compiled(author, state="frozen", **said)
    signed = compiled(author, state="signed", signed_by=second, signed_at=now, **said)
    waiting = compiled(author, state="signed", signed_by=third, signed_at=now, **said)
    for one in (draft, held, signed, waiting):
        reckoning.keep_draft(one.id, edition)
    furnish(draft, author)
    # Whoever signed does not publish.
    third = Person.objects.filter(memberships__role="manager").exclude(id=second.id).get()
    by = queries.viewer_of(third, on=now.date(), purpose="strategic-assessment")
    slug = releasing.approve(edition=signed.id, by=by, at=now)
    return [*(str(one.id) for one in (draft, held, waiting, signed)), slug]
