"""One document to all its files, whole or not at all, in a fixed order under fixed names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TypeVar

from towpath.documents import contents, files, pictures
from towpath.documents.audience import Readable
from towpath.documents.blocks import Map

T = TypeVar("T")
Progress = Callable[[str], None]


class Format(StrEnum):
    """What a document can be written as."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    GEOPACKAGE = "gpkg"
    SVG = "svg"


ALL = tuple(Format)


def write(
    readable: Readable,
    folder: Path,
    formats: Collection[Format] = ALL,
    *,
    name: str = "assessment",
    template: Path | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the files and return their paths; `progress` is told each file's name beforehand.

    Each file appears whole or not at all. `template` is the partnership's own Word file.
    """
    written = []
    for path, make in _files(readable, formats, name, template):
        if progress:
            progress(path)
        written.append(files.put(folder / path, make()))
    return written


def _files(
    readable: Readable, formats: Collection[Format], name: str, template: Path | None
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    whole: dict[Format, Callable[[], bytes]] = {
        Format.HTML: lambda: _html(readable),
        Format.PDF: lambda: _pdf(readable),
        Format.DOCX: lambda: _docx(readable, template),
        Format.XLSX: lambda: _xlsx(readable),
    }
    for format_, make in whole.items():
        if format_ in formats:
            yield f"{name}.{format_}", make
    loose = [one for one in (Format.CSV, Format.GEOPACKAGE, Format.SVG) if one in formats]
    # Files that have no place for a marking of their own lie beside one that has.
    if loose and readable.marking:
        yield "MARKING.txt", f"{readable.marking}\n".encode
    if Format.CSV in formats:
        yield from _tables(readable)
    if Format.GEOPACKAGE in formats:
        yield from _maps(readable)
    if Format.SVG in formats:
        yield from _pictures(readable)


# Each writer's library is loaded for who asks for it.
def _html(readable: Readable) -> bytes:
    from towpath.documents import html

    return html.page(readable).encode()


def _pdf(readable: Readable) -> bytes:
    from towpath.documents import pdf

    return pdf.sheets(readable)


def _docx(readable: Readable, template: Path | None) -> bytes:
    from towpath.documents import docx

    return docx.file(readable, template)


def _xlsx(readable: Readable) -> bytes:
    from towpath.documents import xlsx

    return xlsx.workbook(readable)


def _tables(readable: Readable) -> Iterator[tuple[str, Callable[[], bytes]]]:
    from towpath.documents import csv

    for table in contents.tables(readable.document):
        yield f"tables/{table.key}.csv", partial(_encoded, csv.table, table)
    yield "tables/figures.csv", partial(_encoded, csv.figures, readable)


def _maps(readable: Readable) -> Iterator[tuple[str, Callable[[], bytes]]]:
    from towpath.documents import geopackage

    document = readable.document
    maps = [one for one in contents.pictures(document) if isinstance(one, Map)]
    for index, drawn in enumerate(maps, start=1):
        path = f"maps/map-{index}-{drawn.table.key}.gpkg"
        yield path, partial(geopackage.package, drawn, document)


def _pictures(readable: Readable) -> Iterator[tuple[str, Callable[[], bytes]]]:
    numbering = contents.Numbering()
    for picture in contents.pictures(readable.document):
        number = numbering.next(picture).lower().replace(" ", "-")
        path = f"charts/{number}-{picture.table.key}.svg"
        yield path, partial(_encoded, pictures.standalone, picture)


def _encoded(make: Callable[[T], str], one: T) -> bytes:
    return make(one).encode()
