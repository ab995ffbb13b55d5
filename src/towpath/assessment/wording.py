"""The words of an assessment: sentences with figures in them, and how a period is said."""

from __future__ import annotations

from towpath.documents.wording import joined, listed, spans, the
from towpath.foundation import Period

__all__ = ["capital", "joined", "listed", "over", "per_thousand", "spans", "the"]

MONTHS_OF_A_YEAR = 12


def capital(words: str) -> str:
    """The words with their first letter large."""
    return words[:1].upper() + words[1:]


def over(period: Period) -> str:
    """What a rate over less or more than a year must say beside it: " in the 4 months"."""
    if period.months == MONTHS_OF_A_YEAR:
        return ""
    return f" in the {period.length.removeprefix('1 ')}"


def per_thousand(period: Period) -> str:
    """The heading of rates per 1,000 residents in a period."""
    return f"Per 1,000 residents{over(period)}"
