"""Decisions on values: no database, no clock, no web."""

from __future__ import annotations

import re
from collections.abc import Mapping

from towpath.access.errors import NotSound


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
