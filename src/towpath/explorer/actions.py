"""Every write: a look leaves the house as a file, and who had it is on the trail."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.db import transaction

from towpath.access import audit
from towpath.access.audit import Entry, Operation
from towpath.access.viewers import Viewer
from towpath.assessment import ledger, publishing, releases
from towpath.assessment.compiling import Printing
from towpath.assessment.looks import looking, opened
from towpath.documents import archives, contents, geopackage, layers, writers, xlsx
from towpath.documents.audience import Public, Restricted
from towpath.documents.blocks import Map
from towpath.explorer import queries, rules
from towpath.explorer.queries import Look
from towpath.explorer.rules import Asked
from towpath.foundation import Figure, NoSuchData, NotUnderstood


class Kind(StrEnum):
    """What a look can be taken away as."""

    CSV = "csv"
    XLSX = "xlsx"
    GEOPACKAGE = "gpkg"


@dataclass(frozen=True)
class For:
    """Who a file is for: named people, exact and marked; or, with nobody named, anybody."""

    recipients: tuple[str, ...] = ()

    @property
    def anybody(self) -> bool:
        """Whether it goes through the disclosure gate."""
        return not self.recipients


@dataclass(frozen=True)
class File:
    """A file to hand over."""

    name: str
    media_type: str
    content: bytes


_MEDIA = {
    Kind.CSV: "application/zip",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.GEOPACKAGE: "application/geopackage+sqlite3",
}


def hand_over(
    *, asked: Asked, kind: Kind, to: For, printing: Printing, by: Viewer, at: datetime
) -> File:
    """Make a file of a look for named people or for anybody, and record the disclosure.

    Its figures are remembered, so that whoever has the file can ask about each of them.
    """
    look = queries.look(viewer=by, at=at, asked=asked)
    rules.require_download(by, look.agencies)
    if to.anybody:
        rules.require_release(by, open_data=look.open_data)
        wanted = look.seen.wanted
        rules.require_publishable(look.study.period, wanted.level, open_data=look.open_data)
    seen = opened.of(look.study, look.seen) if to.anybody else look.seen
    document = looking.document(look.study, seen, printing, at=at.date())
    if to.anybody:
        _require_harmless(look)
    readable: Restricted | Public = (
        publishing.publish(document) if to.anybody else Restricted(document, to.recipients)
    )
    content = _WRITERS[kind](readable)
    ledger.record(queries.home().results, look.figures.values())
    _record(look, kind, to, by, at)
    name = f"{look.seen.wanted.category}-{look.study.period.key}"
    ending = "zip" if kind is Kind.CSV else kind.value
    return File(f"{name.replace('..', '-')}.{ending}", _MEDIA[kind], content)


def _require_harmless(look: Look) -> None:
    """Attack the look together with all that was released before; keep it among those if it holds.

    NotUnderstood, with what to do, where a small number could be worked out.
    """
    if look.open_data:
        return
    results, name = queries.home().results, f"look-{look.mark}"
    figures = [one for one in look.figures.values() if not one.handling.open]
    earlier = releases.before(results, but=name)
    try:
        report = releases.attack(figures, earlier, releases.codes_of(look.study.pack))
        releases.require_safe(report)
    except releases.GivesAway as error:
        raise NotUnderstood(error.sentence, error.remedy) from error
    releases.record(results, name, figures)


def tell_program(
    *, look: Look, what: str, figures: Iterable[Figure], by: Viewer, at: datetime
) -> None:
    """Record that a program was told a look's numbers: they leave the house as in a file.

    The figures are remembered as those of a file are, so that their ids lead back here.
    """
    rules.require_download(by, look.agencies)
    ledger.record(queries.home().results, figures)
    details = {"asked": what, "where": look.asked.where, "what": look.asked.what,
               "when": look.asked.when, "source": look.study.feed}  # fmt: skip
    subject = f"snapshot:{look.study.snapshot}"
    entry = Entry(
        Operation.DISCLOSURE, "told a program", subject, f"program of {by.person}", details=details
    )
    with transaction.atomic():
        audit.record(entry, by=by, at=at)


@transaction.atomic
def _record(look: Look, kind: Kind, to: For, by: Viewer, at: datetime) -> None:
    asked = look.asked
    entry = Entry(
        Operation.DISCLOSURE,
        "took away a look",
        subject=f"snapshot:{look.study.snapshot}",
        recipient="anybody" if to.anybody else "; ".join(to.recipients),
        details={
            "format": kind.value, "where": asked.where, "what": asked.what, "when": asked.when,
            "by": asked.by, "source": look.study.feed, "figures": len(look.figures),
        },
    )  # fmt: skip
    audit.record(entry, by=by, at=at)


def recipients(words: str) -> tuple[str, ...]:
    """The people named in a line, parted by commas or semicolons; NotUnderstood where none is."""
    named = tuple(filter(None, (one.strip() for one in words.replace(";", ",").split(","))))
    if not named:
        raise NotUnderstood("Nobody is named.", "Name who will have the file.")
    return named


def _tables(readable: Restricted | Public) -> bytes:
    """Every table, the figures' grounds and the marking, as one archive of CSV files."""
    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        written = writers.write(readable, Path(folder), (writers.Format.CSV,))
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in written:
                archive.write(path, path.relative_to(folder).as_posix())
    return archives.settled(out.getvalue())


def _package(readable: Restricted | Public) -> bytes:
    maps = [one for one in contents.pictures(readable.document) if isinstance(one, Map)]
    if not maps:
        raise NoSuchData("This look has no map.", "Choose another level of areas.")
    document = readable.document
    layer = layers.of(maps[0], document.modified, name="areas", notice=document.notice)
    return geopackage.of(layer, readable.marking)


_WRITERS: dict[Kind, Callable[[Restricted | Public], bytes]] = {
    Kind.CSV: _tables,
    Kind.XLSX: xlsx.workbook,
    Kind.GEOPACKAGE: _package,
}
