"""Every write: what lets an edition leave the house, and what calls it back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from towpath.access import audit
from towpath.access.audit import Entry, Operation
from towpath.access.errors import NotFound
from towpath.access.viewers import Viewer
from towpath.editions import actions as editions
from towpath.editions import queries as edition_queries
from towpath.publications import attacking, queries, rules
from towpath.publications.models import Publication


def approve(*, edition: UUID, by: Viewer, at: datetime) -> str:
    """Approve the public form of a signed edition and release it; its slug.

    What takes long is done first: nobody waits for the trail while a release is attacked.
    """
    by.require("edition.publish")
    held = edition_queries.edition(viewer=by, id=edition)
    files = _files(queries.public_folder(held.frozen)) if held.frozen else {}
    report = attacking.report(held.frozen)
    with transaction.atomic():
        editions.publish(id=edition, by=by, at=at)
        told = rules.require_releasable(files, report)
        made = Publication.objects.create(
            edition_id=edition,
            slug=_free(rules.slug(f"{held.area} {held.period}")),
            title=f"Strategic assessment: {held.area}",
            period=f"{held.period}, compared with {held.baseline}",
            frozen=held.frozen,
            files=files,
            approved_by_id=UUID(by.person),
            released_at=at,
        )
        attacking.keep(held.frozen)
        details = {"edition": str(edition), "frozen": held.frozen, "files": len(files),
                   "attack": told.says}  # fmt: skip
        _record(by, at, Operation.DISCLOSURE, "released a publication", made, details=details)
    return made.slug


@transaction.atomic
def withdraw(*, edition: UUID, because: str, by: Viewer, at: datetime) -> str:
    """Withdraw a publication; its address answers with the reason from then on. Its slug."""
    by.require("edition.withdraw")
    held = Publication.objects.select_for_update().filter(edition_id=edition).first()
    if held is None:
        raise NotFound("There is no such publication.", "Look for it in the list.")
    editions.withdraw(id=edition, because=because, by=by, at=at)
    held.withdrawn_at, held.withdrawn_by_id, held.because = at, UUID(by.person), because.strip()
    held.save()
    _record(by, at, Operation.ALTERATION, "withdrew a publication", held, reason=held.because)
    return held.slug


def _files(folder: Path) -> dict[str, str]:
    found = sorted(one for one in folder.rglob("*") if one.is_file())
    return {one.relative_to(folder).as_posix(): queries.sha256(one) for one in found}


def _free(slug: str) -> str:
    """The slug, or with a number behind it where an earlier publication has it."""
    taken = set(Publication.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (slug, *numbered) if one not in taken)


def _record(
    by: Viewer, at: datetime, operation: Operation, what: str, of: Publication, **more: object
) -> None:
    reason, details = str(more.get("reason", "")), more.get("details", {})
    assert isinstance(details, dict)
    entry = Entry(operation, what, f"publication:{of.slug}", "anyone", reason, details)
    audit.record(entry, by=by, at=at)
