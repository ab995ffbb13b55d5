"""The rows that a delivery's rules refused, as its folder keeps them."""

from __future__ import annotations

import json
from pathlib import Path

from towpath.evidence.homes import Home
from towpath.evidence.receipts import RefusedRow
from towpath.foundation import Grant, NoSuchData, NotUnderstood


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
    return read(file)


def read(file: Path) -> tuple[RefusedRow, ...]:
    """The refused rows of one file."""
    from pyarrow import parquet

    found = parquet.read_table(file).to_pylist()
    return tuple(
        RefusedRow(
            row["part"], row["line"], row["rule"], row["sentence"],
            tuple(json.loads(row["values"]).items()),
        )
        for row in found
    )  # fmt: skip


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
