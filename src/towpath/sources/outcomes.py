"""What became of an incident: one short list of slugs, each in one of five groups."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from towpath.foundation import NotUnderstood


class Group(StrEnum):
    """What an outcome counts as when outcomes are set side by side."""

    POSITIVE = "positive"
    NO_SUSPECT = "no suspect"
    EVIDENTIAL = "evidential difficulties"
    OPEN = "under investigation"
    OTHER = "other"


@dataclass(frozen=True)
class Outcome:
    """One outcome: its slug, its printed label, its group, its Home Office numbers where known."""

    slug: str
    label: str
    group: Group
    codes: tuple[int, ...] = ()


@cache
def every() -> dict[str, Outcome]:
    """Every outcome by slug, in printing order."""
    text = files("towpath.sources").joinpath("outcomes.toml").read_text("utf-8")
    return {
        slug: Outcome(slug, row["label"], Group(row["group"]), tuple(row.get("codes", ())))
        for slug, row in tomllib.loads(text).items()
    }


def get(slug: str) -> Outcome:
    """The outcome of a slug, or NotUnderstood."""
    try:
        return every()[slug]
    except KeyError:
        raise NotUnderstood(
            f'There is no outcome "{slug}".', f"The outcomes are {', '.join(every())}."
        ) from None


@cache
def of_group(group: Group) -> frozenset[str]:
    """The slugs of a group."""
    return frozenset(one.slug for one in every().values() if one.group is group)
