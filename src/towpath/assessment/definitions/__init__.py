"""Definitions: what each figure means, in readable TOML, with its version.

Two kinds. A *measure* says in words what a finding's figure is and which method makes it. An
*indicator* is executable: categories, base and direction, which `indicators.value` runs on data; a
partnership adds its own in HOME/definitions/*.toml. Both answer `towpath explain`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from towpath.foundation import NotUnderstood, TowpathError, Unit, categories


class DefinitionFault(TowpathError):
    """A definitions file says something that cannot be."""

    exit_code = NotUnderstood.exit_code


@dataclass(frozen=True)
class Definition:
    """What a figure means.

    `says` is one or two sentences for the reader; `method` the page of the methods' guide; `paper`
    its source. For an indicator, `categories` are the slugs it counts, `base` what it is divided
    by (residents, households or nothing) and `good` the direction that is good (down or up).
    """

    slug: str
    title: str
    unit: Unit
    says: str
    version: int = 1
    method: str = ""
    paper: str = ""
    categories: tuple[str, ...] = ()
    base: str = ""
    good: str = ""
    owner: str = ""
    origin: str = "Towpath"

    @property
    def executable(self) -> bool:
        """Whether it is an indicator, which runs on data by itself."""
        return bool(self.categories)


@cache
def shipped() -> dict[str, Definition]:
    """The definitions that come with Towpath, by slug."""
    here = files("towpath.assessment.definitions")
    return _read(one for one in here.iterdir() if one.name.endswith(".toml"))


@cache
def own(folder: Path) -> dict[str, Definition]:
    """A partnership's own definitions; a slug of Towpath's own may not be taken."""
    if not folder.is_dir():
        return {}
    mine = _read(sorted(folder.glob("*.toml")))
    for slug in mine:
        if slug in shipped():
            raise DefinitionFault(
                f'"{slug}" is a definition of Towpath\'s own and cannot be replaced.',
                "Give your definition a name of its own.",
            )
    return mine


def known(home: Path | None = None) -> dict[str, Definition]:
    """All definitions by slug, Towpath's first."""
    return shipped() | (own(home) if home else {})


def get(slug: str, home: Path | None = None) -> Definition:
    """The definition of a slug, shipped or the partnership's own; raises NotUnderstood."""
    every = known(home)
    if slug not in every:
        raise NotUnderstood(
            f'There is no definition "{slug}".', "`towpath definitions` lists them."
        )
    return every[slug]


def _read(sources: Iterable[Traversable | Path]) -> dict[str, Definition]:
    read: dict[str, Definition] = {}
    for source in sorted(sources, key=lambda one: one.name):
        for slug, row in tomllib.loads(source.read_text("utf-8")).items():
            # Lists are declarations of another kind (placed actions, judgements), read elsewhere.
            if not isinstance(row, list):
                read[slug] = _made(slug, row, source.name)
    return read


def _made(slug: str, row: dict[str, object], file: str) -> Definition:
    unknown = row.keys() - {field.name for field in fields(Definition)}
    lacking = {"title", "unit", "says"} - row.keys()
    if unknown or lacking:
        what = f"does not know {sorted(unknown)}" if unknown else f"lacks {sorted(lacking)}"
        raise DefinitionFault(f"{file}: the definition of {slug} {what}.", "Mend the file.")
    try:
        unit = Unit(str(row["unit"]))
    except ValueError:
        known = ", ".join(one.value for one in Unit)
        raise DefinitionFault(
            f'{file}: {slug} has an unknown unit "{row["unit"]}".', f"Use one of: {known}."
        ) from None
    chosen = tuple(_slugs(row.get("categories", ())))
    given = {key: value for key, value in row.items() if key not in ("unit", "categories")}
    return Definition(slug=slug, unit=unit, categories=chosen, **given)  # type: ignore[arg-type]


def _slugs(words: object) -> Iterable[str]:
    listed = words if isinstance(words, list) else [words] if words else []
    return (categories.find(str(word)).slug for word in listed)
