"""Frozen results: findings and documents as JSON, and back, without losing a digit.

What was published is kept like this and rendered from this, so it re-renders byte for byte long
after its loads have been retired. Figures and outlines are kept once each and referred to; two
figures under one id must be the same figure, or the edition is not written.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cache
from types import ModuleType
from typing import Any

from towpath.documents import audience, blocks
from towpath.foundation import Baseline, Figure, Period, TowpathError
from towpath.foundation import areas as area_words
from towpath.foundation import figures as figure_words
from towpath.foundation import handling as handling_words

FORMAT = 2

Json = Any


@cache
def _kinds() -> dict[str, type]:
    """What figures and documents are made of."""
    own: dict[str, type] = {Period.__name__: Period, Baseline.__name__: Baseline}
    return own | _kinds_of(blocks, audience, area_words, figure_words, handling_words)


@cache
def _kinds_of_editions() -> dict[str, type]:
    """The rest, which the ledger of figures need not wait for."""
    from towpath.assessment import editions, findings

    return _kinds_of(editions, findings)


def _kinds_of(*modules: ModuleType) -> dict[str, type]:
    return {name: one for each in modules for name, one in vars(each).items() if _kept(one)}


def _kept(one: object) -> bool:
    return isinstance(one, type) and (dataclasses.is_dataclass(one) or issubclass(one, Enum))


def dumps(value: object) -> str:
    """The value as JSON text; the same value gives the same text."""
    freezer = _Freezer()
    body = freezer.frozen(value)
    whole = {"format": FORMAT, "kept": freezer.kept, "body": body}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


def loads(text: str) -> Any:
    """The value again. Raises TowpathError where a later Towpath wrote it."""
    return stored(text)[1]


def stored(text: str) -> tuple[int, Any]:
    """The format in which a value was written, and the value again."""
    whole = json.loads(text)
    if whole["format"] > FORMAT:
        raise TowpathError(
            "This edition was written by a later version of Towpath.", "Upgrade Towpath to open it."
        )
    return int(whole["format"]), _Thawer(whole["kept"]).thawed(whole["body"])


def _outline_key(shapes: blocks.Shapes) -> str:
    digest = hashlib.sha256(b"".join(shapes.wkb) + "\n".join(shapes.codes).encode())
    return f"S-{shapes.layer}-{digest.hexdigest()[:16]}"


class _Freezer:
    def __init__(self) -> None:
        self.kept: dict[str, Json] = {}
        self._first: dict[str, Any] = {}

    def frozen(self, value: object) -> Json:
        if isinstance(value, Figure):
            return self._keep(value.id, value)
        if isinstance(value, blocks.Shapes):
            return self._keep(_outline_key(value), value)
        if isinstance(value, Enum):
            return {"is": type(value).__name__, "value": value.value}
        if dataclasses.is_dataclass(value):
            return self._fields(value)
        return self._plain(value)

    def _plain(self, value: object) -> Json:
        if isinstance(value, date):
            return {"is": "date", "value": value.isoformat()}
        if isinstance(value, bytes):
            return {"is": "bytes", "value": base64.b64encode(value).decode()}
        if isinstance(value, Mapping):
            return {"is": "mapping", "value": {k: self.frozen(v) for k, v in value.items()}}
        if isinstance(value, tuple | list | frozenset):
            return [self.frozen(one) for one in value]
        if value is None or isinstance(value, str | int | float | bool):
            return value
        raise TowpathError(f"{type(value).__name__} cannot be kept in an edition.")

    def _fields(self, value: Any) -> Json:
        held = {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if f.init}
        return {"is": type(value).__name__} | {k: self.frozen(v) for k, v in held.items()}

    def _keep(self, key: str, value: Any) -> Json:
        # Equal figures may call their period by two names; the first is kept.
        if self._first.setdefault(key, value) != value:
            what = value.definition if isinstance(value, Figure) else value.layer
            raise TowpathError(f"Two different values claim the id {key} ({what}).")
        if key not in self.kept:
            self.kept[key] = self._fields(value)
        return {"is": "kept", "id": key}


class _Thawer:
    def __init__(self, kept: dict[str, Json]) -> None:
        self.kept = kept
        self.made: dict[str, Any] = {}

    def thawed(self, value: Json) -> Any:
        if isinstance(value, list):
            return tuple(self.thawed(one) for one in value)
        if isinstance(value, dict):
            return self._tagged(value)
        return value

    def _tagged(self, value: dict[str, Json]) -> Any:
        kind = value["is"]
        if kind == "kept":
            return self._kept(value["id"])
        if kind == "date":
            return date.fromisoformat(value["value"])
        if kind == "bytes":
            return base64.b64decode(value["value"])
        if kind == "mapping":
            return {k: self.thawed(v) for k, v in value["value"].items()}
        made = _kinds().get(kind) or _kinds_of_editions()[kind]
        if issubclass(made, Enum):
            return made(value["value"])
        return made(**{k: self.thawed(v) for k, v in value.items() if k != "is"})

    def _kept(self, key: str) -> Any:
        if key not in self.made:
            self.made[key] = self._tagged(self.kept[key])
        return self.made[key]
