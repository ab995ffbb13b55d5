"""Decisions on values: no database, no clock, no web."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from towpath.access.errors import NotSound


def may_approve(by: str, authors: Collection[str]) -> bool:
    """Whether this person may approve a publication: nobody publishes what they wrote."""
    return by not in authors


def require_approvable(by: str, authors: Collection[str]) -> None:
    """Raise NotSound where an author would approve their own edition."""
    if not may_approve(by, authors):
        raise NotSound(
            "You are one of its authors: somebody else approves what is published.",
            "Ask another manager of the partnership.",
        )


def may_release(files: Mapping[str, str]) -> bool:
    """Whether there is something to release: at least the web page and its PDF."""
    return {"assessment.html", "assessment.pdf"} <= set(files)


def require_releasable(files: Mapping[str, str]) -> None:
    """Raise NotSound where the public form is not there."""
    if not may_release(files):
        raise NotSound(
            "The public form of this edition has not been written.",
            "Open the edition again and freeze it.",
        )


def slug(title: str) -> str:
    """A title as part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80]
