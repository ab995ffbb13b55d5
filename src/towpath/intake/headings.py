"""What an agency's columns are called, for somebody to say what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from towpath.foundation import TowpathError
from towpath.sources import headers, offerings, texts, workbooks


def of(paths: Sequence[Path], workspace: Path) -> list[str]:
    """The columns of files, each once; an archive, or what cannot be read, is passed over."""
    found: dict[str, None] = {}
    for path in paths:
        try:
            found |= dict.fromkeys(_of(path, workspace))
        except (TowpathError, OSError):
            continue
    return [one for one in found if one.strip()]


def _of(path: Path, workspace: Path) -> Iterator[str]:
    kind = offerings.kind(path)
    if kind == offerings.ZIP:
        if workbooks.is_workbook(path, path.name):
            for sheet in workbooks.sheets(path, path.name):
                yield from sheet.header.columns
        return
    with path.open("rb") as stream:
        nature = texts.inspect(stream)
    texts.require_readable(nature, path.name, path)
    if not nature.plain:
        workspace.mkdir(parents=True, exist_ok=True)
        path, source = workspace / "headings.csv", path
        texts.rewrite(nature, source.name, source, path)
    yield from headers.read(path, path.name).columns
