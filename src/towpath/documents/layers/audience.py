"""Who a layer is for: its writers demand one of the two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from towpath.documents.audience import MARKING
from towpath.documents.layers.layer import Layer
from towpath.foundation import TowpathError


@dataclass(frozen=True)
class Restricted:
    """Exact places, marked, with the people it was made for."""

    layer: Layer
    recipients: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.recipients:
            raise TowpathError(
                "A restricted layer must name who it is for.", "Name at least one recipient."
            )

    @property
    def marking(self) -> str:
        """Written into every file, and across the head of every picture."""
        return f"{MARKING} · for {', '.join(self.recipients)}"


@dataclass(frozen=True)
class Public:
    """For anyone. Made only by `released`, which sends the layer through a gate."""

    layer: Layer
    gated: bool

    @property
    def marking(self) -> str:
        """Public layers bear no marking."""
        return ""


Readable = Restricted | Public


def released(layer: Layer, gate: Callable[[Layer], Layer]) -> Public:
    """The layer as anyone may have it: what `gate` returns, whatever was given."""
    passed = gate(layer)
    return Public(passed, gated=passed != layer)
