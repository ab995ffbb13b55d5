"""The ledger of figures that were printed outside an edition, so that they can be explained too.

One JSON file a snapshot in HOME/results/figures; a figure printed again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from towpath.assessment import frozen
from towpath.foundation import Figure

FOLDER = "figures"


def record(results: Path, printed: Iterable[Figure]) -> None:
    """Remember figures by the snapshot they were counted from."""
    by_snapshot = sorted(printed, key=lambda figure: figure.snapshot)
    with _alone(results / FOLDER):
        for snapshot, figures in groupby(by_snapshot, key=lambda figure: figure.snapshot):
            file = results / FOLDER / f"{snapshot}.json"
            held = {figure.id: figure for figure in _read(file)}
            fresh = held | {figure.id: figure for figure in figures}
            if fresh.keys() != held.keys():
                _write(file, tuple(fresh[key] for key in sorted(fresh)))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else writes here: two at once would each lose what the other remembers."""
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def remembered(results: Path) -> tuple[Figure, ...]:
    """Every figure in the ledger."""
    files = sorted((results / FOLDER).glob("*.json"))
    return tuple(figure for file in files for figure in _read(file))


def _read(file: Path) -> tuple[Figure, ...]:
    if not file.exists():
        return ()
    figures: tuple[Figure, ...] = frozen.loads(file.read_text("utf-8"))
    return figures


def _write(file: Path, figures: tuple[Figure, ...]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(frozen.dumps(figures), "utf-8")
    fresh.replace(file)
