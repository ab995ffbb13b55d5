"""Sentences with figures in them, written as one string with named places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import Formatter

from towpath.documents.blocks import Quote, Span, Spans
from towpath.foundation import Figure


def spans(template: str, **parts: object) -> Spans:
    """The template as spans: "Burglary fell by {change}." with `change` a figure, words or spans.

    `{change!u}` quotes a figure without its sign, `{change!l}` with its limits, `{change!b}` both.
    """
    found: list[Span] = []
    for words, name, _, manner in Formatter().parse(template):
        found.append(words)
        if name is not None:
            found += [_quoted(one, manner or "") for one in _several(parts[name])]
    return joined(found)


def joined(given: Iterable[Span]) -> Spans:
    """Spans with neighbouring words run together and nothing empty among them."""
    run: list[Span] = []
    for span in given:
        if isinstance(span, str) and run and isinstance(run[-1], str):
            run[-1] += span
        elif span != "":
            run.append(span)
    return tuple(run)


def listed(items: Iterable[Span | Spans], last: str = " and ") -> Spans:
    """Items as a person lists them: "one, two and three"."""
    each = [_several(one) for one in items]
    run: list[Span] = []
    for place, one in enumerate(each):
        run += ["" if place == 0 else last if place == len(each) - 1 else ", ", *one]
    return joined(run)


def the(named: object) -> str:
    """A period or baseline as a sentence takes it: "the 12 months to October 2022", "2013/14"."""
    words = str(named)
    return f"the {words}" if re.match(r"\d+ (months|days)", words) else words


def _several(part: object) -> Spans:
    if isinstance(part, tuple):
        return part
    return (part if isinstance(part, Figure | Quote) else str(part),)


def _quoted(span: Span, manner: str) -> Span:
    if not manner or not isinstance(span, Figure):
        return span
    return Quote(span, unsigned=manner in "ub", limits=manner in "lb")
