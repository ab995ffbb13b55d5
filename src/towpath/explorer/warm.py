"""Evidence that stays warm: counted once a snapshot and grant, and asked for every look.

What is kept is counts, never rows. Whatever changes on the disk (a delivery in force, a retirement,
a local area named anew) empties all of it, so that nothing retired outlives its retirement here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import TypeVar

from towpath.assessment.study import Question, Study
from towpath.documents.blocks import Shapes
from towpath.evidence import cubes, held
from towpath.evidence.cubes import Cube
from towpath.evidence.held import Held
from towpath.evidence.homes import Home
from towpath.foundation import Area, Grant, Level
from towpath.sources.reference import Pack

T = TypeVar("T")
# Answers kept a snapshot and grant, by their kind: a look at a whole force is some megabytes.
MOST = {"look": 12, "study": 24}
OTHERS = 24
GRANTS = 6  # snapshots and grants kept
Key = tuple[str, *tuple[Hashable, ...]]  # its kind first
Stamp = tuple[tuple[int, int, int], ...]


@dataclass(eq=False)
class Warm:
    """One snapshot within one grant: its counts by source, and the answers given last."""

    held: Held
    pack: Pack
    grant: Grant
    _cubes: dict[str, Cube] = field(default_factory=dict)
    _answers: dict[str, OrderedDict[Key, object]] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    def study(self, question: Question, source: str = "") -> Study:
        """A study of a question on one source, the usual one unless named."""
        return self.remembered(("study", question, source), lambda: self._study(question, source))

    def _study(self, question: Question, source: str) -> Study:
        made = Study(question, self.held, self.pack)
        if source:
            made.feed = source
        made.cube = self._cube(made.feed)
        return made

    def _cube(self, source: str) -> Cube:
        with self._lock:
            if source not in self._cubes:
                home, snapshot = self.held.home, self.held.id
                with held.open_held(home, self.grant, snapshot) as opened:
                    self._cubes[source] = cubes.of_incidents(opened, Level.LSOA, feeds=(source,))
            return self._cubes[source]

    def outline(self, level: Level, areas: tuple[Area, ...], vintage: int) -> Shapes:
        """The shapes of areas, those that somebody has drawn."""
        return self.remembered(("shapes", level, areas, vintage), lambda: self._drawn(
            level, areas, vintage))  # fmt: skip

    def _drawn(self, level: Level, areas: tuple[Area, ...], vintage: int) -> Shapes:
        found = self.pack.shapes(level, [one.code for one in areas], vintage)
        named = {one.code: str(one) for one in areas}
        names = tuple(named[code] for code in found.codes)
        return Shapes(level.value, found.codes, names, found.wkb, " ".join(self.pack.credits))

    def remembered(self, key: Key, make: Callable[[], T]) -> T:
        """An answer given before, or made now; of each kind the oldest are forgotten."""
        with self._lock:
            held = self._answers.setdefault(key[0], OrderedDict())
            if key in held:
                held.move_to_end(key)
                found: T = held[key]  # type: ignore[assignment]  # as it was put there
                return found
        made = make()
        with self._lock:
            held[key] = made
            while len(held) > MOST.get(key[0], OTHERS):
                held.popitem(last=False)
        return made


_lock = RLock()
_kept: OrderedDict[Hashable, Warm] = OrderedDict()
_stamps: dict[Path, Stamp] = {}


def opened(home: Home, grant: Grant, snapshot: str = "") -> Warm:
    """The evidence of a snapshot (the one in force unless named) within a grant.

    Raises as `held.open_held` does.
    """
    stamp = _stamp(home)
    key = (home.path, snapshot, grant.sees, grant.agencies)
    with _lock:
        if _stamps.get(home.path) != stamp:
            for old in [one for one in _kept if one[0] == home.path]:  # type: ignore[index]
                del _kept[old]
            _stamps[home.path] = stamp
        if key not in _kept:
            with held.open_held(home, grant, snapshot) as found:
                _kept[key] = Warm(found, Pack.open(home.reference, home.local_areas), grant)
        _kept.move_to_end(key)
        while len(_kept) > GRANTS:
            _kept.popitem(last=False)
        return _kept[key]


def forget() -> None:
    """Let everything go cold."""
    with _lock:
        _kept.clear()
        _stamps.clear()


def _stamp(home: Home) -> Stamp:
    """What the answers stand on, as the disk has it now."""
    files = (home.register_file, home.reference / "manifest.json", home.local_areas,
             home.settings_file, home.definitions, home.feeds)  # fmt: skip
    return tuple(_mark(path) for path in files)


def _mark(path: Path) -> tuple[int, int, int]:
    try:
        said = path.stat()
    except FileNotFoundError:
        return 0, 0, 0
    return said.st_ino, said.st_mtime_ns, said.st_size
