"""Forecasts and scorecards as they are kept in HOME/results: written once, and never changed.

    forecasts/ID/forecast.json   what was asked, of which snapshot, with which parameters
    forecasts/ID/cells.parquet   for each day and cell what was expected, and the plain map beside
    scorecards/ID.json           how good a forecast, or a method, turned out to be

An id is a hash of the question and the snapshot: the same question again changes nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.analysis.grids import Grid
from towpath.evidence import homes

if TYPE_CHECKING:
    from towpath.analysis.arrays import Floats
    from towpath.evidence.homes import Home

FORECASTS, SCORECARDS = "forecasts", "scorecards"
FACTS, CELLS = "forecast.json", "cells.parquet"
# A verdict stands for a quarter: who looks every day finds luck sooner or later.
QUARTER = 91
JUDGED_BY = ("feed", "category", "area", "cell", "method")


def id_of(kind: str, question: Mapping[str, Any]) -> str:
    """A kept result's name: two letters for its kind and ten of a hash of what was asked."""
    text = json.dumps(question, sort_keys=True, ensure_ascii=False, default=str)
    digest = hashlib.sha256(text.encode()).digest()
    return f"{kind}-{base64.b32encode(digest[:7]).decode().rstrip('=')[:10].lower()}"


def grid_key(grid: Grid) -> dict[str, Any]:
    """A grid in a few words: the corner, the cell, and a hash of which cells are inside."""
    inside = hashlib.sha256(np.packbits(grid.inside).tobytes()).hexdigest()[:12]
    return {
        "west": grid.west, "south": grid.south, "size": grid.size, "cells": grid.cells,
        "rows": grid.rows, "columns": grid.columns, "inside": inside,
    }  # fmt: skip


@dataclass(frozen=True)
class Forecast:
    """A forecast as it is kept. `expected`, `plain`: (days, cells) of the grid."""

    question: Mapping[str, Any]
    found: Mapping[str, Any]
    grid: Grid = field(repr=False)
    expected: Floats = field(repr=False)
    plain: Floats = field(repr=False)

    @property
    def id(self) -> str:
        """`fc-` and ten letters."""
        return id_of("fc", self.question)

    @property
    def as_of(self) -> date:
        """The first day foreseen."""
        return date.fromisoformat(self.question["as_of"])

    @property
    def days(self) -> int:
        """How many days it foresees."""
        return int(self.question["days"])


def keep(home: Home, forecast: Forecast) -> tuple[Path, bool]:
    """Keep a forecast; its folder, and whether it was not there before.

    The folder appears whole and durable, or not at all; what is there is left as it is.
    """
    folder = home.results / FORECASTS / forecast.id
    if (folder / FACTS).is_file():
        return folder, False
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{forecast.id}-") as scratch:
        fresh = Path(scratch) / "new"
        fresh.mkdir()
        _write_cells(fresh / CELLS, forecast)
        facts = {"id": forecast.id, "question": forecast.question, "found": forecast.found}
        (fresh / FACTS).write_text(_text(facts), "utf-8")
        for file in (fresh / CELLS, fresh / FACTS):
            homes.sync_file(file)
        homes.sync_folder(fresh)
        try:
            fresh.rename(folder)
        except OSError:
            if not (folder / FACTS).is_file():
                raise
            return folder, False  # somebody else was quicker, with the same answer
        homes.sync_folder(folder.parent)
    return folder, True


def forecasts(home: Home) -> Iterator[Forecast]:
    """Every forecast kept, the oldest day first."""
    folders = sorted((home.results / FORECASTS).glob("fc-*/" + FACTS))
    read = [(json.loads(file.read_text("utf-8")), file.parent) for file in folders]
    for facts, folder in sorted(read, key=lambda one: (one[0]["question"]["as_of"], one[0]["id"])):
        yield _read(facts, folder)


def keep_scorecard(home: Home, question: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """Keep a scorecard under the id of its question; one that is there is left as it is."""
    slug = id_of("sc", question)
    file = home.results / SCORECARDS / f"{slug}.json"
    if not file.is_file():
        homes.replace(file, _text({"id": slug, "question": question, "found": found}))
    return slug


def scorecards(home: Home) -> tuple[dict[str, Any], ...]:
    """Every scorecard kept, by the last day scored."""
    files = (home.results / SCORECARDS).glob("sc-*.json")
    read = [json.loads(file.read_text("utf-8")) for file in files]
    return tuple(sorted(read, key=lambda one: (one["question"]["end"], one["id"])))


@dataclass(frozen=True)
class Judgement:
    """Whether a method is on, since when, and why: the line of a scorecard that switches it."""

    on: bool
    reason: str
    day: date
    scorecard: str


def judgement(home: Home, key: Mapping[str, Any], as_of: date) -> Judgement | None:
    """The verdict in force on a day: the first of its quarter stands until the quarter is over."""
    standing: Judgement | None = None
    for one in _judgements(home, key):
        if one.day <= as_of and (standing is None or (one.day - standing.day).days >= QUARTER):
            standing = one
    return standing if standing and (as_of - standing.day).days < QUARTER else None


def _judgements(home: Home, key: Mapping[str, Any]) -> Iterator[Judgement]:
    for card in scorecards(home):
        for row in card["found"].get("verdicts", ()):
            known = card["question"] | {"method": row["method"]}
            if all(known.get(name) == key[name] for name in JUDGED_BY) and not row["trial"]:
                day = date.fromisoformat(card["question"]["end"])
                yield Judgement(row["on"], row["reason"], day, card["id"])


def _text(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"


def _write_cells(file: Path, forecast: Forecast) -> None:
    """Each cell by its south-west corner in metres, in the grid's own order, day by day."""
    import pyarrow as pa
    from pyarrow import parquet

    grid, days = forecast.grid, len(forecast.expected)
    corner = grid.centres - grid.size / 2
    columns = {
        "day": np.repeat(np.arange(days, dtype=np.int32), grid.cells),
        "easting": np.tile(corner[:, 0], days),
        "northing": np.tile(corner[:, 1], days),
        "expected": forecast.expected.ravel(),
        "plain": forecast.plain.ravel(),
    }
    parquet.write_table(pa.table(columns), file, compression="zstd")
    file.chmod(0o644)


def _read(facts: dict[str, Any], folder: Path) -> Forecast:
    from pyarrow import parquet

    table, known = parquet.read_table(folder / CELLS), facts["question"]["grid"]
    shape = int(facts["question"]["days"]), int(known["cells"])
    size = float(known["size"])
    across, up = (table[name].to_numpy()[: shape[1]] for name in ("easting", "northing"))
    inside = np.zeros((int(known["rows"]), int(known["columns"])), dtype=bool)
    row = np.round((up - known["south"]) / size).astype(np.int64)
    inside[row, np.round((across - known["west"]) / size).astype(np.int64)] = True
    grid = Grid(float(known["west"]), float(known["south"]), size, inside)
    expected, plain = (table[name].to_numpy().reshape(shape) for name in ("expected", "plain"))
    return Forecast(facts["question"], facts["found"], grid, expected, plain)
