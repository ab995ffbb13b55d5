"""Flags: the second axis of an incident, beside its category (domestic, hate strand, alcohol…)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from towpath.foundation.errors import NotUnderstood


@dataclass(frozen=True, order=True)
class Flag:
    """A flag: its slug, its printed label, and the words it may hold (none: yes or no)."""

    slug: str
    label: str = field(compare=False)
    values: tuple[str, ...] = field(compare=False, default=())

    def __str__(self) -> str:
        return self.label


@cache
def every() -> dict[str, Flag]:
    """Every flag by slug, in printing order."""
    text = files("towpath.foundation").joinpath("flags.toml").read_text("utf-8")
    return {
        slug: Flag(slug, row["label"], tuple(row.get("values", ())))
        for slug, row in tomllib.loads(text).items()
    }


def get(slug: str) -> Flag:
    """The flag of a slug, or NotUnderstood."""
    try:
        return every()[slug]
    except KeyError:
        raise NotUnderstood(
            f'There is no flag "{slug}".', f"The flags are {', '.join(every())}."
        ) from None
