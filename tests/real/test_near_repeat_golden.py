"""The Near Repeat Calculator's own output for the same files: every count, every conclusion."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from towpath.analysis import bands, events, near_repeat

FOLDER = "data/near_repeat"
CASES = [
    pytest.param("chicago_arson", (0, 200, 400, 600), (1, 2, 3), 99, id="arson"),
    pytest.param("chicago_be_month1", (0, 100, 200, 300), (7, 14, 21), 19, id="burglary"),
]


def points(path: Path) -> events.Events:
    with path.open() as file:
        rows = [row for row in csv.reader(file) if row[0] != "X"]
    days = np.array([row[2] for row in rows], dtype="datetime64[D]")
    return events.of([float(row[0]) for row in rows], [float(row[1]) for row in rows], days)


def table(text: str, title: str) -> np.ndarray:
    """One of the calculator's tables; what it leaves blank is 0."""
    body = text.split(title)[1].split("\n")[3:8]
    # The number of the row, its name (which may hold a comma), the cells, and a comma.
    return np.array([[float(cell or 0) for cell in line.split(",")[-5:-1]] for line in body])


def answers(shared: Path, name: str) -> str:
    (path,) = (shared / FOLDER).glob(f"{name}_NRverbose*.csv")
    return path.read_text("utf-8", errors="replace").replace("\r", "")


@pytest.mark.parametrize(("name", "distances", "times", "permutations"), CASES)
def test_the_calculators_counts_and_conclusions(
    shared, name, distances, times, permutations
) -> None:
    text = answers(shared, name)
    found = near_repeat.knox(
        points(shared / FOLDER / f"{name}.csv"),
        distances,
        times,
        np.random.default_rng(1),
        rules=bands.CALCULATOR,
    )
    observed = table(text, "Observed frequencies distribution")
    assert found.observed.tolist() == observed.tolist()
    theirs = table(text, "Statistical significant table")
    # Theirs rests on few permutations; 4.5 binomial errors of it, and one of its steps.
    error = np.sqrt(found.p * (1 - found.p) / permutations)
    assert (np.abs(theirs - found.p) < 4.5 * error + 1.01 / (permutations + 1)).all()


@pytest.mark.parametrize(("name", "distances", "times", "permutations"), CASES)
def test_the_calculators_means_lie_around_the_exact_ones(
    shared, name, distances, times, permutations
) -> None:
    exact = near_repeat.moments(
        points(shared / FOLDER / f"{name}.csv"), distances, times, rules=bands.CALCULATOR
    )
    parts = re.split(r"Row (\d) Column (\d)\n", answers(shared, name))[1:]
    for row, column, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        cell = int(row) - 1, int(column) - 1
        mean = float(re.search(r"Mean, ([\d.]+)", body).group(1))
        error = np.sqrt(exact.variance[cell] / permutations)
        assert abs(mean - exact.mean[cell]) < 4.5 * error


def test_one_pair_of_39996_cm_is_what_single_precision_moves(shared) -> None:
    """Otherwise we agree to the last pair with coordinates kept whole."""
    held = points(shared / FOLDER / "chicago_arson.csv")
    whole = bands.Rules(blocks=True, inclusive=False)
    same = [
        near_repeat.moments(held, (0, 200, 400, 600), (1, 2, 3), rules=rules).observed
        for rules in (bands.CALCULATOR, whole)
    ]
    moved = same[1] - same[0]
    assert moved[2:4, 3].tolist() == [1, -1]
    assert np.count_nonzero(moved) == 2
