"""Keeping an answer's files: a folder of them appears whole, or not at all."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from towpath.documents import audience, files, layers, writers
from towpath.documents.writers import Format
from towpath.foundation import NotUnderstood

if TYPE_CHECKING:
    from towpath.evidence.homes import Home
    from towpath.places.answers import Answer

FOLDER = "places"
RECORD = "answer.json"
DOCUMENTS = (Format.HTML, Format.PDF, Format.DOCX, Format.XLSX, Format.CSV)


def folder_of(home: Home, answer: Answer) -> Path:
    """Where an answer lies unless it is told otherwise: the same question, the same folder."""
    return home.results / FOLDER / answer.name


@dataclass(frozen=True)
class Addressed:
    """An answer's document and its layers, addressed to their readers."""

    document: audience.Readable
    layers: tuple[layers.Readable, ...]


def formats(said: str) -> tuple[tuple[Format, ...], tuple[layers.Format, ...]]:
    """The formats of documents and of layers in a comma-separated option; all of them for "all"."""
    words = [word.strip().lower() for word in said.split(",") if word.strip()]
    known = {one.value for one in (*DOCUMENTS, *layers.Format)}
    wrong = [word for word in words if word not in known and word != "all"]
    if wrong:
        raise NotUnderstood(
            f'There is no format "{wrong[0]}".', f"Say some of {', '.join(sorted(known))}, or all."
        )
    every = "all" in words or not words
    return (
        tuple(one for one in DOCUMENTS if every or one.value in words),
        tuple(one for one in layers.Format if every or one.value in words),
    )


def keep(answer: Answer, addressed: Addressed, folder: Path, said: str) -> tuple[Path, ...]:
    """Write the answer's files beside their folder, then put it in place; the paths, in order.

    `said`: the formats. A folder of another origin is never replaced.
    """
    folder, (read, mapped) = folder.expanduser().absolute(), formats(said)
    _require_ours(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        fresh, old = Path(scratch) / "new", Path(scratch) / "old"
        written = writers.write(addressed.document, fresh, read, name=answer.command)
        for one in addressed.layers:
            written += layers.write(one, fresh, _drawable(one, mapped))
        record = json.dumps(answer.record(), ensure_ascii=False, indent=2, default=str)
        written.append(files.put(fresh / RECORD, f"{record}\n".encode()))
        fresh.chmod(0o755)
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    return tuple(folder / path.relative_to(fresh) for path in written)


def _drawable(one: layers.Readable, asked: tuple[layers.Format, ...]) -> tuple[layers.Format, ...]:
    """The formats that a layer can be written in: lines have no map that draws them."""
    if one.layer.picture is not None:
        return asked
    return tuple(each for each in asked if each not in (layers.Format.PNG, layers.Format.SVG))


def _require_ours(folder: Path) -> None:
    if folder.exists() and not (folder / RECORD).is_file() and any(folder.iterdir()):
        raise NotUnderstood(
            f"{folder} holds other files already.", "Name an empty or a new folder with --out."
        )
