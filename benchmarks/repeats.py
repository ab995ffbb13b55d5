"""Knox's test for near repeats, beside both of pointpats' ways."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np

import points
from case import Case, Mark, cold, warm

METRES, DAYS = 200.0, 14.0
DISTANCES, TIMES = (0.0, 100.0, 200.0, 300.0, 400.0), (7.0, 14.0, 21.0, 28.0)
SIZES = (20_000, 100_000, 500_000)


def _events(folder: Path, size: int):
    from towpath.analysis import events

    return events.of(*points.read(folder, size))


def _one_cell(folder: Path, size: int, permutations: int) -> float:
    from towpath.analysis import near_repeat

    held = _events(folder, size)
    return warm(lambda: near_repeat.knox(
        held, [METRES], [DAYS], np.random.default_rng(1), permutations=permutations
    ))  # fmt: skip


def _banded(folder: Path, size: int, permutations: int) -> float:
    from towpath.analysis import near_repeat

    held = _events(folder, size)
    return warm(lambda: near_repeat.knox(
        held, DISTANCES, TIMES, np.random.default_rng(1), permutations=permutations
    ))  # fmt: skip


def _first(folder: Path, size: int, *, compiled: bool) -> float:
    """A process's first call, with all that it imports; or the first ever, which compiles."""
    if not compiled:
        os.environ["NUMBA_CACHE_DIR"] = str(folder / f"compiled-{os.getpid()}")

    def work() -> None:
        from towpath.analysis import near_repeat

        held = _events(folder, size)
        near_repeat.knox(held, [METRES], [DAYS], np.random.default_rng(1), permutations=999)

    return cold(work)


def _pointpats(folder: Path, size: int, permutations: int, *, older: bool) -> float:
    warnings.simplefilter("ignore")
    from pointpats import Knox, spacetime

    x, y, day = points.read(folder, size)
    where, when = np.column_stack([x, y]), day[:, None].copy()
    test = spacetime.knox if older else Knox
    return cold(lambda: test(where, when, METRES, DAYS, permutations=permutations))


def _pairs(folder: Path) -> Mapping[str, float]:
    """Pairs no further apart than the outermost band, for each size."""
    from scipy.spatial import cKDTree

    found = {}
    for size in SIZES:
        x, y, _ = points.read(folder, size)
        tree = cKDTree(np.column_stack([x, y]))
        found[_name(size)] = (tree.count_neighbors(tree, DISTANCES[-1]) - size) / 2
    return found


def _name(size: int) -> str:
    return f"towpath, 5 × 4 bands, 99, {size:,}"


CASE = Case(
    title="Near repeats: Knox's test",
    prepare=lambda folder: points.write(folder, *SIZES),
    contestants={
        "towpath, one cell, 999, 20,000": lambda folder: _one_cell(folder, 20_000, 999),
        "pointpats' older function, 999, 20,000": lambda folder: _pointpats(
            folder, 20_000, 999, older=True
        ),
        "towpath, one cell, 99, 20,000": lambda folder: _one_cell(folder, 20_000, 99),
        "pointpats' class, 99, 20,000": lambda folder: _pointpats(folder, 20_000, 99, older=False),
        "pointpats' older function, 99, 20,000": lambda folder: _pointpats(
            folder, 20_000, 99, older=True
        ),
        "towpath, first call of a process": lambda folder: _first(folder, 20_000, compiled=True),
        "towpath, first call ever": lambda folder: _first(folder, 20_000, compiled=False),
        "towpath, 5 × 4 bands, 999, 100,000": lambda folder: _banded(folder, 100_000, 999),
        **{_name(size): lambda folder, size=size: _banded(folder, size, 99) for size in SIZES},
    },
    marks=(
        Mark("towpath, one cell, 999, 20,000", "pointpats' older function, 999, 20,000", 1 / 150),
        Mark(_name(100_000), _name(20_000), 1.0, per="close pair"),
        Mark(_name(500_000), _name(20_000), 1.0, per="close pair"),
    ),
    most_megabytes={"towpath, 5 × 4 bands, 999, 100,000": 500},
    times=1,
    amounts=_pairs,
    note="Events of three years on 40 × 40 km, a quarter of them near repeats; one cell is 200 m "
    "and 14 days. Warm calls are the best of three; the first call of a process counts its "
    "imports, the first ever its compilation too. pointpats has no bands; its class holds all "
    "pairs in memory and was not asked for more.",
)
