"""Categories: one tree of what can happen, and flags as a second axis.

The tree is data (`categories.toml`). A feed maps its own words or codes to a slug; Home Office
offence codes are dated, since they come and go. ASB and crime are separate roots, so that no
headline can add them together.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from towpath.foundation.errors import NotUnderstood

ALL_CRIME = "crime"
ALL_ASB = "asb"


@dataclass(frozen=True, order=True)
class Category:
    """A kind of incident: its stable slug, its printed label and where it hangs in the tree."""

    slug: str
    label: str = field(compare=False)
    parent: str = field(compare=False, default="")
    groups: frozenset[str] = field(compare=False, default=frozenset())

    def __str__(self) -> str:
        return self.label

    @property
    def root(self) -> str:
        """The slug of the tree's root above this category: crime, asb, fire…"""
        return self.slug if not self.parent else get(self.parent).root


@dataclass(frozen=True)
class OffenceCode:
    """A Home Office offence code, the days on which it held, and the category it means."""

    code: str
    title: str
    category: str
    start: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the code was in use on a day."""
        return self.start <= day and (self.end is None or day < self.end)


@cache
def tree() -> dict[str, Category]:
    """Every category by slug, parents before children, in printing order."""
    text = files("towpath.foundation").joinpath("categories.toml").read_text("utf-8")
    return {
        slug: Category(slug, row["label"], row.get("parent", ""), frozenset(row.get("groups", ())))
        for slug, row in tomllib.loads(text).items()
    }


def get(slug: str) -> Category:
    """The category of a slug, or NotUnderstood."""
    try:
        return tree()[slug]
    except KeyError:
        raise NotUnderstood(
            f'There is no category "{slug}".', "`towpath categories` lists them all."
        ) from None


def find(words: str) -> Category:
    """The category of a slug or printed label, whatever the capitals; or NotUnderstood."""
    said = words.strip().lower()
    for category in tree().values():
        if said in (category.slug, category.label.lower()):
            return category
    return get(words)


@cache
def within(slug: str) -> frozenset[str]:
    """The slug and all slugs below it."""
    get(slug)
    below = {slug}
    for category in tree().values():
        if category.parent in below:
            below.add(category.slug)
    return frozenset(below)


@cache
def of_group(group: str) -> frozenset[str]:
    """All slugs marked with a group such as `acquisitive`, with everything below them."""
    marked = [c.slug for c in tree().values() if group in c.groups]
    if not marked:
        raise NotUnderstood(f'There is no group of categories "{group}".')
    return frozenset().union(*(within(slug) for slug in marked))


def children(slug: str) -> tuple[Category, ...]:
    """The categories directly below one, in printing order."""
    return tuple(category for category in tree().values() if category.parent == slug)


@cache
def offence_codes() -> tuple[OffenceCode, ...]:
    """The dated Home Office codes that ship with the product."""
    return tuple(OffenceCode(**row) for row in _offence_file()["code"])


def offence_codes_origin() -> str:
    """Where the codes come from, and what has not been checked: to be printed with them."""
    return str(_offence_file()["origin"])


def of_offence(code: str, day: date) -> Category:
    """The category that an offence code meant on a day; NotUnderstood says what it did mean."""
    said = code.strip().upper()
    known = [one for one in offence_codes() if one.code == said]
    held = [one for one in known if one.holds(day)]
    if held:
        return get(held[0].category)
    if known:
        raise NotUnderstood(
            f"The offence code {said} was not in use on {day}.",
            f"It was from {known[0].start}" + (f" to {known[0].end}." if known[0].end else "."),
        )
    raise NotUnderstood(f'There is no offence code "{code}".', "Map it in the feed's declaration.")


def _offence_file() -> dict[str, Any]:
    text = files("towpath.foundation").joinpath("offence_codes.toml").read_text("utf-8")
    return tomllib.loads(text)
