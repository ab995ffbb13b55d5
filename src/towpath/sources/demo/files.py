"""Writing files so that the same world gives the same bytes."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


def csv_text(header: Sequence[str], columns: Sequence[Iterable[Any]]) -> str:
    """Columns as CSV with line feeds, quoted only where a value needs it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(zip(*columns, strict=True))
    return text.getvalue()


def write_csv(path: Path, header: Sequence[str], columns: Sequence[Iterable[Any]]) -> None:
    """Columns to a CSV file, packed when its name ends in .gz."""
    write_bytes(path, csv_text(header, columns).encode())


def write_json(path: Path, content: Any) -> None:
    """A JSON (or GeoJSON) file, packed when its name ends in .gz."""
    write_bytes(path, (json.dumps(content, ensure_ascii=False, indent=None) + "\n").encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Bytes to a file; a packed file carries no time, so that its bytes stay the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = path.suffix == ".gz"
    path.write_bytes(gzip.compress(content, 6, mtime=0) if packed else content)
