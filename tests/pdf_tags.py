"""A small reader of a PDF's tags, and what a person who cannot see needs of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

pikepdf = pytest.importorskip("pikepdf", reason="pikepdf is in set check")


def elements(node: Any) -> Iterator[Any]:
    """Every structure element under a node, in reading order."""
    if not isinstance(node, pikepdf.Dictionary) or "/K" not in node:
        if isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield node
        return
    if "/S" in node:
        yield node
    children = node.K if isinstance(node.K, pikepdf.Array) else [node.K]
    for child in children:
        yield from elements(child)


def of(read: Any) -> list[Any]:
    """Every structure element of an open PDF."""
    return list(elements(read.Root.StructTreeRoot))


def named(tags: list[Any], name: str) -> list[Any]:
    """The elements of one kind."""
    return [tag for tag in tags if str(tag.S) == f"/{name}"]


def faults(read: Any) -> list[str]:
    """What is wrong with an open PDF's tags; an empty list where nothing is."""
    tags, found = of(read), []
    root = read.Root
    if not (bool(root.MarkInfo.Marked) and str(root.Lang) == "en-GB"):
        found.append("it is not marked, or does not say its language")
    if not bool(root.ViewerPreferences.DisplayDocTitle) or not str(read.docinfo["/Title"]):
        found.append("it does not show its title")
    if "pdfuaid" not in bytes(root.Metadata.read_bytes()).decode():
        found.append("it does not say that it is PDF/UA")
    found += ["a picture has no words" for one in named(tags, "Figure") if "/Alt" not in one]
    found += ["a table heading has no scope" for one in named(tags, "TH") if not scoped(one)]
    steps = levels(tags)
    if steps.count(1) != 1 or any(after - before > 1 for before, after in pairwise(steps)):
        found.append(f"its headings do not run in order: {steps[:20]}")
    return found


def scoped(head: Any) -> bool:
    """Whether a table heading says what it heads."""
    attributes = head.A if isinstance(head.A, pikepdf.Array) else [head.A]
    return any(str(one.get("/Scope")) in ("/Column", "/Row", "/Both") for one in attributes)


def levels(tags: list[Any]) -> list[int]:
    """The levels of its headings, in order."""
    names = [str(tag.S) for tag in tags]
    return [int(name[2]) for name in names if len(name) == 3 and name[1] == "H"]
