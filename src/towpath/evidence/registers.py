"""The register: which loads are in force. A snapshot is one register, under a hash of its loads."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from towpath.evidence import homes, trails
from towpath.evidence.homes import Home
from towpath.foundation import Handling, NoSuchData, NotUnderstood

SCHEMA = 1  # of the Parquet in loads/; every released version stays readable


@dataclass(frozen=True, order=True)
class Load:
    """The rows of one feed, agency and month out of one delivery: immutable once written.

    `file` is the folder of its Parquet under loads/, in which repeats are settled against the
    other loads in force; a new settlement is a new folder, never a change to this one.
    """

    feed: str
    agency: str
    month: str  # ISO, the first of the month
    id: str
    version: int  # of the feed's declaration
    kind: str
    title: str
    delivery: str
    delivered: str  # ISO, UTC
    parts: tuple[tuple[str, str], ...]  # name, SHA-256
    rows: int
    counted: int  # rows less repeats
    refused: int
    refused_by_rule: tuple[tuple[str, int], ...]
    remarks: tuple[str, ...]
    vintage: int  # of its small-area codes; 0 where it has none
    placed: tuple[tuple[str, int], ...]  # given, point, none
    precision: str
    snapped: bool
    licence: str
    sensitivity: str
    years_kept: int | None
    file: str
    schema: int = SCHEMA

    @property
    def key(self) -> tuple[str, str, str]:
        """What a later load must share to supersede this one."""
        return self.feed, self.agency, self.month

    @property
    def source(self) -> tuple[str, str]:
        """Within which a native id counts once."""
        return self.feed, self.agency

    @property
    def first(self) -> date:
        """The first of its month."""
        return date.fromisoformat(self.month)

    @property
    def handling(self) -> Handling:
        """How its rows may be handled."""
        kept = f", {self.years_kept} years" if self.years_kept is not None else ""
        return Handling.parse(f"{self.sensitivity}{kept}")


@dataclass(frozen=True)
class Snapshot:
    """The set of loads in force at one time."""

    loads: tuple[Load, ...]
    event: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def id(self) -> str:
        """`S-` and ten base-32 characters over the sorted load ids, wherever they were loaded."""
        return "S-" + digest(*sorted(load.id for load in self.loads))[:10]

    def replacing(self, fresh: Iterable[Load]) -> Snapshot:
        """These loads with fresh ones in place of those of the same feed, agency and month."""
        held = {load.key: load for load in self.loads} | {load.key: load for load in fresh}
        return Snapshot(tuple(sorted(held.values())))

    def without(self, ids: Iterable[str]) -> Snapshot:
        """These loads less some."""
        gone = frozenset(ids)
        return Snapshot(tuple(load for load in self.loads if load.id not in gone))


def digest(*words: str) -> str:
    """A short name of words: base-32 of SHA-256, twenty-four characters."""
    whole = hashlib.sha256("\n".join(words).encode()).digest()
    return base64.b32encode(whole[:15]).decode()


def in_force(home: Home) -> Snapshot:
    """The snapshot in force; one of no loads where nothing was delivered yet."""
    if not home.register_file.exists():
        return Snapshot(())
    return _read(home.register_file)


def find(home: Home, snapshot: str) -> Snapshot:
    """A snapshot once in force, by its id or a unique beginning of it; or NoSuchData."""
    current = in_force(home)
    if snapshot in ("", current.id):
        return current
    wanted = snapshot if snapshot.startswith("S-") else f"S-{snapshot}"
    found = sorted(home.registers.glob(f"{wanted}*.json"))
    if len(found) > 1:
        raise NotUnderstood(f"Several snapshots begin with {wanted}.", "Give more of its id.")
    if not found:
        raise NoSuchData(f"There was never a snapshot {wanted} here.", "See `towpath snapshot`.")
    then = _read(found[0])
    gone = [load for load in then.loads if not (home.loads / load.file).exists()]
    if gone:
        raise NoSuchData(
            f"Snapshot {then.id} can no longer be asked: {len(gone)} of its loads were retired.",
            "What was published from it is kept in its edition.",
        )
    return then


def history(home: Home) -> tuple[Snapshot, ...]:
    """Every snapshot that was ever in force, in no promised order."""
    return tuple(_read(path) for path in sorted(home.registers.glob("S-*.json")))


def put_in_force(home: Home, snapshot: Snapshot, event: dict[str, Any]) -> Snapshot:
    """Make a snapshot the one in force, by one rename, and put the event on the trail."""
    fresh = replace(snapshot, event=event)
    text = _written(fresh)
    homes.replace(home.registers / f"{fresh.id}.json", text)
    homes.replace(home.register_file, text)
    trails.append(home, event, once=True)
    return fresh


def sweep(home: Home) -> None:
    """Clear what a death left behind: files no register names, and an event not yet on the trail.

    Only whoever holds the home for writing may sweep.
    """
    current = in_force(home)
    if current.event:
        homes.replace(home.registers / f"{current.id}.json", _written(current))
        trails.append(home, dict(current.event), once=True)
        forget(home, current.event)
    named = {load.file for one in (*history(home), current) for load in one.loads}
    for path in sorted(home.loads.glob("*/*")):
        if path.relative_to(home.loads).as_posix() not in named:
            path.unlink() if path.is_file() else shutil.rmtree(path)
    for folder in home.loads.iterdir():
        if not any(folder.iterdir()):
            folder.rmdir()
    kept = {load.delivery for one in (*history(home), current) for load in one.loads}
    for folder in home.deliveries.glob("D-*"):
        if folder.name not in kept:
            shutil.rmtree(folder)


def forget(home: Home, event: Mapping[str, Any]) -> None:
    """Delete the rows that a retirement, already in force, says are to be deleted."""
    for load in event.get("deleted", ()):
        shutil.rmtree(home.loads / load, ignore_errors=True)
    for delivery in event.get("emptied", ()):
        (home.deliveries / delivery / "refused.parquet").unlink(missing_ok=True)


def files_of(home: Home, file: str) -> str:
    """The Parquet of a load's folder, as a pattern that every engine reads."""
    return str(home.loads / file / "*.parquet")


def bring(home: Home, folder: Path, file: str) -> None:
    """Put a finished folder of Parquet in its place under loads/, durably; nobody names it yet."""
    for path in folder.iterdir():
        homes.sync_file(path)
    homes.sync_folder(folder)
    target = home.loads / file
    target.parent.mkdir(exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    folder.rename(target)
    homes.sync_folder(target.parent)


def _written(snapshot: Snapshot) -> str:
    loads = [asdict(load) for load in snapshot.loads]
    whole = {"snapshot": snapshot.id, "event": dict(snapshot.event), "loads": loads}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _read(path: Path) -> Snapshot:
    said = json.loads(path.read_text(encoding="utf-8"))
    return Snapshot(tuple(_load(row) for row in said["loads"]), said["event"])


def _load(row: dict[str, Any]) -> Load:
    pairs = ("parts", "refused_by_rule", "placed")
    for name in pairs:
        row[name] = tuple((one[0], one[1]) for one in row[name])
    return Load(**{**row, "remarks": tuple(row["remarks"])})
