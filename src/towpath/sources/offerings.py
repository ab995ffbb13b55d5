"""What is handed over: files and folders walked, and each file's kind told by its first bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from towpath.foundation import NoSuchData
from towpath.sources import archives
from towpath.sources.parts import DeliveryRefused

TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls")
ZIP = "an archive within an archive"
_MAGIC = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls), or a workbook locked by a password"),
    (b"\x1f\x8b", "packed by gzip"),
    (b"7z\xbc\xaf", "packed by 7-Zip"),
    (b"Rar!", "packed by RAR"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"{\\rtf", "a word processor's file"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
)


def walk(paths: Sequence[Path], remarks: list[str]) -> Iterator[tuple[str, Path]]:
    """Every file that is handed over, under a name of its own that its owner would know it by.

    What lies in a folder and is no table is left out, and `remarks` says so.
    """
    used: set[str] = set()
    for path in paths:
        if not path.is_dir() and not path.is_file():
            raise NoSuchData(f"There is no file or folder {path}.", "Check the name.")
        found = _in_folder(path, remarks) if path.is_dir() else iter([(path.name, path)])
        for name, file in found:
            shown = _unused(name, file, used)
            used.add(shown)
            yield shown, file


def _unused(name: str, path: Path, used: set[str]) -> str:
    """The name, with as many folders before it as tell it from another of the same name."""
    parts = path.resolve().parts
    known = len(Path(name).parts)
    longer = ("/".join(parts[-depth:]) for depth in range(known + 1, len(parts)))
    return next((one for one in (name, *longer) if one not in used), str(path))


def _in_folder(folder: Path, remarks: list[str]) -> Iterator[tuple[str, Path]]:
    for parent, folders, names in os.walk(folder):  # does not follow links to folders
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            shown = Path(folder.resolve().name, path.relative_to(folder)).as_posix()
            plain = path.is_file() and not archives.is_junk(name)  # a pipe would never end
            if not plain or not is_table(name, (*TABLES, ".zip")):
                remarks.append(f"{shown} is no table and was left out.")
            else:
                yield shown, path


def is_table(name: str, endings: tuple[str, ...] = TABLES) -> bool:
    """Whether a file's name is that of a table."""
    return name.lower().endswith(endings)


def kind(path: Path) -> str:
    """What a file is, by its first bytes, where that is no plain text; else nothing."""
    with path.open("rb") as stream:
        start = stream.read(16)
    return next((kind for magic, kind in _MAGIC if start.startswith(magic)), "")


def refuse(name: str, kind: str) -> DeliveryRefused:
    """The refusal of a file that is no table."""
    return DeliveryRefused(
        f"{name} is {kind}.", "Deliver the table itself, as CSV (in UTF-8) or XLSX."
    )
