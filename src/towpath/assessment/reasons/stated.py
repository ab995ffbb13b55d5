"""What analysts state as reasons for a change: read from HOME/definitions/drivers/*.toml.

[[driver]]
change = "shoplifting"            # a category, or "crime", or "asb"
factor = "economic"               # political, economic, social, technological, environmental,
                                  # legal, organisational (PESTELO)
side = "offender"                 # victim, offender, place
says = "Prices of food rose by a quarter, and two shops let go of their guards."
figures = ["F-A1B2C3D4"]          # ids of the figures it rests on, as the assessment prints them
confidence = "moderate"           # high, moderate, low
author = "A. Analyst"
date = 2026-01-15
requirement = "Ask the retailers' group for losses by month."   # what is still to be found out
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from towpath.foundation import NotUnderstood, categories

FOLDER = "drivers"
FACTORS = (
    "political", "economic", "social", "technological", "environmental", "legal", "organisational",
)  # fmt: skip
SIDES = ("victim", "offender", "place")
CONFIDENCE = ("high", "moderate", "low")
_WORDS = {"factor": FACTORS, "side": SIDES, "confidence": CONFIDENCE}


@dataclass(frozen=True)
class Driver:
    """One reason for a change, as an analyst states it."""

    change: str
    factor: str
    side: str
    says: str
    confidence: str
    author: str
    date: date
    figures: tuple[str, ...] = ()
    requirement: str = ""

    @property
    def grounded(self) -> bool:
        """Whether it cites any figure; without one it is an assertion."""
        return bool(self.figures)


def read(folder: Path) -> tuple[Driver, ...]:
    """Every driver of a folder's files, in the order of files and lines; none where none is."""
    if not folder.is_dir():
        return ()
    return tuple(
        _driver(row, file.name) for file in sorted(folder.glob("*.toml")) for row in _rows(file)
    )


def _rows(file: Path) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = tomllib.loads(file.read_text("utf-8")).get("driver", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotUnderstood(f"{file.name} cannot be read: {error}.", "Mend the file.") from error
    return rows


def _driver(row: Mapping[str, Any], file: str) -> Driver:
    known = {one.name for one in fields(Driver)}
    lacking = known - {"figures", "requirement"} - row.keys()
    unknown = row.keys() - known
    if lacking or unknown:
        wrong = f"lacks {sorted(lacking)}" if lacking else f"has an unknown {sorted(unknown)}"
        raise NotUnderstood(f"{file}: a driver {wrong}.", "See the guide to drivers.")
    for name, words in _WORDS.items():
        if row[name] not in words:
            raise NotUnderstood(
                f'{file}: {name} = "{row[name]}" is not understood.', f"Say {', '.join(words)}."
            )
    change = categories.find(str(row["change"])).slug
    cited = tuple(str(one) for one in row.get("figures", ()))
    return Driver(**{**row, "change": change, "figures": cited})
