"""Who a document is for: a writer demands one of the two, and the type checker sees to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from towpath.documents.blocks import Document
from towpath.foundation import TowpathError

MARKING = "OFFICIAL-SENSITIVE"


class ForSome:
    """What is for those named, and marked so: a document, or a layer of a map."""

    recipients: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.recipients:
            raise TowpathError(
                "What is restricted must name who it is for.", "Name at least one recipient."
            )

    @property
    def marking(self) -> str:
        """Printed at the head and foot of every page, in every file and on every picture."""
        return f"{MARKING} · for {', '.join(self.recipients)}"


class ForAll:
    """What is for anyone."""

    @property
    def marking(self) -> str:
        """What is public bears no marking."""
        return ""


@dataclass(frozen=True)
class Restricted(ForSome):
    """Exact numbers, marked, with the people it was made for."""

    document: Document
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Public(ForAll):
    """For anyone. Made only by `released`, which sends the document through a gate."""

    document: Document
    gated: bool


# What a writer takes: never a bare Document.
Readable = Restricted | Public


def released(document: Document, gate: Callable[[Document], Document]) -> Public:
    """The document as anyone may read it: what `gate` returns, whatever was given.

    The gate is `assessment.publishing.gate` (rules R1 to R4 and R11); it stands above this room,
    which therefore takes it as an argument.
    """
    passed = gate(document)
    return Public(passed, gated=passed != document)
