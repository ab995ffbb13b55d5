"""Opening what an agency hands over: files, folders, archives and workbooks, down to plain parts.

Everything is looked at before anything is believed, and the whole delivery is refused with one
sentence where any of it cannot be read. A clean loose file is never copied.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TypedDict, Unpack
from zipfile import ZipInfo

from towpath.foundation import NotUnderstood
from towpath.sources import archives, feeds, headers, offerings, texts, workbooks
from towpath.sources.declarations import Feed
from towpath.sources.parts import Delivery, DeliveryRefused, Part

Progress = Callable[[str, int, int], None]  # what is being opened, bytes done, bytes in all
# Hashing, inflating and writing release the interpreter, so threads do help here.
_THREADS = min(4, os.cpu_count() or 1)


class Terms(TypedDict, total=False):
    """What the one who delivers says of the files.

    `feed` and `agency` are slugs, for what neither name nor header says; `mapping` is what the
    agency's columns were once said to mean (our field, or official header, to their header);
    `own_feeds` are a partnership's own declarations; `progress` is told of every step.
    """

    feed: str | None
    agency: str | None
    mapping: Mapping[str, str] | None
    own_feeds: Mapping[str, Feed] | None
    progress: Progress | None


@dataclass
class _Opening:
    """What is known while a delivery is being opened."""

    workspace: Path
    terms: Terms
    feeds: Mapping[str, Feed]
    feed: Feed | None
    agency: str
    mapping: Mapping[str, str]
    total: int = 0
    done: int = 0
    count: int = 0
    files: list[tuple[str, str, int]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    @classmethod
    def on(cls, terms: Terms, workspace: Path) -> _Opening:
        """An opening on the terms of the one who delivers."""
        known = {**feeds.every(), **(terms.get("own_feeds") or {})}
        slug, agency = terms.get("feed"), terms.get("agency")
        feed = None if slug is None else feeds.get(slug, known)
        mapping = dict(terms.get("mapping") or {})
        return cls(workspace, terms, known, feed, _slug(agency) if agency else "", mapping)

    def step_for(self, name: str) -> texts.Step:
        """A step that tells the progress of one file."""
        tell = self.terms.get("progress")

        def step(size: int) -> None:
            with self.lock:
                self.done += size
                if tell is not None:
                    tell(name, self.done, self.total)

        return step

    def new_path(self) -> Path:
        """A fresh path in the workspace; never a name from the delivery."""
        with self.lock:
            self.count += 1
            return self.workspace / f"part-{self.count:05d}.csv"


def open_delivery(paths: Sequence[Path], *, workspace: Path, **terms: Unpack[Terms]) -> Delivery:
    """Open files, folders and archives into the parts of one delivery.

    `workspace` is a folder for what must be unpacked or rewritten; `terms` are those of `Terms`.
    Raises DeliveryRefused with nothing taken in.
    """
    opening = _Opening.on(terms, workspace)
    try:
        parts = _parts(paths, opening)
    except OSError as error:
        raise DeliveryRefused(
            f"{error.filename or 'The delivery'} cannot be read or unpacked: {error.strerror}.",
            "See to the file, the disk or the permission, and deliver it again.",
        ) from error
    if not parts:
        raise DeliveryRefused(
            "Nothing in the delivery holds any rows.",
            " ".join(opening.remarks) or "Ask for the files again.",
        )
    return Delivery(tuple(opening.files), tuple(parts), workspace, tuple(opening.remarks))


def _parts(paths: Sequence[Path], opening: _Opening) -> list[Part]:
    files = list(offerings.walk(paths, opening.remarks))
    opening.workspace.mkdir(parents=True, exist_ok=True)
    opening.total = sum(path.stat().st_size for _, path in files)
    with ThreadPoolExecutor(_THREADS) as pool:
        natures = list(pool.map(lambda one: _looked_at(one[0], one[1], opening), files))
    parts: list[Part] = []
    seen: dict[str, str] = {}
    for (name, path), nature in zip(files, natures, strict=True):
        same = seen.setdefault(nature.sha256, name)
        if same != name:
            opening.remarks.append(f"{name} is the same as {same} and was read once.")
        else:
            parts += _opened(name, path, nature, opening)
    return _without_repeats(parts, opening)


def _slug(agency: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", agency.lower()).strip("-")
    if not slug:
        raise NotUnderstood(f'"{agency}" is no name for an agency.', "Say it in letters.")
    return slug


def _looked_at(name: str, path: Path, opening: _Opening) -> texts.Nature:
    with path.open("rb") as stream:
        return texts.inspect(stream, step=opening.step_for(name))


def _opened(name: str, path: Path, nature: texts.Nature, opening: _Opening) -> list[Part]:
    opening.files.append((name, nature.sha256, nature.size))
    if offerings.kind(path) == offerings.ZIP and not workbooks.is_workbook(path, name):
        return _open_archive(name, path, opening)
    return _tables(name, path, nature, opening)


def _open_archive(name: str, path: Path, opening: _Opening) -> list[Part]:
    with archives.opened(path, name) as archive:
        entries, left = archives.tables(archive)
        wanted = (*offerings.TABLES, ".zip")
        tables = [one for one in entries if offerings.is_table(one.filename, wanted)]
        left += [one.filename for one in entries if not offerings.is_table(one.filename, wanted)]
        opening.remarks += [f"{name}!{one} is no table and was left out." for one in left]
        _require_room(sum(one.file_size for one in tables), opening)
        opening.total += sum(one.file_size for one in tables)

        def extract(info: ZipInfo) -> tuple[str, Path, texts.Nature]:
            shown, target = f"{name}!{info.filename}", opening.new_path()
            with archive.open(info) as stream, target.open("wb") as sink:
                return shown, target, texts.inspect(stream, sink, opening.step_for(shown))

        with ThreadPoolExecutor(_THREADS) as pool:
            extracted = list(pool.map(extract, tables))
    return [part for one in extracted for part in _tables(*one, opening)]


def _require_room(needed: int, opening: _Opening) -> None:
    free = shutil.disk_usage(opening.workspace).free
    if needed > free:
        raise DeliveryRefused(
            f"Unpacked, the delivery needs {needed:,} bytes and the disk has {free:,} left.",
            "Make room, or set TMPDIR to a larger disk.",
        )


def _tables(name: str, path: Path, nature: texts.Nature, opening: _Opening) -> list[Part]:
    """The parts of one file that is no archive."""
    kind = offerings.kind(path)
    if kind == offerings.ZIP and workbooks.is_workbook(path, name):
        return _sheets(name, path, opening)
    if kind:
        raise offerings.refuse(name, kind)
    return _plain_table(name, path, nature, opening)


def _plain_table(name: str, path: Path, nature: texts.Nature, opening: _Opening) -> list[Part]:
    texts.require_readable(nature, name, path)
    if not nature.plain:
        source, path = path, opening.new_path()
        texts.rewrite(nature, name, source, path)
    header = headers.read(path, name)
    feed = feeds.recognise(header.columns, name, opening.feed, opening.mapping, opening.feeds)
    if not header.has_rows:
        opening.remarks.append(f"{name} has a header and no rows; it was left out.")
        return []
    return [_part(name, path, nature, header, feed, opening)]


def _sheets(name: str, path: Path, opening: _Opening) -> list[Part]:
    parts = []
    for sheet in workbooks.sheets(path, name):
        shown = f"{name}!{sheet.title}"
        feed = feeds.recognise(
            sheet.header.columns, shown, opening.feed, opening.mapping, opening.feeds
        )
        if not sheet.header.has_rows:
            opening.remarks.append(f"{shown} has a header and no rows; it was left out.")
            continue
        target = opening.new_path()
        columns = feeds.columns_of(feed, sheet.header.columns, opening.mapping)
        workbooks.write(sheet, target, feed, columns)
        with target.open("rb") as stream:
            table = texts.inspect(stream)
        parts.append(_part(shown, target, table, sheet.header, feed, opening))
    return parts


def _part(
    name: str,
    path: Path,
    nature: texts.Nature,
    header: headers.Header,
    feed: Feed,
    opening: _Opening,
) -> Part:
    agency, month = _from_name(name, feed, opening)
    columns = feeds.columns_of(feed, header.columns, opening.mapping)
    unread = [one for one in header.columns if one not in columns.values()]
    remarks = list(nature.remarks)
    if unread:
        named = ", ".join(f'"{one}"' if one.strip() else "one without a name" for one in unread)
        remarks.append(f"Columns that the feed {feed.slug} does not know were not read: {named}.")
    return Part(
        name, path, feed, agency, month, nature.sha256, columns, header.columns,
        header.delimiter, header.first_line, tuple(remarks),
    )  # fmt: skip


def _from_name(name: str, feed: Feed, opening: _Opening) -> tuple[str, date | None]:
    """Agency and month as the file's name says them, or as the one who delivers does."""
    found = re.search(feed.file_pattern, name) if feed.file_pattern else None
    said = found.groupdict() if found else {}
    agency, month = said.get("agency") or opening.agency, said.get("month")
    if not agency:
        raise DeliveryRefused(
            f"{name} does not say which agency it comes from.",
            "Name it with --agency, for example --agency west-mercia.",
        )
    if opening.agency and agency != opening.agency:
        raise DeliveryRefused(
            f"{name} is named as {agency}'s, but it was delivered as {opening.agency}'s.",
            f"Deliver it as {agency}'s, or give the file its right name.",
        )
    return agency, _month(month, name) if month else None


def _month(text: str, name: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise DeliveryRefused(
            f'{name} names the month "{text}", which does not exist.', "Correct the file's name."
        ) from None


def _without_repeats(parts: list[Part], opening: _Opening) -> list[Part]:
    """The same file twice counts once and is noted; two that differ over a month are refused."""
    kept: list[Part] = []
    first: dict[tuple[str, str, date | None, str], Part] = {}
    months: dict[tuple[str, str, date], Part] = {}
    for part in parts:
        same = first.setdefault((part.feed.slug, part.agency, part.month, part.sha256), part)
        if same is not part:
            opening.remarks.append(f"{part.name} is the same as {same.name} and was read once.")
            continue
        if part.month is not None:
            _require_alone(months.setdefault((part.feed.slug, part.agency, part.month), part), part)
        kept.append(part)
    return kept


def _require_alone(one: Part, other: Part) -> None:
    if one is not other:
        raise DeliveryRefused(
            f"{one.name} and {other.name} are both {one.agency}'s {one.feed.slug} of "
            f"{one.month:%Y-%m}, and differ.",
            "Deliver the one that is meant; a later delivery replaces an earlier one.",
        )
