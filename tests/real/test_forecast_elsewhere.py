"""The same forecasts in another city: thefts of Vancouver, known to the minute, in 2020."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from towpath.analysis import events, grids, walk_forward
from towpath.analysis.prospective import blending, counting, self_exciting_cells, trafford
from towpath.analysis.walk_forward import Reason, Verdict

pytestmark = [pytest.mark.real, pytest.mark.slow]

PLAIN = "counts-365"
METHODS = [
    counting.Counts(365), trafford.Trafford(), self_exciting_cells.SelfExcitingCells(),
    blending.Blend(),
]  # fmt: skip


def thefts(path: Path) -> dict[str, events.Events]:
    """The events of each kind of theft that has a place."""
    with gzip.open(path, "rt", newline="") as text:
        rows = [row for row in csv.DictReader(text) if float(row["X"] or 0) > 0]
    stamps = [
        f"{r['YEAR']}-{int(r['MONTH']):02}-{int(r['DAY']):02}"
        f"T{int(r['HOUR']):02}:{int(r['MINUTE']):02}"
        for r in rows
    ]
    kind = np.array([row["TYPE"] for row in rows])
    x, y = (np.array([float(row[axis]) for row in rows]) for axis in "XY")
    when = np.array(stamps, dtype="datetime64[m]")
    return {k: events.of(x[kind == k], y[kind == k], when[kind == k]) for k in np.unique(kind)}


@pytest.fixture(scope="module")
def verdicts(shared: Path) -> dict[tuple[str, str], Verdict]:
    found = {}
    for kind, held in thefts(shared / "data/events/vancouver_thefts_2020.csv.gz").items():
        first = float(np.floor(held.day[-1])) - 89
        ground = grids.around(held.before(first).xy, 250, 750)
        walked = walk_forward.run(METHODS, held, ground, first, 90)
        for track in walked.tracks:
            said = walk_forward.verdict(walked, track.slug, PLAIN)
            found[kind, track.slug] = said
            print(f"{kind}. {said.sentence}")
    return found


def test_the_recommended_methods_are_never_worse_than_the_plain_map(
    verdicts: dict[tuple[str, str], Verdict],
) -> None:
    for (kind, slug), said in verdicts.items():
        if slug in ("blend", "self-exciting-grid"):
            assert said.reason != Reason.WORSE, (kind, said.sentence)


def test_three_weeks_of_memory_are_too_short_for_thefts_too(
    verdicts: dict[tuple[str, str], Verdict],
) -> None:
    for (kind, slug), said in verdicts.items():
        if slug == "trafford":
            assert said.reason == Reason.WORSE, (kind, said.sentence)
