"""Editions for tests of the site: one as it stands after compiling, without compiling it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import people
from towpath.access.models import Person
from towpath.editions.models import Edition
from towpath.editions.outlines import CaveatLine, FindingLine, SectionLine
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


def published(author: Person) -> Edition:
    """A draft with a candidate, a recommendation and an entry, beside what was published of it."""
    made = compiled(author)
    theme = made.candidates.create(theme="Noise", confidence="low", by=author, at=people.AT)
    made.entries.create(section=6, text="Panels named noise.", by=author, at=people.AT)
    made.recommendations.create(
        candidate=theme, what="Wardens", agency=people.agency("council"), owner=author,
        measure="Two wardens", indicator="Noise per 1,000", due=people.TODAY, by=author,
        at=people.AT,
    )  # fmt: skip
    Publication.objects.create(
        edition=made, slug="aldermere-2025", title="Aldermere", period="2025",
        frozen="aldermere-2025-000000", approved_by=author, released_at=people.AT,
    )  # fmt: skip
    return made
