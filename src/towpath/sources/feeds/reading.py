"""Reading a feed's declaration from TOML."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from towpath.foundation import Handling, NotUnderstood, categories
from towpath.sources import outcomes
from towpath.sources.declarations import Check, Feed, Field, Kind, Rule, Type


@cache
def every() -> Mapping[str, Feed]:
    """Every feed that ships with the product, by slug."""
    return MappingProxyType({slug: parse(rows) for slug, rows in _shipped().items()})


@cache
def _shipped() -> dict[str, dict[str, Any]]:
    found = files("towpath.sources.feeds").iterdir()
    read = (_toml(one) for one in found if one.name.endswith(".toml"))
    return {rows["slug"]: rows for rows in sorted(read, key=lambda rows: str(rows["slug"]))}


def get(slug: str, known: Mapping[str, Feed] | None = None) -> Feed:
    """The feed of a slug, among those that are known (else those that ship); or NotUnderstood."""
    declared = every() if known is None else known
    try:
        return declared[slug]
    except KeyError:
        raise NotUnderstood(
            f'There is no feed "{slug}".', f"The feeds are {', '.join(declared)}."
        ) from None


def read_folder(folder: Path) -> Mapping[str, Feed]:
    """The feeds that a partnership declares for itself, by slug; none where there is no folder.

    A declaration may be `based_on` one that ships, and then says only what differs: a date's
    format, further headers, words and rules. Under the same slug it takes the other's place.
    """
    found = (parse(_toml(path), path.name) for path in sorted(folder.glob("*.toml")))
    return MappingProxyType({feed.slug: feed for feed in found})


def _toml(path: Traversable | Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotUnderstood(
            f"The declaration {path.name} cannot be read: {error}.", "Mend it and try again."
        ) from error


def parse(declared: Mapping[str, Any], file: str = "") -> Feed:
    """A feed from the contents of its declaration; NotUnderstood names what is amiss in it."""
    slug = str(declared.get("slug", "without a slug"))
    try:
        feed = _feed(_whole(declared))
    except (KeyError, TypeError, ValueError) as error:
        raise NotUnderstood(
            f"The declaration of the feed {slug} cannot be used: {error!r}.",
            "Compare it with one that ships with Towpath.",
        ) from error
    _require_known_slugs(feed, file or f"{slug}.toml")
    return feed


def _whole(declared: Mapping[str, Any]) -> dict[str, Any]:
    """A declaration with all that it leaves to the one it is based on."""
    own = dict(declared)
    if "based_on" not in own:
        return own
    base = _shipped()[own.pop("based_on")]
    changed = {row["name"]: row for row in own.pop("fields", ())}
    fields = [{**row, **changed.pop(row["name"], {})} for row in base["fields"]]
    maps = {
        key: {**_mapping(base.get(key, {}), key), **_mapping(own.pop(key, {}), key)}
        for key in ("categories", "outcomes")
    }
    rules = [*base.get("rules", ()), *own.pop("rules", ())]
    return {**base, **own, **maps, "fields": [*fields, *changed.values()], "rules": rules}


def _feed(rows: dict[str, Any]) -> Feed:
    handling = Handling.parse(rows.pop("handling"))
    given: dict[str, Any] = {
        "kind": Kind(rows.pop("kind")),
        "handling": handling,
        "fields": tuple(_field(row, handling) for row in rows.pop("fields")),
        "rules": tuple(_rule(row) for row in rows.pop("rules", ())),
        "categories": _mapping(rows.pop("categories", {}), "categories"),
        "outcomes": _mapping(rows.pop("outcomes", {}), "outcomes"),
    }
    given |= {key: tuple(rows.pop(key)) for key in ("yes", "no") if key in rows}
    feed = Feed(**given, **rows)
    _require_known_fields(feed)
    return feed


def _field(row: dict[str, Any], of_feed: Handling) -> Field:
    row = dict(row)
    handling = Handling.parse(row.pop("handling")) if "handling" in row else of_feed
    return Field(
        headers=tuple(row.pop("headers")), type=Type(row.pop("type")), handling=handling, **row
    )


def _rule(row: dict[str, Any]) -> Rule:
    row = dict(row)
    options = MappingProxyType({key: str(value) for key, value in row.pop("options", {}).items()})
    return Rule(
        check=Check(row.pop("check")), fields=tuple(row.pop("fields")), options=options, **row
    )


def _mapping(said: str | Mapping[str, str], table: str) -> Mapping[str, str]:
    if (said, table) == ("any", "categories"):
        return MappingProxyType(_own_words())
    return MappingProxyType(dict(_shared(said, table) if isinstance(said, str) else said))


def _own_words() -> dict[str, str]:
    """Towpath's own words for every category: its slug and its label, in the usual capitals."""
    found: dict[str, str] = {}
    for slug, one in categories.tree().items():
        for words in (slug, slug.replace("-", " "), one.label):
            for spelt in (words, words.lower(), words.upper(), words.title(), words.capitalize()):
                found.setdefault(spelt, slug)
    return found


def _shared(name: str, table: str) -> Mapping[str, str]:
    """A mapping that several feeds share, by the name of its file."""
    path = files("towpath.sources.mappings").joinpath(f"{name}.toml")
    found: Mapping[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))[table]
    return found


def _require_known_fields(feed: Feed) -> None:
    names = [one.name for one in feed.fields]
    unknown = {name for rule in feed.rules for name in rule.fields} - set(names)
    if unknown or len(set(names)) < len(names):
        raise ValueError(f"fields named twice, or named by a rule but not declared: {unknown}")


def _require_known_slugs(feed: Feed, file: str) -> None:
    """What words are mapped to must exist: a row under no known category is counted nowhere."""
    own = {"category": feed.category} if feed.category else {}
    slugs = f"The outcomes are {', '.join(outcomes.every())}."
    mapped: tuple[tuple[str, Mapping[str, str], Iterable[str], str], ...] = (
        ("category", {**own, **feed.categories}, categories.tree(), "See `towpath categories`."),
        ("outcome", feed.outcomes, outcomes.every(), slugs),
    )
    for what, words, known, listing in mapped:
        for said, slug in words.items():
            if slug not in known:
                raise NotUnderstood(
                    f'{file} maps "{said}" to the {what} "{slug}", which does not exist.',
                    f"{_near(slug, known)}{listing}",
                )


def _near(slug: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(slug, known, n=1)
    return f'Did you mean "{near[0]}"? ' if near else ""
