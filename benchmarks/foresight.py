"""Six forecasts walked forward over 180 days of a city's burglaries, beside one Knox test of it."""

from __future__ import annotations

import csv
import os
import warnings
from pathlib import Path

import numpy as np

import points
from case import Case, Mark, cold

DAYS, CELL, REACH = 180, 250.0, 750.0
METRES, WITHIN = 200.0, 14.0
# Public events of Chicago, where they are held beside this folder; else as many invented ones.
CITY = Path(__file__).parents[2] / "shared/data/events/chicago_burglary_2014_2017.csv"
INVENTED = 45_319
SIX = ("counts-365", "density", "trafford", "promap", "self-exciting-grid", "self-exciting")


def prepare(folder: Path) -> None:
    """The city's events, or invented ones."""
    path = folder / "city.npz"
    if path.exists():
        return
    if not CITY.exists():
        x, y, day = points.make(INVENTED)
    else:
        with CITY.open() as lines:
            rows = list(csv.DictReader(lines))
        x, y = (np.array([float(row[name]) for row in rows]) for name in "xy")
        dates = [row["date_single"].split("/") for row in rows]
        when = np.array(["-".join(reversed(date)) for date in dates], dtype="datetime64[D]")
        day = when.astype(np.int64).astype(float)
    np.savez(path, x=x, y=y, day=day)


def _read(folder: Path) -> points.Points:
    with np.load(folder / "city.npz") as held:
        return held["x"], held["y"], held["day"]


def _walk(folder: Path) -> None:
    from towpath.analysis import events, grids, walk_forward
    from towpath.analysis.prospective import catalogue

    held = events.of(*_read(folder))
    first = float(held.day.max()) - DAYS + 1
    grid = grids.around(held.before(first).xy, CELL, REACH)
    methods = [catalogue.named(slug) for slug in SIX]
    walk_forward.scores(walk_forward.run(methods, held, grid, first, DAYS))


def _first_ever(folder: Path) -> float:
    os.environ["NUMBA_CACHE_DIR"] = str(folder / f"compiled-{os.getpid()}")
    return cold(lambda: _walk(folder))


def _pointpats(folder: Path) -> float:
    warnings.simplefilter("ignore")
    from pointpats import spacetime

    x, y, day = _read(folder)
    where, when = np.column_stack([x, y]), day[:, None].copy()
    return cold(lambda: spacetime.knox(where, when, METRES, WITHIN, permutations=99))


CASE = Case(
    title="Six forecasts walked forward over 180 days",
    prepare=prepare,
    contestants={
        "towpath, first call of a process": lambda folder: cold(lambda: _walk(folder)),
        "pointpats, one Knox test, 99": _pointpats,
        "towpath, first call ever": _first_ever,
    },
    marks=(Mark("towpath, first call of a process", "pointpats, one Knox test, 99", 1.0),),
    note="45,319 burglaries of four years, 250 m cells, all six fitted and each day scored. First "
    "calls count their imports; the first ever its compilation too.",
)
