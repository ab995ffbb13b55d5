"""Opening what an agency hands over: files, folders, archives and workbooks, down to plain parts.

Everything is looked at before anything is believed, and the whole delivery is refused with one
sentence where any of it cannot be read. A clean loose file is never copied.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from zipfile import ZipInfo

from towpath.foundation import NoSuchData, NotUnderstood
from towpath.sources import archives, feeds, headers, texts, workbooks
from towpath.sources.declarations import Feed
from towpath.sources.parts import Delivery, DeliveryRefused, Part

Progress = Callable[[str, int, int], None]  # what is being opened, bytes done, bytes in all

_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls")
_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls), or a workbook locked by a password"),
    (b"\x1f\x8b", "packed by gzip"),
    (b"7z\xbc\xaf", "packed by 7-Zip"),
    (b"Rar!", "packed by RAR"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)


@dataclass
class _Opening:
    """What is known while a delivery is being opened."""

    workspace: Path
    feed: Feed | None
    agency: str
    mapping: Mapping[str, str]
    feeds: Mapping[str, Feed]
    progress: Progress | None
    total: int = 0
    done: int = 0
    count: int = 0
    files: list[tuple[str, str, int]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def step_for(self, name: str) -> texts.Step:
        """A step that tells the progress of one file."""

        def step(size: int) -> None:
            with self.lock:
                self.done += size
                if self.progress is not None:
                    self.progress(name, self.done, self.total)

        return step

    def new_path(self, suffix: str = ".csv") -> Path:
        """A fresh path in the workspace; never a name from the delivery."""
        with self.lock:
            self.count += 1
            return self.workspace / f"part-{self.count:05d}{suffix}"


def open_delivery(
    paths: Sequence[Path],
    *,
    workspace: Path,
    feed: str | None = None,
    agency: str | None = None,
    mapping: Mapping[str, str] | None = None,
    own_feeds: Mapping[str, Feed] | None = None,
    progress: Progress | None = None,
) -> Delivery:
    """Open files, folders and archives into the parts of one delivery.

    `feed` and `agency` are slugs, for what neither name nor header says; `mapping` is what the
    agency's columns were once said to mean (our field, or official header, to their header);
    `own_feeds` are a partnership's own declarations. Raises DeliveryRefused, with nothing taken.
    """
    known = {**feeds.every(), **(own_feeds or {})}
    opening = _Opening(
        workspace, _feed_of(feed, known), _slug(agency), dict(mapping or {}), known, progress
    )
    files = list(_files(paths, opening))
    workspace.mkdir(parents=True, exist_ok=True)
    opening.total = sum(path.stat().st_size for _, path in files)
    parts = [part for name, path in files for part in _open_file(name, path, opening)]
    parts = _without_repeats(parts, opening)
    if not parts:
        raise DeliveryRefused(
            "Nothing in the delivery holds any rows.",
            "; ".join(opening.remarks) or "Ask for the files again.",
        )
    return Delivery(tuple(opening.files), tuple(parts), workspace, tuple(opening.remarks))


def _feed_of(slug: str | None, known: Mapping[str, Feed]) -> Feed | None:
    if slug is None:
        return None
    return known[slug] if slug in known else feeds.get(slug)


def _slug(agency: str | None) -> str:
    if agency is None:
        return ""
    slug = re.sub(r"[^a-z0-9]+", "-", agency.lower()).strip("-")
    if not slug:
        raise NotUnderstood(f'"{agency}" is no name for an agency.', "Say it in letters.")
    return slug


def _files(paths: Sequence[Path], opening: _Opening) -> Iterator[tuple[str, Path]]:
    """Every file that is handed over, under the name its owner would know it by."""
    for path in paths:
        if path.is_dir():
            yield from _in_folder(path, opening)
        elif path.is_file():
            yield path.name, path
        else:
            raise NoSuchData(f"There is no file or folder {path}.", "Check the name.")


def _in_folder(folder: Path, opening: _Opening) -> Iterator[tuple[str, Path]]:
    for parent, folders, names in os.walk(folder):  # does not follow links to folders
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            shown = (folder.name / path.relative_to(folder)).as_posix()
            if archives.is_junk(name) or path.suffix.lower() not in (*_TABLES, ".zip"):
                opening.remarks.append(f"{shown} is no table and was left out.")
            else:
                yield shown, path


def _open_file(name: str, path: Path, opening: _Opening) -> list[Part]:
    with path.open("rb") as stream:
        nature = texts.inspect(stream, step=opening.step_for(name))
    opening.files.append((name, nature.sha256, nature.size))
    if _kind(path) == "zip" and not workbooks.is_workbook(path, name):
        return _open_archive(name, path, opening)
    return _tables(name, path, nature, opening)


def _tables(name: str, path: Path, nature: texts.Nature, opening: _Opening) -> list[Part]:
    """The parts of one file that is no archive."""
    kind = _kind(path)
    if kind == "zip" and workbooks.is_workbook(path, name):
        return _sheets(name, path, nature, opening)
    if kind:
        raise DeliveryRefused(
            f"{name} is {kind if kind != 'zip' else 'an archive within an archive'}.",
            "Deliver the table itself as CSV (UTF-8) or XLSX.",
        )
    return _plain_table(name, path, nature, opening)


def _kind(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(16)
    return next((kind for magic, kind in _MAGIC if start.startswith(magic)), "")


def _open_archive(name: str, path: Path, opening: _Opening) -> list[Part]:
    with archives.opened(path, name) as archive:
        entries, left = archives.tables(archive)
        tables = [one for one in entries if one.filename.lower().endswith((*_TABLES, ".zip"))]
        left += [one.filename for one in entries if one not in tables]
        opening.remarks += [f"{name}!{one} is no table and was left out." for one in left]
        _require_room(sum(one.file_size for one in tables), opening)
        opening.total += sum(one.file_size for one in tables)

        def extract(info: ZipInfo) -> tuple[str, Path, texts.Nature]:
            shown, target = f"{name}!{info.filename}", opening.new_path()
            with archive.open(info) as stream, target.open("wb") as sink:
                return shown, target, texts.inspect(stream, sink, opening.step_for(shown))

        # Inflating, hashing and writing all release the interpreter, so threads do help here.
        with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
            extracted = list(pool.map(extract, tables))
    return [part for one in extracted for part in _tables(*one, opening)]


def _require_room(needed: int, opening: _Opening) -> None:
    free = shutil.disk_usage(opening.workspace).free
    if needed > free:
        raise DeliveryRefused(
            f"Unpacked, the delivery needs {needed:,} bytes and the disk has {free:,} left.",
            "Make room, or set TMPDIR to a larger disk.",
        )


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


def _sheets(name: str, path: Path, nature: texts.Nature, opening: _Opening) -> list[Part]:
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
        parts.append(_part(shown, target, nature, sheet.header, feed, opening))
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
            "Leave --agency out, or give the file its right name.",
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
    """The same table twice counts once and is noted; two tables of one month are refused."""
    kept: dict[tuple[str, str, str], Part] = {}
    months: dict[tuple[str, str, date], Part] = {}
    for part in parts:
        key = (part.feed.slug, part.agency, part.sha256)
        if part.sha256 != "" and key in kept and "!" not in part.name.partition(".xls")[2]:
            opening.remarks.append(f"{part.name} is the same as {kept[key].name}; read once.")
            continue
        kept[key if key not in kept else (*key[:2], part.name)] = part
        if part.month is not None:
            _require_one(months, part)
    return list(kept.values())


def _require_one(months: dict[tuple[str, str, date], Part], part: Part) -> None:
    assert part.month is not None
    other = months.setdefault((part.feed.slug, part.agency, part.month), part)
    if other is not part:
        raise DeliveryRefused(
            f"{other.name} and {part.name} are both {part.agency}'s {part.feed.slug} of "
            f"{part.month:%Y-%m}, and differ.",
            "Deliver the one that is meant; a later delivery replaces an earlier one.",
        )
