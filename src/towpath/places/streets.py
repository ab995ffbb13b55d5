"""Streets by the names that the rows of a feed give them."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from towpath.analysis import settings

if TYPE_CHECKING:
    from towpath.analysis.arrays import Bools, Words


def most_named(street: Words, inside: Bools, most: int = 3) -> tuple[str, ...]:
    """The streets named most often among the chosen events, the most frequent first."""
    named = Counter(filter(None, map(plain, street[inside].tolist())))
    ordered = sorted(named.items(), key=lambda one: (-one[1], one[0]))
    return tuple(name for name, _ in ordered[:most])


@cache
def plain(label: str) -> str:
    """A label's own name ("Granby Street"); empty where it names a kind of place, or nothing."""
    words = " ".join(label.split())
    if words.casefold().startswith(settings.PREFIX.strip()):
        words = words[len(settings.PREFIX) :]
    return "" if words.casefold() in _kinds() else words


@cache
def _kinds() -> frozenset[str]:
    return frozenset(phrase.casefold() for kind in settings.catalogue() for phrase in kind.phrases)
