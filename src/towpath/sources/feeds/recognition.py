"""Which feed a table is: by its header, and by its file's name where the feed has a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from towpath.sources.declarations import Feed, Field
from towpath.sources.feeds.reading import every
from towpath.sources.parts import DeliveryRefused


def tidy(header: str) -> str:
    """A header without capitals, edges and double spaces: what two spellings share."""
    return re.sub(r"[\s_]+", " ", header).strip().casefold()


def columns_of(
    feed: Feed, header: Sequence[str], mapping: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The feed's field names to the header's own spellings, for the fields that are there.

    `mapping` (field name, or its official header, to the delivered header) comes first: it is what
    the agency's columns were once said to mean. Where the header has gone back to the official
    words since, those are read.
    """
    there = {tidy(name): name for name in header}
    said = {tidy(key): tidy(value) for key, value in (mapping or {}).items()}
    found: dict[str, str] = {}
    for field in feed.fields:
        for spelling in _spellings(field, said):
            if spelling in there:
                found[field.name] = there[spelling]
                break
    return found


def _spellings(field: Field, said: Mapping[str, str]) -> Iterable[str]:
    keys = [tidy(key) for key in (field.name, *field.headers)]
    theirs = [said[key] for key in keys if key in said]
    return (*theirs[:1], *(tidy(header) for header in field.headers))


def missing_columns(feed: Feed, columns: Mapping[str, str]) -> tuple[str, ...]:
    """The official headers of required columns that are not there."""
    needed = (field for field in feed.fields if field.required)
    return tuple(field.headers[0] for field in needed if field.name not in columns)


def recognise(
    header: Sequence[str],
    name: str = "the file",
    feed: Feed | None = None,
    mapping: Mapping[str, str] | None = None,
    feeds: Mapping[str, Feed] | None = None,
) -> Feed:
    """The feed that a header belongs to; DeliveryRefused names the nearest and what is missing.

    Where the feed is given, its required columns must be there; some feeds are found only so.
    Where several feeds fit, the one whose file pattern fits the name wins, then the one that knows
    most of the columns, then a partnership's own.
    """
    known = feeds if feeds is not None else every()
    candidates = (feed,) if feed else tuple(one for one in known.values() if not one.named)
    found = {one.slug: columns_of(one, header, mapping) for one in candidates}
    fitting = [one for one in candidates if not missing_columns(one, found[one.slug])]
    if not fitting:
        raise _unknown(header, name, candidates, found)
    rank = {one.slug: _fit(one, found[one.slug], name) for one in fitting}
    best = max(rank.values())
    winners = [one for one in fitting if rank[one.slug] == best]
    if len(winners) > 1:
        raise DeliveryRefused(
            f"{name} could be any of these feeds: {', '.join(one.slug for one in winners)}.",
            f"Say which with --feed, for example --feed {winners[0].slug}.",
        )
    return winners[0]


def _fit(feed: Feed, columns: Mapping[str, str], name: str) -> tuple[bool, int, int, bool]:
    named = bool(feed.file_pattern and re.search(feed.file_pattern, name))
    required = sum(field.required for field in feed.fields)
    return named, len(columns), required, feed.slug not in every()


def _unknown(
    header: Sequence[str],
    name: str,
    candidates: Sequence[Feed],
    found: Mapping[str, Mapping[str, str]],
) -> DeliveryRefused:
    nearest = max(candidates, key=lambda one: len(found[one.slug]) / len(one.fields))
    columns = found[nearest.slug]
    unknown = [one for one in header if one not in columns.values()]
    if not columns:
        return DeliveryRefused(
            f"{name} has a header of no known feed; it begins {_some(header)}.",
            "Check that its first line holds the column names, or name the feed with --feed and "
            "say which column is which with --column.",
        )
    extra = f", and these are not known to it: {_some(unknown)}" if unknown else ""
    return DeliveryRefused(
        f"{name} is nearest to the feed {nearest.slug}, but these columns are missing: "
        f"{_some(missing_columns(nearest, columns))}{extra}.",
        "Ask for the missing columns" + (
            f", or say which column is which: {_hint(nearest, columns, unknown)}."
            if nearest.mappable else "."
        ),
    )  # fmt: skip


def _hint(feed: Feed, columns: Mapping[str, str], unknown: Sequence[str]) -> str:
    """The option to type, ready but for the choice among their headings."""
    lacking = [one for one in feed.fields if one.required and one.name not in columns]
    theirs = unknown[0] if len(unknown) == len(lacking) == 1 else "THEIR HEADING"
    return " ".join(f'--column "{one.headers[0]}={theirs}"' for one in lacking)


def _some(names: Sequence[str], most: int = 8) -> str:
    shown = ", ".join(f'"{name[:40]}"' for name in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")
