"""Who a layer is for: its writers demand one of the two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from towpath.documents.audience import ForAll, ForSome
from towpath.documents.layers.layer import Layer


@dataclass(frozen=True)
class Restricted(ForSome):
    """Exact places, marked, with the people it was made for."""

    layer: Layer
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Public(ForAll):
    """For anyone. Made only by `released`, which sends the layer through a gate."""

    layer: Layer
    gated: bool


Readable = Restricted | Public


def released(layer: Layer, gate: Callable[[Layer], Layer]) -> Public:
    """The layer as anyone may have it: what `gate` returns, whatever was given."""
    passed = gate(layer)
    return Public(passed, gated=passed != layer)
