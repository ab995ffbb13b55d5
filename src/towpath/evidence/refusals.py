"""The rows that a delivery's rules refused, as its folder keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from towpath.evidence.homes import Home
from towpath.evidence.receipts import RefusedRow
from towpath.foundation import Grant, NoSuchData, NotUnderstood

_HANDFUL = 2_000


def rows(home: Home, delivery: str, *, grant: Grant) -> tuple[RefusedRow, ...]:
    """The refused rows of a delivery (its id, or a unique beginning), in the order of the files.

    Raises NoSuchData where there is no such delivery, or its refusals went with its loads.
    """
    grant.require_writes()  # whatever the feed: they are whole rows as the agency wrote them
    folder = _folder(home, delivery.strip().upper())
    file = home.deliveries / folder / "refused.parquet"
    if not file.exists():
        raise NoSuchData(
            f"The refused rows of {folder} were deleted when its loads were retired.",
            "Its manifest still says how many there were, and by which rule.",
        )
    return tuple(Refusals(file))


@dataclass(frozen=True)
class Refusals:
    """The refused rows of one file, read a handful at a time: it may hold all of a large file."""

    file: Path

    def __len__(self) -> int:
        from pyarrow import parquet

        return int(parquet.read_metadata(self.file).num_rows)

    def __iter__(self) -> Iterator[RefusedRow]:
        for row in self._each("part", "line", "rule", "sentence", "values"):
            values = tuple(json.loads(row["values"]).items())
            yield RefusedRow(row["part"], row["line"], row["rule"], row["sentence"], values)

    @property
    def headings(self) -> tuple[str, ...]:
        """What their columns are called, in the order of the files."""
        found: dict[str, None] = {}
        for row in self._each("values"):
            found |= dict.fromkeys(json.loads(row["values"]))
        return tuple(found)

    def _each(self, *columns: str) -> Iterator[dict[str, Any]]:
        from pyarrow import parquet

        with parquet.ParquetFile(self.file) as held:
            for batch in held.iter_batches(_HANDFUL, columns=list(columns)):
                yield from batch.to_pylist()


def _folder(home: Home, words: str) -> str:
    wanted = words if words.startswith("D-") else f"D-{words}"
    found = sorted(path.name for path in home.deliveries.glob("D-*"))
    named = [one for one in found if one.startswith(wanted)]
    if len(named) > 1:
        raise NotUnderstood(f"Several deliveries begin with {wanted}.", "Give more of the id.")
    if not named:
        known = f"There are {', '.join(found[:8])}." if found else "Nothing was delivered yet."
        raise NoSuchData(f"There is no delivery {wanted} here.", known)
    return named[0]
