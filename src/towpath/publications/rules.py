"""Decisions on values: no database, no clock, no web."""

from __future__ import annotations

import re
from collections.abc import Mapping

from towpath.access.errors import NotSound
from towpath.assessment import releases
from towpath.assessment.releases import Report

_PAGES = {"assessment.html", "assessment.pdf"}


def may_release(files: Mapping[str, str], report: Report | None) -> bool:
    """Whether there is something to release, a web page and its PDF, that gives nobody away."""
    return report is not None and not report.blocked and set(files) >= _PAGES


def require_releasable(files: Mapping[str, str], report: Report | None) -> Report:
    """The report of a release; NotSound where its files are not there, or would leak."""
    if report is None or not set(files) >= _PAGES:
        raise NotSound(
            "The public form of this edition has not been written as today's rules want it.",
            "Send the edition back and have it frozen again.",
        )
    if not may_release(files, report):
        raise NotSound(report.says, releases.REMEDY)
    return report


def slug(title: str) -> str:
    """A title as part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80]
