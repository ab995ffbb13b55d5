"""Sentences with figures in them, written as one string with named places."""

from __future__ import annotations

from string import Formatter

from towpath.documents.blocks import Quote, Span, Spans
from towpath.foundation import Figure


def said(template: str, **parts: Figure | str) -> Spans:
    """The template as spans: "{share!l} of burglary" with `share` a figure, here with its limits.

    Words without a figure run together into one span.
    """
    found: list[Span] = []
    for words, name, _, manner in Formatter().parse(template):
        found.append(words)
        if name is not None:
            part = parts[name]
            found.append(_limited(part) if manner == "l" else part)
    return joined(found)


def _limited(part: Figure | str) -> Span:
    return Quote(part, limits=True) if isinstance(part, Figure) else part


def joined(given: list[Span]) -> Spans:
    """Spans with neighbouring words run together and nothing empty among them."""
    run: list[Span] = []
    for span in given:
        if isinstance(span, str) and run and isinstance(run[-1], str):
            run[-1] += span
        elif span != "":
            run.append(span)
    return tuple(run)
